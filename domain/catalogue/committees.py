"""Which committee decides on which class of items, and what its vote makes of one.

The policy is data in one numbered version, as that of approvals is. An item of a class that it does
not name needs nobody; it may be brought before the value analysis committee all the same.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from domain.catalogue.commands import RecordCommitteeDecision, StartValueAnalysis
from domain.catalogue.events import CatalogueItemEvent
from domain.catalogue.lifecycle_errors import (
    CatalogueItemCommitteeDiffers,
    CatalogueItemDayOutOfRange,
    CatalogueItemSelfDecided,
    CatalogueItemVotesContradict,
    CatalogueItemWrongStatus,
)
from domain.catalogue.lifecycle_events import (
    CatalogueItemAnalysisStarted,
    CatalogueItemCommitteeDecided,
    Committee,
)
from domain.catalogue.parts import Analysis
from domain.catalogue.state import CatalogueItem
from domain.event import PolicyVersion

TRIAL_DAYS_MAX: Final = 730  # A longer trial is no trial.
PLAN_DAYS_MAX: Final = 1826  # Five years: a day further ahead is a slip.


@dataclass(frozen=True, slots=True, kw_only=True)
class CommitteePolicy:
    """Who decides on which class, and how many have to take part in a vote."""

    version: PolicyVersion
    committees: Mapping[str, Committee]
    voters_min: int


COMMITTEE_POLICY: Final = CommitteePolicy(
    version=PolicyVersion(id="committee", version=1),
    committees={
        "implant": "value_analysis",
        "capital": "value_analysis",
        "pharmacy": "pharmacy_therapeutics",
        "controlled": "pharmacy_therapeutics",
    },
    voters_min=3,
)


def committee_of(item_class: str) -> Committee | None:
    """The committee without whose vote no item of the class is bought; none: nobody's."""
    return COMMITTEE_POLICY.committees.get(item_class)


def start_analysis(
    item: CatalogueItem, command: StartValueAnalysis
) -> tuple[CatalogueItemEvent, ...]:
    """The committee has the item before it; one that it rejected may come again."""
    if item.status not in ("requested", "rejected"):
        raise CatalogueItemWrongStatus(item.number, item.status, ("requested", "rejected"))
    return (
        CatalogueItemAnalysisStarted(
            committee=committee_of(item.item_class) or "value_analysis",
            submitted_by=command.submitted_by,
            policy=COMMITTEE_POLICY.version,
        ),
    )


def record_decision(
    item: CatalogueItem, command: RecordCommitteeDecision
) -> tuple[CatalogueItemEvent, ...]:
    """What the committee voted on an item that is before it, or on trial."""
    analysis = _analysis(item)
    if command.committee != analysis.committee:
        raise CatalogueItemCommitteeDiffers(item.number, command.committee, analysis.committee)
    if command.decided_by == analysis.submitted_by:
        raise CatalogueItemSelfDecided(item.number, command.decided_by)
    _check_votes(command)
    if command.trial_until is not None:
        today = command.now.date()
        check_day("trial_until", command.trial_until, today, TRIAL_DAYS_MAX)
    return (
        CatalogueItemCommitteeDecided(
            committee=command.committee,
            outcome=command.outcome,
            votes_for=command.votes_for,
            votes_against=command.votes_against,
            abstentions=command.abstentions,
            decided_by=command.decided_by,
            policy=COMMITTEE_POLICY.version,
            conditions=command.conditions,
            trial_until=command.trial_until,
        ),
    )


def check_day(field: str, day: date, today: date, days_max: int) -> None:
    """Refuses a planned day that is past, or so far ahead that it is a slip."""
    last = today + timedelta(days=days_max)
    if not today <= day <= last:
        raise CatalogueItemDayOutOfRange(field, day, today, last)


def _analysis(item: CatalogueItem) -> Analysis:
    on_trial = item.trial_until is not None and item.status in ("approved", "active", "phase_out")
    if item.analysis is None or not (item.status == "under_analysis" or on_trial):
        raise CatalogueItemWrongStatus(item.number, item.status, ("under_analysis", "on trial"))
    return item.analysis


def _check_votes(command: RecordCommitteeDecision) -> None:
    carried = command.votes_for > command.votes_against
    votes = f"{command.votes_for} for and {command.votes_against} against"
    if carried != (command.outcome == "approved"):
        raise CatalogueItemVotesContradict(f"{votes} do not make it {command.outcome}")
    voters = command.votes_for + command.votes_against + command.abstentions
    if voters < COMMITTEE_POLICY.voters_min:
        raise CatalogueItemVotesContradict(
            f"{voters} took part in the vote, {COMMITTEE_POLICY.voters_min} are needed"
        )
    if command.outcome == "rejected" and (command.trial_until or command.conditions):
        raise CatalogueItemVotesContradict("a rejected item has neither trial nor conditions")

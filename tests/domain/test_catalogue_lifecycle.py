"""An item and its committee: who decides, how votes carry, how a trial ends."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from domain.catalogue.buying import buying_obstacle
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    RecordCommitteeDecision,
    StartValueAnalysis,
)
from domain.catalogue.committees import (
    COMMITTEE_POLICY,
    TRIAL_DAYS_MAX,
    committee_of,
    record_decision,
    start_analysis,
)
from domain.catalogue.decide import activate
from domain.catalogue.errors import (
    CatalogueItemNotActive,
    CatalogueItemNotRequested,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.lifecycle_errors import (
    CatalogueItemCommitteeDiffers,
    CatalogueItemCommitteeNeeded,
    CatalogueItemDayOutOfRange,
    CatalogueItemSelfDecided,
    CatalogueItemTrialOver,
    CatalogueItemVotesContradict,
    CatalogueItemWrongStatus,
)
from domain.catalogue.lifecycle_events import (
    CatalogueItemAnalysisStarted,
    CatalogueItemCommitteeDecided,
    Outcome,
)
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import Event
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
ITEM: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
OTHER: Final = "5a1c7c1e-0000-4000-8000-00000000000b"
ACTIVATED: Final = CatalogueItemActivated()
RETIRED: Final = CatalogueItemRetired(reason_code="old")


def requested(
    item_class: str = "implant", item_id: str = ITEM, number: str = "I-1"
) -> CatalogueItemRequested:
    return CatalogueItemRequested(
        item_id=item_id, number=number, description="It", item_class=item_class, base_unit="EA"
    )


GLOVES: Final = requested("consumable")
STARTED: Final = CatalogueItemAnalysisStarted(
    committee="value_analysis", submitted_by="ivan", policy=COMMITTEE_POLICY.version
)
START: Final = StartValueAnalysis(now=NOW, item_id=ITEM, submitted_by="ivan")
OPEN: Final = ActivateCatalogueItem(now=NOW, item_id=ITEM)
DECIDE: Final = RecordCommitteeDecision(
    now=NOW,
    item_id=ITEM,
    committee="value_analysis",
    outcome="approved",
    votes_for=4,
    votes_against=1,
    decided_by="vera",
)


def decided(
    outcome: Outcome = "approved",
    votes: tuple[int, int, int] = (4, 1, 0),
    trial_until: date | None = None,
    conditions: tuple[str, ...] = (),
) -> CatalogueItemCommitteeDecided:
    return CatalogueItemCommitteeDecided(
        committee="value_analysis",
        outcome=outcome,
        votes_for=votes[0],
        votes_against=votes[1],
        abstentions=votes[2],
        decided_by="vera",
        policy=COMMITTEE_POLICY.version,
        conditions=conditions,
        trial_until=trial_until,
    )


REJECTED: Final = decided("rejected", (1, 4, 0))

CLASSES: Final = """
    item_class  committee
    implant     value_analysis
    capital     value_analysis
    pharmacy    pharmacy_therapeutics
    controlled  pharmacy_therapeutics
    consumable  -
    device      -
"""


@pytest.mark.parametrize("row", CLASSES.strip().splitlines()[1:])
def test_the_class_says_whose_vote_is_needed(row: str) -> None:
    item_class, committee = row.split()
    assert (committee_of(item_class) or "-") == committee
    opened = given(CATALOGUE_ITEM, requested(item_class)).when(activate, OPEN)
    if committee == "-":
        opened.then(ACTIVATED)
    else:
        opened.rejected(CatalogueItemCommitteeNeeded, committee=committee)
    brought = given(CATALOGUE_ITEM, requested(item_class)).when(start_analysis, START)
    event = STARTED.model_copy(
        update={"committee": "value_analysis" if committee == "-" else committee}
    )
    assert brought.then(event).status == "under_analysis"


def test_an_item_is_opened_once_its_committee_approved_it() -> None:
    command = replace(DECIDE, abstentions=1, conditions=("Revision surgery only",))
    fact = decided(votes=(4, 1, 1), conditions=("Revision surgery only",))
    past = (requested(), STARTED)
    given(CATALOGUE_ITEM, *past).when(activate, OPEN).rejected(
        CatalogueItemNotRequested, status="under_analysis"
    )
    state = given(CATALOGUE_ITEM, *past).when(record_decision, command).then(fact)
    assert state.status == "approved"
    given(CATALOGUE_ITEM, *past, fact).when(activate, OPEN).then(ACTIVATED)


def test_a_rejected_item_is_not_opened_but_may_come_again() -> None:
    command = replace(DECIDE, outcome="rejected", votes_for=1, votes_against=4)
    past = (requested(), STARTED)
    given(CATALOGUE_ITEM, *past).when(record_decision, command).then(REJECTED)
    given(CATALOGUE_ITEM, *past, REJECTED).when(activate, OPEN).rejected(
        CatalogueItemNotRequested, status="rejected"
    )
    given(CATALOGUE_ITEM, *past, REJECTED).when(start_analysis, START).then(STARTED)


@pytest.mark.parametrize(
    "past", [(STARTED,), (STARTED, decided()), (STARTED, decided(), ACTIVATED), (RETIRED,)]
)
def test_an_item_comes_before_a_committee_once_at_a_time(past: tuple[Event, ...]) -> None:
    given(CATALOGUE_ITEM, requested(), *past).when(start_analysis, START).rejected(
        CatalogueItemWrongStatus
    )


@pytest.mark.parametrize(
    "past", [(), (STARTED, decided()), (STARTED, decided(), ACTIVATED), (STARTED, REJECTED)]
)
def test_a_committee_decides_on_what_is_before_it(past: tuple[Event, ...]) -> None:
    given(CATALOGUE_ITEM, requested(), *past).when(record_decision, DECIDE).rejected(
        CatalogueItemWrongStatus
    )


def test_the_right_committee_decides_and_a_second_person_records_it() -> None:
    past = (requested(), STARTED)
    given(CATALOGUE_ITEM, *past).when(
        record_decision, replace(DECIDE, committee="pharmacy_therapeutics")
    ).rejected(CatalogueItemCommitteeDiffers, committee="value_analysis")
    given(CATALOGUE_ITEM, *past).when(record_decision, replace(DECIDE, decided_by="ivan")).rejected(
        CatalogueItemSelfDecided, person="ivan"
    )


VOTES: Final = """
    outcome   for  against  abstained  verdict
    approved  2    1        0          carried
    approved  1    0        2          carried
    approved  2    2        0          contradicts
    approved  1    2        0          contradicts
    approved  2    0        0          too few
    approved  0    0        9          contradicts
    rejected  2    2        0          carried
    rejected  0    3        0          carried
    rejected  3    2        0          contradicts
    rejected  0    1        1          too few
    rejected  0    0        3          carried
"""


@pytest.mark.parametrize("row", VOTES.strip().splitlines()[1:])
def test_votes_carry_the_decision_or_contradict_it(row: str) -> None:
    outcome, *counts, verdict = row.split(maxsplit=4)
    votes = [int(each) for each in counts]
    kind: Outcome = "approved" if outcome == "approved" else "rejected"
    command = replace(
        DECIDE, outcome=kind, votes_for=votes[0], votes_against=votes[1], abstentions=votes[2]
    )
    asked = given(CATALOGUE_ITEM, requested(), STARTED).when(record_decision, command)
    if verdict == "carried":
        asked.then(decided(kind, (votes[0], votes[1], votes[2])))
    else:
        told = asked.rejected(CatalogueItemVotesContradict)
        assert ("are needed" in told.message) == (verdict == "too few")


def test_a_rejected_item_has_neither_trial_nor_conditions() -> None:
    rejected = replace(DECIDE, outcome="rejected", votes_for=0)
    for wrong in (replace(rejected, trial_until=TODAY), replace(rejected, conditions=("None",))):
        given(CATALOGUE_ITEM, requested(), STARTED).when(record_decision, wrong).rejected(
            CatalogueItemVotesContradict
        )


@pytest.mark.parametrize("days", [-1, TRIAL_DAYS_MAX + 1, 500_000])
def test_a_trial_ends_within_two_years(days: int) -> None:
    trial = replace(DECIDE, trial_until=TODAY + timedelta(days=days))
    given(CATALOGUE_ITEM, requested(), STARTED).when(record_decision, trial).rejected(
        CatalogueItemDayOutOfRange, field="trial_until"
    )


def obstacle(item: CatalogueItem, day: date, facility: str = "NORTH") -> str | None:
    refusal = buying_obstacle(item, facility, day)
    return None if refusal is None else refusal.code


def test_an_item_on_trial_is_bought_to_its_last_day_and_then_decided_on() -> None:
    day = TODAY + timedelta(days=90)
    on_trial = (requested(), STARTED, decided(trial_until=day), ACTIVATED)
    item = folded(CATALOGUE_ITEM, *on_trial)
    assert obstacle(item, day) is None
    assert obstacle(item, day + timedelta(days=1)) == CatalogueItemTrialOver.code
    kept = given(CATALOGUE_ITEM, *on_trial).when(record_decision, DECIDE).then(decided())
    assert (kept.status, kept.trial_until) == ("active", None)
    assert obstacle(kept, day + timedelta(days=1)) is None
    ended = folded(CATALOGUE_ITEM, *on_trial, REJECTED)
    assert obstacle(ended, TODAY) == CatalogueItemNotActive.code

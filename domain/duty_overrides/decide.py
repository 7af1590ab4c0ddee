"""What an override of a duty answers: granted in advance, used once, reviewed by somebody else.

Whether a rule is broken is asked where people act (`domain/duties.py`); the act that an override
lets through and its use are one save (`application/duties.py`).
"""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Final, Literal

from domain.duties import RULE_BY_NAME, RULES, Participants, broken_rule
from domain.duty_overrides.commands import (
    GrantDutyOverride,
    ReviewDutyOverride,
    RevokeDutyOverride,
)
from domain.duty_overrides.errors import (
    DutyOverrideAbsolute,
    DutyOverrideExists,
    DutyOverrideNotIndependent,
    DutyOverrideObjectionUnexplained,
    DutyOverridePeriodInvalid,
    DutyOverrideStands,
    DutyOverrideUnknownRule,
    DutyOverrideWrongStatus,
)
from domain.duty_overrides.events import (
    DutyOverrideEvent,
    DutyOverrideGranted,
    DutyOverrideReviewed,
    DutyOverrideRevoked,
    DutyOverrideUsed,
)
from domain.duty_overrides.state import DutyOverride
from domain.event import DocumentRef

OVERRIDE_DAYS_MAX: Final = 14  # After that it is no emergency, but how the house works.
Events = tuple[DutyOverrideEvent, ...]


def grant(
    override: DutyOverride | None,
    command: GrantDutyOverride,
    document: DocumentRef,
    place: tuple[str, str],
    participants: Participants,
    standing: DutyOverride | None = None,
) -> Events:
    """In advance, for a rule that may be overridden on this kind of document.

    `place` is the document's legal entity and facility; `standing` the unused override that its
    person holds for the same rule and document.
    """
    if override is not None:
        raise DutyOverrideExists(command.duty_override_id)
    require_overridable(command.rule, document.aggregate)
    today = command.now.date()
    last = today + timedelta(days=OVERRIDE_DAYS_MAX)
    if not today <= command.expires_on <= last:
        raise DutyOverridePeriodInvalid(command.expires_on, today, last)
    known: Participants = {**participants, "override_user": (command.person,)}
    _require_independent("grant", command.granted_by, document.number, known)
    if standing is not None and standing.status == "granted" and today <= standing.expires_on:
        raise DutyOverrideStands(command.rule, document.number, command.person, standing.expires_on)
    return (
        DutyOverrideGranted(
            duty_override_id=command.duty_override_id,
            rule=command.rule,
            document=document,
            person=command.person,
            granted_by=command.granted_by,
            granted_on=today,
            expires_on=command.expires_on,
            reason_code=command.reason_code,
            legal_entity=place[0],
            facility=place[1],
        ),
    )


def revoke(override: DutyOverride, command: RevokeDutyOverride) -> Events:
    """An expired one too: then nothing that is dated back can use it."""
    if override.status != "granted":
        raise DutyOverrideWrongStatus(override.number, override.status, "granted")
    return (DutyOverrideRevoked(revoked_by=command.revoked_by, reason_code=command.reason_code),)


def use(override: DutyOverride, day: date, used_in: DocumentRef) -> Events:
    """Its person broke the rule on this day, by what stands in the same save."""
    if not override.is_usable_on(day):
        raise DutyOverrideWrongStatus(override.number, override.status, "granted and not over")
    return (
        DutyOverrideUsed(
            rule=override.rule,
            document=override.document,
            used_by=override.person,
            used_on=day,
            used_in=used_in,
        ),
    )


def review(
    override: DutyOverride, command: ReviewDutyOverride, participants: Participants
) -> Events:
    """Somebody else than granter, user and all who have a part in the document, as it is now."""
    if override.status != "used":
        raise DutyOverrideWrongStatus(override.number, override.status, "used")
    known: Participants = {
        **participants,
        "override_user": (override.person,),
        "override_granter": (override.granted_by,),
    }
    _require_independent("review", command.reviewed_by, override.number, known)
    if command.outcome == "objected" and command.reason_code is None:
        raise DutyOverrideObjectionUnexplained(override.number)
    return (
        DutyOverrideReviewed(
            reviewed_by=command.reviewed_by,
            outcome=command.outcome,
            reason_code=command.reason_code,
        ),
    )


def require_overridable(rule: str, document_kind: str) -> None:
    """Raises unless the table has this rule for this kind of document, and it is not absolute."""
    found = RULE_BY_NAME.get(rule)
    if found is None or document_kind not in found.documents:
        raise DutyOverrideUnknownRule(rule, document_kind, _overridable(document_kind))
    if found.is_absolute:
        raise DutyOverrideAbsolute(rule)


def _overridable(document_kind: str) -> Sequence[str]:
    return [rule.name for rule in RULES if document_kind in rule.documents and not rule.is_absolute]


def _require_independent(
    act: Literal["grant", "review"], person: str, document: str, participants: Participants
) -> None:
    asked: Literal["grant_override", "review_override"] = (
        "grant_override" if act == "grant" else "review_override"
    )
    rule = broken_rule(asked, person, participants)
    if rule is not None:
        raise DutyOverrideNotIndependent(person, document, rule.part, act)

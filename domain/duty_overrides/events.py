"""Facts of one override of a duty. Stored names are a contract; see `state` for their sum."""

from datetime import date
from typing import Annotated, ClassVar, Final, Literal

from pydantic import StringConstraints

from domain.event import DocumentRef, Event
from domain.ids import PERSON_PATTERN, Code, Id

Person = Annotated[str, StringConstraints(pattern=PERSON_PATTERN)]
ReviewOutcome = Literal["accepted", "objected"]


class DutyOverrideGranted(Event):
    """One person may break one rule on one document, once, until the end of a day."""

    TYPE: ClassVar[str] = "duty_override.granted"
    duty_override_id: Id
    rule: Code
    document: DocumentRef
    person: Person
    granted_by: Code
    granted_on: date
    expires_on: date
    reason_code: Code
    legal_entity: Code
    facility: Code


class DutyOverrideRevoked(Event):
    """It was not used, and may not be any more. Terminal."""

    TYPE: ClassVar[str] = "duty_override.revoked"
    revoked_by: Code
    reason_code: Code


class DutyOverrideUsed(Event):
    """The rule was broken: in the same save stands what it let through. Somebody has to review."""

    TYPE: ClassVar[str] = "duty_override.used"
    rule: Code
    document: DocumentRef
    used_by: Code
    used_on: date
    used_in: DocumentRef  # the document that the act wrote, such as the receipt


class DutyOverrideReviewed(Event):
    """Somebody without a hand in it judged the use. Terminal."""

    TYPE: ClassVar[str] = "duty_override.reviewed"
    reviewed_by: Code
    outcome: ReviewOutcome
    reason_code: Code | None = None  # an objection has one


DutyOverrideEvent = (
    DutyOverrideGranted | DutyOverrideRevoked | DutyOverrideUsed | DutyOverrideReviewed
)
EVENTS: Final = (
    DutyOverrideGranted,
    DutyOverrideRevoked,
    DutyOverrideUsed,
    DutyOverrideReviewed,
)

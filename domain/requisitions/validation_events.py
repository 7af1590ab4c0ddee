"""What was found when a requisition was looked at: evidence for approvers, never a refusal."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.agreements.candidates import AgreementCandidate, ChoiceMade
from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo, Text
from domain.quantity import Quantity, Unit

Check = Literal["catalogue", "agreement", "budget", "formulary", "duplicate"]
Outcome = Literal["pass", "warn", "fail"]


class ValidationCheck(Value):
    """One look at the requisition, or at one line of it."""

    check: Check
    outcome: Outcome
    evidence: Text
    line: LineNo | None = None  # none: the requisition as a whole


class RequisitionValidationRecorded(Event):
    """These checks were made: by the system at submission, or by a service or person later."""

    TYPE: ClassVar[str] = "requisition.validation_recorded"
    checks: tuple[ValidationCheck, ...]
    recorded_by: Code | None = None  # none: the system, in the save of the submission


class RequisitionDuplicateSuspected(Event):
    """The requester asked for this item, or in these words, lately, and it has not come yet."""

    TYPE: ClassVar[str] = "requisition.duplicate_suspected"
    line: LineNo
    other: DocumentRef
    other_line: LineNo
    quantity: Quantity  # that the other line asks for
    unit: Unit
    asked_on: date
    alike_by: Literal["words"] | None = None  # none: both name the same item


class RequisitionAgreementChosen(Event):
    """Agreements were weighed for a line that names none: one covers it by precedence, or none."""

    TYPE: ClassVar[str] = "requisition.agreement_chosen"
    line: LineNo
    choice: ChoiceMade
    agreement: DocumentRef | None = None
    candidates: tuple[AgreementCandidate, ...]


ValidationEvent = (
    RequisitionValidationRecorded | RequisitionDuplicateSuspected | RequisitionAgreementChosen
)
VALIDATION_EVENTS: Final = (
    RequisitionValidationRecorded,
    RequisitionDuplicateSuspected,
    RequisitionAgreementChosen,
)

"""What may be asked of a requisition."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command, SealedText
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.validation_events import Check, Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedDistribution:
    """Who pays which part: a percentage or an amount, the same way in all parts of a line."""

    cost_centre: str
    account: str
    project: str | None = None
    grant: str | None = None
    percent: Decimal | None = None
    amount: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ParCount:
    """What a par location counted, in the line's unit; consumptions are adjusted, newest first."""

    stock_on_hand: Decimal
    consumptions: tuple[Decimal, ...]
    max_periods: Decimal
    reason_code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedLine:
    """One line as the requester states it; the amount is computed."""

    line: int
    description: str
    item_class: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    item_id: str | None = None
    supplier_id: str | None = None
    agreement: str | None = None
    deliver_to: str | None = None
    need_by: date | None = None
    lot: str | None = None
    serials: tuple[str, ...] = ()
    distributions: tuple[StatedDistribution, ...] = ()
    par_count: ParCount | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRequisition(Command):
    """A draft. A buyer may enter it for the person who asks."""

    requisition_id: str
    number: str
    kind: RequisitionKind
    requester_id: str
    legal_entity: str
    facility: str
    department: str
    currency: str
    lines: tuple[RequestedLine, ...] = ()
    need_by: date | None = None
    justification: SealedText | None = None
    deliver_to: str | None = None
    from_facility: str | None = None
    clinician_id: str | None = None
    emergency_reason_code: str | None = None
    used_on: date | None = None
    project: str | None = None
    report_only: bool = False  # met without an order, and only to be agreed to
    entered_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequisition(Command):
    """States anew what the draft says as a whole; what is absent is not stated any more."""

    requisition_id: str
    need_by: date | None = None
    justification: SealedText | None = None
    deliver_to: str | None = None
    from_facility: str | None = None
    clinician_id: str | None = None
    emergency_reason_code: str | None = None
    used_on: date | None = None
    project: str | None = None
    changed_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRequisitionLine(Command):
    requisition_id: str
    line: RequestedLine
    changed_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequisitionLine(Command):
    """With a reason, where approvers have seen another quantity before."""

    requisition_id: str
    line: RequestedLine
    reason_code: str | None = None
    changed_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRequisitionLine(Command):
    requisition_id: str
    line: int
    changed_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRequisition(Command):
    """Plans the approval route in the same save; with no step to take it is approved at once.

    `roles` are those in which the person acts: some items are for some clinicians only.
    """

    requisition_id: str
    approval_case_id: str
    roles: frozenset[str] = frozenset()
    submitted_by: str | None = None  # none: nobody but the requester


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequisition(Command):
    requisition_id: str
    reason_code: str
    withdrawn_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRequisition(Command):
    """All that is still open of it is no longer wanted; what orders took stays ordered."""

    requisition_id: str
    reason_code: str
    cancelled_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class ExpireRequisition(Command):
    """From the day that was fixed at submission: what nobody ordered by then is given up."""

    requisition_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordMissedRatification(Command):
    """After the day by which an emergency had to be agreed to."""

    requisition_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRequisitionLine(Command):
    """Gives up so much of what is not ordered of the line; without a quantity, all of it."""

    requisition_id: str
    line: int
    reason_code: str
    quantity: Decimal | None = None
    cancelled_by: str | None = None  # none: nobody but the requester
    roles: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class PickRequisitionLine(Command):
    """Sets stock aside for the requester, before it is issued."""

    requisition_id: str
    line: int
    quantity: Decimal
    picked_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReleaseRequisitionPick(Command):
    requisition_id: str
    line: int
    quantity: Decimal
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IssueRequisitionLine(Command):
    """Fulfils the line from stock; quantities in the line's unit.

    `transfer_id` names the movement between facilities where the requisition is a transfer.
    """

    requisition_id: str
    line: int
    issued_by: str
    issued_on: date
    quantity: Decimal
    transfer_id: str
    lot: str | None = None
    storage_location: str | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class ReturnIssuedRequisitionLine(Command):
    """The requester gives back what he did not need; quantities in the line's unit."""

    requisition_id: str
    line: int
    returned_by: str
    returned_on: date
    quantity: Decimal
    lot: str | None = None
    expires_on: date | None = None
    storage_location: str | None = None
    serials: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordValidation(Command):
    """What a service or a person found: budget, formulary, agreement. It refuses nothing."""

    requisition_id: str
    check: Check
    outcome: Outcome
    evidence: str
    recorded_by: str
    line: int | None = None

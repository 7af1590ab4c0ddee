"""What may be asked of a requisition."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.event import Command, SealedText
from domain.requisitions.events import RequisitionKind


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


@dataclass(frozen=True, slots=True, kw_only=True)
class CreateRequisition(Command):
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


@dataclass(frozen=True, slots=True, kw_only=True)
class AddRequisitionLine(Command):
    requisition_id: str
    line: RequestedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRequisitionLine(Command):
    requisition_id: str
    line: RequestedLine


@dataclass(frozen=True, slots=True, kw_only=True)
class RemoveRequisitionLine(Command):
    requisition_id: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SubmitRequisition(Command):
    """Plans the approval route in the same save; with no step to take it is approved at once."""

    requisition_id: str
    approval_case_id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawRequisition(Command):
    requisition_id: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelRequisitionLine(Command):
    requisition_id: str
    line: int
    reason_code: str

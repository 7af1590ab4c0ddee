"""A requisition as its history left it: what was asked for, and what became of each line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.frozen import replace
from domain.requisitions.events import (
    RequisitionApproved,
    RequisitionClosed,
    RequisitionCreated,
    RequisitionEvent,
    RequisitionKind,
    RequisitionLine,
    RequisitionLineAdded,
    RequisitionLineCancelled,
    RequisitionLineChanged,
    RequisitionLineOrdered,
    RequisitionLineRemoved,
    RequisitionRejected,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)

RequisitionStatus = Literal["draft", "submitted", "approved", "rejected", "withdrawn", "closed"]
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class LineProgress:
    """One line and what became of its quantity, in the line's unit.

    `reserved` maps an order that took the line before it had a line of its own to the part of
    `ordered` that still waits for that line.
    """

    line: RequisitionLine
    ordered: Decimal = ZERO
    cancelled: Decimal = ZERO
    reserved: Mapping[str, Decimal] = field(default_factory=dict)

    @property
    def left(self) -> Decimal:
        """What may still be ordered or cancelled."""
        return self.line.quantity - self.ordered - self.cancelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Requisition:
    """What somebody asks for."""

    requisition_id: str
    number: str
    kind: RequisitionKind
    requester_id: str
    legal_entity: str
    facility: str
    department: str
    currency: str
    need_by: date | None
    justified: bool
    lines: Mapping[int, LineProgress] = field(default_factory=dict)
    status: RequisitionStatus = "draft"
    approval_case_id: str | None = None

    @property
    def amount(self) -> Decimal:
        """The sum of the rounded lines."""
        return sum((each.line.amount for each in self.lines.values()), ZERO)

    @property
    def ordered(self) -> bool:
        """Whether any order took something."""
        return any(each.ordered for each in self.lines.values())


def evolve(state: Requisition | None, event: RequisitionEvent) -> Requisition:
    """The next state."""
    if isinstance(event, RequisitionCreated):
        return _created(event)
    assert state is not None, "the first event creates the requisition"
    match event:
        case RequisitionLineAdded() | RequisitionLineChanged():
            return _with(state, LineProgress(line=event.line))
        case RequisitionLineRemoved():
            left = {number: each for number, each in state.lines.items() if number != event.line}
            return replace(state, lines=left)
        case RequisitionSubmitted():
            return replace(state, status="submitted", approval_case_id=event.approval_case_id)
        case RequisitionApproved():
            return replace(state, status="approved")
        case RequisitionRejected():
            return replace(state, status="rejected")
        case RequisitionWithdrawn():
            return replace(state, status="withdrawn")
        case RequisitionLineOrdered():
            return _with(state, _ordered(state.lines[event.line], event))
        case RequisitionLineCancelled():
            line = state.lines[event.line]
            return _with(state, replace(line, cancelled=line.cancelled + event.quantity))
        case RequisitionClosed():
            return replace(state, status="closed")
        case _:
            assert_never(event)


def _ordered(line: LineProgress, event: RequisitionLineOrdered) -> LineProgress:
    """Counts once: what was reserved was counted when it was reserved."""
    order = event.purchase_order.id
    used = event.reserved or ZERO
    waiting = event.quantity if event.purchase_order_line is None else -used
    return replace(
        line,
        ordered=line.ordered + event.quantity - used,
        reserved={**line.reserved, order: line.reserved.get(order, ZERO) + waiting},
    )


def _created(event: RequisitionCreated) -> Requisition:
    return Requisition(
        requisition_id=event.requisition_id,
        number=event.number,
        kind=event.kind,
        requester_id=event.requester_id,
        legal_entity=event.legal_entity,
        facility=event.facility,
        department=event.department,
        currency=event.currency,
        need_by=event.need_by,
        justified=event.justification is not None,
    )


def _with(state: Requisition, line: LineProgress) -> Requisition:
    return replace(state, lines={**state.lines, line.line.line: line})


REQUISITION: Final = Aggregate(name="requisition", state=Requisition, evolve=evolve)

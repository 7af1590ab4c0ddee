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
    RequisitionLineAdded,
    RequisitionLineCancelled,
    RequisitionLineChanged,
    RequisitionLineOrdered,
    RequisitionLineReceiptTakenBack,
    RequisitionLineReceived,
    RequisitionLineRemoved,
    RequisitionLineUnordered,
    RequisitionRejected,
    RequisitionReopened,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from domain.requisitions.line_progress import (
    ZERO,
    LineProgress,
    given_back,
    received,
    taken,
)

RequisitionStatus = Literal["draft", "submitted", "approved", "rejected", "withdrawn", "closed"]


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
            return _with(state, taken(state.lines[event.line], event))
        case RequisitionLineUnordered():
            return _with(state, given_back(state.lines[event.line], event))
        case RequisitionLineReceived() | RequisitionLineReceiptTakenBack():
            return _with(state, received(state.lines[event.line], event))
        case RequisitionLineCancelled():
            line = state.lines[event.line]
            return _with(state, replace(line, cancelled=line.cancelled + event.quantity))
        case RequisitionClosed():
            return replace(state, status="closed")
        case RequisitionReopened():
            return replace(state, status="approved")
        case _:
            assert_never(event)


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

"""A requisition as its history left it: what was asked for, and what became of each line."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.duties import Participants
from domain.event import DocumentRef
from domain.frozen import replace
from domain.requisitions.events import (
    RequisitionApproved,
    RequisitionCancelled,
    RequisitionChanged,
    RequisitionClosed,
    RequisitionCreated,
    RequisitionEvent,
    RequisitionExpired,
    RequisitionLineAdded,
    RequisitionLineCancelled,
    RequisitionLineChanged,
    RequisitionLineOrdered,
    RequisitionLineReceiptTakenBack,
    RequisitionLineReceived,
    RequisitionLineRemoved,
    RequisitionLineUnordered,
    RequisitionRatificationMissed,
    RequisitionRejected,
    RequisitionReleasedWithoutOrder,
    RequisitionReopened,
    RequisitionReturned,
    RequisitionSubmitted,
    RequisitionWithdrawn,
)
from domain.requisitions.line_progress import (
    ZERO,
    LineProgress,
    given_back,
    received,
    restated,
    stocked,
    taken,
)
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.stock_events import STOCK_EVENTS
from domain.requisitions.validation_events import (
    RequisitionAgreementChosen,
    RequisitionDuplicateSuspected,
    RequisitionValidationRecorded,
)

RequisitionStatus = Literal[
    "draft",
    "submitted",
    "approved",
    "rejected",
    "withdrawn",
    "cancelled",
    "expired",
    "closed",
    "released_without_order",
]


TERMS: Final = (
    "need_by",
    "deliver_to",
    "from_facility",
    "clinician_id",
    "emergency_reason_code",
    "used_on",
    "project",
)


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
    submissions: int = 0
    approval_case_id: str | None = None
    deliver_to: str | None = None
    from_facility: str | None = None
    clinician_id: str | None = None
    emergency_reason_code: str | None = None
    used_on: date | None = None
    project: str | None = None
    expires_on: date | None = None
    ratify_by: date | None = None
    ratification_missed: bool = False
    report_only: bool = False
    unapproved_edits_by: frozenset[str] = frozenset()  # beside the requester
    submitted_by: str | None = None  # the latest time, where it was not the requester
    entered_by: str | None = None  # where it was not the requester

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="requisition", id=self.requisition_id, number=self.number)

    @property
    def participants(self) -> Participants:
        """Who took which part in it, for the rules on duties.

        Who enters another one's wish asks with him: one person could ask in any name otherwise.
        """
        return {
            "requester": tuple(filter(None, (self.requester_id, self.entered_by))),
            "unapproved_editor": self.unapproved_edits_by,
            "submitter": () if self.submitted_by is None else (self.submitted_by,),
        }

    def editor(self, person: str | None) -> str | None:
        """The person as a fact names him: that the requester edits his own wish goes unsaid."""
        return None if person == self.requester_id else person

    @property
    def amount(self) -> Decimal:
        """The sum of the rounded lines."""
        return sum((each.line.amount for each in self.lines.values()), ZERO)

    @property
    def orderable(self) -> bool:
        """Whether orders may take of it: agreed to, or an emergency that is agreed to later."""
        if self.status == "submitted":
            return self.ratify_by is not None and not self.ratification_missed
        return self.status == "approved" and self.kind != "new_product"

    @property
    def orders(self) -> tuple[str, ...]:
        """The ids of the orders whose lines hold something of it."""
        holds = (
            key.partition("/")[0]
            for each in self.lines.values()
            for key, take in each.takes.items()
            if take.ordered > 0
        )
        return tuple(sorted(set(holds)))

    @property
    def is_taken(self) -> bool:
        """Whether an order took something, or the stock set something aside."""
        return any(each.taken for each in self.lines.values())


def evolve(state: Requisition | None, event: RequisitionEvent) -> Requisition:
    """The next state."""
    if isinstance(event, RequisitionCreated):
        return _created(event)
    assert state is not None, "the first event creates the requisition"
    if isinstance(event, STOCK_EVENTS):
        return _with(state, stocked(state.lines[event.line], event))
    match event:
        case RequisitionChanged():
            return replace(state, **_terms(event))
        case RequisitionLineAdded() | RequisitionLineChanged():
            return _edited(_with(state, LineProgress(line=event.line)), event.changed_by)
        case RequisitionLineRemoved():
            left = {number: each for number, each in state.lines.items() if number != event.line}
            return _edited(replace(state, lines=left), event.changed_by)
        case RequisitionSubmitted():
            return _submitted(state, event)
        case RequisitionApproved():
            return replace(state, status="approved", unapproved_edits_by=frozenset())
        case RequisitionRejected():
            return replace(state, status="rejected")
        case RequisitionReturned():
            return replace(state, status="draft", expires_on=None, ratify_by=None)
        case RequisitionWithdrawn():
            return replace(state, status="withdrawn")
        case RequisitionCancelled():
            return replace(state, status="cancelled")
        case RequisitionExpired():
            return replace(state, status="expired")
        case RequisitionRatificationMissed():
            return replace(state, ratification_missed=True)
        case RequisitionLineOrdered():
            return _with(state, taken(state.lines[event.line], event))
        case RequisitionLineUnordered():
            return _with(state, given_back(state.lines[event.line], event))
        case RequisitionLineReceived() | RequisitionLineReceiptTakenBack():
            return _with(state, received(state.lines[event.line], event))
        case RequisitionLineCancelled() | RequisitionAgreementChosen():
            return _with(state, restated(state.lines[event.line], event))
        case RequisitionValidationRecorded() | RequisitionDuplicateSuspected():
            return state  # Evidence for people; no rule rests on it.
        case RequisitionReleasedWithoutOrder():
            return replace(state, status="released_without_order")
        case RequisitionClosed():
            return replace(state, status="closed")
        case RequisitionReopened():
            return replace(state, status="approved")
        case _:
            assert_never(event)


def closing(requisition: Requisition) -> tuple[RequisitionEvent, ...]:
    """Closed exactly while nothing is left to order; reopened when something is given back."""
    is_left = any(each.left > 0 for each in requisition.lines.values())
    if requisition.status == "approved" and not is_left:
        return (RequisitionClosed(),)
    return (RequisitionReopened(),) if requisition.status == "closed" and is_left else ()


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
        report_only=bool(event.report_only),
        entered_by=event.entered_by,
        **_terms(event),
    )


def _submitted(state: Requisition, event: RequisitionSubmitted) -> Requisition:
    return replace(
        state,
        status="submitted",
        submissions=state.submissions + 1,
        approval_case_id=event.approval_case_id,
        submitted_by=event.submitted_by,
        expires_on=event.expires_on,
        ratify_by=event.ratify_by,
    )


def _edited(state: Requisition, person: str | None) -> Requisition:
    """Whoever else had a hand in what is asked for."""
    if person is None:
        return state
    return replace(state, unapproved_edits_by=state.unapproved_edits_by | {person})


def _terms(event: RequisitionCreated | RequisitionChanged) -> dict[str, Any]:
    """What the requisition says as a whole, and a draft may say otherwise later."""
    terms = {name: getattr(event, name) for name in TERMS}
    return {**terms, "justified": event.justification is not None}


def _with(state: Requisition, line: LineProgress) -> Requisition:
    return replace(state, lines={**state.lines, line.line.line: line})


REQUISITION: Final = Aggregate(name="requisition", state=Requisition, evolve=evolve)

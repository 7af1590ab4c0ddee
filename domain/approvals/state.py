"""An approval case as its history left it: the route, and who agreed so far."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.approvals.events import (
    ApprovalCaseApproved,
    ApprovalCaseEvent,
    ApprovalCaseRejected,
    ApprovalCaseRoutePlanned,
    ApprovalCaseStepApproved,
    ApprovalCaseStepRejected,
    ApprovalCaseStepReturned,
    ApprovalCaseSuperseded,
    RouteStep,
)
from domain.event import DocumentRef
from domain.frozen import replace

ApprovalCaseStatus = Literal["pending", "approved", "rejected", "superseded"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ApprovalCase:
    """`decided_by` maps each person who decided to the step that he decided."""

    approval_case_id: str
    document: DocumentRef
    requester_id: str
    legal_entity: str
    facility: str
    steps: tuple[RouteStep, ...]
    decided_by: Mapping[str, int] = field(default_factory=dict)
    status: ApprovalCaseStatus = "pending"

    @property
    def number(self) -> str:
        """A case has no number of its own: people name the document."""
        return self.document.number

    @property
    def open_step(self) -> RouteStep | None:
        """The step that has to be decided now; a pending case always has one."""
        return self.steps[len(self.decided_by)] if self.status == "pending" else None


def evolve(state: ApprovalCase | None, event: ApprovalCaseEvent) -> ApprovalCase:
    """The next state."""
    if isinstance(event, ApprovalCaseRoutePlanned):
        return ApprovalCase(
            approval_case_id=event.approval_case_id,
            document=event.document,
            requester_id=event.requester_id,
            legal_entity=event.legal_entity,
            facility=event.facts.facility,
            steps=event.steps,
        )
    assert state is not None, "the first event plans the route"
    match event:
        case ApprovalCaseStepApproved() | ApprovalCaseStepRejected() | ApprovalCaseStepReturned():
            return replace(state, decided_by={**state.decided_by, event.approver_id: event.step})
        case ApprovalCaseApproved():
            return replace(state, status="approved")
        case ApprovalCaseRejected():
            return replace(state, status="rejected")
        case ApprovalCaseSuperseded():
            return replace(state, status="superseded")
        case _:
            assert_never(event)


APPROVAL_CASE: Final = Aggregate(name="approval_case", state=ApprovalCase, evolve=evolve)

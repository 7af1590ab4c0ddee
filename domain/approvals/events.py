"""Facts of an approval case. Stored names are a contract; see `state` for their sum."""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.event import DocumentRef, Event, PolicyVersion, Value
from domain.ids import Code, Id, LineNo
from domain.money import Amount, Currency


class RoutingFacts(Value):
    """What the policy looked at: the five dimensions, as they stood when the route was planned."""

    amount: Amount
    currency: Currency
    facility: Code
    department: Code
    item_classes: tuple[Code, ...]  # sorted, distinct
    on_agreement: bool  # every line is covered by a price agreement
    legal_entity: Code | None = None  # of expenses: whose books
    cost_objects: tuple[Code, ...] | None = None  # cost centres and accounts; sorted, distinct


class RouteStep(Value):
    """One decision to be taken, in order, by a person who holds the role."""

    step: LineNo
    role: Code
    rule: Code  # the rule of the policy that asked for it


class ApprovalCaseRoutePlanned(Event):
    """The route is fixed: a later policy version does not change it. No steps: agreed at once."""

    TYPE: ClassVar[str] = "approval_case.route_planned"
    approval_case_id: Id
    document: DocumentRef
    requester_id: Code
    legal_entity: Code
    facts: RoutingFacts
    facts_hash: Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
    policy: PolicyVersion
    steps: tuple[RouteStep, ...]


class ApprovalCaseStepApproved(Event):
    """A person agreed to the step that was open."""

    TYPE: ClassVar[str] = "approval_case.step_approved"
    step: LineNo
    role: Code
    approver_id: Code


class ApprovalCaseStepRejected(Event):
    """A person refused the step that was open."""

    TYPE: ClassVar[str] = "approval_case.step_rejected"
    step: LineNo
    role: Code
    approver_id: Code
    reason_code: Code


class ApprovalCaseStepReturned(Event):
    """The person who had the open step asked for something before deciding it."""

    TYPE: ClassVar[str] = "approval_case.step_returned"
    step: LineNo
    role: Code
    approver_id: Code
    reason_code: Code


class ApprovalCaseApproved(Event):
    """Every step agreed. Terminal."""

    TYPE: ClassVar[str] = "approval_case.approved"


class ApprovalCaseRejected(Event):
    """A step refused. Terminal."""

    TYPE: ClassVar[str] = "approval_case.rejected"
    reason_code: Code


class ApprovalCaseSuperseded(Event):
    """The document changed or was taken back; its decisions no longer count. Terminal."""

    TYPE: ClassVar[str] = "approval_case.superseded"
    reason_code: Code


ApprovalCaseEvent = (
    ApprovalCaseRoutePlanned
    | ApprovalCaseStepApproved
    | ApprovalCaseStepRejected
    | ApprovalCaseStepReturned
    | ApprovalCaseApproved
    | ApprovalCaseRejected
    | ApprovalCaseSuperseded
)
EVENTS: Final = (
    ApprovalCaseRoutePlanned,
    ApprovalCaseStepApproved,
    ApprovalCaseStepRejected,
    ApprovalCaseStepReturned,
    ApprovalCaseApproved,
    ApprovalCaseRejected,
    ApprovalCaseSuperseded,
)

"""What an approval case answers: the route is planned once, each step is one person's decision.

The approved or rejected document is told in the same save by `application/approvals.py`.
"""

from typing import Final

from domain.approvals.commands import ApproveStep, RejectStep, ReturnStep
from domain.approvals.errors import (
    ApprovalCaseDecided,
    ApprovalCaseExists,
    ApprovalCaseNotAPerson,
    ApprovalCaseOtherStepOpen,
    ApprovalCaseOwnBill,
    ApprovalCaseOwnChange,
    ApprovalCaseOwnSubmission,
    ApprovalCaseRepeatedApprover,
    ApprovalCaseRoleMissing,
    ApprovalCaseSelfApproval,
)
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
    RoutingFacts,
)
from domain.approvals.state import ApprovalCase
from domain.duties import Participants, broken_rule
from domain.event import DocumentRef
from domain.policy import APPROVAL_POLICY, ApprovalPolicy
from domain.routing import facts_hash, route

UNKNOWN: Final[Participants] = {}


def plan_route(
    case: ApprovalCase | None,
    *,
    approval_case_id: str,
    document: DocumentRef,
    requester_id: str,
    legal_entity: str,
    facts: RoutingFacts,
    policy: ApprovalPolicy = APPROVAL_POLICY,
) -> tuple[ApprovalCaseEvent, ...]:
    """Fixes the route under the policy's version. Nobody to ask: approved at once."""
    if case is not None:
        raise ApprovalCaseExists(approval_case_id)
    steps = route(facts, policy)
    planned = ApprovalCaseRoutePlanned(
        approval_case_id=approval_case_id,
        document=document,
        requester_id=requester_id,
        legal_entity=legal_entity,
        facts=facts,
        facts_hash=facts_hash(facts),
        policy=policy.version,
        steps=steps,
    )
    return (planned,) if steps else (planned, ApprovalCaseApproved())


def approve(
    case: ApprovalCase, command: ApproveStep, participants: Participants = UNKNOWN
) -> tuple[ApprovalCaseEvent, ...]:
    """One step agreed; with the last one the case is approved."""
    step = _open_to(case, command, participants)
    agreed = ApprovalCaseStepApproved(
        step=step.step, role=step.role, approver_id=command.approver_id
    )
    return (agreed, ApprovalCaseApproved()) if step == case.steps[-1] else (agreed,)


def reject(
    case: ApprovalCase, command: RejectStep, participants: Participants = UNKNOWN
) -> tuple[ApprovalCaseEvent, ...]:
    """One refusal ends the case."""
    step = _open_to(case, command, participants)
    return (
        ApprovalCaseStepRejected(
            step=step.step,
            role=step.role,
            approver_id=command.approver_id,
            reason_code=command.reason_code,
        ),
        ApprovalCaseRejected(reason_code=command.reason_code),
    )


def return_step(
    case: ApprovalCase, command: ReturnStep, participants: Participants = UNKNOWN
) -> tuple[ApprovalCaseEvent, ...]:
    """One question ends the case; the document comes back with a case of its own."""
    step = _open_to(case, command, participants)
    return (
        ApprovalCaseStepReturned(
            step=step.step,
            role=step.role,
            approver_id=command.approver_id,
            reason_code=command.reason_code,
        ),
        ApprovalCaseSuperseded(reason_code=command.reason_code),
    )


def supersede(case: ApprovalCase, reason_code: str) -> tuple[ApprovalCaseEvent, ...]:
    """The document changed or was taken back. A decided case stays what it is: history."""
    if case.status != "pending":
        return ()
    return (ApprovalCaseSuperseded(reason_code=reason_code),)


def _open_to(
    case: ApprovalCase,
    command: ApproveStep | RejectStep | ReturnStep,
    participants: Participants,
) -> RouteStep:
    """The open step, if this person may decide it."""
    step = case.open_step
    if step is None:
        raise ApprovalCaseDecided(case.number, case.status)
    if command.step is not None and command.step != step.step:
        raise ApprovalCaseOtherStepOpen(command.step, step.step, step.role)
    if command.approver_type != "human":
        raise ApprovalCaseNotAPerson(command.approver_id, command.approver_type)
    if step.role not in command.roles:
        raise ApprovalCaseRoleMissing(step.role, tuple(sorted(command.roles)))
    _require_no_part(case, command.approver_id, participants)
    return step


def _require_no_part(case: ApprovalCase, person: str, participants: Participants) -> None:
    """The document's participants, and those whom the case itself names."""
    known: Participants = {
        **participants,
        "requester": (case.requester_id, *participants.get("requester", ())),
        "decider": case.decided_by,
    }
    rule = broken_rule("approve", person, known)
    if rule is None:
        return
    if rule.part == "requester":
        raise ApprovalCaseSelfApproval(person)
    if rule.part == "decider":
        raise ApprovalCaseRepeatedApprover(person, case.decided_by[person])
    if rule.part in ("capturer", "hold_releaser"):
        raise ApprovalCaseOwnBill(case.number, person)
    if rule.part == "submitter":
        raise ApprovalCaseOwnSubmission(case.number, person)
    raise ApprovalCaseOwnChange(case.number, person)

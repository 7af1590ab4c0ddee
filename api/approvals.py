"""HTTP for approval cases: decide the open step. Rules are in `domain/approvals`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.reads import add_reads
from domain.approvals.commands import ApproveStep, RejectStep, ReturnStep
from domain.ids import Code, Id, LineNo
from projections.approvals import APPROVALS

router: Final = command_router("/v1/approval-cases", "approvals")


class ApproveStepBody(CommandBody):
    """Agreement; with `step` only to that one, should another have been decided meanwhile."""

    model_config = example(step=1)

    step: LineNo | None = None


class RejectStepBody(ApproveStepBody):
    """Refusal, and why."""

    model_config = example(step=1, reason_code="over_budget")

    reason_code: Code


class ReturnStepBody(ApproveStepBody):
    """What the requester has to say or change first."""

    model_config = example(step=1, reason_code="quote_missing")

    reason_code: Code


@router.post("/{approval_case_id}/approve")
async def approve_step(
    approval_case_id: Id, body: ApproveStepBody, conversation: ConversationOfRequest
) -> Accepted:
    """Agrees to the open step; the last agreement approves the document in the same save."""
    return await conversation.send(
        ApproveStep(
            approval_case_id=approval_case_id,
            approver_id=conversation.actor_id,
            approver_type=conversation.caller.actor.type,
            roles=conversation.caller.roles,
            step=body.step,
            now=conversation.moment(body),
        )
    )


@router.post("/{approval_case_id}/return")
async def return_step(
    approval_case_id: Id, body: ReturnStepBody, conversation: ConversationOfRequest
) -> Accepted:
    """Asks the requester first: the requisition is a draft again and is submitted anew."""
    return await conversation.send(
        ReturnStep(
            approval_case_id=approval_case_id,
            approver_id=conversation.actor_id,
            approver_type=conversation.caller.actor.type,
            roles=conversation.caller.roles,
            reason_code=body.reason_code,
            step=body.step,
            now=conversation.moment(body),
        )
    )


@router.post("/{approval_case_id}/reject")
async def reject_step(
    approval_case_id: Id, body: RejectStepBody, conversation: ConversationOfRequest
) -> Accepted:
    """Refuses the open step, and with it the document."""
    return await conversation.send(
        RejectStep(
            approval_case_id=approval_case_id,
            approver_id=conversation.actor_id,
            approver_type=conversation.caller.actor.type,
            roles=conversation.caller.roles,
            reason_code=body.reason_code,
            step=body.step,
            now=conversation.moment(body),
        )
    )


add_reads(router, APPROVALS, "approval_case")

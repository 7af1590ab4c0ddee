"""HTTP for requisitions: draft, submit, withdraw. Rules are in `domain/requisitions`."""

from typing import Any, Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, Conversation, ConversationOfRequest
from api.plain_numbers import PathNumber
from api.reads import add_reads
from api.requisition_bodies import (
    CancelLineBody,
    ChangeRequisitionBody,
    ChangeRequisitionLineBody,
    CreateRequisitionBody,
    ReasonBody,
    RequisitionLineBody,
    SubmitBody,
    TermsBody,
    ValidationBody,
    requested,
)
from domain.ids import Id
from domain.requisitions.commands import (
    AddRequisitionLine,
    CancelRequisition,
    CancelRequisitionLine,
    ChangeRequisition,
    ChangeRequisitionLine,
    CreateRequisition,
    ExpireRequisition,
    RecordMissedRatification,
    RecordValidation,
    RemoveRequisitionLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from projections.requisitions import REQUISITIONS

router: Final = command_router("/v1/requisitions", "requisitions")


@router.post("", status_code=201)
async def create_requisition(
    body: CreateRequisitionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Creates a draft, a buyer also for another person. Nothing is asked before it is submitted."""
    return await conversation.send(
        CreateRequisition(
            requisition_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "REQ"),
            kind=body.kind,
            requester_id=body.requester_id or conversation.actor_id,
            legal_entity=body.legal_entity,
            facility=body.facility,
            department=body.department,
            currency=body.currency,
            report_only=body.report_only,
            lines=tuple(requested(line) for line in body.lines),
            **_terms(body, conversation),
            entered_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/change")
async def change_requisition(
    requisition_id: Id, body: ChangeRequisitionBody, conversation: ConversationOfRequest
) -> Accepted:
    """States anew what the draft says as a whole: day, place, reasons."""
    return await conversation.send(
        ChangeRequisition(
            requisition_id=requisition_id,
            **_terms(body, conversation),
            changed_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines")
async def add_requisition_line(
    requisition_id: Id, body: RequisitionLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Adds a line to the draft."""
    return await conversation.send(
        AddRequisitionLine(
            requisition_id=requisition_id,
            line=requested(body.line),
            changed_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines/change")
async def change_requisition_line(
    requisition_id: Id, body: ChangeRequisitionLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Replaces a line of the draft."""
    return await conversation.send(
        ChangeRequisitionLine(
            requisition_id=requisition_id,
            line=requested(body.line),
            reason_code=body.reason_code,
            changed_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines/{line}/remove")
async def remove_requisition_line(
    requisition_id: Id, line: PathNumber, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a line out of the draft."""
    return await conversation.send(
        RemoveRequisitionLine(
            requisition_id=requisition_id,
            line=line,
            changed_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/submit")
async def submit_requisition(
    requisition_id: Id, body: SubmitBody, conversation: ConversationOfRequest
) -> Accepted:
    """Asks for approval; the policy plans the route, and with no step to take approves at once."""
    return await conversation.send(
        SubmitRequisition(
            requisition_id=requisition_id,
            approval_case_id=conversation.document_id(body.approval_case_id, "approval_case"),
            roles=conversation.caller.roles,
            submitted_by=_person(conversation),
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/validations")
async def record_validation(
    requisition_id: Id, body: ValidationBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what a service or a person found: evidence for approvers, never a refusal."""
    return await conversation.send(
        RecordValidation(
            requisition_id=requisition_id,
            check=body.check,
            outcome=body.outcome,
            evidence=body.evidence,
            line=body.line,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/withdraw")
async def withdraw_requisition(
    requisition_id: Id, body: ReasonBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes the requisition back before it is ordered."""
    return await conversation.send(
        WithdrawRequisition(
            requisition_id=requisition_id,
            reason_code=body.reason_code,
            withdrawn_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/cancel")
async def cancel_requisition(
    requisition_id: Id, body: ReasonBody, conversation: ConversationOfRequest
) -> Accepted:
    """Nothing more is wanted of it, at whatever stage it stands; what orders took stays ordered."""
    return await conversation.send(
        CancelRequisition(
            requisition_id=requisition_id,
            reason_code=body.reason_code,
            cancelled_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/expire")
async def expire_requisition(
    requisition_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends what nobody ordered, from the day that was fixed at submission (`expires_on`)."""
    return await conversation.send(
        ExpireRequisition(requisition_id=requisition_id, now=conversation.moment(body))
    )


@router.post("/{requisition_id}/missed-ratification")
async def record_missed_ratification(
    requisition_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that nobody agreed to the emergency in time (`ratify_by`): it is ordered no more."""
    return await conversation.send(
        RecordMissedRatification(requisition_id=requisition_id, now=conversation.moment(body))
    )


@router.post("/{requisition_id}/lines/{line}/cancel")
async def cancel_requisition_line(
    requisition_id: Id, line: PathNumber, body: CancelLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives up what was not ordered of an approved line, or a part of it."""
    return await conversation.send(
        CancelRequisitionLine(
            requisition_id=requisition_id,
            line=line,
            reason_code=body.reason_code,
            quantity=body.quantity,
            cancelled_by=_person(conversation),
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


def _person(conversation: Conversation) -> str | None:
    """Who acts beside the requester; a service hands over what the requester did."""
    return conversation.actor_id if conversation.caller.actor.type == "human" else None


def _terms(body: TermsBody, conversation: Conversation) -> dict[str, Any]:
    """What the body says of the requisition as a whole; its free text is sealed."""
    names = TermsBody.model_fields.keys() - CommandBody.model_fields.keys() - {"justification"}
    stated = {name: getattr(body, name) for name in sorted(names)}
    return {**stated, "justification": conversation.seal(body.justification)}


add_reads(router, REQUISITIONS, "requisition")

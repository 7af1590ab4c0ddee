"""HTTP for requisitions: draft, submit, withdraw. Rules are in `domain/requisitions`."""

from datetime import date
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import APPROVAL_CASE, GLOVES, ITEM, PLACE, REQUISITION, SUPPLIER, example
from api.plain_numbers import PathNumber
from api.reads import add_reads
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Currency, UnitPrice
from domain.quantity import Quantity, Unit
from domain.requisitions.commands import (
    AddRequisitionLine,
    CancelRequisitionLine,
    ChangeRequisitionLine,
    CreateRequisition,
    RemoveRequisitionLine,
    RequestedLine,
    SubmitRequisition,
    WithdrawRequisition,
)
from domain.requisitions.events import RequisitionKind
from projections.requisitions import REQUISITIONS

router: Final = command_router("/v1/requisitions", "requisitions")

_GLOVES: Final = {
    **GLOVES,
    "item_class": "medical_supplies",
    "unit": "BX",
    "item_id": ITEM,
    "supplier_id": SUPPLIER,
}


class RequestedLineBody(Body):
    """One wish: what, how much, at which expected price."""

    line: LineNo
    description: Text
    item_class: Code
    quantity: Quantity
    unit: Unit
    unit_price: UnitPrice
    item_id: Id | None = None
    supplier_id: Id | None = None
    agreement: Number | None = None


class CreateRequisitionBody(CommandBody):
    """A draft, with or without its lines."""

    model_config = example(
        id=REQUISITION,
        number="REQ-3001",
        department="ICU",
        justification="Weekly use doubled.",
        lines=[_GLOVES],
        **PLACE,
    )

    id: Id | None = None
    number: Number | None = None
    kind: RequisitionKind = "stock"
    requester_id: Code | None = Field(default=None, description="By default the caller.")
    legal_entity: Code
    facility: Code
    department: Code
    currency: Currency
    need_by: date | None = None
    justification: Text | None = Field(default=None, description="Sealed; it may name people.")
    lines: tuple[RequestedLineBody, ...] = ()


class RequisitionLineBody(CommandBody):
    """A line of the draft, as it shall read."""

    model_config = example(line={**_GLOVES, "line": 2, "quantity": "5"})

    line: RequestedLineBody


class SubmitBody(CommandBody):
    """The request for approval."""

    model_config = example(approval_case_id=APPROVAL_CASE)

    approval_case_id: Id | None = Field(default=None, description="Of the case that this opens.")


class ReasonBody(CommandBody):
    """Why."""

    model_config = example(reason_code="no_longer_needed")

    reason_code: Code


@router.post("", status_code=201)
async def create_requisition(
    body: CreateRequisitionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Creates a draft. Nothing is asked of anybody before it is submitted."""
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
            need_by=body.need_by,
            justification=conversation.seal(body.justification),
            lines=tuple(_requested(line) for line in body.lines),
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
            line=_requested(body.line),
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines/change")
async def change_requisition_line(
    requisition_id: Id, body: RequisitionLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Replaces a line of the draft."""
    return await conversation.send(
        ChangeRequisitionLine(
            requisition_id=requisition_id,
            line=_requested(body.line),
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
            requisition_id=requisition_id, line=line, now=conversation.moment(body)
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
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines/{line}/cancel")
async def cancel_requisition_line(
    requisition_id: Id, line: PathNumber, body: ReasonBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives up what was not ordered of an approved line."""
    return await conversation.send(
        CancelRequisitionLine(
            requisition_id=requisition_id,
            line=line,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


def _requested(line: RequestedLineBody) -> RequestedLine:
    return RequestedLine(**values_of(line))


add_reads(router, REQUISITIONS, "requisition")

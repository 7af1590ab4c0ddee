"""HTTP for requisitions fulfilled from stock. Rules are in `domain/requisitions/stocking.py`."""

from datetime import date
from typing import Annotated, Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.plain_numbers import PathNumber
from domain.ids import Code, Id, Number
from domain.quantity import Quantity
from domain.requisitions.commands import (
    IssueRequisitionLine,
    PickRequisitionLine,
    ReleaseRequisitionPick,
    ReturnIssuedRequisitionLine,
)

router: Final = command_router("/v1/requisitions", "requisitions")
Serials = Annotated[tuple[Number, ...], Field(max_length=1_000)]


class PickBody(CommandBody):
    """How much is set aside, in the line's unit."""

    model_config = example(quantity="0.4")

    quantity: Quantity


class ReleasePickBody(PickBody):
    """How much goes back to the shelf, and why."""

    model_config = example(quantity="0.1", reason_code="damaged")

    reason_code: Code


class IssueLineBody(PickBody):
    """How much is handed out, in the line's unit; without a lot, what expires first."""

    model_config = example(quantity="0.3")

    issued_on: date | None = Field(default=None, description="By default the day of the command.")
    lot: Number | None = None
    storage_location: Code | None = None
    serials: Serials = ()


class ReturnLineBody(PickBody):
    """What the requester did not need, and where it lies again."""

    model_config = example(
        quantity="0.1", lot="L-2291", expires_on="2028-06-30", storage_location="ICU-STORE"
    )

    returned_on: date | None = Field(default=None, description="By default the day of the command.")
    lot: Number | None = None
    expires_on: date | None = None
    storage_location: Code | None = None
    serials: Serials = ()


@router.post("/{requisition_id}/lines/{line}/pick")
async def pick_requisition_line(
    requisition_id: Id, line: PathNumber, body: PickBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sets stock aside for the requester: no order takes it any more."""
    return await conversation.send(
        PickRequisitionLine(
            requisition_id=requisition_id,
            line=line,
            quantity=body.quantity,
            picked_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines/{line}/pick/release")
async def release_requisition_pick(
    requisition_id: Id, line: PathNumber, body: ReleasePickBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts what was set aside back on the shelf."""
    return await conversation.send(
        ReleaseRequisitionPick(
            requisition_id=requisition_id,
            line=line,
            quantity=body.quantity,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{requisition_id}/lines/{line}/issues")
async def issue_requisition_line(
    requisition_id: Id, line: PathNumber, body: IssueLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Fulfils the line from stock, in one save with it; a transfer is sent to who asked."""
    moment = conversation.moment(body)
    return await conversation.send(
        IssueRequisitionLine(
            requisition_id=requisition_id,
            line=line,
            issued_by=conversation.actor_id,
            issued_on=body.issued_on or moment.date(),
            quantity=body.quantity,
            transfer_id=conversation.document_id(None, "transfer"),
            lot=body.lot,
            storage_location=body.storage_location,
            serials=body.serials,
            now=moment,
        )
    )


@router.post("/{requisition_id}/lines/{line}/issue-returns")
async def return_issued_requisition_line(
    requisition_id: Id, line: PathNumber, body: ReturnLineBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back into stock what the requester did not need."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReturnIssuedRequisitionLine(
            requisition_id=requisition_id,
            line=line,
            returned_by=conversation.actor_id,
            returned_on=body.returned_on or moment.date(),
            quantity=body.quantity,
            lot=body.lot,
            expires_on=body.expires_on,
            storage_location=body.storage_location,
            serials=body.serials,
            now=moment,
        )
    )

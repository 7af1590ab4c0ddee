"""HTTP for returns that are asked for before goods leave. Rules: `domain/receipts`."""

from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import example
from api.plain_numbers import PathNumber
from domain.ids import Code, Id, LineNo, Number
from domain.quantity import Quantity
from domain.receipts.return_request_commands import (
    AuthorizeReturn,
    RequestedReturnLine,
    RequestReturn,
    WithdrawReturnRequest,
)

router: Final = command_router("/v1/receipts", "receipts")


class RequestedReturnLineBody(Body):
    """How much of one receipt line is to go back."""

    line: LineNo
    quantity: Quantity
    serials: tuple[Number, ...] = Field(default=(), description="Where the receipt names them.")


class RequestReturnBody(CommandBody):
    """What is to go back, and why."""

    model_config = example(reason_code="wrong_size", lines=[{"line": 1, "quantity": "2"}])

    reason_code: Code
    lines: tuple[RequestedReturnLineBody, ...]


class AuthorizeReturnBody(CommandBody):
    """The supplier's return authorization (RMA)."""

    model_config = example(authorization="RMA-78")

    authorization: Number


class WithdrawnReturnBody(CommandBody):
    """Why the goods stay."""

    model_config = example(reason_code="used_up")

    reason_code: Code


@router.post("/{receipt_id}/return-requests")
async def request_return(
    receipt_id: Id, body: RequestReturnBody, conversation: ConversationOfRequest
) -> Accepted:
    """Asks that goods go back; they leave by a return that names the request."""
    return await conversation.send(
        RequestReturn(
            receipt_id=receipt_id,
            asked_by=conversation.actor_id,
            reason_code=body.reason_code,
            lines=tuple(RequestedReturnLine(**values_of(each)) for each in body.lines),
            now=conversation.moment(body),
        )
    )


@router.post("/{receipt_id}/return-requests/{return_request}/authorization")
async def authorize_return(
    receipt_id: Id,
    return_request: PathNumber,
    body: AuthorizeReturnBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Records that the supplier takes the goods back, and under which number."""
    return await conversation.send(
        AuthorizeReturn(
            receipt_id=receipt_id,
            return_request=return_request,
            authorization=body.authorization,
            authorized_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{receipt_id}/return-requests/{return_request}/withdraw")
async def withdraw_return_request(
    receipt_id: Id,
    return_request: PathNumber,
    body: WithdrawnReturnBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Takes the request back: the goods stay."""
    return await conversation.send(
        WithdrawReturnRequest(
            receipt_id=receipt_id,
            return_request=return_request,
            withdrawn_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )

"""Returns that are asked for before goods leave: what each command needs, and what it saves."""

from typing import Final

from application.work import Handlers, Work
from domain.receipts import return_requests
from domain.receipts.return_request_commands import (
    AuthorizeReturn,
    RequestReturn,
    WithdrawReturnRequest,
)
from domain.receipts.state import RECEIPT


async def request_return(work: Work, command: RequestReturn) -> None:
    """The buyer wants goods to go back."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    await work.record(RECEIPT, receipt.id, return_requests.request_return(receipt, command))


async def authorize_return(work: Work, command: AuthorizeReturn) -> None:
    """The supplier takes them."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    await work.record(RECEIPT, receipt.id, return_requests.authorize_return(receipt, command))


async def withdraw_return_request(work: Work, command: WithdrawReturnRequest) -> None:
    """They stay."""
    receipt = await work.load(RECEIPT, command.receipt_id)
    events = return_requests.withdraw_return_request(receipt, command)
    await work.record(RECEIPT, receipt.id, events)


HANDLERS: Final[Handlers] = {
    RequestReturn: request_return,
    AuthorizeReturn: authorize_return,
    WithdrawReturnRequest: withdraw_return_request,
}

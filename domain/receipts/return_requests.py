"""Returns that are asked for before goods leave: what goes back, why, and under which number.

A return order of other systems mirrors the order with a negative quantity. Here it stands on the
receipt that brought the goods, so that what it is about needs no search, and it counts in no sum
until the goods leave.
"""

from dataclasses import replace
from decimal import Decimal

from domain.receipts.commands import ReturnedLine, ReturnGoods
from domain.receipts.errors import (
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptReturnTooLarge,
    ReceiptUnknownLine,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.events import ReceiptEvent
from domain.receipts.held_line import ZERO
from domain.receipts.return_request_commands import (
    AuthorizeReturn,
    RequestReturn,
    WithdrawReturnRequest,
)
from domain.receipts.return_request_errors import (
    ReceiptReturnDecided,
    ReceiptReturnStatedTwice,
    ReceiptUnknownReturnRequest,
)
from domain.receipts.return_request_events import (
    ReceiptReturnAuthorized,
    ReceiptReturnRequested,
    ReceiptReturnRequestWithdrawn,
    RequestedLine,
)
from domain.receipts.state import Receipt, ReturnRequest


def request_return(receipt: Receipt, command: RequestReturn) -> tuple[ReceiptEvent, ...]:
    """Goods that are still here, and that no other request is about."""
    if receipt.status != "posted":
        raise ReceiptWrongStatus(receipt.number, receipt.status, "posted")
    if receipt.kind != "goods":
        raise ReceiptWrongDelivery(next(iter(receipt.lines)), receipt.kind)
    if not command.lines:
        raise ReceiptNoLines(receipt.number)
    asked: dict[int, RequestedLine] = {}
    for each in command.lines:
        held = receipt.lines.get(each.line)
        if held is None or each.line in asked:
            raise ReceiptUnknownLine(receipt.number, each.line)
        if each.quantity <= ZERO:
            raise ReceiptQuantityNotPositive(each.line, each.quantity)
        free = held.left - _asked_of(receipt, each.line)
        if each.quantity > free:
            raise ReceiptReturnTooLarge(receipt.number, each.line, each.quantity, free)
        order_line = held.posted.purchase_order_line
        asked[each.line] = RequestedLine(
            line=each.line,
            purchase_order_line=order_line,
            quantity=each.quantity,
            serials=each.serials,
        )
    return (
        ReceiptReturnRequested(
            receipt_id=receipt.id,
            purchase_order=receipt.purchase_order,
            supplier_id=receipt.supplier_id,
            return_request=len(receipt.return_requests) + 1,
            asked_by=command.asked_by,
            reason_code=command.reason_code,
            lines=tuple(asked.values()),
        ),
    )


def authorize_return(receipt: Receipt, command: AuthorizeReturn) -> tuple[ReceiptEvent, ...]:
    """The supplier's answer; a later number of his takes the place of the former."""
    request = _waiting(receipt, command.return_request)
    person = command.authorized_by
    if request.authorization == command.authorization:
        raise ReceiptReturnDecided(receipt.number, command.return_request, request.state)
    return (
        ReceiptReturnAuthorized(
            return_request=command.return_request,
            authorization=command.authorization,
            authorized_by=None if person in request.asked_by else person,
        ),
    )


def withdraw_return_request(
    receipt: Receipt, command: WithdrawReturnRequest
) -> tuple[ReceiptEvent, ...]:
    """Nothing goes back."""
    _waiting(receipt, command.return_request)
    return (
        ReceiptReturnRequestWithdrawn(
            return_request=command.return_request,
            withdrawn_by=command.withdrawn_by,
            reason_code=command.reason_code,
        ),
    )


def as_requested(receipt: Receipt, command: ReturnGoods) -> ReturnGoods:
    """The return that a request has asked for, which the dock carries out; others as stated."""
    if command.return_request is None:
        if not command.lines:
            raise ReceiptNoLines(receipt.number)
        return command
    if command.lines:
        raise ReceiptReturnStatedTwice(receipt.number)
    request = _waiting(receipt, command.return_request)
    return replace(
        command,
        reason_code=request.reason_code,
        authorization=command.authorization or request.authorization,
        lines=tuple(
            ReturnedLine(line=each.line, quantity=each.quantity, serials=each.serials)
            for each in request.lines
        ),
    )


def _waiting(receipt: Receipt, number: int) -> ReturnRequest:
    request = receipt.return_requests.get(number)
    if request is None:
        raise ReceiptUnknownReturnRequest(receipt.number, number)
    if not request.waits:
        raise ReceiptReturnDecided(receipt.number, number, request.state)
    return request


def _asked_of(receipt: Receipt, line: int) -> Decimal:
    """What other requests that wait are about."""
    waiting = (each for each in receipt.return_requests.values() if each.waits)
    quantities = (part.quantity for each in waiting for part in each.lines if part.line == line)
    return sum(quantities, ZERO)

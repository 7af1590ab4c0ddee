"""A return is asked for on the receipt, authorized by the supplier, and carried out by the dock."""

from decimal import Decimal
from typing import Any, Final

from domain.receipts.commands import ReturnedLine, ReturnGoods
from domain.receipts.errors import (
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptReturnTooLarge,
    ReceiptUnknownLine,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.return_request_commands import (
    AuthorizeReturn,
    RequestedReturnLine,
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
from domain.receipts.return_requests import (
    authorize_return,
    request_return,
    withdraw_return_request,
)
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.taking_back import return_goods
from tests.domain.orders import MEDLINE, NOW, ORDER, RECEIPT, TODAY, in_force, order_after
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.domain.scenario import given

OPEN: Final = order_after(*in_force())
ARRIVED: Final = posted(receipt_line("40", "400"))


def ask(*quantities: str, line: int = 1) -> RequestReturn:
    return RequestReturn(
        now=NOW,
        receipt_id=RECEIPT.id,
        asked_by="bella",
        reason_code="wrong_size",
        lines=tuple(RequestedReturnLine(line=line, quantity=Decimal(each)) for each in quantities),
    )


def asked(quantity: str = "4", number: int = 1) -> ReceiptReturnRequested:
    line = RequestedLine(line=1, purchase_order_line=1, quantity=Decimal(quantity))
    return ReceiptReturnRequested(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=MEDLINE,
        return_request=number,
        asked_by="bella",
        reason_code="wrong_size",
        lines=(line,),
    )


def authorize(number: int = 1, authorization: str = "RMA-7") -> AuthorizeReturn:
    return AuthorizeReturn(
        now=NOW, receipt_id=RECEIPT.id, return_request=number, authorization=authorization
    )


AUTHORIZED: Final = ReceiptReturnAuthorized(return_request=1, authorization="RMA-7")
WITHDRAW: Final = WithdrawReturnRequest(
    now=NOW, receipt_id=RECEIPT.id, return_request=1, withdrawn_by="bella", reason_code="used_up"
)
WITHDRAWN: Final = ReceiptReturnRequestWithdrawn(
    return_request=1, withdrawn_by="bella", reason_code="used_up"
)


def leave(**stated: Any) -> ReturnGoods:
    return ReturnGoods(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        returned_on=TODAY,
        reason_code="requested",
        **stated,
    )


def test_a_return_is_asked_for_on_the_receipt_and_nothing_moves() -> None:
    receipt = given(RECEIPTS, ARRIVED).when(request_return, ask("4")).then(asked())
    assert receipt.return_requests[1].state == "requested"
    assert receipt.lines[1].left == 40


def test_what_is_asked_for_twice_is_asked_for_together_and_is_still_here() -> None:
    waiting = given(RECEIPTS, ARRIVED, asked("36"))
    waiting.when(request_return, ask("4")).then(asked("4", number=2))
    waiting.when(request_return, ask("5")).rejected(ReceiptReturnTooLarge)
    given(RECEIPTS, ARRIVED, asked("36"), WITHDRAWN).when(request_return, ask("40")).then(
        asked("40", number=2)
    )


def test_only_goods_of_a_posted_receipt_line_go_back() -> None:
    here = given(RECEIPTS, ARRIVED)
    here.when(request_return, ask()).rejected(ReceiptNoLines)
    here.when(request_return, ask("0")).rejected(ReceiptQuantityNotPositive)
    here.when(request_return, ask("1", line=2)).rejected(ReceiptUnknownLine)
    here.when(request_return, ask("1", "1")).rejected(ReceiptUnknownLine)
    service = posted(receipt_line("4", "40"), kind="service")
    given(RECEIPTS, service).when(request_return, ask("1")).rejected(ReceiptWrongDelivery)
    undone = reversed_whole(receipt_line("40", "400"))
    given(RECEIPTS, ARRIVED, undone).when(request_return, ask("1")).rejected(ReceiptWrongStatus)
    gone = goods_returned(receipt_line("40", "400"))
    given(RECEIPTS, ARRIVED, gone).when(request_return, ask("1")).rejected(ReceiptReturnTooLarge)


def test_the_dock_carries_out_what_was_asked_under_the_suppliers_number() -> None:
    left = goods_returned(receipt_line("4", "40"), authorization="RMA-7").model_copy(
        update={"return_request": 1, "reason_code": "wrong_size"}
    )
    receipt = (
        given(RECEIPTS, ARRIVED, asked(), AUTHORIZED)
        .when(return_goods, leave(return_request=1), OPEN)
        .then(left)
    )
    request = receipt.return_requests[1]
    assert (request.state, request.authorization) == ("returned", "RMA-7")
    assert receipt.lines[1].left == 36
    over = given(RECEIPTS, ARRIVED, asked(), AUTHORIZED, left)
    over.when(return_goods, leave(return_request=1), OPEN).rejected(
        ReceiptReturnDecided, state="returned"
    )
    over.when(authorize_return, authorize()).rejected(ReceiptReturnDecided)


def test_a_return_states_its_lines_or_its_request() -> None:
    waiting = given(RECEIPTS, ARRIVED, asked())
    lines = (ReturnedLine(line=1, quantity=Decimal(1)),)
    waiting.when(return_goods, leave(), OPEN).rejected(ReceiptNoLines)
    both = leave(lines=lines, return_request=1)
    waiting.when(return_goods, both, OPEN).rejected(ReceiptReturnStatedTwice)
    waiting.when(return_goods, leave(return_request=2), OPEN).rejected(ReceiptUnknownReturnRequest)


def test_a_request_is_authorized_under_one_number_and_may_be_taken_back() -> None:
    waiting = given(RECEIPTS, ARRIVED, asked())
    waiting.when(authorize_return, authorize()).then(AUTHORIZED)
    given(RECEIPTS, ARRIVED, asked(), AUTHORIZED).when(authorize_return, authorize()).rejected(
        ReceiptReturnDecided, state="authorized"
    )
    waiting.when(withdraw_return_request, WITHDRAW).then(WITHDRAWN)
    given(RECEIPTS, ARRIVED, asked(), WITHDRAWN).when(
        return_goods, leave(return_request=1), OPEN
    ).rejected(ReceiptReturnDecided, state="withdrawn")
    given(RECEIPTS, ARRIVED).when(withdraw_return_request, WITHDRAW).rejected(
        ReceiptUnknownReturnRequest
    )

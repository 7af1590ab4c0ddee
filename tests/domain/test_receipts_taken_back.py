"""A receipt is reversed whole, goods go back in part, both at the receipt's own value."""

from datetime import timedelta
from decimal import Decimal
from typing import Final

import pytest

from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.receipts.commands import ReturnedLine, ReturnGoods, ReverseReceipt
from domain.receipts.errors import (
    ReceiptDateBefore,
    ReceiptNoLines,
    ReceiptPartlyReturned,
    ReceiptQuantityNotPositive,
    ReceiptReturnTooLarge,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongDelivery,
    ReceiptWrongStatus,
)
from domain.receipts.ledger_facts import on_order
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.taking_back import return_goods, reverse
from tests.domain.orders import (
    BOX,
    NOW,
    RECEIPT,
    TODAY,
    added,
    in_force,
    invoiced,
    order_after,
    receipt_reversed,
    returned,
)
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.domain.scenario import given

OPEN: Final = order_after(*in_force())
THREE_FOR_TEN: Final = receipt_line("3", "10.00", price="3.333333", lot="L1")


def reversal(receiver: str = "rico", days: int = 0) -> ReverseReceipt:
    return ReverseReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=receiver,
        reversed_on=TODAY + timedelta(days=days),
        reason_code="wrong_order",
    )


def back(
    *lines: ReturnedLine, receiver: str = "rico", days: int = 0, authorization: str | None = None
) -> ReturnGoods:
    return ReturnGoods(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=receiver,
        returned_on=TODAY + timedelta(days=days),
        reason_code="damaged",
        lines=lines,
        authorization=authorization,
    )


def part(quantity: str, line: int = 1, serials: tuple[str, ...] = ()) -> ReturnedLine:
    return ReturnedLine(line=line, quantity=Decimal(quantity), serials=serials)


def test_a_receipt_posted_in_error_is_taken_back_whole() -> None:
    lines = (receipt_line("40", "400"), receipt_line("5", "50", number=2))
    event = reversed_whole(*lines)
    receipt = given(RECEIPTS, posted(*lines)).when(reverse, reversal(), OPEN).then(event)
    assert receipt.status == "reversed"
    assert on_order(event, RECEIPT) == (receipt_reversed("40", "400"), receipt_reversed("5", "50"))


def test_what_was_invoiced_does_not_keep_a_receipt_from_being_reversed() -> None:
    line = receipt_line("40", "400")
    billed = order_after(*in_force(), invoiced("40", "400", "400"))
    given(RECEIPTS, posted(line)).when(reverse, reversal(), billed).then(reversed_whole(line))


def test_a_service_receipt_is_reversed_too() -> None:
    line = receipt_line("4", "40")
    given(RECEIPTS, posted(line, kind="service")).when(reverse, reversal(), OPEN).then(
        reversed_whole(line)
    )


def test_a_receipt_is_taken_back_once() -> None:
    line = receipt_line("40", "400")
    gone = given(RECEIPTS, posted(line), reversed_whole(line))
    gone.when(reverse, reversal(), OPEN).rejected(ReceiptWrongStatus, status="reversed")
    gone.when(return_goods, back(part("1")), OPEN).rejected(ReceiptWrongStatus, needed="posted")


def test_goods_that_went_back_were_no_error() -> None:
    given(
        RECEIPTS, posted(receipt_line("40", "400")), goods_returned(receipt_line("1", "10"))
    ).when(reverse, reversal(), OPEN).rejected(ReceiptPartlyReturned)


def test_goods_go_back_at_the_price_of_their_receipt() -> None:
    dearer = receipt_line("10", "110", price="11")
    event = goods_returned(receipt_line("4", "44", price="11"), authorization="RMA-7")
    given(RECEIPTS, posted(dearer)).when(
        return_goods, back(part("4"), authorization="RMA-7"), OPEN
    ).then(event)
    told = returned("4", "44").model_copy(update={"authorization": "RMA-7"})
    assert on_order(event, RECEIPT) == (told,)


def test_the_last_part_takes_what_is_left_of_the_value() -> None:
    one = receipt_line("1", "3.33", price="3.333333", lot="L1")
    first = given(RECEIPTS, posted(THREE_FOR_TEN))
    first.when(return_goods, back(part("1")), OPEN).then(goods_returned(one))
    rest = receipt_line("2", "6.67", price="3.333333", lot="L1")
    given(RECEIPTS, posted(THREE_FOR_TEN), goods_returned(one)).when(
        return_goods, back(part("2")), OPEN
    ).then(goods_returned(rest))


@pytest.mark.parametrize(("already", "asked", "left"), [("0", "3.01", "3"), ("2", "1.5", "1")])
def test_no_more_goes_back_than_is_left(already: str, asked: str, left: str) -> None:
    gone = (goods_returned(receipt_line(already, "6.67")),) if Decimal(already) else ()
    given(RECEIPTS, posted(THREE_FOR_TEN), *gone).when(
        return_goods, back(part(asked)), OPEN
    ).rejected(ReceiptReturnTooLarge, asked=asked, left=left)


def test_a_return_names_lines_of_the_receipt_once() -> None:
    asked = given(RECEIPTS, posted(THREE_FOR_TEN))
    asked.when(return_goods, back(), OPEN).rejected(ReceiptNoLines)
    asked.when(return_goods, back(part("1", line=9)), OPEN).rejected(ReceiptUnknownLine, line=9)
    asked.when(return_goods, back(part("1"), part("1")), OPEN).rejected(ReceiptUnknownLine, line=1)
    asked.when(return_goods, back(part("0")), OPEN).rejected(ReceiptQuantityNotPositive)


def test_services_do_not_go_back() -> None:
    given(RECEIPTS, posted(receipt_line("4", "40"), kind="service")).when(
        return_goods, back(part("1")), OPEN
    ).rejected(ReceiptWrongDelivery, delivery="service")


def test_nothing_leaves_before_it_came() -> None:
    asked = given(RECEIPTS, posted(THREE_FOR_TEN))
    asked.when(reverse, reversal(days=-1), OPEN).rejected(ReceiptDateBefore, day="2026-02-28")
    asked.when(return_goods, back(part("1"), days=-1), OPEN).rejected(ReceiptDateBefore)


def test_who_bought_takes_nothing_back() -> None:
    asked = given(RECEIPTS, posted(THREE_FOR_TEN))
    asked.when(reverse, reversal("bella"), OPEN).rejected(PurchaseOrderOwnBuyer, person="bella")
    asked.when(return_goods, back(part("1"), receiver="bella"), OPEN).rejected(
        PurchaseOrderOwnBuyer
    )


def test_an_expired_lot_may_still_go_back() -> None:
    old = receipt_line("3", "30", lot="L1", expires_on=TODAY)
    given(RECEIPTS, posted(old)).when(return_goods, back(part("3"), days=90), OPEN).then(
        goods_returned(old).model_copy(update={"returned_on": TODAY + timedelta(days=90)})
    )


BOXES: Final = order_after(*in_force(added("10", "120", pack=BOX)))
SERIALS: Final = tuple(f"A{number}" for number in range(1, 13))
NAMED: Final = receipt_line("1", "120", price="120", base="12", unit="BX", serials=SERIALS)
QUARTER: Final = receipt_line(
    "0.25", "30", price="120", base="3", unit="BX", serials=("A2", "A3", "A5")
)


def test_units_with_serials_go_back_by_name() -> None:
    three = part("0.25", serials=("A2", "A3", "A5"))
    receipt = (
        given(RECEIPTS, posted(NAMED))
        .when(return_goods, back(three), BOXES)
        .then(goods_returned(QUARTER))
    )
    assert "A2" not in receipt.lines[1].left_serials
    assert len(receipt.lines[1].left_serials) == 9


@pytest.mark.parametrize(
    "serials", [(), ("A1", "A4"), ("A1", "A4", "A4"), ("A1", "A4", "A6", "A6")]
)
def test_each_unit_that_goes_back_is_named_once(serials: tuple[str, ...]) -> None:
    given(RECEIPTS, posted(NAMED)).when(
        return_goods, back(part("0.25", serials=serials)), BOXES
    ).rejected(ReceiptSerialCount, units="3")


@pytest.mark.parametrize("serial", ["A2", "B1"], ids=["gone already", "never here"])
def test_only_a_serial_that_is_still_here_goes_back(serial: str) -> None:
    given(RECEIPTS, posted(NAMED), goods_returned(QUARTER)).when(
        return_goods, back(part("0.25", serials=("A1", "A4", serial))), BOXES
    ).rejected(ReceiptUnknownSerial, serial=serial)


def test_what_went_back_in_several_returns_stays_away() -> None:
    more = QUARTER.model_copy(update={"serials": ("A1", "A4", "A6")})
    gone = (goods_returned(QUARTER), goods_returned(more))
    given(RECEIPTS, posted(NAMED), *gone).when(
        return_goods, back(part("0.25", serials=("A2", "A7", "A8"))), BOXES
    ).rejected(ReceiptUnknownSerial, serial="A2")


def test_goods_without_serials_go_back_without_names() -> None:
    given(RECEIPTS, posted(THREE_FOR_TEN)).when(
        return_goods, back(part("1", serials=("A1",))), OPEN
    ).rejected(ReceiptUnknownSerial, serial="A1")

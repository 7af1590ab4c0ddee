"""A receipt that was counted wrong is mended by the difference; the original stays."""

from decimal import Decimal
from typing import Any, Final

from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.ledger_events import PurchaseOrderLineReceiptCorrected
from domain.receipts.buckets import Bucket
from domain.receipts.commands import (
    CorrectReceipt,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.correcting import correct
from domain.receipts.errors import (
    OverReceipt,
    ReceiptNoLines,
    ReceiptReturnTooLarge,
    ReceiptSerialCount,
    ReceiptUnknownLine,
    ReceiptUnknownSerial,
    ReceiptWrongStatus,
)
from domain.receipts.events import InspectedLine, ReceiptCorrected, ReceiptInspected, ReceiptLine
from domain.receipts.judgement_errors import ReceiptCorrectionTooLow, ReceiptNothingCorrected
from domain.receipts.ledger_facts import on_order
from domain.receipts.state import RECEIPT as RECEIPTS
from domain.receipts.taking_back import return_goods, reverse
from tests.domain.orders import (
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    change,
    changed,
    closed,
    in_force,
    invoiced,
    order_after,
    received,
)
from tests.domain.receipts import goods_returned, posted, receipt_line, reversed_whole
from tests.domain.scenario import folded, given

TEN: Final = posted(receipt_line("10", "100"))
RECEIVED: Final = (*in_force(), received("10", "100"))
OPEN: Final = order_after(*RECEIVED)


def recount(quantity: str, *serials: str, line: int = 1, receiver: str = "rico") -> CorrectReceipt:
    recounted = RecountedLine(line=line, quantity=Decimal(quantity), serials=serials)
    return CorrectReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=receiver,
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(recounted,),
    )


def corrected(*lines: ReceiptLine) -> ReceiptCorrected:
    return ReceiptCorrected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        supplier_id=TEN.supplier_id,
        corrected_by="rico",
        corrected_on=TODAY,
        currency="USD",
        lines=lines,
        reason_code="miscounted",
    )


def difference(quantity: str, amount: str, **found: Any) -> ReceiptLine:
    return receipt_line(quantity, amount, **found)


def test_ten_that_were_eight_are_corrected_by_two() -> None:
    event = corrected(difference("-2", "-20.00"))
    state = given(RECEIPTS, TEN).when(correct, recount("8"), OPEN).then(event)
    line = state.lines[1]
    assert line.counted == line.left == 8
    assert line.left_amount == 80
    (fact,) = on_order(event, RECEIPT)
    assert isinstance(fact, PurchaseOrderLineReceiptCorrected)
    order = order_after(*RECEIVED, fact)
    assert order.lines[1].received == 8
    assert order.lines[1].ledger.net_received.amount == 80


def test_more_than_was_counted_comes_at_the_price_of_its_receipt_within_the_tolerance() -> None:
    given(RECEIPTS, TEN).when(correct, recount("12"), OPEN).then(corrected(difference("2", "20")))
    dearer = changed("1000", "1100", change(1, "1100", unit_price=Decimal(11)))
    later = order_after(*RECEIVED, dearer)
    given(RECEIPTS, TEN).when(correct, recount("12"), later).then(corrected(difference("2", "20")))
    given(RECEIPTS, TEN).when(correct, recount("111"), OPEN).rejected(OverReceipt, offered="101")


def test_units_that_an_invoice_was_ahead_of_take_its_value_over() -> None:
    ahead = order_after(*RECEIVED, invoiced("12", "126", "121"))
    given(RECEIPTS, TEN).when(correct, recount("12"), ahead).then(
        corrected(difference("2", "21.00"))
    )


def test_a_closed_line_is_corrected_all_the_same() -> None:
    shut = order_after(*RECEIVED, closed("receiving"))
    given(RECEIPTS, TEN).when(correct, recount("9"), shut).then(
        corrected(difference("-1", "-10.00"))
    )


def test_nothing_is_corrected_below_what_went_back_or_when_it_says_so_already() -> None:
    returned = given(RECEIPTS, TEN, goods_returned(receipt_line("4", "40")))
    returned.when(correct, recount("3"), OPEN).rejected(ReceiptCorrectionTooLow, returned="4")
    returned.when(correct, recount("-1"), OPEN).rejected(ReceiptCorrectionTooLow)
    state = returned.when(correct, recount("4"), OPEN).then(corrected(difference("-6", "-60.00")))
    assert state.lines[1].left == state.lines[1].left_amount == 0
    given(RECEIPTS, TEN).when(correct, recount("10"), OPEN).rejected(ReceiptNothingCorrected)


def test_a_correction_is_no_way_around_who_may_receive_or_what_stands() -> None:
    ask = given(RECEIPTS, TEN)
    ask.when(correct, recount("8", receiver="bella"), OPEN).rejected(PurchaseOrderOwnBuyer)
    ask.when(correct, recount("8", line=2), OPEN).rejected(ReceiptUnknownLine)
    none = CorrectReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(),
    )
    ask.when(correct, none, OPEN).rejected(ReceiptNoLines)
    gone = given(RECEIPTS, TEN, reversed_whole(receipt_line("10", "100")))
    gone.when(correct, recount("8"), OPEN).rejected(ReceiptWrongStatus)


def test_units_that_were_missed_or_not_there_are_named() -> None:
    came = posted(receipt_line("2", "20", serials=("S-1", "S-2")))
    order = order_after(*in_force(), received("2", "20"))
    ask = given(RECEIPTS, came)
    ask.when(correct, recount("1", "S-2"), order).then(
        corrected(difference("-1", "-10.00", serials=("S-2",)))
    )
    ask.when(correct, recount("3", "S-3"), order).then(
        corrected(difference("1", "10", serials=("S-3",)))
    )
    ask.when(correct, recount("1"), order).rejected(ReceiptSerialCount)
    ask.when(correct, recount("1", "S-9"), order).rejected(ReceiptUnknownSerial)
    ask.when(correct, recount("3", "S-1"), order).rejected(ReceiptUnknownSerial)


def judged(accepted: str, rejected: str) -> ReceiptInspected:
    verdict = InspectedLine(
        line=1,
        purchase_order_line=1,
        bucket="received",
        accepted=Decimal(accepted),
        rejected=Decimal(rejected),
        reason_code="damaged",
    )
    return ReceiptInspected(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        inspected_by="ines",
        inspected_on=TODAY,
        lines=(verdict,),
    )


def test_what_was_counted_too_much_is_taken_from_what_nobody_has_judged() -> None:
    given(RECEIPTS, TEN, judged("7", "2")).when(correct, recount("6"), OPEN).then(
        corrected(
            difference("-1", "-10.00", bucket="received"),
            difference("-3", "-30.00", bucket="accepted"),
        )
    )


def give_back(quantity: str, bucket: Bucket | None = None) -> ReturnGoods:
    line = ReturnedLine(line=1, quantity=Decimal(quantity), bucket=bucket)
    return ReturnGoods(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        returned_on=TODAY,
        reason_code="damaged",
        lines=(line,),
    )


def test_rejected_goods_go_back_first_and_each_bucket_gives_no_more_than_it_has() -> None:
    history = (TEN, judged("6", "3"))
    given(RECEIPTS, *history).when(return_goods, give_back("4"), OPEN).then(
        goods_returned(
            receipt_line("3", "30.00", bucket="rejected"),
            receipt_line("1", "10.00", bucket="received"),
        )
    )
    given(RECEIPTS, *history).when(return_goods, give_back("4", "rejected"), OPEN).rejected(
        ReceiptReturnTooLarge, left="3"
    )
    given(RECEIPTS, *history).when(return_goods, give_back("2", "accepted"), OPEN).then(
        goods_returned(receipt_line("2", "20.00", bucket="accepted"))
    )


def test_a_corrected_receipt_is_reversed_as_it_stands() -> None:
    ask = ReverseReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        reversed_on=TODAY,
        reason_code="wrong_order",
    )
    event = corrected(difference("-2", "-20.00"))
    given(RECEIPTS, TEN, event).when(reverse, ask, OPEN).then(
        reversed_whole(receipt_line("8", "80.00"))
    )
    assert folded(RECEIPTS, TEN, event).lines[1].left == 8

"""A receiver counts without knowing what was ordered; what differs is told, and counted again."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Final

from domain.purchase_orders.duty_errors import PurchaseOrderOwnBuyer
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.blind_errors import (
    ReceiptBlindExcess,
    ReceiptNotBlind,
    ReceiptOwnRecount,
    ReceiptRecountNotAsked,
    ReceiptRecountPending,
)
from domain.receipts.commands import (
    AskForRecount,
    CorrectReceipt,
    RecordRecount,
    RecountedLine,
)
from domain.receipts.correcting import correct
from domain.receipts.decide import post
from domain.receipts.errors import (
    OverReceipt,
    ReceiptDateBefore,
    ReceiptNoLines,
    ReceiptQuantityNotPositive,
    ReceiptUnknownLine,
)
from domain.receipts.events import (
    CountedAgain,
    ReceiptCorrected,
    ReceiptPosted,
    ReceiptRecountAsked,
    ReceiptRecounted,
)
from domain.receipts.recounting import ask_for_recount, recount
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.judged_receipts import OPEN, line, post_of
from tests.domain.orders import (
    GLOVES,
    NOW,
    ORDER,
    RECEIPT,
    TODAY,
    added,
    gloves,
    in_force,
    order_after,
    received,
)
from tests.domain.receipts import posted
from tests.domain.scenario import given

ITEMS: Final = {GLOVES: gloves()}


def counted(quantity: str, expected: str | None = None) -> ReceiptPosted:
    """Ten or so, by rico, who knows nothing."""
    what = line(quantity, expected=None if expected is None else Decimal(expected))
    return posted(what).model_copy(update={"blind": True, "received_by": "rico"})


def doubt(*lines: int) -> AskForRecount:
    return AskForRecount(
        now=NOW, receipt_id=RECEIPT.id, asked_by="bella", reason_code="differs", lines=lines
    )


def doubted(*lines: int) -> ReceiptRecountAsked:
    return ReceiptRecountAsked(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        asked_by="bella",
        lines=lines,
        reason_code="differs",
    )


def again(quantity: str, person: str = "rosa", number: int = 1) -> RecordRecount:
    return RecordRecount(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id=person,
        recounted_on=TODAY,
        lines=(RecountedLine(line=number, quantity=Decimal(quantity)),),
    )


def counted_again(quantity: str, before: str) -> ReceiptRecounted:
    found = CountedAgain(line=1, quantity=Decimal(quantity), before=Decimal(before))
    return ReceiptRecounted(
        receipt_id=RECEIPT.id,
        purchase_order=ORDER,
        recounted_by="rosa",
        recounted_on=TODAY,
        lines=(found,),
    )


def test_a_blind_count_says_so_and_what_was_open_where_that_is_another() -> None:
    given(RECEIPTS).when(post, post_of("90"), OPEN, ITEMS, is_blind=True).then(counted("90", "100"))
    given(RECEIPTS).when(post, post_of("100"), OPEN, ITEMS, is_blind=True).then(counted("100"))
    part = order_after(*in_force(added(item_id=GLOVES)), received("40", "400"))
    given(RECEIPTS).when(post, post_of("60"), part, ITEMS, is_blind=True).then(counted("60"))


def test_too_much_is_refused_without_a_word_about_the_order() -> None:
    refusal = (
        given(RECEIPTS)
        .when(post, post_of("177"), OPEN, ITEMS, is_blind=True)
        .rejected(ReceiptBlindExcess, purchase_order_line=1)
    )
    assert "100" not in refusal.message + str(refusal.values)
    given(RECEIPTS).when(post, post_of("177"), OPEN, ITEMS).rejected(OverReceipt, ordered="100")
    blind = given(RECEIPTS, counted("90", "100"), doubted(1))
    blind.when(recount, again("177"), order_with("90"), ()).rejected(ReceiptBlindExcess)


def order_with(quantity: str) -> PurchaseOrder:
    amount = str(Decimal(quantity) * 10)
    return order_after(*in_force(added(item_id=GLOVES)), received(quantity, amount))


def test_a_blind_count_is_doubted_and_then_corrected_in_no_other_way() -> None:
    blind = given(RECEIPTS, counted("90", "100"))
    assert blind.when(ask_for_recount, doubt(1)).then(doubted(1)).recount_lines == {1}
    waiting = given(RECEIPTS, counted("90", "100"), doubted(1))
    waiting.when(ask_for_recount, doubt(1)).rejected(ReceiptRecountPending)
    mend = CorrectReceipt(
        now=NOW,
        receipt_id=RECEIPT.id,
        receiver_id="rico",
        corrected_on=TODAY,
        reason_code="typo",
        lines=(RecountedLine(line=1, quantity=Decimal(95)),),
    )
    waiting.when(correct, mend, order_with("90")).rejected(ReceiptRecountPending, line=1)
    given(RECEIPTS, posted(line("90"))).when(ask_for_recount, doubt(1)).rejected(ReceiptNotBlind)
    blind.when(ask_for_recount, doubt()).rejected(ReceiptNoLines)
    blind.when(ask_for_recount, doubt(2)).rejected(ReceiptUnknownLine)
    blind.when(ask_for_recount, doubt(1, 1)).rejected(ReceiptUnknownLine)


def test_the_same_count_stands() -> None:
    waiting = given(RECEIPTS, counted("90", "100"), doubted(1))
    after = waiting.when(recount, again("90"), order_with("90")).then(counted_again("90", "90"))
    assert not after.recount_lines


def test_another_count_corrects_the_receipt_in_the_same_answer() -> None:
    waiting = given(RECEIPTS, counted("90", "100"), doubted(1))
    state = waiting.state
    assert state is not None
    told, corrected = recount(state, again("100"), order_with("90"))
    assert told == counted_again("100", "90")
    assert isinstance(corrected, ReceiptCorrected)
    assert (corrected.reason_code, corrected.corrected_by) == ("recounted", "rosa")
    assert [each.quantity for each in corrected.lines] == [Decimal(10)]
    state = RECEIPTS.evolve(RECEIPTS.evolve(state, told), corrected)
    assert state.lines[1].counted == 100


def test_who_counted_or_bought_does_not_count_again() -> None:
    waiting = given(RECEIPTS, counted("90", "100"), doubted(1))
    waiting.when(recount, again("90", "rico"), order_with("90")).rejected(
        ReceiptOwnRecount, person="rico"
    )
    waiting.when(recount, again("90", "rico"), order_with("90"), ("recount_own_count",)).rejected(
        ReceiptOwnRecount
    )
    waiting.when(recount, again("90", "bella"), order_with("90")).rejected(PurchaseOrderOwnBuyer)


def test_a_recount_that_makes_no_sense_is_refused() -> None:
    blind = given(RECEIPTS, counted("90", "100"))
    blind.when(recount, again("90"), order_with("90")).rejected(ReceiptRecountNotAsked, line=1)
    waiting = given(RECEIPTS, counted("90", "100"), doubted(1))
    waiting.when(recount, again("-1"), order_with("90")).rejected(ReceiptQuantityNotPositive)
    waiting.when(recount, again("90", number=2), order_with("90")).rejected(ReceiptUnknownLine)
    nothing = replace(again("90"), lines=())
    waiting.when(recount, nothing, order_with("90")).rejected(ReceiptNoLines)
    early = replace(again("90"), recounted_on=TODAY - timedelta(days=1))
    waiting.when(recount, early, order_with("90")).rejected(ReceiptDateBefore)

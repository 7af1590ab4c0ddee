"""The same delivery is posted once: its note and what it brought of a line tell."""

from dataclasses import replace
from decimal import Decimal

import pytest

from domain.receipts.commands import PostReceipt, ReceivedLine
from domain.receipts.errors import ReceiptDeliveryRepeated
from domain.receipts.events import ReceiptPosted
from domain.receipts.repeated import LOOKED_AT_MAX, receipts_before, refuse_repeated
from domain.receipts.state import RECEIPT as RECEIPTS
from tests.domain.judged_receipts import post_of
from tests.domain.orders import LATER_RECEIPT, RECEIPT, in_force, order_after, received
from tests.domain.receipts import posted, receipt_line, reversed_whole
from tests.domain.scenario import folded

LINE = receipt_line("6", "60")


def came(note: str | None = "DN-7") -> ReceiptPosted:
    return posted(LINE).model_copy(update={"delivery_note": note})


def again(quantity: str = "6", note: str | None = "dn-7 ", **found: str) -> PostReceipt:
    return replace(post_of(quantity, **found), receipt_id=LATER_RECEIPT.id, delivery_note=note)


def test_the_same_of_a_line_under_the_same_note_is_refused_with_the_receipt_to_correct() -> None:
    with pytest.raises(ReceiptDeliveryRepeated, match="correct that receipt") as refused:
        refuse_repeated(again(), [folded(RECEIPTS, came())])
    assert refused.value.values["receipt"] == RECEIPT.number
    assert refused.value.values["line"] == 1


@pytest.mark.parametrize(
    ("before", "command"),
    [
        pytest.param(came(), again("4"), id="another part of it"),
        pytest.param(came(), again(lot="L-2"), id="another lot"),
        pytest.param(came(), again(note="DN-8"), id="another note"),
        pytest.param(came(), again(note=None), id="no note"),
        pytest.param(came(note=None), again(), id="none was named before"),
    ],
)
def test_what_is_no_repeat_is_taken(before: ReceiptPosted, command: PostReceipt) -> None:
    refuse_repeated(command, [folded(RECEIPTS, before)])


def test_each_serial_is_a_unit_of_its_own() -> None:
    line = ReceivedLine(purchase_order_line=1, quantity=Decimal(6), serials=tuple("abcdef"))
    refuse_repeated(replace(again(), lines=(line,)), [folded(RECEIPTS, came())])


def test_a_reversed_receipt_makes_room_for_the_right_one() -> None:
    refuse_repeated(again(), [folded(RECEIPTS, came(), reversed_whole(LINE))])


def test_only_the_newest_receipts_of_its_lines_are_looked_at_and_only_with_a_note() -> None:
    order = order_after(*in_force(), received("6", "60"), received("1", "10", LATER_RECEIPT))
    assert receipts_before(order, again()) == (RECEIPT.id, LATER_RECEIPT.id)
    assert receipts_before(order, again(note=None)) == ()
    assert LOOKED_AT_MAX >= 2

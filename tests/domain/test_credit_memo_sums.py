"""What a credit memo adds up to, and what is left of an invoice to credit."""

from decimal import Decimal

import pytest

from domain.credit_memos import decide
from domain.credit_memos.answers import answers
from domain.credit_memos.commands import CaptureCreditMemo
from domain.credit_memos.decide import capture
from domain.credit_memos.errors import CreditMemoNotPositive
from domain.credit_memos.events import CreditMemoAccounted, CreditMemoCaptured
from domain.credit_memos.state import CREDIT_MEMO
from domain.invoices.state import INVOICE
from tests.domain.invoices import captured, invoice_line, linked
from tests.domain.scenario import folded, given
from tests.domain.test_credit_memos import POSTED, command, known, line, memo, post_command


@pytest.mark.parametrize(
    "asked",
    [
        command(line(), tax=Decimal(10), freight=Decimal(5), total=Decimal(215)),
        command(line("1", "0.50")),
        command(line("0", "50"), basis="price"),
        command(line("1", "10")),
    ],
    ids=["tax and freight", "half a dollar", "on price alone", "one unit"],
)
def test_a_credit_is_taken_that_adds_up(asked: CaptureCreditMemo) -> None:
    (first,) = capture(None, asked, **known())  # type: ignore[arg-type]  # facts by name
    assert isinstance(first, CreditMemoCaptured)
    assert first.total == asked.total


def test_no_line_takes_off_what_the_others_give_back() -> None:
    less = line(line=2, amount="-1", purchase_order_line=None)
    asked = command(line(), less, total=Decimal(199))
    given(CREDIT_MEMO).when(capture, asked, **known()).rejected(CreditMemoNotPositive)


def test_tax_and_freight_that_are_given_back_are_no_difference() -> None:
    whole = memo(tax=Decimal(10), freight=Decimal(5), total=Decimal(215))
    answered = answers(memo(), POSTED)
    posted, _ = decide.post(whole, post_command(), POSTED, answered, {1: Decimal(200)})
    assert isinstance(posted, CreditMemoAccounted)
    assert posted.difference == 0


def test_what_is_left_counts_in_the_unit_of_the_order_where_the_line_is_tied_to_one() -> None:
    """Ten boxes of ten were billed."""
    boxes = captured(invoice_line("10", "100", unit="BX"))
    tied, alone = (
        decide.left_of(folded(INVOICE, *facts)) for facts in ((boxes, linked("100")), (boxes,))
    )
    assert [each.quantity for each in (*tied, *alone)] == [100, 10]
    assert tied[0].description == "Gloves"
    bare = invoice_line().model_copy(update={"description": None})
    (untold,) = decide.left_of(folded(INVOICE, captured(bare)))
    assert untold.description == "Line 1"

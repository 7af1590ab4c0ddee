"""What may be billed of an order: by what each line waits for, and receipt by receipt."""

from collections.abc import Sequence
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given as such
from hypothesis import strategies as st

from domain.purchase_orders.billing import (
    billed_receipts,
    in_currency,
    proposed_bill,
    suggested_receipts,
    to_bill,
    unbilled_receipts,
)
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineInspected,
    PurchaseOrderLineInvoiced,
)
from domain.purchase_orders.line_state import Line
from tests.domain.orders import (
    INVOICE,
    LATER_RECEIPT,
    RECEIPT,
    added,
    cancelled,
    closed,
    created,
    credited,
    in_force,
    invoiced,
    order_after,
    received,
    ref,
    returned,
)


def line_after(*history: PurchaseOrderEvent, match: str = "three_way") -> Line:
    return order_after(*in_force(added(match=match)), *history).lines[1]


def by_name(quantity: str, receipt: str) -> PurchaseOrderLineInvoiced:
    """So much was billed of one receipt."""
    amount = Decimal(quantity) * 10
    entry = {"line": 1, "quantity": Decimal(quantity), "amount": amount, "currency": "USD"}
    return PurchaseOrderLineInvoiced.model_validate(
        {**entry, "cleared": amount, "invoice": INVOICE, "receipt_id": receipt}
    )


def left(line: Line) -> dict[str, Decimal]:
    return {name: each.left for name, each in billed_receipts(line, "USD").items()}


INSPECTED = PurchaseOrderLineInspected(
    line=1, accepted=Decimal(30), rejected=Decimal(10), receipt=RECEIPT
)


@pytest.mark.parametrize(
    ("match", "may_be_billed"), [("two_way", 80), ("three_way", 20), ("four_way", 10)]
)
def test_a_bill_rests_on_what_the_line_waits_for(match: str, may_be_billed: int) -> None:
    history = (received("40", "400"), INSPECTED, invoiced("20", "200", "200"))
    assert to_bill(line_after(*history, match=match)) == may_be_billed


def test_nothing_is_billed_of_what_was_cancelled_or_went_back() -> None:
    assert to_bill(line_after(cancelled("30", "300"), match="two_way")) == 70
    assert to_bill(line_after(received("40", "400"), returned("15", "150"))) == 25


def test_what_was_billed_beyond_what_came_has_to_be_credited() -> None:
    went_back = (received("40", "400"), invoiced("40", "400", "400"), returned("15", "150"))
    assert to_bill(line_after(*went_back)) == -15
    assert to_bill(line_after(*went_back, credited("15", "150", "150"))) == 0


def test_nothing_more_is_billed_of_a_line_that_is_closed_but_a_credit_is_still_due() -> None:
    came = received("40", "400")
    assert to_bill(line_after(came, closed("invoicing"))) == 0
    billed = (came, invoiced("40", "400", "400"), closed("invoicing"), returned("5", "50"))
    assert to_bill(line_after(*billed)) == -5


def test_nothing_is_billed_of_an_order_that_nobody_handed_out() -> None:
    assert proposed_bill(order_after(created(), added(match="two_way"))) == ()


def test_a_bill_is_proposed_at_the_orders_price_with_the_receipts_behind_it() -> None:
    history = (received("40", "400"), received("7", "70", LATER_RECEIPT))
    (line,) = proposed_bill(order_after(*in_force(), *history, by_name("7", LATER_RECEIPT.id)))
    assert [line.quantity, line.unit_price, line.amount] == [Decimal(40), 10, 400]
    assert {name: each.left for name, each in line.receipts.items()} == {RECEIPT.id: 40}


def test_a_line_that_names_no_receipt_uses_up_the_oldest_ones() -> None:
    came = (received("10", "100"), received("10", "110", LATER_RECEIPT, price="11"))
    line = line_after(*came, by_name("10", RECEIPT.id), invoiced("4", "44", "44"))
    told = billed_receipts(line, "USD")
    assert told[RECEIPT.id].percent == 100
    assert told[LATER_RECEIPT.id].percent == 40
    assert told[LATER_RECEIPT.id].billed.amount == 44  # at the receipt's own value
    assert unbilled_receipts(line, "USD").keys() == {LATER_RECEIPT.id}


def test_the_last_piece_is_proposed_and_nothing_of_none() -> None:
    history = (received("10", "100"), invoiced("9", "90", "90"))
    (line,) = proposed_bill(order_after(*in_force(), *history))
    assert line.quantity == 1
    assert proposed_bill(order_after(*in_force(), *history, invoiced("1", "10", "10"))) == ()


def test_a_bill_is_for_the_receipt_of_just_its_quantity_else_for_the_oldest() -> None:
    left = {"first": Decimal(4), "second": Decimal(6), "third": Decimal(1)}
    assert suggested_receipts(left, Decimal(6)) == {"second": 6}
    assert suggested_receipts(left, Decimal(5)) == {"first": 4, "second": 1}
    assert suggested_receipts(left, Decimal(3)) == {"first": 3}
    assert suggested_receipts(left, Decimal(20)) == left


def test_a_receipt_is_to_be_billed_down_to_its_last_piece() -> None:
    line = line_after(received("10", "100"), invoiced("9", "90", "90"))
    assert billed_receipts(line, "USD")[RECEIPT.id].state == "to_bill"
    assert billed_receipts(line_after(received("10", "100")), "USD")[RECEIPT.id].percent == 0


def test_what_is_billed_of_a_receipt_by_name_beyond_it_is_of_the_others() -> None:
    came = (received("10", "100"), received("10", "100", LATER_RECEIPT))
    line = line_after(*came, by_name("12", LATER_RECEIPT.id))
    assert left(line) == {RECEIPT.id: 8, LATER_RECEIPT.id: 0}


@such(
    came=st.lists(st.integers(min_value=1, max_value=30), min_size=1, max_size=5),
    named=st.lists(st.integers(min_value=0, max_value=30), max_size=5),
    unnamed=st.integers(min_value=0, max_value=60),
)
def test_receipts_share_what_was_billed_without_a_remainder(
    came: Sequence[int], named: Sequence[int], unnamed: int
) -> None:
    receipts = [ref("receipt", 100 + place) for place, _ in enumerate(came)]
    history: list[PurchaseOrderEvent] = [
        received(str(each), str(10 * each), receipt)
        for each, receipt in zip(came, receipts, strict=True)
    ]
    history += [
        by_name(str(each), receipt.id)
        for each, receipt in zip(named, receipts, strict=False)
        if each
    ]
    if unnamed:
        history.append(invoiced(str(unnamed), "1", "1"))
    line = line_after(*history)
    told = billed_receipts(line, "USD").values()
    assert sum(each.billed.quantity for each in told) == min(line.invoiced, line.received)
    assert all(0 <= each.billed.quantity <= each.stands.quantity for each in told)


def test_billed_goods_that_went_back_are_a_credit_due_where_bills_wait_for_no_receipt() -> None:
    billed = (received("100", "1000"), invoiced("100", "1000", "0"))
    assert to_bill(line_after(*billed, match="two_way")) == 0
    assert to_bill(line_after(*billed, returned("30", "300"), match="two_way")) == -30
    unbilled = (received("100", "1000"), returned("30", "300"))
    assert to_bill(line_after(*unbilled, match="two_way")) == 100


def test_a_bill_is_proposed_in_another_currency_straight_from_its_own_amounts() -> None:
    order = order_after(*in_force(added("3", "10")), received("3", "30"))
    (line,) = in_currency(proposed_bill(order), "JPY", Fraction(100, 3))
    assert (str(line.unit_price), str(line.amount)) == ("333.333333", "1000")
    (stands, billed) = line.receipts[RECEIPT.id]
    assert (stands.amount, billed.amount) == (Decimal(1000), Decimal(0))

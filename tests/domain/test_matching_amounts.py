"""Services by amount are judged as money, whatever unit and price the supplier states."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.credit_memos.answers import answers
from domain.invoices.decide_match import evaluate
from domain.invoices.events import InvoiceLinked, InvoiceMatchEvaluated, LineLink
from domain.invoices.holds import family
from domain.invoices.linking import linkable
from domain.invoices.state import INVOICE, Invoice
from domain.match_sides import Claim, OrderSide
from domain.purchase_orders.amount_lines import BY_AMOUNT
from domain.tolerance import DEFAULT_POLICY, Exactly, Limits
from tests.domain.bills import bill, judged, told
from tests.domain.invoices import accounted, captured, held, invoice_line, order_facts, released
from tests.domain.orders import ORDER
from tests.domain.scenario import folded
from tests.domain.test_credit_memos import memo

CALL_OUTS: Final = OrderSide(
    line=1,
    match="three_way",
    pack=BY_AMOUNT,
    unit_price=Decimal(1),
    ordered=Decimal(5000),
    received=Decimal(3000),
    accepted=Decimal(3000),
    prior=Decimal(1000),
    billed=Decimal(1000),
    billed_amount=Decimal(1000),
    by_amount=True,
    item_class="services",
)
CHECKED_IN_MONEY: Final = Limits(abs_over=Exactly(Decimal(50)))


def asks(amount: str, quantity: str = "8", unit: str = "HUR") -> Claim:
    """So many hours, for that much."""
    hours, money = Decimal(quantity), Decimal(amount)
    price = (money / hours).quantize(Decimal("0.000001")) if hours else Decimal(0)
    stated = (hours, price)
    return Claim(line=1, quantity=money, amount=money, unit=unit, stated=stated, against=CALL_OUTS)


def linked_by_amount(amount: str) -> Invoice:
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(amount), basis="amount")
    line = invoice_line("1", amount, unit="JOB")
    linking = InvoiceLinked(purchase_order=ORDER, links=(tie,))
    (posted,) = accounted(amount, amount).lines
    posted = posted.model_copy(update={"quantity": Decimal(amount), "accounting": "expense"})
    books = accounted(amount, amount).model_copy(update={"lines": (posted,)})
    return folded(INVOICE, captured(line), linking, books)


@pytest.mark.parametrize(
    ("amount", "holds"),
    [
        pytest.param("2000", (), id="what is confirmed and not billed"),
        pytest.param("2000.01", ("amount_received 0.01 0.01",), id="a cent more"),
        pytest.param(
            "4100",
            ("amount_ordered 100 100.00", "amount_received 2100 2100.00"),
            id="beyond the order",
        ),
    ],
)
def test_an_amount_is_held_against_what_is_ordered_and_confirmed(
    amount: str, holds: tuple[str, ...]
) -> None:
    assert told(judged(bill(asks(amount)))) == holds


def test_hours_and_their_price_say_nothing_about_a_line_that_is_ordered_by_amount() -> None:
    for quantity in ("1", "8", "2000"):
        assert judged(bill(asks("2000", quantity))).verdict == "pass"


def test_a_wrong_product_of_hours_and_price_is_still_wrong() -> None:
    wrong = replace(asks("2000"), stated=(Decimal(8), Decimal(200)))
    assert told(judged(bill(wrong))) == ("line_amount 400.00 400.00",)


def test_a_later_debit_without_quantity_asks_for_more_of_the_amount() -> None:
    debit = asks("2000", "0")
    assert judged(bill(debit)).verdict == "pass"
    more = asks("2000.01", "0")
    assert told(judged(bill(more))) == ("amount_received 0.01 0.01",)


def test_nothing_confirmed_is_a_missing_receipt() -> None:
    early = replace(asks("100"), against=replace(CALL_OUTS, received=Decimal(0)))
    assert [each.kind for each in judged(bill(early)).holds] == ["receipt_missing"]


def test_limits_of_quantities_do_not_count_for_money_and_those_of_amounts_do() -> None:
    asked = bill(asks("2050"))
    generous = Limits(abs_over=Exactly(Decimal(1000)))
    assert judged(asked, {"received_quantity": generous}).verdict == "hold"
    assert judged(asked, {"received_amount": CHECKED_IN_MONEY}).verdict == "pass"
    assert judged(bill(asks("2050.01")), {"received_amount": CHECKED_IN_MONEY}).verdict == "hold"


def test_a_line_links_by_its_amount_in_any_unit() -> None:
    line = invoice_line("8", "500", unit="HUR", amount=Decimal(4000))
    assert linkable((line,), {1: 1}, {1: CALL_OUTS}, {}, "USD") == (
        LineLink(line=1, purchase_order_line=1, quantity=Decimal(4000), basis="amount"),
    )


def test_the_verdict_counts_in_money() -> None:
    found = evaluate(linked_by_amount("4100"), order_facts(CALL_OUTS), DEFAULT_POLICY)
    assert isinstance(found[0], InvoiceMatchEvaluated)
    (line,) = found[0].compared or ()
    assert (line.unit, line.asked, line.ordered, line.received) == (
        "M4",
        Decimal(4100),
        Decimal(5000),
        Decimal(3000),
    )


def test_what_was_let_pass_is_remembered_in_money() -> None:
    let_pass = held("amount_received", line=1, expected="2000", actual="2100", exposure="100")
    invoice = linked_by_amount("2100")
    invoice = INVOICE.evolve(invoice, let_pass)
    invoice = INVOICE.evolve(invoice, released("amount_received"))
    assert invoice.accepted == {(family("amount_received"), 1): Decimal(100)}
    order = order_facts(CALL_OUTS)
    assert evaluate(invoice, order, DEFAULT_POLICY) == ()
    less = order_facts(replace(CALL_OUTS, received=Decimal(2999)))
    kinds = [getattr(each, "kind", None) for each in evaluate(invoice, less, DEFAULT_POLICY)]
    assert kinds == [None, "amount_received"]


def test_whatever_is_credited_of_such_a_line_is_money() -> None:
    """Two hours that are given back are 500.00 of the amount, not 2.00 of it."""
    (answer,) = answers(memo("2", "500"), linked_by_amount("2000"))
    assert (answer.credit.quantity, answer.credit.amount) == (Decimal(500), Decimal(500))

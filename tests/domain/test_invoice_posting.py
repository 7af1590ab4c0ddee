"""Posting an invoice: what each line clears of goods received, and where the rest of it goes."""

from dataclasses import replace
from decimal import Decimal

from domain.invoices.decide_match import PostedLine, account
from domain.invoices.state import INVOICE
from tests.domain.invoices import captured, invoice_line, linked
from tests.domain.orders import TODAY
from tests.domain.scenario import folded


def test_posting_splits_a_line_into_what_it_clears_and_the_rest() -> None:
    invoice = folded(
        INVOICE, captured(invoice_line("100", "11"), tax=Decimal(7), total=Decimal(1107))
    )
    invoice = replace(invoice, links={each.line: each for each in linked().links})
    posted = PostedLine(cleared=Decimal(1000), accounting="stock")
    line = account(invoice, {1: posted}, TODAY).lines[0]
    assert (line.cleared, line.variance) == (Decimal(1000), Decimal(100))
    assert line.accounting == "stock"


def test_a_line_without_an_order_line_is_expensed_whole() -> None:
    line = account(folded(INVOICE, captured()), {}, TODAY).lines[0]
    assert (line.cleared, line.variance) == (Decimal(0), Decimal(1000))
    assert line.accounting == "expense"
    assert line.purchase_order_line is None


def test_a_small_difference_is_posted_as_such() -> None:
    invoice = folded(INVOICE, captured(total=Decimal("1000.04")))
    assert account(invoice, {}, TODAY).difference == Decimal("0.04")

"""Entries in books of another currency: goods leave at what they stand at, the rest is realised."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import goods_moves, journal_entries
from tests.domain.test_accounting import HEADER, METADATA, billed, event, received

EURO: Final = {"currency": "USD", "rates": {"EUR": "1.10"}}


def in_euro(kind: str, data: Mapping[str, Any], told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each line as its account, and debit less credit in the books."""
    found = event(kind, {**data, "currency": "EUR"})
    found = found._replace(metadata={**METADATA, "posting_rates": told})
    return [
        (each.account, str(Decimal(each.books_debit or 0) - Decimal(each.books_credit or 0)))
        for each in journal_entries(found)
    ]


def test_what_moves_goods_received_is_told_by_order_line_at_the_rate_of_its_day() -> None:
    lines = [*billed()["lines"], {**billed()["lines"][0], "purchase_order_line": 2}]
    facts = {**billed(), "currency": "EUR", "lines": lines, "total": "1100.00"}
    moved = goods_moves("invoice.accounted", facts, EURO)
    assert [(each.line, each.amount, each.books_amount) for each in moved] == [
        (1, Decimal(500), Decimal("550.00")),
        (2, Decimal(500), Decimal("550.00")),
    ]
    came = goods_moves("receipt.posted", {**received(), "currency": "EUR"}, EURO)
    assert [(each.amount, each.books_amount) for each in came] == [
        (Decimal(-500), Decimal("-550.00"))
    ]
    assert goods_moves("receipt.posted", {**received(), "currency": "GBP"}, EURO) == []
    assert goods_moves("receipt.posted", {**received("two_way"), "currency": "EUR"}, EURO) == []


@pytest.mark.parametrize(("difference", "realised"), [("-20.00", "20.00"), ("15.00", "-15.00")])
def test_goods_leave_at_what_they_stand_at_and_the_rest_is_realised(
    difference: str, realised: str
) -> None:
    told = {**EURO, "goods": {"invoice.accounted": {"1": difference}}}
    assert in_euro("invoice.accounted", billed(), told) == [
        ("grir", str(Decimal("550.00") + Decimal(difference))),
        ("price_variance", "55.00"),
        ("accounts_payable", "-605.00"),
        ("realised_fx", realised),
    ]


def test_what_a_payment_realises_stands_on_a_line_of_its_own_after_all_others() -> None:
    paid = {**HEADER, "amount": "490.00", "discount": "10.00", "paid_on": "2026-03-04"}
    found = event("invoice.payment_recorded", {**paid, "currency": "EUR"})
    told = {**EURO, "carried": {"EUR": "1.20"}}
    found = found._replace(metadata={**METADATA, "posting_rates": told})
    lines = journal_entries(found)
    assert [each.line for each in lines] == [1, 2, 3, 4, 5]
    assert (lines[-1].account, lines[-1].books_credit) == ("realised_fx", "50.00")
    assert sum(Decimal(x.books_debit or 0) - Decimal(x.books_credit or 0) for x in lines) == 0


def test_goods_that_a_credit_puts_back_come_at_what_they_stood_at() -> None:
    told = {**EURO, "goods": {"credit_memo.accounted": {"1": "20.00"}}}
    assert in_euro("credit_memo.accounted", billed(), told) == [
        ("accounts_payable", "605.00"),
        ("grir", "-530.00"),
        ("price_variance", "-55.00"),
        ("realised_fx", "-20.00"),
    ]

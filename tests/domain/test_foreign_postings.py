"""Entries in books of another currency: goods leave at what they stand at, the rest is realised."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.accounting import journal_entries, posting_of
from domain.ids import derived_id
from tests.domain.test_accounting import HEADER, METADATA, billed, event

EURO: Final = {"currency": "USD", "rates": {"EUR": "1.10"}}


def in_euro(kind: str, data: Mapping[str, Any], told: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each line as its account, and debit less credit in the books."""
    found = event(kind, {**data, "currency": "EUR"})
    lines = journal_entries(found._replace(metadata={**METADATA, "posting_rates": told}))
    assert [each.line for each in lines] == list(range(1, len(lines) + 1))
    return [
        (each.account, str(Decimal(each.books_debit or 0) - Decimal(each.books_credit or 0)))
        for each in lines
    ]


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


MEMO: Final = {"aggregate": "credit_memo", "id": derived_id("memo"), "number": "C-1"}
APPLIED: Final = {
    "credit_memo": MEMO,
    "amount": "100.00",
    "currency": "EUR",
}
SETTLED: Final = {**EURO, "settled": {"on": "2026-03-05", "supplier_id": "medline"}}
MEMO_AT: Final = {"account": "accounts_payable", "side": "credit", "amount": "-20.00"}


def test_a_credit_and_its_invoice_leave_payables_each_at_what_it_stands_at() -> None:
    told = {**SETTLED, "differences": {"1": [{**MEMO_AT, "to": "realised_fx"}]}}
    assert in_euro("invoice.credit_applied", APPLIED, told) == [
        ("accounts_payable", "110.00"),
        ("accounts_payable", "-130.00"),
        ("realised_fx", "20.00"),
    ]
    applied = event("invoice.credit_applied", APPLIED)
    lines = journal_entries(applied._replace(metadata={**METADATA, "posting_rates": told}))
    assert [(each.debit, each.credit) for each in lines] == [
        ("100.00", "0"),
        ("0", "100.00"),
        ("0", "0"),
    ]
    assert {(each.posted_on, each.supplier_id) for each in lines} == {("2026-03-05", "medline")}


def test_at_one_rate_a_settlement_books_nothing_nor_does_that_of_a_recovery() -> None:
    assert in_euro("invoice.credit_applied", APPLIED, SETTLED) == []
    recovery = {**APPLIED, "credit_memo": {**MEMO, "aggregate": "recovery"}}
    assert posting_of("invoice.credit_applied", recovery, SETTLED) is None


def test_goods_were_told_of_by_the_number_of_a_use() -> None:
    used = {"line": 1, "amount": "100.00", "used_on": "2026-03-04", "usage": 2, **HEADER}
    told = {**EURO, "goods": {"purchase_order.line_used/2": {"1": "-5.00"}}}
    assert in_euro("purchase_order.line_used", used, told) == [
        ("expense", "110.00"),
        ("grir", "-115.00"),
        ("realised_fx", "5.00"),
    ]


def test_lines_of_one_item_share_its_difference_by_their_amounts() -> None:
    paid = {**HEADER, "amount": "490.00", "discount": "10.00", "paid_on": "2026-03-04"}
    told = {
        **EURO,
        "differences": {
            "1": [{"account": "accounts_payable", "amount": "50.00", "to": "realised_fx"}]
        },
    }
    assert in_euro("invoice.payment_recorded", paid, told) == [
        ("accounts_payable", "588.00"),
        ("cash", "-539.00"),
        ("accounts_payable", "12.00"),
        ("discount_earned", "-11.00"),
        ("realised_fx", "-50.00"),
    ]


def test_rounding_and_rates_have_a_line_each_and_another_lines_difference_none() -> None:
    told = {
        **EURO,
        "differences": {
            "1": [
                {"account": "grir", "line": 1, "amount": "0.01", "to": "small_difference"},
                {"account": "grir", "line": 2, "amount": "9.00", "to": "realised_fx"},
                {"account": "accounts_payable", "amount": "-3.00", "to": "realised_fx"},
            ]
        },
    }
    assert in_euro("invoice.accounted", billed(), told) == [
        ("grir", "550.01"),
        ("price_variance", "55.00"),
        ("accounts_payable", "-608.00"),
        ("realised_fx", "3.00"),
        ("small_difference", "-0.01"),
    ]


def test_of_what_was_recorded_before_the_first_line_bears_the_difference() -> None:
    lines = [*billed()["lines"], *billed()["lines"]]
    told = {**EURO, "goods": {"invoice.accounted": {"1": "-20.00"}}}
    found = in_euro("invoice.accounted", {**billed(), "lines": lines, "total": "1100.00"}, told)
    assert [each for each in found if each[0] == "grir"] == [("grir", "530.00"), ("grir", "550.00")]


@for_all(
    worth=st.decimals("0.01", "9999", places=2),
    charges=st.lists(st.decimals("0.01", "99", places=2), max_size=3),
    rate=st.decimals("0.001", "200", places=6),
    books=st.sampled_from(("USD", "JPY", "KWD")),
)
def test_goods_in_transit_arrive_at_what_they_left_at(
    worth: Decimal, charges: list[Decimal], rate: Decimal, books: str
) -> None:
    """Both sides are one save at one rate, so they need no item."""
    told = {"currency": books, "rates": {"EUR": str(rate)}}
    carried = [
        {"amount": str(each), "currency": "EUR", "charge": f"charge-{number}"}
        for number, each in enumerate(charges)
    ]
    amount = str(worth + sum(charges, Decimal(0)))
    moved_on = {"transferred_on": "2026-03-04", "carried": carried}
    data = {**moved_on, "costs": [{"amount": amount, "currency": "EUR"}]}
    out, back = (
        in_euro(f"stock_item.transferred_{way}", {**data, f"{to}_legal_entity": "NHS"}, told)
        for way, to in (("out", "to"), ("in", "from"))
    )
    left: dict[str, Decimal] = {}
    for account, value in (*out, *back):
        left[account] = left.get(account, Decimal(0)) + Decimal(value)
    assert "stock_in_transit" in left
    assert not any(left.values())


def test_what_goods_stood_at_goes_before_what_a_payment_of_the_same_save_carried() -> None:
    told = {**EURO, "carried": {"EUR": "1.20"}, "goods": {"invoice.accounted": {"1": "15.00"}}}
    assert in_euro("invoice.accounted", billed(), told) == [
        ("grir", "565.00"),
        ("price_variance", "55.00"),
        ("accounts_payable", "-605.00"),
        ("realised_fx", "-15.00"),
    ]


def test_consigned_goods_stand_on_an_account_of_their_own_and_are_goods_received_too() -> None:
    told = {**EURO, "goods": {"invoice.accounted": {"1": "-20.00"}}}
    assert in_euro("invoice.accounted", billed("consignment"), told)[0] == (
        "grir_consignment",
        "530.00",
    )

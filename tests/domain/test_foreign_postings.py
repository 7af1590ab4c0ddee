"""Entries in books of another currency: goods leave at what they stand at, the rest is realised."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import journal_entries, posting_of
from domain.event import DocumentRef
from domain.ids import derived_id
from domain.open_items.moves import ItemMove, moved
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


INVOICE: Final = DocumentRef(aggregate="invoice", id=derived_id("invoice"), number="INV-1")
RECEIPT: Final = DocumentRef(aggregate="receipt", id=derived_id("receipt"), number="R-1")


def moves(
    kind: str, own: DocumentRef, facts: Mapping[str, Any], currency: str = "EUR"
) -> list[ItemMove]:
    order = {"aggregate": "purchase_order", "id": derived_id("order"), "number": "PO-1"}
    data = {**facts, "currency": currency, "purchase_order": order}
    return moved(kind, own, data, posting_of(kind, data, EURO), EURO)


def test_each_item_that_a_fact_moves_is_told_at_the_rate_of_its_day() -> None:
    lines = [*billed()["lines"], {**billed()["lines"][0], "purchase_order_line": 2}]
    facts = {**billed(), "lines": lines, "total": "1100.00"}
    assert [
        (each.item.account, each.item.line, each.move.amount, each.move.books_amount)
        for each in moves("invoice.accounted", INVOICE, facts)
    ] == [
        ("grir", 1, Decimal(500), Decimal("550.00")),
        ("grir", 2, Decimal(500), Decimal("550.00")),
        ("accounts_payable", None, Decimal(-1100), Decimal("-1210.00")),
    ]
    came = moves("receipt.posted", RECEIPT, received())
    assert [(each.move.amount, each.move.books_amount) for each in came] == [
        (Decimal(-500), Decimal("-550.00"))
    ]
    assert moves("receipt.posted", RECEIPT, received(), "GBP") == []
    assert moves("receipt.posted", RECEIPT, received("two_way")) == []


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


def test_both_items_of_a_settlement_move_against_each_other() -> None:
    applied = moved(
        "invoice.credit_applied",
        INVOICE,
        APPLIED,
        posting_of("invoice.credit_applied", APPLIED, SETTLED),
        SETTLED,
    )
    assert [
        (each.item.document.number, each.item.side, each.move.source, each.move.amount)
        for each in applied
    ] == [
        ("INV-1", "debit", derived_id("memo"), Decimal(100)),
        ("C-1", "credit", INVOICE.id, Decimal(-100)),
    ]


@pytest.mark.parametrize(
    ("kind", "told", "expected"),
    [
        (
            "invoice.payment_recorded",
            {"payment": "PAY-1", "paid_on": "2026-03-04", "discount": "10"},
            [("accounts_payable", "DOC-1", "payment PAY-1", 110)],
        ),
        (
            "prepayment.applied",
            {"invoice": INVOICE.model_dump(), "applied_on": "2026-03-04"},
            [
                ("accounts_payable", "INV-1", "own", 100),
                ("supplier_advances", "DOC-1", INVOICE.id, -100),
            ],
        ),
        (
            "recovery.written_off",
            {
                "invoice": INVOICE.model_dump(),
                "written_off_on": "2026-03-04",
                "settled": "5",
                "lines": [],
                "tax": "0",
                "refunded_before": "7",
            },
            [("supplier_refunds", "DOC-1", "own", 7), ("accounts_payable", "INV-1", "own", 5)],
        ),
        (
            "recovery.refunded",
            {
                "invoice": INVOICE.model_dump(),
                "refunded_on": "2026-03-04",
                "settled": "5",
                "lines": [],
                "tax": "0",
            },
            [("accounts_payable", "INV-1", "own", 5)],
        ),
        (
            "rebate.credited",
            {
                "credit_memo": INVOICE.model_dump(),
                "posted_on": "2026-03-04",
                "tax": "0",
                "total": "100",
            },
            [
                ("accounts_payable", "INV-1", "own", 100),
                ("rebate_receivable", "DOC-1", "own", -100),
            ],
        ),
        (
            "stock_item.consumed",
            {"consumption": 4, "consumed_on": "2026-03-04", "department": "er"},
            [],
        ),
    ],
)
def test_whose_item_it_is_and_what_moves_it(
    kind: str, told: Mapping[str, Any], expected: list[tuple[str, str, str, int]]
) -> None:
    own = DocumentRef(aggregate="any", id=derived_id("own"), number="DOC-1")
    data = {"currency": "EUR", "supplier_id": "medline", "amount": "100", **told}
    found = moved(kind, own, data, posting_of(kind, data, EURO), EURO)
    assert [
        (
            each.item.account,
            each.item.document.number,
            "own" if each.move.source == own.id else each.move.source,
            each.move.amount,
        )
        for each in found
    ] == [(*each[:3], Decimal(each[3])) for each in expected]
    assert {(each.currency, each.books_currency, each.move.rate) for each in found} <= {
        ("EUR", "USD", Decimal("1.10"))
    }


def test_goods_in_inspection_are_items_of_their_receipt_by_order_line() -> None:
    lines = [
        {**received("four_way")["lines"][0], "inspected_first": True, "purchase_order_line": 3}
    ]
    found = moves("receipt.posted", RECEIPT, {**received("four_way"), "lines": lines})
    assert [(each.item.account, each.item.document.number, each.item.line) for each in found] == [
        ("receiving_inspection", "R-1", 3),
        ("grir", "PO-1", 3),
    ]


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

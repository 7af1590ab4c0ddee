"""Which open items a fact moves, by whom, and by how much at the rate of its own day."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import posting_of
from domain.event import DocumentRef
from domain.ids import derived_id
from domain.open_items.moves import ItemMove, moved
from tests.domain.test_accounting import billed, received
from tests.domain.test_foreign_postings import APPLIED, EURO, SETTLED

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
    without_rate = moves("receipt.posted", RECEIPT, received(), "GBP")
    assert [each.move[1:] for each in without_rate] == [(Decimal(-500), Decimal(0), None)]
    assert [each.item.account for each in moves("invoice.accounted", INVOICE, facts, "GBP")] == [
        "grir",
        "grir",
    ], "a liability that has no rate is not followed"
    assert moves("receipt.posted", RECEIPT, received("two_way")) == []


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
            "recovery.closed",
            {
                "accounted": {
                    "booked_on": "2026-03-04",
                    "supplier_id": "medline",
                    "currency": "EUR",
                    "amount": "7",
                    "lines": [],
                    "tax": "7",
                },
            },
            [("supplier_refunds", "DOC-1", "own", 7)],
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


def test_what_is_too_small_for_the_books_moves_its_item_all_the_same() -> None:
    paid = {**billed(), "amount": "0.01", "paid_on": "2026-03-04", "payment": "PAY-1"}
    told = {"currency": "JPY", "rates": {"EUR": "1.10"}}
    data = {**paid, "currency": "EUR"}
    posting = posting_of("invoice.payment_recorded", data, told)
    (payable,) = moved("invoice.payment_recorded", INVOICE, data, posting, told)
    assert payable.move[1:] == (Decimal("0.01"), Decimal(0), Decimal("1.10"))


def test_goods_of_no_order_or_of_none_of_its_lines_are_no_open_item() -> None:
    line = {**billed()["lines"][0], "purchase_order_line": None}
    facts = {**billed(), "lines": [line]}
    accounts = [each.item.account for each in moves("invoice.accounted", INVOICE, facts)]
    assert accounts == ["accounts_payable"]
    bare = {**billed(), "currency": "EUR"}
    bare.pop("purchase_order", None)
    told = moved(
        "invoice.accounted", INVOICE, bare, posting_of("invoice.accounted", bare, EURO), EURO
    )
    assert [each.item.account for each in told] == ["accounts_payable"]

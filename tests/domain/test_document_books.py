"""Journal entries of what stands beside goods and bills: advances, claims, rebates, own sales."""

from typing import Any, Final

import pytest

from domain.accounting import booked_on, journal_entries, postings_of
from domain.invoices.part_books import cleared_sides, rest_of, taxes_given_back
from domain.postings import Leg
from tests.domain.test_accounting import COST, HEADER, ORDER, billed, booked, event

PREPAID: Final = {"currency": "USD", "supplier_id": "medline", "amount": "400.00"}
LINE: Final = {
    "purchase_order_line": 1,
    "cleared": "80.00",
    "variance": "20.00",
    "accounting": "stock",
}
CLAIMED: Final = {**HEADER, "amount": "90.00", "settled": "18.00", "lines": [LINE], "tax": "8.00"}
REBATE: Final = {"currency": "USD", "supplier_id": "medline", "amount": "50.00"}
BETWEEN: Final = {"purchase_order_line": 1, "amount": "66.00"}
GIVEN_UP: Final = {**HEADER, "line": 2, "amount": "12.00", "accounting": "stock"}


@pytest.mark.parametrize(
    ("kind", "data", "lines"),
    [
        pytest.param(
            "prepayment.paid",
            {**PREPAID, "paid_on": "2026-03-01"},
            ("supplier_advances debit 400.00", "cash credit 400.00"),
            id="paid ahead",
        ),
        pytest.param(
            "prepayment.applied",
            {**PREPAID, "applied_on": "2026-03-01", "invoice": {"id": "invoice"}},
            ("accounts_payable debit 400.00", "supplier_advances credit 400.00"),
            id="used up by an invoice",
        ),
        pytest.param(
            "prepayment.credited",
            {**PREPAID, "refunded": "30.00", "credited_on": "2026-03-01"},
            ("cash debit 30.00", "supplier_advances credit 30.00"),
            id="less is asked for, and some came back",
        ),
        pytest.param(
            "recovery.partly_refunded",
            {**PREPAID, "refunded_on": "2026-03-01"},
            ("cash debit 400.00", "supplier_refunds credit 400.00"),
            id="a part of the claim",
        ),
        pytest.param(
            "recovery.refunded",
            {**CLAIMED, "refunded_on": "2026-03-01"},
            (
                "cash debit 90.00",
                "accounts_payable debit 18.00",
                "grir credit 80.00",
                "price_variance credit 20.00",
                "input_tax credit 8.00",
            ),
            id="the claim came back",
        ),
        pytest.param(
            "recovery.written_off",
            {
                **CLAIMED,
                "amount": "60.00",
                "refunded_before": "30.00",
                "written_off_on": "2026-03-01",
            },
            (
                "claims_written_off debit 60.00",
                "supplier_refunds debit 30.00",
                "accounts_payable debit 18.00",
                "grir credit 80.00",
                "price_variance credit 20.00",
                "input_tax credit 8.00",
            ),
            id="the rest of it is lost",
        ),
        pytest.param("recovery.closed", {"how": "cause_gone"}, (), id="nothing was too much"),
        pytest.param(
            "recovery.closed",
            {
                "how": "credited",
                "accounted": {
                    **CLAIMED,
                    "amount": "28.00",
                    "lines": [{**LINE, "cleared": "0.00"}],
                    "booked_on": "2026-03-01",
                },
            },
            (
                "supplier_refunds debit 28.00",
                "price_variance credit 20.00",
                "input_tax credit 8.00",
            ),
            id="a credit memo left out what had come in parts",
        ),
        pytest.param(
            "rebate.earned",
            {**REBATE, "earned_on": "2026-03-01"},
            ("rebate_receivable debit 50.00", "rebate_earned credit 50.00"),
            id="earned",
        ),
        pytest.param(
            "rebate.earned",
            {**REBATE, "amount": "-5.00", "earned_on": "2026-03-01"},
            ("rebate_receivable credit 5.00", "rebate_earned debit 5.00"),
            id="earned too much before",
        ),
        pytest.param(
            "rebate.received",
            {**REBATE, "received_on": "2026-03-01"},
            ("cash debit 50.00", "rebate_receivable credit 50.00"),
            id="a rebate came",
        ),
        pytest.param(
            "rebate.conceded",
            {**REBATE, "conceded_on": "2026-03-01"},
            ("rebate_earned debit 50.00", "rebate_receivable credit 50.00"),
            id="conceded",
        ),
        pytest.param(
            "rebate.credited",
            {**REBATE, "tax": "4.00", "total": "54.00", "posted_on": "2026-03-01"},
            (
                "accounts_payable debit 54.00",
                "rebate_receivable credit 50.00",
                "input_tax credit 4.00",
            ),
            id="a memo gives the rebate",
        ),
        pytest.param(
            "intercompany_bill.issued",
            {**HEADER, "lines": [BETWEEN], "billed_on": "2026-03-01"},
            ("due_from_entities debit 66.00", "intercompany_revenue credit 66.00"),
            id="a sister owes",
        ),
        pytest.param(
            "purchase_order.line_intercompany_billed",
            {**HEADER, "line": 1, "amount": "66.00", "billed_on": "2026-03-01"},
            ("grir debit 66.00", "due_to_entities credit 66.00"),
            id="a sister is owed",
        ),
        pytest.param(
            "purchase_order.line_written_off",
            {**GIVEN_UP, "written_off_on": "2026-03-01"},
            ("grir debit 12.00", "price_variance credit 12.00"),
            id="came and is not billed",
        ),
        pytest.param(
            "purchase_order.line_write_off_taken_back",
            {**GIVEN_UP, "taken_back_on": "2026-03-01"},
            ("grir credit 12.00", "price_variance debit 12.00"),
            id="billed after all",
        ),
        pytest.param(
            "purchase_order.line_difference_cleared",
            {**GIVEN_UP, "accounting": "consignment", "cleared_on": "2026-03-01"},
            ("grir_consignment debit 12.00", "expense credit 12.00"),
            id="prices left it",
        ),
        pytest.param(
            "invoice.credit_applied",
            {"credit_memo": {"aggregate": "credit_memo", "id": "memo"}, "amount": "5.00"},
            (),
            id="a credit and its invoice are in one account",
        ),
    ],
)
def test_a_fact_books(kind: str, data: dict[str, Any], lines: tuple[str, ...]) -> None:
    assert booked(kind, data) == lines


def test_a_tax_that_a_credit_gives_back_leaves_the_cost_or_the_claim_on_the_state() -> None:
    """Two of three-fifths on stock and two-fifths used up; seven of vat, and one of no name."""
    data = {
        "tax": "10",
        "currency": "USD",
        "lines": [
            {"purchase_order_line": 1, "amount": "60", "accounting": "stock"},
            {"purchase_order_line": 2, "amount": "40", "accounting": "expense"},
        ],
        "parts": [
            {"charge": "sales_tax", "kind": "tax_in_cost", "amount": "2"},
            {"charge": "vat", "kind": "tax", "amount": "7"},
        ],
    }
    assert [tuple(each)[:3] for each in taxes_given_back(data)] == [
        ("price_variance", "credit", "1.20"),
        ("expense", "credit", "0.80"),
        ("input_tax", "credit", "7"),
        ("input_tax", "credit", "1"),
    ]


def test_a_line_for_a_charge_clears_what_goods_bear_of_it_and_the_rest_is_freight() -> None:
    line = {"cleared": "5", "variance": "1", "accounting": "stock", "charge": "fuel"}
    assert list(cleared_sides({"lines": [line]}, "debit")) == [
        Leg("charges_accrued", "debit", "5", None, "fuel"),
        Leg("freight", "debit", "1", None, "fuel"),
    ]
    assert rest_of(line, "debit", "2", "vat").charge == "vat"


SOLD: Final = {
    "purchase_order": ORDER,
    "purchase_order_line": 2,
    "costs": [{"amount": "30.00", "currency": "USD"}],
    "delivered_on": "2026-03-05",
    "returned_on": "2026-03-06",
}


@pytest.mark.parametrize(
    ("kind", "day", "lines"),
    [
        (
            "stock_item.delivered",
            "2026-03-05",
            ["intercompany_cost debit 30.00", "inventory credit 30.00"],
        ),
        (
            "stock_item.delivery_returned",
            "2026-03-06",
            ["intercompany_cost credit 30.00", "inventory debit 30.00"],
        ),
    ],
)
def test_goods_for_a_sister_are_cost_of_what_is_billed_there_and_stock_again_as_they_come_back(
    kind: str, day: str, lines: list[str]
) -> None:
    assert list(booked(kind, SOLD)) == lines
    assert {str(each.posted_on) for each in journal_entries(event(kind, SOLD))} == {day}
    assert booked_on(kind, SOLD) == day


def test_the_day_of_a_fact_is_that_of_its_entry_and_none_where_it_books_nothing() -> None:
    paid = {**PREPAID, "paid_on": "2026-03-01"}
    assert booked_on("prepayment.paid", paid) == "2026-03-01"
    assert booked_on("invoice.captured", {}) is None


def test_a_bill_that_is_unlinked_leaves_what_it_came_to() -> None:
    unlinked = {"accounted": billed(), "unlinked_on": "2026-03-09"}
    assert booked("invoice.unlinked", unlinked) == (
        "grir credit 500.00",
        "price_variance credit 50.00",
        "accounts_payable debit 550",
    )


def test_what_a_credit_memo_gives_beyond_its_parts_is_a_small_difference() -> None:
    memo = {**billed(), "difference": "0.50", "total": "550.50"}
    assert booked("credit_memo.accounted", memo) == (
        "accounts_payable debit 550.50",
        "grir credit 500.00",
        "price_variance credit 50.00",
        "small_difference credit 0.50",
    )


@pytest.mark.parametrize(
    ("kind", "data", "days"),
    [
        ("prepayment.paid", {**PREPAID, "paid_on": "2026-03-01"}, ["2026-03-01"]),
        (
            "stock_item.issued",
            {"costs": [COST], "issued_on": "2026-03-05", "department": "ICU"},
            ["2026-03-05"],
        ),
        ("prepayment.requested", PREPAID, []),
    ],
)
def test_what_a_fact_books_is_told_before_the_log_has_it(
    kind: str, data: dict[str, Any], days: list[str]
) -> None:
    assert [each.posted_on for each in postings_of(kind, data, {}, "NHS")] == days

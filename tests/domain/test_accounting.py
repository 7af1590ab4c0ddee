"""Journal entries: what each stored fact books, and that it always balances."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import BOOKED, journal_entries
from domain.event import Recorded
from domain.postings import ACCOUNTS
from domain.registry import EVENTS

METADATA: Final = {
    "event_id": "5a1c7c1e-0000-4000-8000-000000000001",
    "number": "DOC-1",
    "legal_entity": "NHS",
    "facility": "NORTH",
}
ORDER: Final = {"aggregate": "purchase_order", "id": "order", "number": "PO-1"}
COST: Final = {"amount": "30.00", "currency": "USD"}
HEADER: Final = {"currency": "USD", "supplier_id": "medline", "purchase_order": ORDER}


def event(kind: str, data: Mapping[str, Any]) -> Recorded:
    return Recorded(
        epoch=1,
        offset=1,
        tenant="demo",
        position=1,
        stream=f"{kind.partition('.')[0]}/doc",
        version=1,
        type=kind,
        recorded_at=datetime(2026, 3, 1, tzinfo=UTC),
        metadata=METADATA,
        data=data,
    )


def received(match: str = "three_way", accounting: str = "stock") -> dict[str, Any]:
    line = {"purchase_order_line": 1, "amount": "500.00", "match": match, "accounting": accounting}
    days = dict.fromkeys(("received_on", "reversed_on", "returned_on"), "2026-03-01")
    return {**HEADER, **days, "lines": [line]}


def billed(accounting: str = "stock", cleared: str = "500.00", **sums: str) -> dict[str, Any]:
    """550.00 for what was received at 500.00, unless told otherwise."""
    amounts = {"tax": "0", "freight": "0", "difference": "0", **sums}
    variance = Decimal(550) - Decimal(cleared)
    line = {"purchase_order_line": 1, "cleared": cleared, "variance": str(variance)}
    total = Decimal(550) + sum(Decimal(each) for each in amounts.values())
    lines = [{**line, "accounting": accounting}]
    return {**HEADER, **amounts, "lines": lines, "total": str(total), "posted_on": "2026-03-02"}


def booked(kind: str, data: Mapping[str, Any]) -> tuple[str, ...]:
    """Each line as `account debit|credit amount`."""
    lines = journal_entries(event(kind, data))
    debit = sum(Decimal(each.debit) for each in lines)
    credit = sum(Decimal(each.credit) for each in lines)
    assert debit == credit, "an entry balances"
    return tuple(
        f"{each.account} {'debit' if each.debit != '0' else 'credit'}"
        f" {each.debit if each.debit != '0' else each.credit}"
        for each in lines
    )


@pytest.mark.parametrize(
    ("kind", "data", "lines"),
    [
        pytest.param(
            "receipt.posted",
            received(),
            ("inventory debit 500.00", "grir credit 500.00"),
            id="stock received",
        ),
        pytest.param(
            "receipt.posted",
            received(accounting="expense"),
            ("expense debit 500.00", "grir credit 500.00"),
            id="expense received",
        ),
        pytest.param("receipt.posted", received("two_way"), (), id="two-way received"),
        pytest.param(
            "purchase_order.line_used",
            {**HEADER, "line": 1, "amount": "84.50", "used_on": "2026-03-01"},
            ("expense debit 84.50", "grir credit 84.50"),
            id="used in a procedure",
        ),
        pytest.param(
            "purchase_order.line_use_reversed",
            {**HEADER, "line": 1, "amount": "84.50", "reversed_on": "2026-03-01"},
            ("expense credit 84.50", "grir debit 84.50"),
            id="not used after all",
        ),
        pytest.param(
            "receipt.reversed",
            received(),
            ("inventory credit 500.00", "grir debit 500.00"),
            id="reversed",
        ),
        pytest.param(
            "receipt.goods_returned",
            received(),
            ("inventory credit 500.00", "grir debit 500.00"),
            id="returned",
        ),
        pytest.param(
            "invoice.accounted",
            billed(),
            ("grir debit 500.00", "price_variance debit 50.00", "accounts_payable credit 550"),
            id="invoice above its receipt",
        ),
        pytest.param(
            "invoice.accounted",
            billed(cleared="600.00"),
            ("grir debit 600.00", "price_variance credit 50.00", "accounts_payable credit 550"),
            id="invoice below its receipt",
        ),
        pytest.param(
            "invoice.accounted",
            billed("expense", "0"),
            ("expense debit 550", "accounts_payable credit 550"),
            id="two-way invoice",
        ),
        pytest.param(
            "invoice.accounted",
            billed(cleared="550.00", tax="44.00", freight="6.00", difference="-0.01"),
            (
                "grir debit 550.00",
                "input_tax debit 44.00",
                "freight debit 6.00",
                "small_difference credit 0.01",
                "accounts_payable credit 599.99",
            ),
            id="tax, freight and a small difference",
        ),
        pytest.param(
            "invoice.voided",
            {"voided_on": "2026-03-03", "accounted": billed()},
            ("grir credit 500.00", "price_variance credit 50.00", "accounts_payable debit 550"),
            id="voided",
        ),
        pytest.param("invoice.voided", {"voided_on": "2026-03-03"}, (), id="voided, never posted"),
        pytest.param(
            "credit_memo.accounted",
            billed(tax="44.00"),
            (
                "accounts_payable debit 594.00",
                "grir credit 500.00",
                "price_variance credit 50.00",
                "input_tax credit 44.00",
            ),
            id="credit memo",
        ),
        pytest.param(
            "invoice.payment_recorded",
            {**HEADER, "amount": "550.00", "paid_on": "2026-03-04"},
            ("accounts_payable debit 550.00", "cash credit 550.00"),
            id="payment",
        ),
        pytest.param(
            "stock_item.issued",
            {"costs": [COST], "issued_on": "2026-03-05", "department": "ICU"},
            ("expense debit 30.00", "inventory credit 30.00"),
            id="issued to a department",
        ),
        pytest.param(
            "stock_item.issue_returned",
            {"costs": [COST], "returned_on": "2026-03-05", "department": "ICU"},
            ("expense credit 30.00", "inventory debit 30.00"),
            id="given back by a department",
        ),
        pytest.param(
            "stock_item.counted",
            {"costs": [{"amount": "-30.00", "currency": "USD"}], "counted_on": "2026-03-05"},
            ("inventory_adjustment debit 30.00", "inventory credit 30.00"),
            id="missed in a count",
        ),
        pytest.param(
            "stock_item.counted",
            {"costs": [COST], "counted_on": "2026-03-05"},
            ("inventory_adjustment credit 30.00", "inventory debit 30.00"),
            id="found in a count",
        ),
        pytest.param(
            "stock_item.scrapped",
            {"costs": [COST], "scrapped_on": "2026-03-05"},
            ("inventory_adjustment debit 30.00", "inventory credit 30.00"),
            id="scrapped",
        ),
        pytest.param(
            "stock_item.transferred_out",
            {"costs": [COST], "transferred_on": "2026-03-05", "to_legal_entity": "NHS"},
            ("stock_in_transit debit 30.00", "inventory credit 30.00"),
            id="sent within the legal entity",
        ),
        pytest.param(
            "stock_item.transferred_in",
            {"costs": [COST], "transferred_on": "2026-03-05", "from_legal_entity": "OTHER"},
            ("intercompany credit 30.00", "inventory debit 30.00"),
            id="come from another legal entity",
        ),
        pytest.param(
            "stock_item.taken_back",
            {
                "written_off": [{"amount": "-22.50", "currency": "USD"}],
                "taken_on": "2026-03-05",
                "supplier_id": "medline",
            },
            ("price_variance credit 22.50", "inventory debit 22.50"),
            id="taken back at another cost than the average",
        ),
        pytest.param("stock_item.consigned", {}, (), id="laid down on consignment"),
        pytest.param(
            "stock_item.consumed",
            {
                "amount": "80.00",
                "currency": "USD",
                "consumed_on": "2026-03-05",
                "supplier_id": "medline",
                "department": "SURGERY",
            },
            ("expense debit 80.00", "grir_consignment credit 80.00"),
            id="consigned goods used",
        ),
        pytest.param("invoice.captured", {}, (), id="a fact that moves no value"),
    ],
)
def test_a_fact_books_an_entry_that_balances(
    kind: str, data: Mapping[str, Any], lines: tuple[str, ...]
) -> None:
    assert booked(kind, data) == lines


def test_the_same_event_gives_the_same_lines_under_ids_of_its_own() -> None:
    first = journal_entries(event("receipt.posted", received()))
    assert first == journal_entries(event("receipt.posted", received()))
    assert {each.entry for each in first} == {f"{METADATA['event_id']}/1"}
    assert [each.line for each in first] == [1, 2]


def test_a_line_carries_every_dimension_that_its_fact_has() -> None:
    line = journal_entries(event("receipt.posted", received()))[0]
    assert line._asdict() == {
        "entry": f"{METADATA['event_id']}/1",
        "line": 1,
        "account": "inventory",
        "debit": "500.00",
        "credit": "0",
        "currency": "USD",
        "posted_on": "2026-03-01",
        "period": "2026-03",
        "relates_to_period": "2026-03",
        "legal_entity": "NHS",
        "facility": "NORTH",
        "supplier_id": "medline",
        "document": "receipt/doc",
        "document_number": "DOC-1",
        "purchase_order_id": "order",
        "purchase_order_line": 1,
        "department": None,
        "books_currency": "USD",
        "books_debit": "500.00",
        "books_credit": "0",
        "charge": None,
        "cost_centre": None,
        "cost_account": None,
        "project": None,
        "grant_code": None,
    }


def test_each_currency_of_a_fact_is_an_entry_of_its_own_and_names_the_department() -> None:
    costs = [COST, {"amount": "9", "currency": "EUR"}]
    data = {"costs": costs, "issued_on": "2026-03-05", "department": "ICU"}
    lines = journal_entries(event("stock_item.issued", data))
    told = [(each.entry.rpartition("/")[2], each.currency, each.department) for each in lines]
    assert told == [*[("1", "USD", "ICU")] * 2, *[("2", "EUR", "ICU")] * 2]
    assert [each.line for each in lines] == [1, 2, 1, 2]


def test_a_reversal_is_posted_on_its_own_day() -> None:
    voided = {"voided_on": "2026-03-03", "accounted": billed()}
    assert {each.posted_on for each in journal_entries(event("invoice.voided", voided))} == {
        "2026-03-03"
    }


def test_every_booked_type_is_a_fact_and_every_account_is_described() -> None:
    assert set(EVENTS) >= BOOKED
    assert all(ACCOUNTS.values())

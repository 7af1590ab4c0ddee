"""Rebates: what was bought, what it earned, what was claimed and what came."""

from decimal import Decimal
from typing import Any, Final

from domain.accounting import journal_entries
from domain.rebates.events import (
    RebateClaimed,
    RebateCredited,
    RebateDeclined,
    RebateEarned,
    RebateEvent,
    RebateReceived,
)
from projections.rebates import REBATES
from tests.conftest import Database
from tests.domain.agreements import day
from tests.domain.orders import MEDLINE
from tests.domain.test_rebates import AGREED, ID, INVOICE, PROPOSED, bought
from tests.projections.by_hand import answered
from tests.projections.folding import Story, fold

MONEY: Final[dict[str, Any]] = {"currency": "USD", "supplier_id": MEDLINE}
EARNED: Final = RebateEarned(
    earned_on=day(6),
    purchases=Decimal(200),
    earned=Decimal(10),
    amount=Decimal(10),
    earned_by="ana",
    **MONEY,
)
CLAIMED: Final = RebateClaimed(
    claim=1, claimed_on=day(7), amount=Decimal(10), claimed_by="dora", **MONEY
)
CREDITED: Final = RebateCredited(
    credit_memo=INVOICE.model_copy(update={"aggregate": "credit_memo", "number": "CM-1"}),
    posted_on=day(8),
    amount=Decimal(6),
    tax=Decimal("0.60"),
    total=Decimal("6.60"),
    **MONEY,
)
RECEIVED: Final = RebateReceived(
    payment="BANK-1", received_on=day(9), amount=Decimal(1), recorded_by="tom", **MONEY
)


def story(*facts: RebateEvent) -> Story:
    return Story().happens(f"rebate/{ID}", *facts, number="RB-1", facility=None)


ALL: Final = story(*AGREED, bought("250"), bought("-50"), EARNED, CLAIMED, CREDITED, RECEIVED)


def test_the_header_sums_what_the_facts_tell() -> None:
    row = fold(REBATES, ALL.events).row("rebates")
    assert (row["state"], row["agreement_number"], row["confirmed_by"]) == (
        "agreed",
        "PA-1",
        "sven",
    )
    figures = ("purchases", "earned", "claimed", "given", "owed")
    assert [Decimal(row[name]) for name in figures] == [200, 10, 10, 7, 3]
    assert fold(REBATES, story(PROPOSED).events).row("rebates")["state"] == "proposed"
    declined = RebateDeclined(declined_by="dora", reason_code="no")
    assert fold(REBATES, story(PROPOSED, declined).events).row("rebates")["state"] == "declined"


def test_purchases_and_entries_are_facts_of_their_day() -> None:
    kept = fold(REBATES, ALL.events)
    purchases = kept.table("rebate_purchases")
    assert [(row["invoice_number"], row["amount"]) for row in purchases] == [
        ("INV-1", "250"),
        ("INV-1", "-50"),
    ]
    entries = [
        (row["entry"], row["day"], row["amount"], row["reference"])
        for row in kept.table("rebate_entries")
    ]
    assert entries == [
        ("earned", "2026-06-01", "10", None),
        ("claimed", "2026-07-01", "10", "1"),
        ("credited", "2026-08-01", "6", "CM-1"),
        ("received", "2026-09-01", "1", "BANK-1"),
    ]


def test_what_suppliers_owe_is_summed_over_rebates_that_stand(database: Database) -> None:
    (row,) = answered(database.url, REBATES, ALL, "rebates_by_supplier")
    assert (row["supplier_id"], row["currency"], row["rebates"]) == (MEDLINE, "USD", 1)
    figures = ("purchases", "earned", "unclaimed", "owed")
    assert [Decimal(row[name]) for name in figures] == [200, 10, 0, 3]
    assert answered(database.url, REBATES, story(PROPOSED), "rebates_by_supplier") == []


def test_what_is_earned_stands_as_a_receivable_until_it_comes() -> None:
    less = EARNED.model_copy(update={"earned": Decimal(8), "amount": Decimal(-2)})
    told = [
        [(line.account, line.debit, line.credit) for line in journal_entries(event)]
        for event in story(*AGREED, EARNED, less, CLAIMED, CREDITED, RECEIVED).events
    ]
    assert told == [
        [],
        [],
        [("rebate_receivable", "10", "0"), ("rebate_earned", "0", "10")],
        [("rebate_receivable", "0", "2"), ("rebate_earned", "2", "0")],
        [],
        [
            ("accounts_payable", "6.60", "0"),
            ("rebate_receivable", "0", "6"),
            ("input_tax", "0", "0.60"),
        ],
        [("cash", "1", "0"), ("rebate_receivable", "0", "1")],
    ]

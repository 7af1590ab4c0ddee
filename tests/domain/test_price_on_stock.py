"""Which receipts a credit on price is of, and what goods that leave or come do with it."""

from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import DocumentRef
from domain.frozen import replace
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.named_receipts import Named
from domain.purchase_orders.off_stock import NOTHING_OFF, OffStock
from domain.purchase_orders.price_events import PurchaseOrderLineRevalued, RevaluedReceipt
from domain.purchase_orders.price_on_stock import Taken, put_back, taken_along, told_by_receipt
from domain.purchase_orders.total import Total
from tests.domain.orders import INVOICE, order_line

CREDIT: Final = DocumentRef(aggregate="credit_memo", id=INVOICE.id, number="C-1")
FIRST: Final = "00000000-0000-4000-8000-0000000000a1"
SECOND: Final = "00000000-0000-4000-8000-0000000000a2"
OTHER: Final = "00000000-0000-4000-8000-0000000000b2"


def total(quantity: str) -> Total:
    return Total(Decimal(quantity), 10 * Decimal(quantity))


def line(
    receipts: dict[str, str], bills: dict[str, str], named: dict[str, Named] | None = None
) -> Line:
    """Of these receipts and bills, which name receipts where it says so."""
    found = Line(terms=order_line())
    by_name: dict[str, Decimal] = {}
    for asked in (named or {}).values():
        for receipt, quantity in asked.items():
            by_name[receipt] = by_name.get(receipt, Decimal(0)) + quantity
    came = sum((Decimal(each) for each in receipts.values()), Decimal(0))
    billed = sum((Decimal(each) for each in bills.values()), Decimal(0))
    ledger = replace(
        found.ledger,
        received=total(f"{came}"),
        invoiced=total(f"{billed}"),
        receipts={receipt: total(quantity) for receipt, quantity in receipts.items()},
        invoices={bill: total(quantity) for bill, quantity in bills.items()},
        named=by_name,
        asked_by_name=named or {},
    )
    return replace(found, ledger=ledger)


TWO: Final = {FIRST: "20", SECOND: "6"}


@pytest.mark.parametrize(
    ("bills", "named", "parts"),
    [
        pytest.param({INVOICE.id: "20", OTHER: "6"}, {}, {FIRST: "-90.00"}, id="the first ones"),
        pytest.param(
            {OTHER: "6", INVOICE.id: "20"},
            {},
            {FIRST: "-63.00", SECOND: "-27.00"},
            id="the ones after",
        ),
        pytest.param(
            {OTHER: "20", INVOICE.id: "6"},
            {INVOICE.id: {SECOND: Decimal(6)}},
            {SECOND: "-90.00"},
            id="by name",
        ),
        pytest.param(
            {OTHER: "6", INVOICE.id: "20"},
            {OTHER: {SECOND: Decimal(6)}},
            {FIRST: "-90.00"},
            id="beside one by name",
        ),
        pytest.param(
            {OTHER: "26", INVOICE.id: "0"},
            {},
            {FIRST: "-69.23", SECOND: "-20.77"},
            id="a bill for money alone",
        ),
        pytest.param({OTHER: "26", INVOICE.id: "5"}, {}, {}, id="nothing came of it"),
    ],
)
def test_a_credit_on_price_is_of_the_receipts_that_its_bill_is_for(
    bills: dict[str, str], named: dict[str, Named], parts: dict[str, str]
) -> None:
    found = told_by_receipt(line(TWO, bills, named), Decimal(-90), "USD", CREDIT, INVOICE)
    told = {each.receipt_id: f"{each.amount}" for fact in found for each in fact.receipts}
    assert told == parts


def test_goods_take_their_part_along_and_the_last_ones_all_that_is_left() -> None:
    before = line(TWO, {INVOICE.id: "26"})
    off = OffStock({FIRST: Decimal("-10.00")})
    before = replace(before, ledger=replace(before.ledger, off_stock=off))
    after = line({FIRST: "13", SECOND: "6"}, {INVOICE.id: "26"})
    taken = taken_along(before, after, FIRST, "USD")
    assert taken == Taken(Decimal(7), Decimal("-3.50"))
    whole = taken_along(before, line({SECOND: "6"}, {}), FIRST, "USD")
    assert whole == Taken(Decimal(20), Decimal("-10.00"))
    assert taken_along(before, after, SECOND, "USD") is None
    assert taken_along(before, before, FIRST, "USD") is None, "nothing left"


@pytest.mark.parametrize(
    ("billed", "waiting", "awaited"),
    [
        pytest.param("26", "0", ("7", "-3.50"), id="all are billed"),
        pytest.param("22", "0", ("3", "-1.50"), id="three are billed"),
        pytest.param("26", "5", ("2", "-1.00"), id="others wait already"),
        pytest.param("19", "0", (None, None), id="none is billed"),
    ],
)
def test_as_many_may_be_replaced_as_are_billed_and_gone(
    billed: str, waiting: str, awaited: tuple[str | None, str | None]
) -> None:
    after = line({FIRST: "13", SECOND: "6"}, {INVOICE.id: billed})
    off = OffStock({FIRST: Decimal("-10.00")}, Total(Decimal(waiting), Decimal(0)))
    after = replace(after, ledger=replace(after.ledger, off_stock=off))
    taken = taken_along(
        replace(after, ledger=replace(after.ledger, receipts={FIRST: total("20")})),
        after,
        FIRST,
        "USD",
    )
    assert taken is not None
    fact = put_back(after, FIRST, taken, "USD", CREDIT)
    assert fact.amount == Decimal("3.50")
    told = (fact.awaited, fact.awaited_amount)
    assert tuple(None if each is None else f"{each}" for each in told) == awaited


def test_what_is_credited_meanwhile_is_awaited_no_more() -> None:
    off = OffStock({}, Total(Decimal(7), Decimal("-3.50")))
    assert off.awaiting(Decimal(9), "USD") == off
    assert off.awaiting(Decimal(2), "USD").awaited == Total(Decimal(2), Decimal("-1.00"))
    assert off.awaiting(Decimal(-2), "USD").awaited == Total()
    assert off.awaiting(Decimal(7), "USD") is off, "all of it"


def test_facts_of_prices_add_up_by_receipt_and_leave_no_zeros() -> None:
    def fact(amount: str, **more: Any) -> PurchaseOrderLineRevalued:
        parts = (RevaluedReceipt(receipt_id=FIRST, amount=Decimal(amount)),)
        told = {"line": 1, "receipts": parts, "amount": Decimal(amount), "currency": "USD"}
        return PurchaseOrderLineRevalued(**{**told, "source": CREDIT, **more})

    off = NOTHING_OFF.with_revalued(fact("-90", invoice=INVOICE)).with_revalued(fact("-10"))
    assert off == OffStock({FIRST: Decimal(-100)}, Total(), frozenset({INVOICE.id}))
    waits = {"awaited": Decimal(5), "awaited_amount": Decimal(-25)}
    assert off.with_revalued(fact("40", **waits)) == OffStock(
        {FIRST: Decimal(-60)}, Total(Decimal(5), Decimal(-25)), frozenset({INVOICE.id})
    )
    assert off.with_revalued(fact("100")).receipts == {}


def test_a_single_unit_that_leaves_takes_its_part_along() -> None:
    before = line(TWO, {INVOICE.id: "26"})
    off = OffStock({FIRST: Decimal("-10.00")})
    before = replace(before, ledger=replace(before.ledger, off_stock=off))
    after = line({FIRST: "19", SECOND: "6"}, {INVOICE.id: "26"})
    assert taken_along(before, after, FIRST, "USD") == Taken(Decimal(1), Decimal("-0.50"))


def test_a_bill_of_a_single_unit_is_of_its_own_receipt() -> None:
    bills = line(TWO, {OTHER: "20", INVOICE.id: "1"})
    (fact,) = told_by_receipt(bills, Decimal(-3), "USD", CREDIT, INVOICE)
    assert [each.receipt_id for each in fact.receipts] == [SECOND]

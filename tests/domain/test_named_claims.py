"""Paid bills are claimed for what is billed beyond what came, once, whatever receipts they name."""

from decimal import Decimal
from typing import Final

import hypothesis.strategies as st
from hypothesis import given

from domain.event import DocumentRef
from domain.invoices.events import InvoiceLinked, LineLink
from domain.invoices.order_facts import once_linked
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.ledger import credit_line, invoice_line, reverse_invoice_line
from domain.purchase_orders.named_receipts import Named, as_told
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.recoveries.overpaid import overpaid
from domain.recoveries.overtaken import overtaken, prior, prior_by_name
from tests.domain.bills import policy
from tests.domain.invoices import accounted, captured, matched, paid
from tests.domain.invoices import invoice_line as kept_line
from tests.domain.orders import (
    LATER_RECEIPT,
    MEMO,
    ORDER,
    RECEIPT,
    id_of,
    in_force,
    order_after,
    received,
    returned,
)
from tests.domain.scenario import folded

ZERO: Final = Decimal(0)
RECEIPTS: Final = (RECEIPT, LATER_RECEIPT)
PARTS: Final = st.lists(st.tuples(st.sampled_from((0, 1, None)), st.integers(1, 9)), max_size=3)
BILLS: Final = st.lists(PARTS.filter(bool), min_size=1, max_size=4)
WENT_BACK: Final = st.tuples(st.integers(0, 9), st.integers(0, 9))
Parts = list[tuple[int | None, int]]


def ties_of(parts: Parts) -> tuple[LineLink, ...]:
    """A line for each part; it names one of both receipts, or none."""
    return tuple(
        LineLink(
            line=number,
            purchase_order_line=1,
            quantity=Decimal(quantity),
            receipt_id=None if receipt is None else RECEIPTS[receipt].id,
        )
        for number, (receipt, quantity) in enumerate(parts, start=1)
    )


def named(tie: LineLink) -> Named:
    return {} if tie.receipt_id is None else {tie.receipt_id: tie.quantity}


def ref(number: int) -> DocumentRef:
    return DocumentRef(aggregate="invoice", id=id_of(100 + number), number=f"INV-{number}")


def billed(order: PurchaseOrder, number: int, ties: tuple[LineLink, ...]) -> PurchaseOrder:
    for tie in ties:
        amount = 10 * tie.quantity
        for event in invoice_line(order, 1, tie.quantity, amount, ref(number), named(tie)):
            order = PURCHASE_ORDER.evolve(order, event)
    return order


def invoice(number: int, ties: tuple[LineLink, ...]) -> Invoice:
    """Captured, posted and paid."""
    lines = [kept_line(f"{tie.quantity}", line=tie.line) for tie in ties]
    total = f"{sum(line.amount for line in lines)}"
    told = {"invoice_id": ref(number).id, "number": ref(number).number}
    return folded(
        INVOICE,
        captured(*lines, **told),
        InvoiceLinked(purchase_order=ORDER, links=ties),
        accounted(total, total),
        matched(),
        paid(total, "0.00"),
    )


def claim_on(order: PurchaseOrder, each: Invoice) -> Decimal:
    facts = once_linked(order, each, prior(order, each), None, prior_by_name(order, each))
    found = overpaid(each, facts, policy({}))
    return ZERO if found is None else found.claim


@given(BILLS, WENT_BACK)
def test_claims_come_to_what_is_billed_beyond_what_came(
    bills: list[Parts], went_back: tuple[int, int]
) -> None:
    order = order_after(*in_force(), received("9", "90"), received("9", "90", LATER_RECEIPT))
    invoices = []
    for number, parts in enumerate(bills):
        ties = ties_of(parts)
        order = billed(order, number, ties)
        invoices.append(invoice(number, ties))
    for receipt, quantity in zip(RECEIPTS, went_back, strict=True):
        if quantity:
            event = returned(f"{quantity}", f"{10 * quantity}", receipt)
            order = PURCHASE_ORDER.evolve(order, event)
    line = order.lines[1]
    claims = {each.id: claim_on(order, each) for each in invoices}
    assert sum(claims.values()) == 10 * max(line.invoiced - line.received, ZERO)
    assert {each for each, claim in claims.items() if claim} <= set(overtaken(order))


def test_the_order_keeps_what_each_invoice_asks_of_receipts_until_it_is_voided() -> None:
    first, second = {RECEIPT.id: Decimal(5), LATER_RECEIPT.id: Decimal(2)}, {RECEIPT.id: Decimal(3)}
    order = order_after(*in_force(), received("9", "90"), received("9", "90", LATER_RECEIPT))
    tie = LineLink(line=1, purchase_order_line=1, quantity=Decimal(7), **as_told(first))
    for number, asked in ((1, first), (2, second)):
        quantity = sum(asked.values(), ZERO)
        for event in invoice_line(order, 1, quantity, 10 * quantity, ref(number), asked):
            order = PURCHASE_ORDER.evolve(order, event)
    assert order.lines[1].ledger.asked_by_name == {ref(1).id: first, ref(2).id: second}
    gone = {RECEIPT.id: Decimal(1)}
    for event in credit_line(order, 1, Decimal(1), Decimal(10), MEMO, ref(2), gone):
        order = PURCHASE_ORDER.evolve(order, event)
    left = {RECEIPT.id: Decimal(2)}
    assert order.lines[1].ledger.asked_by_name == {ref(1).id: first, ref(2).id: left}
    values = (tie.quantity, Decimal(70), Decimal(70))
    for event in reverse_invoice_line(order, 1, *values, ref(1), first):
        order = PURCHASE_ORDER.evolve(order, event)
    ledger = order.lines[1].ledger
    assert ledger.asked_by_name == {ref(2).id: left}
    assert ledger.named == {RECEIPT.id: Decimal(2), LATER_RECEIPT.id: ZERO}

"""What is given back of an invoice, in the same save: its own state, the order's ledger, the match.

No commands: credit memos, debit notes and recoveries that end call it.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from application.invoices import rematch, settle
from application.price_differences import bear_credits
from application.work import Work
from domain.credit_memos.answers import Answer
from domain.credit_memos.decide import credited_lines
from domain.credit_memos.events import CreditLine
from domain.event import DocumentRef
from domain.invoices.beside_lines import credit_parts
from domain.invoices.decide import credit
from domain.invoices.state import INVOICE, NOTHING, Invoice
from domain.invoices.state_parts import NOTHING_BESIDE, Beside, left_named
from domain.purchase_orders.ledger import credit_line
from domain.purchase_orders.ledger_events import PurchaseOrderLineCredited
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.named_receipts import Named, given_back, named_by
from domain.purchase_orders.state import PURCHASE_ORDER

ZERO: Final = Decimal(0)
Entered = Mapping[int, PurchaseOrderLineCredited]  # by line of the document that gives back


async def entered_credits(
    work: Work, source: DocumentRef, invoice: Invoice, answered: Sequence[Answer]
) -> Entered:
    """What each line does to the order's ledger, one after the other. Nothing is recorded yet."""
    entered: dict[int, PurchaseOrderLineCredited] = {}
    if invoice.purchase_order is None:
        return entered
    order, ties = await work.load(PURCHASE_ORDER, invoice.purchase_order.id), invoice.links
    left = {line: left_named(tie, invoice.credits.get(line, NOTHING)) for line, tie in ties.items()}
    for credited, billed in answered:
        if billed.purchase_order_line is None:
            continue
        named = of_receipts(order.lines[billed.purchase_order_line], left[billed.line], credited)
        for event in credit_line(
            order,
            billed.purchase_order_line,
            credited.quantity,
            credited.amount,
            source,
            invoice.ref,
            named,
        ):
            order = PURCHASE_ORDER.evolve(order, event)
            if isinstance(event, PurchaseOrderLineCredited):
                entered[credited.line] = event
        left[billed.line] = {
            each: asked - named.get(each, ZERO) for each, asked in left[billed.line].items()
        }
    return entered


def of_receipts(line: Line, left: Named, credited: CreditLine) -> Named:
    """Of which receipts of an order line this credit is. `left` is what is not credited of each."""
    stands = {receipt: each.quantity for receipt, each in line.ledger.receipts.items()}
    return given_back(left, stands, line.ledger.named, credited.quantity)


def _several(invoice: Invoice, answered: Sequence[Answer], entered: Entered) -> dict[int, Named]:
    """What each line takes of receipts, where the billed line names several."""
    return {
        credited.line: named_by(entered[credited.line])
        for credited, billed in answered
        if credited.line in entered and invoice.links[billed.line].receipts is not None
    }


def cleared_by(entered: Entered) -> dict[int, Decimal]:
    """What each line takes off goods received."""
    return {line: event.cleared for line, event in entered.items()}


async def record_credit(
    work: Work,
    source: DocumentRef,
    invoice: Invoice,
    answered: Sequence[Answer],
    entered: Entered,
    amount: Decimal,
    day: date,
    beside: Beside = NOTHING_BESIDE,
    borne_as: Sequence[Answer] | None = None,
) -> None:
    """The invoice bears so much less; what waits behind it is judged again.

    `amount` is what the document gives, of which `beside` is no lines; `day` that of its posting.
    `borne_as` are the same lines with the units that stock bears them for, where they name none.
    """
    several = _several(invoice, answered, entered)
    lines = credited_lines(answered, cleared_by(entered), several)
    await work.record(INVOICE, invoice.id, credit(invoice, source, lines, amount, beside))
    if invoice.purchase_order is not None:
        order_id = invoice.purchase_order.id
        order = await work.load(PURCHASE_ORDER, order_id)
        await bear_credits(work, source, invoice, order, borne_as or answered, entered, day)
        goods = sum((each.amount for each in entered.values()), ZERO)
        given_back = credit_parts(order, goods, beside.tax, beside.freight, invoice.ref)
        await work.record(PURCHASE_ORDER, order_id, (*entered.values(), *given_back))
        await rematch(work, order_id)
        await settle(work, await work.load(INVOICE, invoice.id))

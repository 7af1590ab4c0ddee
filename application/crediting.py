"""What is given back of an invoice, in the same save: its own state, the order's ledger, the match.

No commands: credit memos, debit notes and recoveries that end call it.
"""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Final

from application.invoices import rematch, settle
from application.work import Work
from domain.credit_memos.answers import Answer
from domain.credit_memos.decide import credited_lines
from domain.event import DocumentRef
from domain.invoices.beside_lines import credit_parts
from domain.invoices.decide import credit
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.ledger import credit_line
from domain.purchase_orders.ledger_events import PurchaseOrderLineCredited
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
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    for credited, billed in answered:
        if billed.purchase_order_line is None:
            continue
        for event in credit_line(
            order,
            billed.purchase_order_line,
            credited.quantity,
            credited.amount,
            source,
            invoice.ref,
            invoice.links[billed.line].receipt_id,
        ):
            order = PURCHASE_ORDER.evolve(order, event)
            if isinstance(event, PurchaseOrderLineCredited):
                entered[credited.line] = event
    return entered


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
    beside: tuple[Decimal, Decimal] = (ZERO, ZERO),
) -> None:
    """The invoice bears so much less; what waits behind it is judged again.

    `beside` its lines it gives back so much of tax and freight.
    """
    lines = credited_lines(answered, cleared_by(entered))
    await work.record(INVOICE, invoice.id, credit(invoice, source, lines, amount))
    if invoice.purchase_order is not None:
        order_id = invoice.purchase_order.id
        order = await work.load(PURCHASE_ORDER, order_id)
        goods = sum((each.amount for each in entered.values()), ZERO)
        given_back = credit_parts(order, goods, *beside, invoice.ref)
        await work.record(PURCHASE_ORDER, order_id, (*entered.values(), *given_back))
        await rematch(work, order_id)
        await settle(work, await work.load(INVOICE, invoice.id))

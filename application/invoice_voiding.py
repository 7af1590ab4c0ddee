"""Voiding and unlinking: an invoice leaves the order's ledger and the books in one save.

A void one leaves the registers too.
"""

from collections.abc import Iterable
from typing import Final

from application.invoice_duplicates import leave
from application.invoice_without_order import take_off
from application.invoices import freed, rematch
from application.numbers import release
from application.small_differences import take_back
from application.work import Handlers, Work
from domain.invoices import decide
from domain.invoices.beside_lines import unbill_parts
from domain.invoices.commands import UnlinkInvoice, VoidInvoice
from domain.invoices.decide_duplicates import clear_voided
from domain.invoices.duplicates import claim_key
from domain.invoices.events import InvoiceAccounted
from domain.invoices.payments import pulled
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.unlinking import unlink
from domain.purchase_orders.accrued_charges import unbill
from domain.purchase_orders.ledger import reverse_invoice_line
from domain.purchase_orders.named_receipts import named_by
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder


async def void_invoice(work: Work, command: VoidInvoice) -> None:
    """Taken back from the order's ledger, the books and the register of numbers."""
    invoice = await work.load(INVOICE, command.invoice_id)
    voided = await work.record(INVOICE, invoice.id, decide.void(invoice, command))
    assert voided is not None, "a captured invoice has events"
    await work.record(INVOICE, invoice.id, pulled(voided))
    await release(work, INVOICE.name, claim_key(invoice.supplier_id, invoice.number), invoice.ref)
    alike = await leave(work, invoice)
    if invoice.accounted is not None and invoice.purchase_order is None:
        await take_off(work, invoice, invoice.accounted)
    if invoice.accounted is None or invoice.purchase_order is None:
        await _clear(work, invoice, alike)
        return
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    await _off_the_order(work, invoice, order, invoice.accounted)
    await _clear(work, invoice, (*alike, *order.waiting_invoices))
    await rematch(work, order.id)


async def unlink_invoice(work: Work, command: UnlinkInvoice) -> None:
    """Taken back from the order's ledger and the books; it stays on file and in the registers."""
    invoice = await work.load(INVOICE, command.invoice_id)
    unlinked = await work.record(INVOICE, invoice.id, unlink(invoice, command))
    assert unlinked is not None, "a captured invoice has events"
    await work.record(INVOICE, invoice.id, pulled(unlinked))
    assert invoice.accounted is not None, "what is linked is posted"
    assert invoice.purchase_order is not None, "what is linked has an order"
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    await _off_the_order(work, invoice, order, invoice.accounted)
    await rematch(work, order.id)


async def _off_the_order(
    work: Work, invoice: Invoice, order: PurchaseOrder, accounted: InvoiceAccounted
) -> None:
    for line in accounted.lines:
        if line.purchase_order_line is not None:
            taken_back = reverse_invoice_line(
                order,
                line.purchase_order_line,
                line.quantity,
                line.amount,
                line.cleared,
                invoice.ref,
                named_by(invoice.links[line.line]),
            )
            await work.record(PURCHASE_ORDER, order.id, taken_back)
    await take_back(work, invoice, accounted)
    unbilled = unbill(order, accounted.charges or (), invoice.ref)
    await work.record(PURCHASE_ORDER, order.id, unbilled)
    await work.record(PURCHASE_ORDER, order.id, unbill_parts(order, invoice.ref))


async def _clear(work: Work, voided: Invoice, others: Iterable[str]) -> None:
    """Those that were held for looking like the voided one are held for that no more."""
    for invoice_id in dict.fromkeys(others):
        invoice = await work.load(INVOICE, invoice_id)
        events = clear_voided(invoice, voided.ref)
        after = await work.record(INVOICE, invoice_id, events)
        if events and after is not None:
            await freed(work, invoice, after)


HANDLERS: Final[Handlers] = {VoidInvoice: void_invoice, UnlinkInvoice: unlink_invoice}

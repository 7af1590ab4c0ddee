"""Voiding and unlinking: an invoice leaves the order's ledger and the books in one save.

A void one leaves the registers too.
"""

from collections.abc import Iterable
from datetime import date
from typing import Final

from application.invoice_duplicates import leave
from application.invoice_taking_back import TakenBack, taken_back
from application.invoice_without_order import take_off
from application.invoices import freed, rematch
from application.numbers import release
from application.price_differences import take_off_stock
from application.small_differences import take_back
from application.work import Handlers, Work
from domain.frozen import replace
from domain.invoices import decide
from domain.invoices.beside_lines import unbill_parts
from domain.invoices.commands import UnlinkInvoice, VoidInvoice
from domain.invoices.decide_duplicates import clear_voided
from domain.invoices.duplicates import claim_key
from domain.invoices.payments import pulled
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.unlinking import unlink
from domain.purchase_orders.accrued_charges import unbill
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder


async def void_invoice(work: Work, command: VoidInvoice) -> None:
    """Taken back from the order's ledger, the books and the register of numbers."""
    invoice = await work.load(INVOICE, command.invoice_id)
    gone = await _taken_back(work, invoice)
    seen = invoice if gone is None else replace(invoice, accounted=gone.accounted)
    voided = await work.record(INVOICE, invoice.id, decide.void(seen, command))
    assert voided is not None, "a captured invoice has events"
    await work.record(INVOICE, invoice.id, pulled(voided))
    await release(work, INVOICE.name, claim_key(invoice.supplier_id, invoice.number), invoice.ref)
    alike = await leave(work, invoice)
    if invoice.accounted is not None and invoice.purchase_order is None:
        await take_off(work, invoice, invoice.accounted)
    if gone is None or invoice.purchase_order is None:
        await _clear(work, invoice, alike)
        return
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    await _off_the_order(work, invoice, order, gone, command.voided_on)
    await _clear(work, invoice, (*alike, *order.waiting_invoices))
    await rematch(work, order.id)


async def unlink_invoice(work: Work, command: UnlinkInvoice) -> None:
    """Taken back from the order's ledger and the books; it stays on file and in the registers."""
    invoice = await work.load(INVOICE, command.invoice_id)
    gone = await _taken_back(work, invoice)
    seen = invoice if gone is None else replace(invoice, accounted=gone.accounted)
    unlinked = await work.record(INVOICE, invoice.id, unlink(seen, command))
    assert unlinked is not None, "a captured invoice has events"
    await work.record(INVOICE, invoice.id, pulled(unlinked))
    assert gone is not None, "what is linked is posted"
    assert invoice.purchase_order is not None, "what is linked has an order"
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    await _off_the_order(work, invoice, order, gone, command.unlinked_on)
    await rematch(work, order.id)


async def _taken_back(work: Work, invoice: Invoice) -> TakenBack | None:
    """None for what is not posted, or on no order."""
    if invoice.accounted is None or invoice.purchase_order is None:
        return None
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    return taken_back(invoice, invoice.accounted, order)


async def _off_the_order(
    work: Work, invoice: Invoice, order: PurchaseOrder, gone: TakenBack, day: date
) -> None:
    accounted = gone.accounted
    await work.record(PURCHASE_ORDER, order.id, gone.entries)
    await take_off_stock(work, invoice.ref, order, accounted.lines, day)
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

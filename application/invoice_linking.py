"""Tying a waiting invoice to an order: as a person says, or as the rules find.

Either is one save with its match, the order's ledger and the books (`invoices.post`).
"""

from collections.abc import Iterable
from typing import Final

from application.invoice_books import require_books
from application.invoice_duplicates import enter, suspected
from application.invoice_surroundings import order_before, with_company, with_surroundings
from application.invoices import post, supplier_obstacle
from application.work import Handlers, Work
from domain.invoices.automatic_linking import ORDERS_MAX, link_by_rule
from domain.invoices.commands import LinkInvoice, LinkInvoiceByRule
from domain.invoices.decide_duplicates import suspect_linked
from domain.invoices.events import InvoiceEvent, InvoiceLinked
from domain.invoices.linking import link_by_hand
from domain.invoices.linking_errors import InvoiceTooManyOrders
from domain.invoices.order_facts import OrderFacts
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder


async def link_invoice(work: Work, command: LinkInvoice) -> None:
    """Ties a waiting invoice to its order; matched and posted in the same save."""
    invoice = await work.load(INVOICE, command.invoice_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    named = {order_line for _, order_line in command.links}
    named |= {tie.purchase_order_line for tie in invoice.links.values()}
    stopped = await supplier_obstacle(work, invoice, "invoice")
    facts = await order_before(work, order, named, stopped, invoice.lines)
    facts = await with_company(work, facts, invoice.supplier_id)
    await _tie(work, invoice, order, facts, link_by_hand(invoice, command, facts), named)


async def link_invoice_by_rule(work: Work, command: LinkInvoiceByRule) -> None:
    """Ties it to the one order that it fits; what fits in part is kept, and nothing is posted."""
    orders = dict.fromkeys(command.purchase_order_ids)
    if not 1 <= len(orders) <= ORDERS_MAX:
        raise InvoiceTooManyOrders(len(orders), ORDERS_MAX)
    invoice = await work.load(INVOICE, command.invoice_id)
    stopped = await supplier_obstacle(work, invoice, "invoice")
    known = [await work.load(PURCHASE_ORDER, each) for each in orders]
    named = [line for line in invoice.lines if line.item_id is not None]  # No other item is read.
    before = [await order_before(work, each, each.lines, stopped, named) for each in known]
    every = [await with_company(work, each, invoice.supplier_id) for each in before]
    fit, events = link_by_rule(invoice, every)
    if not any(isinstance(each, InvoiceLinked) for each in events):
        await work.record(INVOICE, invoice.id, events)
        return
    order = next(each for each in known if each.id == fit.order.purchase_order.id)
    billed = [tie.purchase_order_line for tie in fit.links]
    await _tie(work, invoice, order, fit.order, events, billed)


async def _tie(
    work: Work,
    invoice: Invoice,
    order: PurchaseOrder,
    facts: OrderFacts,
    linking: tuple[InvoiceEvent, ...],
    order_lines: Iterable[int],
) -> None:
    """Whether it is another one's double is asked again: of this order nobody knew before."""
    billed = order_lines if invoice.kind == "invoice" else ()
    found = await suspected(work, invoice.id, invoice, holder=None, order=order, order_lines=billed)
    if invoice.named_order_id != order.id:
        await enter(work, invoice, order.id)
    facts = await with_surroundings(work, facts, invoice)
    doubted = (*linking, *suspect_linked(invoice, found))
    await require_books(work, invoice)
    await post(work, invoice, order, facts, doubted, work.today)


HANDLERS: Final[Handlers] = {
    LinkInvoice: link_invoice,
    LinkInvoiceByRule: link_invoice_by_rule,
}

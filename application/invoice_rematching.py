"""Judging invoices again that no ledger moved: one by one, or those that a new version touches."""

from collections.abc import Iterable
from datetime import datetime
from typing import Final, NamedTuple

from application.handle import Application, Context
from application.invoice_books import books_of
from application.invoice_surroundings import order_before, with_surroundings
from application.invoices import freed, named_order, supplier_obstacle
from application.ports import Outcome
from application.tolerances import tolerances_in_force, tolerances_of_version
from application.work import Handlers, Work
from domain.frozen import replace
from domain.ids import derived_id
from domain.invoices.commands import RematchInvoice
from domain.invoices.order_facts import OrderFacts, once_linked
from domain.invoices.rematching import rematch
from domain.invoices.settlement_errors import InvoiceJudgedAlready, InvoiceSettled
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.waiting import Walk
from domain.purchase_orders.state import PURCHASE_ORDER


class Rematched(NamedTuple):
    """What became of the invoices that were to be judged again."""

    judged: tuple[str, ...]  # ids
    untouched: tuple[str, ...]
    last: Outcome | None = None  # of the last that was judged


async def rematch_invoice(work: Work, command: RematchInvoice) -> None:
    """Judged by what is in force today; linked and posted where the last barrier is gone."""
    invoice = await work.load(INVOICE, command.invoice_id)
    policy = await tolerances_in_force(work)
    before = await tolerances_of_version(work, invoice.judged_by) if invoice.judged_by else None
    order = await order_facts(work, invoice)
    events = rematch(
        invoice,
        order,
        policy=policy,
        before=before,
        today=work.today,
        books=await books_of(work, invoice),
    )
    work.policies.add(policy.version)
    judged = await work.record(INVOICE, invoice.id, events)
    assert judged is not None, "a loaded invoice has events"
    await freed(work, invoice, judged)


async def rematch_each(
    application: Application, invoices: Iterable[str], context: Context, now: datetime
) -> Rematched:
    """One save for each invoice. A repeat of the context's command judges none of them twice."""
    judged, untouched = [], []
    last = None
    for invoice_id in invoices:
        own = derived_id(context.tenant, context.command_id, invoice_id)
        sent = replace(
            context,
            command_id=own,
            causation_id=context.command_id,
            body_hash=None,
            expected_version=None,
        )
        try:
            last = await application.handle(RematchInvoice(invoice_id=invoice_id, now=now), sent)
        except (InvoiceJudgedAlready, InvoiceSettled):
            untouched.append(invoice_id)
        else:
            judged.append(invoice_id)
    return Rematched(tuple(judged), tuple(untouched), last)


async def order_facts(work: Work, invoice: Invoice) -> OrderFacts | None:
    """The order as it stands before the invoice: linked, or only named."""
    stopped = await supplier_obstacle(work, invoice, "invoice")
    if invoice.purchase_order is None:
        order = await named_order(work, invoice.named_order_id)
        named = {line.purchase_order_line or 0 for line in invoice.lines}
        if order is None:
            return None
        before = await order_before(work, order, named, stopped, invoice.lines)
        return await with_surroundings(work, before, invoice)
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    walk = Walk(order, None, await tolerances_in_force(work))
    for each in reversed(order.waiting_invoices):
        for waiting in walk.step(await work.load(INVOICE, each)):
            if waiting.invoice.id == invoice.id:
                own = once_linked(order, invoice, waiting.prior, stopped, waiting.named)
                return await with_surroundings(work, own, invoice)
    raise InvoiceSettled(invoice.number)


HANDLERS: Final[Handlers] = {RematchInvoice: rematch_invoice}

"""Short pay: what holds cost is withheld and the rest is paid; written back, it is a debit note."""

from collections.abc import Collection, Sequence
from typing import Final

from application.accounting_calendars import require_open_period
from application.credit_memos import capture_credit_memo, post_credit_memo
from application.invoice_rematching import order_facts
from application.invoices import settle
from application.tolerances import tolerances_in_force
from application.work import Handlers, Work
from domain.credit_memos.commands import PostCreditMemo
from domain.event import DocumentRef
from domain.invoices import short_pay
from domain.invoices.decide_match import found_now
from domain.invoices.disputes import open_dispute
from domain.invoices.order_facts import priced_by
from domain.invoices.short_pay import ShortPayInvoice, WriteBackInvoiceDispute
from domain.invoices.state import INVOICE, Invoice
from domain.match_sides import WantedHold
from domain.purchase_orders.state import PURCHASE_ORDER


async def short_pay_invoice(work: Work, command: ShortPayInvoice) -> None:
    """Withheld for every hold that stands; what was paid ahead settles the rest at once."""
    invoice = await work.load(INVOICE, command.invoice_id)
    found = await _found_now(work, invoice)
    raised = short_pay.short_pay(invoice, command, found, await _pricers(work, invoice))
    after = await work.record(INVOICE, invoice.id, (raised,))
    assert after is not None, "a captured invoice has events"
    await settle(work, after)


async def write_back_invoice_dispute(work: Work, command: WriteBackInvoiceDispute) -> None:
    """Our debit note is captured and posted in the save that ends the dispute."""
    invoice = await work.load(INVOICE, command.invoice_id)
    note = short_pay.debit_note(invoice, open_dispute(invoice, command.dispute), command)
    memo = DocumentRef(aggregate="credit_memo", id=note.credit_memo_id, number=note.number)
    ended = short_pay.write_back(invoice, command, memo)
    await require_open_period(work, invoice.legal_entity, work.today)
    await work.record(INVOICE, invoice.id, (ended,))
    await capture_credit_memo(work, note)
    posted = PostCreditMemo(
        now=command.now, credit_memo_id=note.credit_memo_id, posted_on=work.today
    )
    await post_credit_memo(work, posted)
    await settle(work, await work.load(INVOICE, invoice.id))


async def _found_now(work: Work, invoice: Invoice) -> Sequence[WantedHold]:
    """What a match of today asks for; of an invoice that is on no order, nothing."""
    if invoice.purchase_order is None or not invoice.holds:
        return ()
    facts = await order_facts(work, invoice)
    assert facts is not None, "a linked invoice has its order"
    policy = await tolerances_in_force(work)
    work.policies.add(policy.version)
    return found_now(invoice, facts, policy)


async def _pricers(work: Work, invoice: Invoice) -> Collection[str]:
    """Who set by hand a price that a hold is about."""
    about_price = [each for each in invoice.holds if each.kind in ("price", "contract_price")]
    if invoice.purchase_order is None or not about_price:
        return ()
    order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
    named = (priced_by(order, invoice, each.hold) for each in about_price)
    return {each for each in named if each is not None}


HANDLERS: Final[Handlers] = {
    ShortPayInvoice: short_pay_invoice,
    WriteBackInvoiceDispute: write_back_invoice_dispute,
}

"""Disputes of invoices: what each command needs to know, and what it saves."""

from typing import Final

from application.invoices import settle
from application.work import Handlers, Work
from domain.credit_memos import settling
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.invoices import disputes
from domain.invoices.decide import apply_credit
from domain.invoices.disputes import RaiseInvoiceDispute, ResolveInvoiceDispute
from domain.invoices.payments import pulled
from domain.invoices.state import INVOICE, Invoice


async def raise_invoice_dispute(work: Work, command: RaiseInvoiceDispute) -> None:
    """Withheld, and out of its payment run where no more than that is left."""
    invoice = await work.load(INVOICE, command.invoice_id)
    raised = disputes.raise_dispute(invoice, command)
    disputed = await work.record(INVOICE, invoice.id, (raised,))
    assert disputed is not None, "a captured invoice has events"
    await work.record(INVOICE, invoice.id, pulled(disputed))


async def resolve_invoice_dispute(work: Work, command: ResolveInvoiceDispute) -> None:
    """What is not withheld any more is credited or may be paid; what was paid ahead is used up."""
    invoice = await work.load(INVOICE, command.invoice_id)
    named = command.credit_memo_id
    memo = await work.load(CREDIT_MEMO, named) if named is not None else None
    resolved = disputes.resolve_dispute(invoice, command, memo)
    after = await work.record(INVOICE, invoice.id, (resolved,))
    assert after is not None, "a captured invoice has events"
    if memo is not None:
        after = await _concede(work, memo, after, command.dispute)
    await settle(work, after)


async def _concede(work: Work, memo: CreditMemo, invoice: Invoice, dispute: int) -> Invoice:
    """The credit that ends it settles it: until now it might not touch what was disputed."""
    for applied in settling.concede(memo, invoice, invoice.disputes[dispute]):
        await work.record(CREDIT_MEMO, memo.id, (applied,))
        settled = (apply_credit(invoice, memo.ref, applied.amount),)
        after = await work.record(INVOICE, invoice.id, settled)
        assert after is not None, "a captured invoice has events"
        invoice = after
    return invoice


HANDLERS: Final[Handlers] = {
    RaiseInvoiceDispute: raise_invoice_dispute,
    ResolveInvoiceDispute: resolve_invoice_dispute,
}

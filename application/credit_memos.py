"""Credit memos: what each command needs to know, and what it saves.

Posting is one save: the memo, the order's ledger, the invoice that it answers, and the invoices
that wait behind it.
"""

from collections.abc import Sequence
from typing import Final

from application.invoices import rematch, settle
from application.numbers import claim
from application.tolerances import tolerances_in_force
from application.work import Handlers, Work
from domain.credit_memos import decide, settling
from domain.credit_memos.answers import Answer, answers
from domain.credit_memos.commands import (
    ApplyCreditMemo,
    CaptureCreditMemo,
    PostCreditMemo,
    RecordSupplierRefund,
)
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.invoices.decide import apply_credit, credit
from domain.invoices.duplicates import claim_key
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.ledger import credit_line
from domain.purchase_orders.ledger_events import PurchaseOrderLineCredited
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.suppliers.state import SUPPLIER


async def capture_credit_memo(work: Work, command: CaptureCreditMemo) -> None:
    """On file under a number of its own: a supplier gives, and we claim, the same only once."""
    memo = await work.find_or_assume_new(CREDIT_MEMO, command.credit_memo_id)
    supplier = await work.load(SUPPLIER, command.supplier_id)
    invoice = await work.find(INVOICE, command.invoice_id) if command.invoice_id else None
    named = command.purchase_order_id
    order = await work.find(PURCHASE_ORDER, named) if named else None
    events = decide.capture(
        memo,
        command,
        supplier_name=supplier.name,
        invoice=invoice,
        purchase_order=order.ref if order else None,
        policy=await tolerances_in_force(work),
    )
    captured = await work.record(CREDIT_MEMO, command.credit_memo_id, events)
    assert captured is not None, "a captured credit memo has events"
    key = claim_key(command.supplier_id, command.number)
    await claim(work, captured.kind, key, captured.ref)


async def post_credit_memo(work: Work, command: PostCreditMemo) -> None:
    """Into the books once; what is open of the invoice is settled, the rest stays a credit."""
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    invoice = await work.load(INVOICE, decide.invoice_answered(memo, command))
    answered = answers(memo, invoice)
    order = await _order_of(work, invoice)
    entered = _entered(memo, invoice, order, answered)
    cleared = {line: event.cleared for line, event in entered.items()}
    events = decide.post(memo, command, invoice, answered, cleared)
    await work.record(CREDIT_MEMO, memo.id, events)
    lines = decide.credited_lines(answered, cleared)
    await work.record(INVOICE, invoice.id, credit(invoice, memo.ref, lines, memo.total))
    if order is not None:
        await work.record(PURCHASE_ORDER, order.id, tuple(entered.values()))
        await rematch(work, order.id)
        await settle(work, await work.load(INVOICE, invoice.id))


async def apply_credit_memo(work: Work, command: ApplyCreditMemo) -> None:
    """What is unused settles another invoice of the supplier, or its own one once more."""
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    invoice = await work.load(INVOICE, command.invoice_id)
    applied = settling.apply(memo, command, invoice)
    await work.record(CREDIT_MEMO, memo.id, (applied,))
    events = (apply_credit(invoice, memo.ref, applied.amount),)
    settled = await work.record(INVOICE, invoice.id, events)
    assert settled is not None, "a captured invoice has events"
    await settle(work, settled)


async def record_supplier_refund(work: Work, command: RecordSupplierRefund) -> None:
    """Money came back for what is unused."""
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    await work.record(CREDIT_MEMO, memo.id, (settling.record_refund(memo, command),))


async def _order_of(work: Work, invoice: Invoice) -> PurchaseOrder | None:
    if invoice.purchase_order is None:
        return None
    return await work.load(PURCHASE_ORDER, invoice.purchase_order.id)


def _entered(
    memo: CreditMemo, invoice: Invoice, order: PurchaseOrder | None, answered: Sequence[Answer]
) -> dict[int, PurchaseOrderLineCredited]:
    """What each line of the memo does to the order's ledger, one after the other."""
    entered: dict[int, PurchaseOrderLineCredited] = {}
    for credited, billed in answered:
        if order is None or billed.purchase_order_line is None:
            continue
        for event in credit_line(
            order,
            billed.purchase_order_line,
            credited.quantity,
            credited.amount,
            memo.ref,
            invoice.ref,
            invoice.links[billed.line].receipt_id,
        ):
            order = PURCHASE_ORDER.evolve(order, event)
            if isinstance(event, PurchaseOrderLineCredited):
                entered[credited.line] = event
    return entered


HANDLERS: Final[Handlers] = {
    CaptureCreditMemo: capture_credit_memo,
    PostCreditMemo: post_credit_memo,
    ApplyCreditMemo: apply_credit_memo,
    RecordSupplierRefund: record_supplier_refund,
}

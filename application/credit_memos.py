"""Credit memos: what each command needs to know, and what it saves.

Posting is one save: the memo, the order's ledger, the invoice that it answers, and the invoices
that wait behind it.
"""

from collections.abc import Sequence
from typing import Final

from application.crediting import cleared_by, entered_credits, record_credit
from application.invoices import settle
from application.legal_entities import require_place
from application.numbers import claim
from application.small_differences import count_credit
from application.supplier_standing import one_company
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
from domain.credit_memos.recovered import require_unrecovered
from domain.credit_memos.state import CREDIT_MEMO, CreditMemo
from domain.invoices.decide import apply_credit
from domain.invoices.duplicates import claim_key
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.state_parts import Beside
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.recoveries.state import RECOVERY, recovery_id
from domain.suppliers.state import SUPPLIER


async def capture_credit_memo(work: Work, command: CaptureCreditMemo) -> None:
    """On file under a number of its own: a supplier gives, and we claim, the same only once."""
    memo = await work.find_or_assume_new(CREDIT_MEMO, command.credit_memo_id)
    supplier = await work.load(SUPPLIER, command.supplier_id)
    invoice = await work.find(INVOICE, command.invoice_id) if command.invoice_id else None
    place = (command.legal_entity, command.facility)
    if invoice is None or (invoice.legal_entity, invoice.facility) != place:
        await require_place(work, *place)
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
    told = f"{command.number} of supplier {supplier.name}"
    await claim(work, captured.kind, key, captured.ref, told)


async def post_credit_memo(work: Work, command: PostCreditMemo) -> None:
    """Into the books once; what is open of the invoice is settled, the rest stays a credit."""
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    invoice = await work.load(INVOICE, decide.invoice_answered(memo, command))
    is_one = await one_company(work, memo.supplier_id, invoice.supplier_id)
    answered = answers(memo, invoice, one_company=is_one)
    if not command.beyond_recovery:
        await _require_unrecovered(work, memo, invoice, answered)
    entered = await entered_credits(work, memo.ref, invoice, answered)
    cleared = cleared_by(entered)
    events = decide.post(memo, command, invoice, answered, cleared)
    await work.record(CREDIT_MEMO, memo.id, events)
    await count_credit(work, memo, invoice, events)
    told = (answered, entered, memo.total, command.posted_on)
    beside = Beside(memo.tax, memo.discount, memo.freight)
    await record_credit(work, memo.ref, invoice, *told, beside)


async def _require_unrecovered(
    work: Work, memo: CreditMemo, invoice: Invoice, answered: Sequence[Answer]
) -> None:
    """Where no money ever moved, no recovery has to be looked for."""
    if not invoice.payments and not invoice.prepaid:
        return
    recovery = await work.find(RECOVERY, recovery_id(work.tenant, invoice.id))
    ordered = invoice.purchase_order
    order = await work.load(PURCHASE_ORDER, ordered.id) if ordered is not None else None
    require_unrecovered(memo, invoice, answered, order, recovery)


async def apply_credit_memo(work: Work, command: ApplyCreditMemo) -> None:
    """What is unused settles another invoice of the supplier, or its own one once more."""
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    invoice = await work.load(INVOICE, command.invoice_id)
    is_one = await one_company(work, memo.supplier_id, invoice.supplier_id)
    applied = settling.apply(memo, command, invoice, one_company=is_one)
    await work.record(CREDIT_MEMO, memo.id, (applied,))
    events = (apply_credit(invoice, memo.ref, applied.amount),)
    settled = await work.record(INVOICE, invoice.id, events)
    assert settled is not None, "a captured invoice has events"
    await settle(work, settled)


async def record_supplier_refund(work: Work, command: RecordSupplierRefund) -> None:
    """Money came back for what is unused."""
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    await work.record(CREDIT_MEMO, memo.id, (settling.record_refund(memo, command),))


HANDLERS: Final[Handlers] = {
    CaptureCreditMemo: capture_credit_memo,
    PostCreditMemo: post_credit_memo,
    ApplyCreditMemo: apply_credit_memo,
    RecordSupplierRefund: record_supplier_refund,
}

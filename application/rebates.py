"""Rebates: what each command needs to know and saves, and what invoices and credits count for.

`with_rebates` looks at each order of which a command moved what was billed: the rebates that stand
with its supplier count it in the same save. No other room has to think of it.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from application.legal_entities import require_legal_entity
from application.numbers import claim
from application.work import Handler, Handlers, Work
from domain.agreements.state import PRICE_AGREEMENT
from domain.credit_memos.events import CreditMemoPostedForRebate
from domain.credit_memos.state import CREDIT_MEMO
from domain.event import Command, Event
from domain.invoices.state import INVOICE
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineCredited,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
)
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.rebates import decide, disputes
from domain.rebates.commands import (
    ClaimRebate,
    ConfirmRebate,
    CountRebatePurchases,
    CreditRebate,
    DeclineRebate,
    DisputeRebate,
    EarnRebate,
    ProposeRebate,
    RecordRebateReceipt,
    SettleRebateDispute,
)
from domain.rebates.errors import RebateNothingToCount
from domain.rebates.pools import is_beside
from domain.rebates.purchases import counted
from domain.rebates.state import REBATE, Rebate
from domain.suppliers.registers import list_rebate
from domain.suppliers.state import SUPPLIER

_BILLED: Final = (
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineCredited,
)


def with_rebates(handler: Handler) -> Handler:
    """The handler, and after it what its bills and credits mean for rebates."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        for before, after in work.changed(PURCHASE_ORDER):
            if before is not None:
                await _count(work, after)

    return carry_out


async def _count(work: Work, order: PurchaseOrder) -> None:
    billed = [each for each in _recorded(work, order) if isinstance(each, _BILLED)]
    named = {order.lines[each.line].terms.agreement for each in billed} - {None}
    if not named:
        return
    supplier = await work.load(SUPPLIER, order.supplier_id)
    for listed in supplier.rebates:
        if listed.agreement in named:
            invoices = dict.fromkeys(each.invoice.id for each in billed)
            await _counts(work, listed.rebate.id, order, invoices)


async def _counts(
    work: Work, rebate_id: str, order: PurchaseOrder, invoices: Iterable[str]
) -> None:
    for invoice_id in invoices:
        rebate = await work.load(REBATE, rebate_id)
        invoice = await work.load(INVOICE, invoice_id)
        await work.record(REBATE, rebate_id, counted(rebate, order, invoice))


async def propose_rebate(work: Work, command: ProposeRebate) -> None:
    """Terms under a number of their own, for an agreement that exists."""
    await require_legal_entity(work, command.legal_entity)
    rebate = await work.find_or_assume_new(REBATE, command.rebate_id)
    agreement = await work.load(PRICE_AGREEMENT, command.price_agreement_id)
    events = (decide.propose(rebate, command, agreement),)
    proposed = await work.record(REBATE, command.rebate_id, events)
    assert proposed is not None, "a proposed rebate has an event"
    await claim(work, REBATE.name, command.number, proposed.ref)


async def confirm_rebate(work: Work, command: ConfirmRebate) -> None:
    """The terms stand, and invoices find them at the supplier."""
    rebate = await work.load(REBATE, command.rebate_id)
    supplier = await work.load(SUPPLIER, rebate.supplier_id)
    confirmed = decide.confirm(rebate, command, await _beside(work, rebate))
    await work.record(REBATE, rebate.id, (confirmed,))
    listed = list_rebate(supplier, rebate.ref, rebate.price_agreement.number)
    await work.record(SUPPLIER, rebate.supplier_id, (listed,))


async def decline_rebate(work: Work, command: DeclineRebate) -> None:
    """Drops the terms."""
    rebate = await work.load(REBATE, command.rebate_id)
    await work.record(REBATE, rebate.id, (decide.decline(rebate, command),))


async def count_rebate_purchases(work: Work, command: CountRebatePurchases) -> None:
    """What these invoices bill, as far as it is not counted."""
    rebate = await work.load(REBATE, command.rebate_id)
    decide.require_countable(rebate, command)
    for invoice_id in command.invoice_ids:
        invoice = await work.load(INVOICE, invoice_id)
        if invoice.purchase_order is not None:
            order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
            await _counts(work, rebate.id, order, (invoice_id,))
    if not work.recorded():
        raise RebateNothingToCount(rebate.number)


async def earn_rebate(work: Work, command: EarnRebate) -> None:
    """Books what is earned by now."""
    rebate = await work.load(REBATE, command.rebate_id)
    others = await _beside(work, rebate)
    await work.record(REBATE, rebate.id, (decide.earn(rebate, command, others),))


async def claim_rebate(work: Work, command: ClaimRebate) -> None:
    """Asks the supplier for it."""
    rebate = await work.load(REBATE, command.rebate_id)
    await work.record(REBATE, rebate.id, (decide.claim(rebate, command),))


async def credit_rebate(work: Work, command: CreditRebate) -> None:
    """Posts the supplier's credit memo; what is unused of it settles invoices as any other's."""
    rebate = await work.load(REBATE, command.rebate_id)
    memo = await work.load(CREDIT_MEMO, command.credit_memo_id)
    await work.record(REBATE, rebate.id, (decide.credited(rebate, command, memo),))
    posted = CreditMemoPostedForRebate(
        rebate=rebate.ref, posted_on=command.posted_on, total=memo.total, currency=memo.currency
    )
    await work.record(CREDIT_MEMO, memo.id, (posted,))


async def record_rebate_receipt(work: Work, command: RecordRebateReceipt) -> None:
    """The supplier paid."""
    rebate = await work.load(REBATE, command.rebate_id)
    await work.record(REBATE, rebate.id, (decide.received(rebate, command),))


async def dispute_rebate(work: Work, command: DisputeRebate) -> None:
    """The supplier denies a claim."""
    rebate = await work.load(REBATE, command.rebate_id)
    await work.record(REBATE, rebate.id, (disputes.dispute(rebate.standing, command),))


async def settle_rebate_dispute(work: Work, command: SettleRebateDispute) -> None:
    """The dispute ends."""
    rebate = await work.load(REBATE, command.rebate_id)
    await work.record(REBATE, rebate.id, disputes.settle(rebate.standing, command))


async def _beside(work: Work, rebate: Rebate) -> list[Rebate]:
    """The rebates that stand in its pool beside it."""
    if rebate.pool is None:
        return []
    supplier = await work.load(SUPPLIER, rebate.supplier_id)
    listed = [await work.load(REBATE, each.rebate.id) for each in supplier.rebates]
    return [each for each in listed if is_beside(rebate, each)]


def _recorded(work: Work, order: PurchaseOrder) -> Sequence[Event]:
    """What this work has recorded on the order so far."""
    stream = PURCHASE_ORDER.stream(order.id)
    return next((events for each, events in work.recorded() if each == stream), ())


HANDLERS: Final[Handlers] = {
    ProposeRebate: propose_rebate,
    ConfirmRebate: confirm_rebate,
    DeclineRebate: decline_rebate,
    CountRebatePurchases: count_rebate_purchases,
    EarnRebate: earn_rebate,
    ClaimRebate: claim_rebate,
    CreditRebate: credit_rebate,
    RecordRebateReceipt: record_rebate_receipt,
    DisputeRebate: dispute_rebate,
    SettleRebateDispute: settle_rebate_dispute,
}

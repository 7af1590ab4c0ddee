"""Recoveries: opened and closed by what moves an order's ledgers, in the same save, or by hand.

`with_recoveries` looks at each order that a command changed: an invoice that was paid and is not
borne any more is claimed back, and one that is again is not. No other room has to think of it.
"""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Final

from application.crediting import cleared_by, entered_credits, record_credit
from application.numbers import claim, claimed_by, release
from application.tolerances import tolerances_in_force
from application.work import Handler, Handlers, Work
from domain.credit_memos.answers import Answer
from domain.credit_memos.answers import answered as answered_by
from domain.credit_memos.state import CREDIT_MEMO
from domain.event import Command, DocumentRef, Event
from domain.invoices.order_facts import once_linked
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.state_parts import Beside
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.recoveries import by_hand, decide
from domain.recoveries.commands import (
    AssignRecovery,
    CloseRecovery,
    OpenRecovery,
    RecordRecoveryRefund,
    WriteOffRecovery,
)
from domain.recoveries.events import RecoveryEvent
from domain.recoveries.overpaid import overpaid
from domain.recoveries.overtaken import cause_of, credit_of, moved, overtaken, prior, prior_by_name
from domain.recoveries.refund_use import LeftOut, left_out, refund_accounted
from domain.recoveries.state import RECOVERY, Recovery, recovery_id

Ended = Callable[[Invoice, decide.Settlement], tuple[RecoveryEvent, ...]]


def with_recoveries(handler: Handler) -> Handler:
    """The handler, and after it what its changes of orders mean for invoices that were paid."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        for before, after in work.changed(PURCHASE_ORDER):
            if before is not None and moved(before, after):
                for invoice_id in dict.fromkeys((*overtaken(before), *overtaken(after))):
                    await _review(work, after, await work.load(INVOICE, invoice_id))

    return carry_out


async def _review(work: Work, order: PurchaseOrder, invoice: Invoice) -> None:
    """What of the invoice was paid too much, by the tolerances of today."""
    if not invoice.payments and not invoice.prepaid:
        return  # No money ever moved, so no recovery has to be looked for.
    own = recovery_id(work.tenant, invoice.id)
    recovery = await work.find(RECOVERY, own)
    policy = await tolerances_in_force(work)
    before = prior(order, invoice)
    facts = once_linked(order, invoice, before, None, prior_by_name(order, invoice))
    found = overpaid(invoice, facts, policy)
    recorded = _recorded(work, order)
    credited = credit_of(recorded)
    memo = credited.credit_memo if credited is not None else None
    if recovery is not None and recovery.is_open and found is None and memo is not None:
        uncredited = _before(work, invoice)
        used = None if uncredited is None else left_out(recovery, uncredited, invoice)
        if used is not None:
            work.policies.add(policy.version)
            await _close_with_refund(work, recovery, invoice, used, memo)
            return
    events = decide.review(recovery, own, invoice, found, cause_of(recorded), memo)
    if events:
        work.policies.add(policy.version)
        await work.record(RECOVERY, own, events)


async def _close_with_refund(
    work: Work, recovery: Recovery, invoice: Invoice, used: LeftOut, memo: DocumentRef
) -> None:
    """The credit memo left out what had come back in parts: the invoice bears so much less, too."""
    units = {each.line: each.quantity for each in used.lines}
    stated = (each.model_copy(update={"quantity": decide.ZERO}) for each in used.lines)
    answered = answered_by(decide.credit_lines(stated, invoice), invoice)
    as_units = [
        Answer(each.credit.model_copy(update={"quantity": units[each.credit.line]}), each.billed)
        for each in answered
    ]
    entered = await entered_credits(work, recovery.ref, invoice, answered)
    accounted = refund_accounted(recovery, used, invoice, answered, work.today)
    events = decide.review(recovery, recovery.id, invoice, None, None, memo, accounted)
    await work.record(RECOVERY, recovery.id, events)
    told = (answered, entered, used.total, work.today, Beside(used.tax), as_units)
    await record_credit(work, recovery.ref, invoice, *told)


def _before(work: Work, invoice: Invoice) -> Invoice | None:
    """The invoice without what this work records on it; none: it records nothing."""
    changed = work.changed(INVOICE)
    return next((before for before, after in changed if after.id == invoice.id), None)


async def open_recovery(work: Work, command: OpenRecovery) -> None:
    """A person found that an invoice was too high."""
    recovery = await work.find_or_assume_new(RECOVERY, command.recovery_id)
    invoice = await work.load(INVOICE, command.invoice_id)
    standing = await work.find(RECOVERY, recovery_id(work.tenant, invoice.id))
    named = command.duplicate_of
    other = await work.load(INVOICE, named) if named is not None else None
    by_others = await _open_by_hand(work, invoice.id)
    found = standing if standing is not None and standing.is_open else by_others
    events = by_hand.open_by_hand(recovery, command, invoice, standing=found, duplicate_of=other)
    opened = await work.record(RECOVERY, command.recovery_id, events)
    assert opened is not None, "an opened recovery has events"
    await claim(work, RECOVERY.name, invoice.id, opened.ref, f"recovery of {invoice.number}")


async def _open_by_hand(work: Work, invoice_id: str) -> Recovery | None:
    """What a person claims of the invoice already: one at a time, so that none is claimed twice."""
    holder = await claimed_by(work, RECOVERY.name, invoice_id)
    return None if holder is None else await work.load(RECOVERY, holder.id)


async def assign_recovery(work: Work, command: AssignRecovery) -> None:
    """Somebody sees to it."""
    recovery = await work.load(RECOVERY, command.recovery_id)
    await work.record(RECOVERY, recovery.id, decide.assign(recovery, command))


async def close_recovery(work: Work, command: CloseRecovery) -> None:
    """Credited, in whole or in part, or an error."""
    recovery = await work.load(RECOVERY, command.recovery_id)
    invoice = await work.load(INVOICE, recovery.invoice.id)
    named = command.credit_memo_id
    memo = await work.load(CREDIT_MEMO, named) if named is not None else None
    events = by_hand.close(recovery, command, memo, invoice)
    after = await work.record(RECOVERY, recovery.id, events)
    assert after is not None, "an opened recovery has events"
    if after.is_open and memo is not None and not after.outstanding and not invoice.open_amount:
        day = work.today
        await _end(work, after, day, lambda *told: by_hand.ended(after, command, memo, *told))
    elif not after.is_open:
        await release(work, RECOVERY.name, recovery.invoice.id, recovery.ref)


async def record_recovery_refund(work: Work, command: RecordRecoveryRefund) -> None:
    """The money came back, or a part; with the last one invoice and order bear so much less."""
    recovery = await work.load(RECOVERY, command.recovery_id)
    invoice = await work.load(INVOICE, recovery.invoice.id)
    if decide.is_part(recovery, command, invoice):
        await work.record(RECOVERY, recovery.id, decide.refund_part(recovery, command))
        return
    day = command.refunded_on
    await _end(work, recovery, day, lambda *settled: decide.refund(recovery, command, *settled))


async def write_off_recovery(work: Work, command: WriteOffRecovery) -> None:
    """The money is lost; invoice and order bear so much less."""
    recovery = await work.load(RECOVERY, command.recovery_id)
    day = command.written_off_on
    await _end(work, recovery, day, lambda *settled: decide.write_off(recovery, command, *settled))


async def _end(work: Work, recovery: Recovery, day: date, ended: Ended) -> None:
    invoice = await work.load(INVOICE, recovery.invoice.id)
    answered = decide.lines_given_back(recovery, invoice)
    entered = await entered_credits(work, recovery.ref, invoice, answered)
    events = ended(invoice, (answered, cleared_by(entered)))
    await work.record(RECOVERY, recovery.id, events)
    await release(work, RECOVERY.name, invoice.id, recovery.ref)
    told = (answered, entered, recovery.total, day)
    await record_credit(work, recovery.ref, invoice, *told, Beside(recovery.tax))


def _recorded(work: Work, order: PurchaseOrder) -> Sequence[Event]:
    """What this work has recorded on the order so far."""
    stream = PURCHASE_ORDER.stream(order.id)
    return next((events for each, events in work.recorded() if each == stream), ())


HANDLERS: Final[Handlers] = {
    OpenRecovery: open_recovery,
    AssignRecovery: assign_recovery,
    RecordRecoveryRefund: record_recovery_refund,
    WriteOffRecovery: write_off_recovery,
    CloseRecovery: close_recovery,
}

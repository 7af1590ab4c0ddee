"""Invoices that no order was made for: approved, posted and undone in one save each."""

from collections.abc import AsyncIterator, Sequence
from itertools import count
from typing import Final

from application.approvals import plan_route, supersede_route
from application.invoice_books import require_books
from application.invoices import settle
from application.small_differences import take_back, write_off
from application.work import Handler, Handlers, Work
from domain.approvals.state import APPROVAL_CASE
from domain.event import Command
from domain.expense_policy import EXPENSE_POLICY
from domain.ids import derived_id
from domain.invoices import expense_limits, without_order
from domain.invoices.commands import ApproveInvoiceWithoutOrder
from domain.invoices.events import InvoiceAccounted, InvoiceHoldPlaced, InvoiceHoldReleased
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.without_order_events import CodedLine, InvoiceApprovedWithoutOrder
from domain.purchase_orders.accrued_charges import clear, unbill
from domain.purchase_orders.state import PURCHASE_ORDER


async def approve_invoice_without_order(work: Work, command: ApproveInvoiceWithoutOrder) -> None:
    """Charged to those who bear it, posted, and free to be paid; orders hear of their charges."""
    invoice = await work.load(INVOICE, command.invoice_id)
    named = sorted({each.purchase_order_id for each in command.lines if each.purchase_order_id})
    orders = {each: await work.load(PURCHASE_ORDER, each) for each in named}
    events = without_order.approve(invoice, command, orders)
    await require_books(work, invoice)
    approved = await work.record(INVOICE, invoice.id, events)
    assert approved is not None, "a captured invoice has events"
    coded = next(each.lines for each in events if isinstance(each, InvoiceApprovedWithoutOrder))
    accounted = without_order.posting(approved, coded, orders, command)
    for order_id, charges in without_order.charges_cleared(accounted.lines).items():
        await work.record(PURCHASE_ORDER, order_id, clear(orders[order_id], charges, invoice.ref))
    await write_off(work, approved, accounted)
    posted = await work.record(INVOICE, invoice.id, (accounted,))
    assert posted is not None, "a captured invoice has events"
    await settle(work, await _beyond_limits(work, posted, coded, command))


async def _beyond_limits(
    work: Work, invoice: Invoice, coded: Sequence[CodedLine], command: ApproveInvoiceWithoutOrder
) -> Invoice:
    """Held until those agree whose limits it reaches; their case is opened in this save."""
    facts = expense_limits.expense_facts(invoice, coded)
    work.policies.add(EXPENSE_POLICY.version)
    steps = expense_limits.steps_beyond(facts)
    if not steps:
        return invoice
    held = await work.record(INVOICE, invoice.id, expense_limits.await_limits(invoice, steps))
    assert held is not None, "a captured invoice has events"
    await plan_route(
        work,
        document=invoice.ref,
        requester_id=command.approved_by,
        legal_entity=invoice.legal_entity,
        facts=facts,
        approval_case_id=await _next_case(work, invoice.id),
        policy=EXPENSE_POLICY,
    )
    return held


async def take_off(work: Work, invoice: Invoice, accounted: InvoiceAccounted) -> None:
    """A void one gives back what it cleared, and its difference to the day; nobody is asked."""
    await _superseded(work, invoice.id, "voided")
    for order_id, charges in without_order.charges_cleared(accounted.lines).items():
        order = await work.load(PURCHASE_ORDER, order_id)
        await work.record(PURCHASE_ORDER, order_id, unbill(order, charges, invoice.ref))
    await take_back(work, invoice, accounted)


def with_limits(handler: Handler) -> Handler:
    """The handler, and after it the cases of lines that were posted on no line of their order.

    Whoever let them pass asks; taken off the order, or void, the invoice waits for nobody.
    """

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        for before, after in work.changed(INVOICE):
            if before is not None and expense_limits.waiting(before) and after.accounted is None:
                await _superseded(work, after.id, "unlinked")
            if after.voided and after.purchase_order is not None:
                await _superseded(work, after.id, "voided")
            elif after.purchase_order is not None:
                await _ask_beside_order(work, after, after.purchase_order.id)

    return carry_out


async def _ask_beside_order(work: Work, invoice: Invoice, order_id: str) -> None:
    recorded = dict(work.recorded()).get(INVOICE.stream(invoice.id), ())
    placed = (each.kind for each in recorded if isinstance(each, InvoiceHoldPlaced))
    if expense_limits.BEYOND not in placed:
        return
    order = await work.load(PURCHASE_ORDER, order_id)
    by_hand = (each for each in recorded if isinstance(each, InvoiceHoldReleased))
    asking = [each.released_by for each in by_hand if each.released_by is not None]
    await plan_route(
        work,
        document=invoice.ref,
        requester_id=(asking or sorted(invoice.released_by))[0],
        legal_entity=invoice.legal_entity,
        facts=expense_limits.facts_beside_order(invoice, order.department),
        approval_case_id=await _next_case(work, invoice.id),
        policy=EXPENSE_POLICY,
    )


async def _superseded(work: Work, invoice_id: str, reason_code: str) -> None:
    async for case_id in _cases(work, invoice_id):
        if await work.find(APPROVAL_CASE, case_id) is not None:
            await supersede_route(work, case_id, reason_code)


async def _next_case(work: Work, invoice_id: str) -> str:
    *_, case_id = [each async for each in _cases(work, invoice_id)]
    return case_id


async def _cases(work: Work, invoice_id: str) -> AsyncIterator[str]:
    """Each case of the invoice, one for every time that it was posted, and the next one to be."""
    for turn in count():
        case_id = expense_case_id(work.tenant, invoice_id, turn)
        yield case_id
        if await work.find(APPROVAL_CASE, case_id) is None:
            return


def expense_case_id(tenant: str, invoice_id: str, turn: int = 0) -> str:
    """The case in which others agree to an expense: one each time that its invoice is posted."""
    return derived_id(tenant, "expense_case", f"{invoice_id} {turn}" if turn else invoice_id)


HANDLERS: Final[Handlers] = {ApproveInvoiceWithoutOrder: approve_invoice_without_order}

"""Invoices that no order was made for: approved, posted and undone in one save each."""

from collections.abc import Sequence
from typing import Final

from application.approvals import plan_route, supersede_route
from application.invoice_books import require_books
from application.invoices import settle
from application.small_differences import take_back, write_off
from application.work import Handlers, Work
from domain.approvals.state import APPROVAL_CASE
from domain.expense_policy import EXPENSE_POLICY
from domain.ids import derived_id
from domain.invoices import expense_limits, without_order
from domain.invoices.commands import ApproveInvoiceWithoutOrder
from domain.invoices.events import InvoiceAccounted
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
        approval_case_id=expense_case_id(work.tenant, invoice.id),
        policy=EXPENSE_POLICY,
    )
    return held


async def take_off(work: Work, invoice: Invoice, accounted: InvoiceAccounted) -> None:
    """A void one gives back what it cleared, and its difference to the day; nobody is asked."""
    case = await work.find(APPROVAL_CASE, expense_case_id(work.tenant, invoice.id))
    if case is not None:
        await supersede_route(work, case.approval_case_id, "voided")
    for order_id, charges in without_order.charges_cleared(accounted.lines).items():
        order = await work.load(PURCHASE_ORDER, order_id)
        await work.record(PURCHASE_ORDER, order_id, unbill(order, charges, invoice.ref))
    await take_back(work, invoice, accounted)


def expense_case_id(tenant: str, invoice_id: str) -> str:
    """The case in which others agree to an expense: one for each invoice."""
    return derived_id(tenant, "expense_case", invoice_id)


HANDLERS: Final[Handlers] = {ApproveInvoiceWithoutOrder: approve_invoice_without_order}

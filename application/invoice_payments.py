"""Payments of invoices: what each command needs to know, and what it saves."""

from typing import Final

from application.invoice_surroundings import account_caution
from application.invoices import rematch, settle, supplier_obstacle
from application.work import Handlers, Work
from domain.duties import Participants
from domain.invoices import payments
from domain.invoices.commands import RecordPayment
from domain.invoices.events import InvoiceEvent
from domain.invoices.payment_commands import (
    RecordPaymentFailure,
    SchedulePayment,
    VoidPayment,
    WithdrawPayment,
)
from domain.invoices.state import INVOICE, Invoice
from domain.purchase_orders.ledger import reopen_invoice
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers.state import SUPPLIER


async def schedule_payment(work: Work, command: SchedulePayment) -> None:
    """Into a payment run."""
    invoice = await work.load(INVOICE, command.invoice_id)
    stopped = await supplier_obstacle(work, invoice, "payment")
    caution = await account_caution(work, invoice)
    events = payments.schedule(invoice, command, supplier_obstacle=stopped, caution=caution)
    await _record(work, invoice, events)


async def withdraw_payment(work: Work, command: WithdrawPayment) -> None:
    """Out of its run."""
    invoice = await work.load(INVOICE, command.invoice_id)
    await _record(work, invoice, payments.withdraw(invoice, command))


async def record_payment_failure(work: Work, command: RecordPaymentFailure) -> None:
    """The bank did not pay."""
    invoice = await work.load(INVOICE, command.invoice_id)
    await _record(work, invoice, payments.record_failure(invoice, command))


async def record_payment(work: Work, command: RecordPayment) -> None:
    """The bank paid."""
    invoice = await work.load(INVOICE, command.invoice_id)
    stopped = await supplier_obstacle(work, invoice, "payment")
    hands = await banked(work, invoice.supplier_id)
    caution = await account_caution(work, invoice)
    events = payments.record_payment(
        invoice, command, supplier_obstacle=stopped, banked=hands, caution=caution
    )
    await _record(work, invoice, events)


async def void_payment(work: Work, command: VoidPayment) -> None:
    """The money came back, so the order judges the invoice again."""
    invoice = await work.load(INVOICE, command.invoice_id)
    await work.record(INVOICE, invoice.id, payments.void_payment(invoice, command))
    if invoice.purchase_order is not None:
        order = await work.load(PURCHASE_ORDER, invoice.purchase_order.id)
        reopened = reopen_invoice(order, invoice.ref)
        await work.record(PURCHASE_ORDER, order.id, reopened)
        await rematch(work, order.id)


async def _record(work: Work, invoice: Invoice, events: tuple[InvoiceEvent, ...]) -> None:
    recorded = await work.record(INVOICE, invoice.id, events)
    assert recorded is not None, "a captured invoice has events"
    await settle(work, recorded)


async def banked(work: Work, supplier_id: str) -> Participants:
    """Who brought in the account that the money goes to, and who called it back."""
    supplier = await work.load(SUPPLIER, supplier_id)
    account = supplier.evidence.account_on(work.today)
    if account is None:
        return {}
    verified = (account.verified_by,) if account.verified_by else ()
    return {"bank_details_proposer": (account.proposed_by,), "bank_details_verifier": verified}


HANDLERS: Final[Handlers] = {
    SchedulePayment: schedule_payment,
    WithdrawPayment: withdraw_payment,
    RecordPaymentFailure: record_payment_failure,
    RecordPayment: record_payment,
    VoidPayment: void_payment,
}

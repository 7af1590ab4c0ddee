"""Prepayments: what each command needs to know, and what it saves.

The order holds what is asked for ahead of it, so that two requests cannot both ask for the rest.
"""

from typing import Final

from application.invoice_payments import banked
from application.invoices import settle
from application.numbers import claim
from application.supplier_standing import standing_obstacle
from application.work import Handlers, Work
from domain.invoices.state import INVOICE
from domain.prepayments import decide
from domain.prepayments.commands import (
    PayPrepayment,
    RecordPrepaymentCredit,
    RequestPrepayment,
)
from domain.prepayments.events import PrepaymentEvent
from domain.prepayments.state import PREPAYMENT, Prepayment
from domain.purchase_orders.events import PurchaseOrderPrepaymentRecorded
from domain.purchase_orders.state import PURCHASE_ORDER


async def request_prepayment(work: Work, command: RequestPrepayment) -> None:
    """Asked for once under its number, within what is ordered."""
    prepayment = await work.find_or_assume_new(PREPAYMENT, command.prepayment_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    events = decide.request(prepayment, command, order)
    requested = await _record(work, command.prepayment_id, events)
    key = f"{order.supplier_id} {command.number}"
    told = f"{command.number} of supplier {order.supplier_name}"
    await claim(work, PREPAYMENT.name, key, requested.ref, told)


async def pay_prepayment(work: Work, command: PayPrepayment) -> None:
    """The bank paid; what waits to be paid for the order is settled with it."""
    prepayment = await work.load(PREPAYMENT, command.prepayment_id)
    entity = prepayment.legal_entity
    stopped = await standing_obstacle(work, prepayment.supplier_id, "payment", entity)
    hands = await banked(work, prepayment.supplier_id)
    order = await work.load(PURCHASE_ORDER, prepayment.purchase_order.id)
    events = decide.pay(
        prepayment,
        command,
        order,
        waiting=[await work.load(INVOICE, each) for each in order.waiting_invoices],
        others=[
            await work.load(PREPAYMENT, each) for each in order.prepayments if each != prepayment.id
        ],
        supplier_obstacle=stopped,
        banked=hands,
    )
    await work.record(PREPAYMENT, prepayment.id, events)
    for invoice_id in order.waiting_invoices:
        await settle(work, await work.load(INVOICE, invoice_id))


async def record_prepayment_credit(work: Work, command: RecordPrepaymentCredit) -> None:
    """Less is asked for, or money came back."""
    prepayment = await work.load(PREPAYMENT, command.prepayment_id)
    await _record(work, prepayment.id, decide.credit(prepayment, command))


async def _record(
    work: Work, prepayment_id: str, events: tuple[PrepaymentEvent, ...]
) -> Prepayment:
    """What is asked for ahead stands on the order too."""
    prepayment = await work.record(PREPAYMENT, prepayment_id, events)
    assert prepayment is not None, "every decision here is a fact"
    recorded = PurchaseOrderPrepaymentRecorded(
        prepayment=prepayment.ref, amount=prepayment.total, currency=prepayment.currency
    )
    await work.record(PURCHASE_ORDER, prepayment.purchase_order.id, (recorded,))
    return prepayment


HANDLERS: Final[Handlers] = {
    RequestPrepayment: request_prepayment,
    PayPrepayment: pay_prepayment,
    RecordPrepaymentCredit: record_prepayment_credit,
}

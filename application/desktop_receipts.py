"""Receipts from the desk: what the requester's confirmation needs to know, and what it saves."""

from typing import Final

from application.allowances import as_tolerated, coming
from application.duties import record_uses, waived_for
from application.legal_entities import known_entity
from application.numbers import claim
from application.receipt_bookings import book
from application.receipts import items_of
from application.work import Handlers, Work
from domain.event import DocumentRef
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts.commands import PostDesktopReceipt
from domain.receipts.desktop import Requesters, confirm
from domain.receipts.for_requests import chosen_in, for_requests
from domain.receipts.policy import DESKTOP_POLICY
from domain.receipts.state import RECEIPT
from domain.requisitions.state import REQUISITION


async def post_desktop_receipt(work: Work, command: PostDesktopReceipt) -> None:
    """Who asked for the lines is read off their requisitions."""
    receipt = await work.find_or_assume_new(RECEIPT, command.receipt_id)
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    person, people = command.confirmed_by, order.participants
    waived = await waived_for(work, "receive", person, order.ref, people)
    entity = await known_entity(work, order.legal_entity)
    events = confirm(
        receipt,
        command,
        await as_tolerated(work, order, coming(command.lines)),
        await _requesters(work, command, order),
        await items_of(work, order, command.lines),
        may_confirm_goods=entity is not None and order.facility in entity.desktop_goods,
        waived=waived,
    )
    events = for_requests(events, None, order, chosen_in(command.lines))
    work.policies.add(DESKTOP_POLICY)
    ref = DocumentRef(aggregate=RECEIPT.name, id=command.receipt_id, number=command.number)
    await work.record(RECEIPT, command.receipt_id, events)
    await claim(work, RECEIPT.name, command.number, ref)
    await book(work, None, events, order)
    await record_uses(work, waived, ref)


async def _requesters(work: Work, command: PostDesktopReceipt, order: PurchaseOrder) -> Requesters:
    requesters: dict[int, str | None] = {}
    for each in command.lines:
        line = order.lines.get(each.purchase_order_line)
        if line is not None:
            named = line.terms.requisition_ids
            people = {(await work.load(REQUISITION, each)).requester_id for each in named}
            requesters[line.terms.line] = people.pop() if len(people) == 1 else None
    return requesters


HANDLERS: Final[Handlers] = {PostDesktopReceipt: post_desktop_receipt}

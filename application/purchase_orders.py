"""Purchase orders: what each command needs to know, and what it saves.

Every change that may need approval again goes through `revise`, every change that waiting
invoices were matched against ends in their re-match, all in the save of the change itself. What
follows from the supplier's answers stands in `supplier_answers`.
"""

from collections.abc import Iterable, Sequence
from typing import Final

from application.agreed_prices import draw_on_caps
from application.approvals import plan_route, supersede_route
from application.blankets import blanket_of, draw_on_blanket
from application.intercompany_orders import party_of
from application.invoices import rematch
from application.legal_entities import require_place
from application.numbers import claim
from application.order_forms import require_lawful
from application.order_growth import require_agreed, require_growth, require_orderable
from application.order_prices import with_price, with_prices
from application.requested_quantities import take_requested
from application.requested_shares import with_requested_shares
from application.requisitions import follow_order
from application.supplier_spend import count_spend, follow_spend
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.frozen import replace
from domain.ids import derived_id
from domain.purchase_orders import approval, change_orders, closing, decide, endings
from domain.purchase_orders.commands import (
    AddPurchaseOrderLine,
    CancelPurchaseOrderLine,
    ClosePurchaseOrderLine,
    CreatePurchaseOrder,
    IssuePurchaseOrder,
    OrderedLine,
    PlacePurchaseOrderHold,
    RecordTransmission,
    ReleasePurchaseOrderHold,
    ReopenPurchaseOrderLine,
    SubmitPurchaseOrder,
)
from domain.purchase_orders.control_events import PurchaseOrderFinallyClosed
from domain.purchase_orders.events import (
    PurchaseOrderEvent,
    PurchaseOrderLineCancelled,
    PurchaseOrderLineClosed,
)
from domain.purchase_orders.growth import waiting_growth
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineUsed,
    PurchaseOrderLineUseReversed,
)
from domain.purchase_orders.line_rules import Items
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.requisitions.ordering import order_open_lines
from domain.requisitions.state import REQUISITION
from domain.suppliers.state import SUPPLIER

CHANGED: Final = "document_changed"  # Why a case that was about the former amount ends.
_USED: Final = (PurchaseOrderLineUsed, PurchaseOrderLineUseReversed)
_ENDS: Final = (PurchaseOrderLineCancelled, PurchaseOrderLineClosed, PurchaseOrderFinallyClosed)


async def create_purchase_order(work: Work, command: CreatePurchaseOrder) -> None:
    """A draft under a number of its own; what it takes of requisitions is recorded there."""
    order = await work.find_or_assume_new(PURCHASE_ORDER, command.purchase_order_id)
    command, supplier, seller = await party_of(work, command)
    items = await known_items(work, command.lines)
    place = (command.purchase_order_id, command.legal_entity)
    asked = (*place, command.requisition_id)
    shared = await with_requested_shares(work, command.lines, *asked)
    command, pricings = await with_prices(work, replace(command, lines=shared), seller)
    await require_place(work, command.legal_entity, command.facility)
    blanket = await blanket_of(work, command.blanket_id)
    events = (*decide.create(order, command, supplier, items, blanket, seller), *pricings)
    created = await work.record(PURCHASE_ORDER, command.purchase_order_id, events)
    assert created is not None, "a created order has an event"
    await draw_on_caps(work, None, created)
    await draw_on_blanket(work, created)
    await claim(work, PURCHASE_ORDER.name, command.number, created.ref)
    await take_requested(work, created, command.lines)
    taken = {each for line in created.lines.values() for each in line.terms.requisition_ids}
    if command.requisition_id is not None and command.requisition_id not in taken:
        requisition = await work.load(REQUISITION, command.requisition_id)
        reserved = order_open_lines(requisition, created.ref, created.currency)
        await work.record(REQUISITION, command.requisition_id, reserved)


async def add_purchase_order_line(work: Work, command: AddPurchaseOrderLine) -> None:
    """One more line, taken from its requisition if it comes from one."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    items = await known_items(work, (command.line,))
    place = (order.id, order.legal_entity, order.requisition_id)
    (shared,) = await with_requested_shares(work, (command.line,), *place)
    command, pricings = await with_price(work, order, replace(command, line=shared))
    await revise(work, order, (*change_orders.add_line(order, command, items), *pricings))
    await take_requested(work, order, (command.line,))


async def submit_purchase_order(work: Work, command: SubmitPurchaseOrder) -> None:
    """Approved at once where approval stands already; else the route is planned."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    named = {each for line in order.live_lines for each in line.terms.requisition_ids}
    requisitions = {each: await work.load(REQUISITION, each) for each in sorted(named)}
    told = (command.approval_case_id, requisitions, command.submitted_by)
    events = approval.submit(order, *told)
    submitted = await work.record(PURCHASE_ORDER, order.id, events)
    assert submitted is not None, "a submitted order has an event"
    if submitted.stage == "issued":
        await require_agreed(work, submitted)
    if submitted.approval_case_id is not None:
        await _plan(work, submitted, command.approval_case_id)
    await _rematch(work, submitted)


async def issue_purchase_order(work: Work, command: IssuePurchaseOrder) -> None:
    """The supplier may deliver."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    supplier = None
    if order.seller is None:
        supplier = await work.load(SUPPLIER, order.supplier_id)
    await require_orderable(work, order, order.live_lines)
    await require_lawful(work, order)
    issued = await record_change(work, order, decide.issue(order, command, supplier))
    await count_spend(work, issued)


async def record_transmission(work: Work, command: RecordTransmission) -> None:
    """What the channel to the supplier reported."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await work.record(PURCHASE_ORDER, order.id, decide.record_transmission(order, command))


async def place_purchase_order_hold(work: Work, command: PlacePurchaseOrderHold) -> None:
    """Stops receipts and payment."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, decide.place_hold(order, command))


async def release_purchase_order_hold(work: Work, command: ReleasePurchaseOrderHold) -> None:
    """Lets receipts and payment go on."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, decide.release_hold(order, command))


async def cancel_purchase_order_line(work: Work, command: CancelPurchaseOrderLine) -> None:
    """Drops what is open of a line."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await revise(work, order, closing.cancel_line(order, command))


async def close_purchase_order_line(work: Work, command: ClosePurchaseOrderLine) -> None:
    """Ends one side of a line."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, closing.close_line(order, command))


async def reopen_purchase_order_line(work: Work, command: ReopenPurchaseOrderLine) -> None:
    """Undoes a cancellation or a close."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    events = closing.reopen_line(order, command)
    if command.undo == "cancelled":
        for requisition_id in order.lines[command.line].terms.requisition_ids:
            requisition = await work.load(REQUISITION, requisition_id)
            closing.require_requested(order, command.line, requisition)
    await revise(work, order, events)


async def record_change(
    work: Work, order: PurchaseOrder, events: Sequence[PurchaseOrderEvent]
) -> PurchaseOrder:
    """Saves the change and lets the invoices that wait on the order be judged by it."""
    endings.require_not_final(order)
    after = await work.record(PURCHASE_ORDER, order.id, events)
    assert after is not None, "a loaded order has events"
    brought_by = after.ref if any(isinstance(each, _USED) for each in events) else None
    await follow_order(work, order, after, _reason_of(events), brought_by)
    await _rematch(work, after)
    return after


async def revise(work: Work, order: PurchaseOrder, events: Sequence[PurchaseOrderEvent]) -> None:
    """As `record_change`, and opens a new case over the whole amount where the change needs one."""
    endings.require_not_final(order)
    after = await work.record(PURCHASE_ORDER, order.id, events)
    assert after is not None, "a loaded order has events"
    if after.revision:  # A supplier who has it ships what it says by now.
        await require_growth(work, order, after)
        await require_lawful(work, after, order)
    await follow_order(work, order, after, _reason_of(events))
    await draw_on_caps(work, order, after)
    await draw_on_blanket(work, after)
    if after.revision:
        await follow_spend(work, order, after)
    if approval.needs_new_case(order, after):
        if order.stage == "pending_approval" and order.approval_case_id is not None:
            await supersede_route(work, order.approval_case_id, CHANGED)
        if after.live_lines:
            case_id = _next_case_id(work, after)
            grown = waiting_growth(order, after)
            await work.record(PURCHASE_ORDER, order.id, approval.submitted(after, case_id, grown))
            await _plan(work, after, case_id)
    await _rematch(work, after)


def _reason_of(events: Sequence[PurchaseOrderEvent]) -> str:
    """Why what was requested comes back: the reason that the change itself gave."""
    return next((each.reason_code for each in events if isinstance(each, _ENDS)), CHANGED)


async def _plan(work: Work, order: PurchaseOrder, approval_case_id: str) -> None:
    await plan_route(
        work,
        document=order.ref,
        requester_id=order.buyer_id,
        legal_entity=order.legal_entity,
        facts=approval.facts_of(order),
        approval_case_id=approval_case_id,
    )


def _next_case_id(work: Work, order: PurchaseOrder) -> str:
    """The caller cannot know that a change needs a case, so its id follows from the order's."""
    return derived_id(work.tenant, "approval_case", order.id, str(order.submissions + 1))


async def _rematch(work: Work, order: PurchaseOrder) -> None:
    if order.waiting_invoices:
        await rematch(work, order.id)


async def known_items(work: Work, lines: Iterable[OrderedLine]) -> Items:
    """The items that the lines name; `NotFound` for one that does not exist."""
    named = {line.item_id for line in lines if line.item_id is not None}
    return {each: await work.load(CATALOGUE_ITEM, each) for each in sorted(named)}


HANDLERS: Final[Handlers] = {
    CreatePurchaseOrder: create_purchase_order,
    AddPurchaseOrderLine: add_purchase_order_line,
    SubmitPurchaseOrder: submit_purchase_order,
    IssuePurchaseOrder: issue_purchase_order,
    RecordTransmission: record_transmission,
    PlacePurchaseOrderHold: place_purchase_order_hold,
    ReleasePurchaseOrderHold: release_purchase_order_hold,
    CancelPurchaseOrderLine: cancel_purchase_order_line,
    ClosePurchaseOrderLine: close_purchase_order_line,
    ReopenPurchaseOrderLine: reopen_purchase_order_line,
}

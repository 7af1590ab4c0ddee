"""What the supplier answers to an order, and what the buyer makes of it: loaded, decided, saved.

What an answer changes goes the way of every change of an order (`application/purchase_orders.py`):
approved again where the amount asks for it, and told to the invoices that wait.
"""

from collections.abc import Sequence
from typing import Final

from application.active_agreements import with_reasons_for_supplier
from application.purchase_orders import record_change, revise
from application.requested_quantities import take_substituted
from application.work import Handlers, Work
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders import acknowledgements, backorders, supplier_changes
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.purchase_orders.substitutions import SubstituteFacts
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    ApproveSubstitution,
    CancelBackorder,
    RecordAcknowledgement,
    RecordAcknowledgementOverdue,
    RecordBackorder,
    RejectSupplierChange,
    ReleaseBackorder,
)
from domain.purchase_orders.supplier_events import PurchaseOrderSupplierChangeAccepted
from domain.requisitions.state import REQUISITION


async def record_acknowledgement(work: Work, command: RecordAcknowledgement) -> None:
    """What the supplier answered, and what of it the policy takes by itself."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    events = acknowledgements.record_acknowledgement(order, command)
    _note_policies(work, events)
    await revise(work, order, events)


async def record_acknowledgement_overdue(work: Work, command: RecordAcknowledgementOverdue) -> None:
    """That the supplier let the day pass."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await work.record(PURCHASE_ORDER, order.id, acknowledgements.record_overdue(order, command))


async def approve_substitution(work: Work, command: ApproveSubstitution) -> None:
    """A clinical judgement of what would come instead."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    events = supplier_changes.approve_substitution(order, command)
    await work.record(PURCHASE_ORDER, order.id, events)


async def accept_supplier_change(work: Work, command: AcceptSupplierChange) -> None:
    """The order takes the change; a substitute takes over what the line had of its requisition."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    facts = await _substitute_facts(work, order, command.change)
    events = supplier_changes.accept(order, command, facts)
    reasons = await with_reasons_for_supplier(work, order, command, events)
    await revise(work, order, (*events, *reasons))
    await take_substituted(work, order, events)


async def reject_supplier_change(work: Work, command: RejectSupplierChange) -> None:
    """The order stays as it stands."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, supplier_changes.reject(order, command))


async def record_backorder(work: Work, command: RecordBackorder) -> None:
    """What comes later."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, backorders.record(order, command))


async def release_backorder(work: Work, command: ReleaseBackorder) -> None:
    """What comes after all."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await record_change(work, order, backorders.release(order, command))


async def cancel_backorder(work: Work, command: CancelBackorder) -> None:
    """What never comes, and is cancelled on the line."""
    order = await work.load(PURCHASE_ORDER, command.purchase_order_id)
    await revise(work, order, backorders.cancel(order, command))


async def _substitute_facts(work: Work, order: PurchaseOrder, change: int) -> SubstituteFacts:
    """The catalogue's word on the substitute, and the unit in which the line was requested."""
    proposal = supplier_changes.waiting_change(order, change)
    if proposal.substitute is None:
        return SubstituteFacts()
    terms, item_id = order.lines[proposal.line].terms, proposal.substitute.item_id
    named = sorted({each for each in (terms.item_id, item_id) if each is not None})
    items = {each: await work.load(CATALOGUE_ITEM, each) for each in named}
    if terms.requisition_id is None or terms.requisition_line is None:
        return SubstituteFacts(items=items)
    requisition = await work.load(REQUISITION, terms.requisition_id)
    asked = requisition.lines[terms.requisition_line].line
    return SubstituteFacts(items=items, requested_unit=asked.unit)


def _note_policies(work: Work, events: Sequence[PurchaseOrderEvent]) -> None:
    for event in events:
        if isinstance(event, PurchaseOrderSupplierChangeAccepted) and event.policy is not None:
            work.policies.add(event.policy)


HANDLERS: Final[Handlers] = {
    RecordAcknowledgement: record_acknowledgement,
    RecordAcknowledgementOverdue: record_acknowledgement_overdue,
    ApproveSubstitution: approve_substitution,
    AcceptSupplierChange: accept_supplier_change,
    RejectSupplierChange: reject_supplier_change,
    RecordBackorder: record_backorder,
    ReleaseBackorder: release_backorder,
    CancelBackorder: cancel_backorder,
}

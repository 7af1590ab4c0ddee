"""A purchase order as its history left it: orthogonal dimensions, and its lines.

Stage, hold, acknowledgement and transmission are recorded; closed, cancelled, receipt and billing
progress are read off the lines (`progress`). Lines and their ledgers live in `line_state`.
"""

from typing import Final, assert_never

from domain.aggregate import Aggregate
from domain.frozen import replace
from domain.purchase_orders.accrued_charges import charged
from domain.purchase_orders.carried import carried_after
from domain.purchase_orders.charge_events import CHARGE_EVENTS
from domain.purchase_orders.control_events import CONTROL_EVENTS
from domain.purchase_orders.control_state import controlled
from domain.purchase_orders.events import (
    PurchaseOrderAcknowledged,
    PurchaseOrderApproved,
    PurchaseOrderChangeOrderImplemented,
    PurchaseOrderCreated,
    PurchaseOrderEvent,
    PurchaseOrderHoldPlaced,
    PurchaseOrderHoldReleased,
    PurchaseOrderInvoiceReopened,
    PurchaseOrderInvoiceSettled,
    PurchaseOrderIssued,
    PurchaseOrderLineAdded,
    PurchaseOrderLineCancelled,
    PurchaseOrderLineClosed,
    PurchaseOrderLineReopened,
    PurchaseOrderPrepaymentRecorded,
    PurchaseOrderRejected,
    PurchaseOrderSubmitted,
    PurchaseOrderTransmissionFailed,
    PurchaseOrderTransmitted,
)
from domain.purchase_orders.ledger_events import (
    LEDGER_EVENTS,
    LedgerEvent,
    PurchaseOrderLineConsumed,
    PurchaseOrderLineInvoiced,
    PurchaseOrderLineInvoiceReversed,
    PurchaseOrderLineUsed,
)
from domain.purchase_orders.line_answers import acknowledged, answered
from domain.purchase_orders.line_state import Line, booked, cancelled, marked, priced
from domain.purchase_orders.order import PurchaseOrder as PurchaseOrder
from domain.purchase_orders.order import Stage as Stage
from domain.purchase_orders.order import Usage
from domain.purchase_orders.order_form_events import PurchaseOrderOrderFormRecorded
from domain.purchase_orders.part_events import PART_EVENTS
from domain.purchase_orders.pricing_events import (
    PurchaseOrderAgreementChosen,
    PurchaseOrderLinePriced,
)
from domain.purchase_orders.revisions import remembered, restored, revised, without_former
from domain.purchase_orders.supplier_events import (
    SUPPLIER_LINE_EVENTS,
    PurchaseOrderAcknowledgementOverdue,
    PurchaseOrderSupplierChangeAccepted,
    PurchaseOrderSupplierChangeProposed,
    SupplierLineEvent,
)
from domain.purchase_orders.usage_events import (
    USAGE_EVENTS,
    PurchaseOrderUsageWithdrawn,
    UsageEvent,
)


def evolve(order: PurchaseOrder | None, event: PurchaseOrderEvent) -> PurchaseOrder:
    """The next state."""
    if isinstance(event, PurchaseOrderCreated):
        return _created(event)
    assert order is not None, "the first event creates the order"
    if isinstance(event, PurchaseOrderLineAdded):  # To find out that others are not, takes longer.
        return _edited(_with(remembered(order), Line(terms=event.line)), event.changed_by)
    if isinstance(event, LEDGER_EVENTS):
        return _booked(order, event)
    if isinstance(event, CONTROL_EVENTS):
        return controlled(order, event)
    if isinstance(event, CHARGE_EVENTS):
        return charged(order, event)
    if isinstance(event, PART_EVENTS):
        return carried_after(order, event)
    if isinstance(event, USAGE_EVENTS):
        return _evidenced(order, event)
    if isinstance(event, SUPPLIER_LINE_EVENTS):
        return _answered(order, event)
    match event:
        case PurchaseOrderLinePriced() | PurchaseOrderAgreementChosen():
            return _with(order, priced(order.lines[event.line], event))
        case PurchaseOrderLineCancelled():
            order = _bought(order, event.cancelled_by)
            return _with(order, cancelled(order.lines[event.line], event))
        case PurchaseOrderLineClosed():
            order = _bought(order, event.closed_by)
            return _with(order, marked(order.lines[event.line], event.side))
        case PurchaseOrderLineReopened():
            return _reopened(order, event)
        case PurchaseOrderChangeOrderImplemented():
            return _edited(revised(remembered(order), event), event.changed_by)
        case PurchaseOrderAcknowledged():
            return _acknowledged(order, event)
        case PurchaseOrderOrderFormRecorded():
            return replace(order, order_forms={**order.order_forms, event.line: event})
        case PurchaseOrderInvoiceSettled():
            return _without_invoice(order, event.invoice.id)
        case PurchaseOrderInvoiceReopened():
            waiting = (*order.waiting_invoices, event.invoice.id)
            return replace(order, waiting_invoices=waiting)
        case PurchaseOrderPrepaymentRecorded():
            asked = {**order.prepayments, event.prepayment.id: event.amount}
            return replace(order, prepayments=asked)
        case _:
            return _header(order, event)


_HeaderEvent = (
    PurchaseOrderSubmitted
    | PurchaseOrderApproved
    | PurchaseOrderRejected
    | PurchaseOrderIssued
    | PurchaseOrderTransmitted
    | PurchaseOrderTransmissionFailed
    | PurchaseOrderHoldPlaced
    | PurchaseOrderHoldReleased
    | PurchaseOrderAcknowledgementOverdue
)


def _header(order: PurchaseOrder, event: _HeaderEvent) -> PurchaseOrder:
    match event:
        case PurchaseOrderSubmitted():
            return replace(
                _bought(order, event.submitted_by),
                submitted_by=event.submitted_by,
                stage="pending_approval",
                submissions=order.submissions + 1,
                approval_case_id=event.approval_case_id,
                grown=None if event.grown is None else frozenset(event.grown),
            )
        case PurchaseOrderApproved():
            amount, currency = event.amount, event.currency
            return replace(
                order,
                stage="approved",
                approved_amount=amount,
                approved_currency=currency,
                unapproved_edits_by=frozenset(),
            )
        case PurchaseOrderRejected():
            order = order if event.restored is None else restored(order)
            return replace(order, stage="draft")
        case PurchaseOrderIssued():
            return _issued(order, event)
        case PurchaseOrderTransmitted():
            return replace(
                order,
                transmitted_revision=event.revision,
                transmission_attempts=event.attempt,
                acknowledge_by=event.acknowledge_by or order.acknowledge_by,
            )
        case PurchaseOrderTransmissionFailed():
            return replace(order, transmission_attempts=event.attempt)
        case PurchaseOrderHoldPlaced():
            return replace(order, hold=event.reason_code)
        case PurchaseOrderHoldReleased():
            return replace(order, hold=None)
        case PurchaseOrderAcknowledgementOverdue():
            return replace(order, overdue_revision=event.revision)
        case _:
            assert_never(event)


def _issued(order: PurchaseOrder, event: PurchaseOrderIssued) -> PurchaseOrder:
    order, by = _bought(order, event.issued_by), event.acknowledge_by or order.acknowledge_by
    on = event.issued_on or order.issued_on
    order = replace(order, stage="issued", revision=event.revision, acknowledge_by=by, issued_on=on)
    if order.order_type != "emergency" or event.revision > 1:
        return order
    # As it was issued it is ratified: what it grows by afterwards is measured against that.
    amount = order.commitment
    return replace(order, approved_amount=amount, approved_currency=order.currency)


def _created(event: PurchaseOrderCreated) -> PurchaseOrder:
    return PurchaseOrder(
        id=event.purchase_order_id,
        number=event.number,
        supplier_id=event.supplier_id,
        supplier_name=event.supplier_name,
        legal_entity=event.legal_entity,
        facility=event.facility,
        currency=event.currency,
        department=event.department,
        buyer_id=event.buyer_id,
        payment_terms=event.payment_terms,
        requisition_id=event.requisition_id,
        order_type=event.order_type or "standard",
        blanket=event.blanket,
        cap_amount=event.cap_amount,
        valid_from=event.valid_from,
        valid_until=event.valid_until,
        ratify_by=event.ratify_by,
        parts=event.parts or (),
        tax_rounding=event.tax_rounding,
        seller=event.seller,
    )


def _reopened(order: PurchaseOrder, event: PurchaseOrderLineReopened) -> PurchaseOrder:
    line = marked(order.lines[event.line], event.undone, undone=True)
    total = line.cancelled.plus(-event.quantity, -event.amount)
    if event.undone == "cancelled":
        line = replace(line, given_up={})
    order = without_former(_with(order, replace(line, cancelled=total)))
    return _edited(order, event.changed_by)


def _acknowledged(order: PurchaseOrder, event: PurchaseOrderAcknowledged) -> PurchaseOrder:
    lines = dict(order.lines)
    for answer in event.lines:
        lines[answer.line] = acknowledged(lines[answer.line], answer)
    return replace(order, lines=lines)


def _answered(order: PurchaseOrder, event: SupplierLineEvent) -> PurchaseOrder:
    order = _with(order, answered(order.lines[event.line], event))
    if isinstance(event, PurchaseOrderSupplierChangeProposed):
        return replace(order, supplier_changes=event.change)
    if isinstance(event, PurchaseOrderSupplierChangeAccepted):
        return _edited(order, order.editor(event.accepted_by))
    return order


def _edited(order: PurchaseOrder, person: str | None) -> PurchaseOrder:
    """Whoever had a hand in what is bought, and at what price."""
    if person is None:
        return order
    unapproved = order.unapproved_edits_by | {person}
    return replace(_bought(order, person), unapproved_edits_by=unapproved)


def _bought(order: PurchaseOrder, person: str | None) -> PurchaseOrder:
    """Whoever else acted as its buyer."""
    return order if person is None else replace(order, edited_by=order.edited_by | {person})


def _evidenced(order: PurchaseOrder, event: UsageEvent) -> PurchaseOrder:
    if isinstance(event, PurchaseOrderUsageWithdrawn):
        left = {number: each for number, each in order.usages.items() if number != event.usage}
        return replace(order, usages=left)
    usage = Usage(event.line, event.quantity, event.used_on, event.item_id, event.serials)
    usages = {**order.usages, event.usage: usage}
    return replace(order, usages=usages, usages_told=event.usage)


def _booked(order: PurchaseOrder, event: LedgerEvent) -> PurchaseOrder:
    order = _with(order, booked(order.lines[event.line], event))
    if isinstance(event, PurchaseOrderLineUsed):
        counted = order.usages[event.usage]._replace(value=event.amount)
        return replace(order, usages={**order.usages, event.usage: counted})
    if isinstance(event, PurchaseOrderLineConsumed):
        return replace(order, consumptions=event.consumption)
    if isinstance(event, PurchaseOrderLineInvoiceReversed):
        return _without_invoice(order, event.invoice.id)
    if not isinstance(event, PurchaseOrderLineInvoiced):
        return order
    if event.invoice.id in order.waiting_invoices:
        return order
    return replace(order, waiting_invoices=(*order.waiting_invoices, event.invoice.id))


def _without_invoice(order: PurchaseOrder, invoice_id: str) -> PurchaseOrder:
    left = tuple(each for each in order.waiting_invoices if each != invoice_id)
    return replace(order, waiting_invoices=left)


def _with(order: PurchaseOrder, line: Line) -> PurchaseOrder:
    return replace(order, lines={**order.lines, line.terms.line: line})


PURCHASE_ORDER: Final = Aggregate(name="purchase_order", state=PurchaseOrder, evolve=evolve)

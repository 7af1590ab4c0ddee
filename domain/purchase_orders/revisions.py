"""Revisions of an order: how a change moves its terms, and what it remembers of those before."""

from domain.frozen import replace
from domain.purchase_orders.events import PurchaseOrderChangeOrderImplemented
from domain.purchase_orders.line_ledger import NO_ENTRIES, ZERO
from domain.purchase_orders.line_state import changed
from domain.purchase_orders.order import Former, PurchaseOrder


def remembered(order: PurchaseOrder) -> PurchaseOrder:
    """The order just before a change, knowing its terms; a change that waits is one with them."""
    known = order.former
    if order.stage != "issued" or (known is not None and known.revision == order.revision):
        return order
    lines = {number: replace(line, ledger=NO_ENTRIES) for number, line in order.lines.items()}
    former = Former(
        revision=order.revision,
        lines=lines,
        supplier_id=order.supplier_id,
        supplier_name=order.supplier_name,
        currency=order.currency,
        payment_terms=order.payment_terms,
        parts=order.parts,
        approved_amount=order.approved_amount,
        approved_currency=order.approved_currency,
        unapproved_edits_by=order.unapproved_edits_by,
        cap_amount=order.cap_amount,
        valid_until=order.valid_until,
    )
    return replace(order, former=former)


def restored(order: PurchaseOrder) -> PurchaseOrder:
    """What was agreed to before the change stands; its terms were told just before this."""
    former = order.former
    if former is None:
        return order
    return replace(
        order,
        former=None,
        approved_amount=former.approved_amount,
        approved_currency=former.approved_currency,
        unapproved_edits_by=former.unapproved_edits_by,
    )


def without_former(order: PurchaseOrder) -> PurchaseOrder:
    """What an issued order asks for again, within what was approved of it, is in force."""
    return replace(order, former=None) if order.stage == "issued" else order


def revised(order: PurchaseOrder, event: PurchaseOrderChangeOrderImplemented) -> PurchaseOrder:
    """The order under its new terms."""
    lines = dict(order.lines)
    agreed, moved = event.supplier_change is not None, event.supplier_id is not None
    is_another = moved
    for change in event.changes:
        was = lines[change.line]
        is_another = is_another or change.item_id not in (None, was.terms.item_id)
        lines[change.line] = changed(was, change, agreed=agreed, moved=moved)
    if is_another:  # Nobody has agreed to that yet, whatever it costs.
        order = replace(order, approved_amount=ZERO, approved_currency=None)
    return replace(
        order,
        lines=lines,
        revision=event.revision,
        currency=event.currency,
        payment_terms=event.payment_terms or order.payment_terms,
        supplier_id=event.supplier_id or order.supplier_id,
        supplier_name=event.supplier_name or order.supplier_name,
        parts=order.parts if event.parts is None else event.parts,
        cap_amount=order.cap_amount if event.cap_amount is None else event.cap_amount,
        valid_until=event.valid_until or order.valid_until,
        transmission_attempts=0,
        acknowledge_by=None,  # The supplier must have it before he can answer to it.
    )

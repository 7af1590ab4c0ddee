"""A change that was refused or recalled: the terms before it stand again, as one more revision.

Revisions only count up, so readers of either are never told of two orders under one number. What
the change added is cancelled, and nothing of it was ever received: no receipt is taken meanwhile.
"""

from domain.purchase_orders.control_events import PurchaseOrderSubmissionRecalled
from domain.purchase_orders.events import (
    PurchaseOrderChangeOrderImplemented,
    PurchaseOrderEvent,
    PurchaseOrderIssued,
    PurchaseOrderLineCancelled,
    PurchaseOrderRejected,
)
from domain.purchase_orders.in_force import in_force
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import LineChange
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.pricing_events import PurchaseOrderLinePriced
from domain.purchase_orders.serving import as_dealt_before, given_up

_TERMS = (
    *("quantity", "unit_price", "storage_location", "need_by"),
    *("item_id", "item_class", "description", "pack", "agreement", "price_source"),
    *("taxes", "shares"),
)


def change_undone(
    order: PurchaseOrder, ended: PurchaseOrderRejected | PurchaseOrderSubmissionRecalled
) -> tuple[PurchaseOrderEvent, ...]:
    """The end of a change that waited, with all that it undoes."""
    former, before = order.former, in_force(order)
    assert former is not None, "a change that waits remembers what it changed"
    added = [line for number, line in order.lines.items() if number not in former.lines]
    back = [
        change
        for number in former.lines
        if (change := _back(order.lines[number], before.lines[number])) is not None
    ]
    moved = order.supplier_id != before.supplier_id
    implemented = PurchaseOrderChangeOrderImplemented(
        revision=order.revision + 1,
        changes=tuple(back),
        currency=before.currency,
        payment_terms=_unless_same(before.payment_terms, order.payment_terms),
        amount_before=order.amount,
        amount_after=before.amount,
        supplier_id=before.supplier_id if moved else None,
        supplier_name=before.supplier_name if moved else None,
        parts=before.parts if before.parts != order.parts else None,
        cap_amount=before.cap_amount if before.cap_amount != order.cap_amount else None,
        valid_until=before.valid_until if before.valid_until != order.valid_until else None,
    )
    return (
        *(_without(line, ended.reason_code) for line in added if line.live),
        implemented,
        *_priced_again(order, before),
        ended.model_copy(update={"restored": former.revision}),
        PurchaseOrderIssued(
            revision=order.revision + 1, amount=before.amount, currency=before.currency
        ),
    )


def _unless_same(value: str, present: str) -> str | None:
    return None if value == present else value


def _back(line: Line, before: Line) -> LineChange | None:
    """What of the line is told to be as it was. A quantity includes what was cancelled of it."""
    values = {
        name: value
        for name in _TERMS
        if (value := getattr(before.terms, name)) != getattr(line.terms, name)
    }
    quantity = before.ordered + line.cancelled.quantity
    amount = before.amount + line.cancelled.amount
    values.pop("quantity", None)
    if quantity != line.terms.quantity:
        values["quantity"] = quantity
    dealt = as_dealt_before(line, before)
    if dealt is not None:
        values["dealt"] = dealt
    if "agreement" in values and values["agreement"] is None:
        values["off_agreement"] = True
    for name in {"taxes", "shares"} & values.keys():
        values[name] = values[name] or ()
    if not values and amount == line.terms.amount:
        return None
    return LineChange(line=line.terms.line, amount=amount, **values)


def _without(line: Line, reason_code: str) -> PurchaseOrderLineCancelled:
    return PurchaseOrderLineCancelled(
        line=line.terms.line,
        quantity=line.ordered,
        amount=line.amount,
        reason_code=reason_code,
        dealt=given_up(line, line.ordered),
    )


def _priced_again(
    order: PurchaseOrder, before: PurchaseOrder
) -> tuple[PurchaseOrderLinePriced, ...]:
    return tuple(
        PurchaseOrderLinePriced(
            line=number, price_source=line.terms.price_source, pricing=line.pricing
        )
        for number, line in before.lines.items()
        if line.pricing is not None and line.pricing != order.lines[number].pricing
    )

"""Controlled substances: the facility has to be registered, and a registrant signs for them.

Every schedule needs the DEA registration of the facility that the order is shipped to. Schedules I
and II are ordered on a form (CSOS, or form 222 on paper), which names item, supplier and quantity.
"""

from collections.abc import Mapping
from datetime import date
from typing import Final

from domain.catalogue.events import Schedule
from domain.catalogue.handling import CONTROLLED
from domain.catalogue.state import CatalogueItem
from domain.legal_entities.state import LegalEntity, Registration
from domain.purchase_orders.commands import RecordOrderForm
from domain.purchase_orders.errors import PurchaseOrderQuantityNotPositive
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import line_of
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order_form_errors import (
    PurchaseOrderNotRegistrant,
    PurchaseOrderOrderFormMissing,
    PurchaseOrderOrderFormUnneeded,
    PurchaseOrderRegistrationMissing,
)
from domain.purchase_orders.order_form_events import PurchaseOrderOrderFormRecorded
from domain.purchase_orders.state import PurchaseOrder

ON_FORMS: Final[tuple[Schedule, ...]] = ("I", "II")


def record_order_form(
    order: PurchaseOrder,
    command: RecordOrderForm,
    item: CatalogueItem | None,
    entity: LegalEntity | None,
) -> tuple[PurchaseOrderEvent, ...]:
    """A registrant signs for the line, or for the greater quantity that a change will ask for."""
    line = line_of(order, command.line)
    schedule = None if item is None else item.handling.controlled_schedule
    if item is None or schedule not in ON_FORMS:
        raise PurchaseOrderOrderFormUnneeded(order.number, command.line, ON_FORMS)
    quantity = line.ordered if command.quantity is None else command.quantity
    if quantity <= 0:
        raise PurchaseOrderQuantityNotPositive(command.line, quantity)
    registration = _registration(order, line, schedule, entity, command.now.date())
    if command.signed_by not in registration.registrants:
        raise PurchaseOrderNotRegistrant(
            command.signed_by, order.facility, registration.registrants
        )
    return (
        PurchaseOrderOrderFormRecorded(
            line=command.line,
            reference=command.reference,
            registration=registration.number,
            signed_by=command.signed_by,
            item_id=item.item_id,
            supplier_id=order.supplier_id,
            quantity=quantity,
        ),
    )


def controlled_lines(order: PurchaseOrder, before: PurchaseOrder | None = None) -> tuple[Line, ...]:
    """The lines that buy substances of the controlled class: new ones, or more than before."""
    lines = (line for line in order.live_lines if is_controlled(line))
    return tuple(line for line in lines if before is None or _asks_for_more(order, before, line))


def is_controlled(line: Line) -> bool:
    """Whether the line buys a substance of the controlled class."""
    return line.terms.item_class == CONTROLLED and line.terms.item_id is not None


def require_lawful(
    order: PurchaseOrder,
    lines: tuple[Line, ...],
    items: Mapping[str, CatalogueItem],
    entity: LegalEntity | None,
    on: date,
) -> None:
    """Raises unless these lines may be shipped to the order's facility on that day."""
    for line in lines:
        schedule = items[line.terms.item_id or ""].handling.controlled_schedule
        if schedule is None:
            continue
        registration = _registration(order, line, schedule, entity, on)
        problem = _unsigned(order, line) if schedule in ON_FORMS else None
        if problem is not None:
            raise PurchaseOrderOrderFormMissing(
                line.terms.line, schedule, order.facility, registration.registrants, problem
            )


def _registration(
    order: PurchaseOrder, line: Line, schedule: Schedule, entity: LegalEntity | None, on: date
) -> Registration:
    found = None if entity is None else entity.registrations.get(order.facility)
    if found is None:
        problem = "has no DEA registration"
    elif schedule not in found.schedules:
        problem = f"is registered for schedule {', '.join(found.schedules)} only"
    elif found.expires_on < on:
        problem = f"was registered until {found.expires_on}"
    else:
        return found
    raise PurchaseOrderRegistrationMissing(line.terms.line, schedule, order.facility, problem)


def _unsigned(order: PurchaseOrder, line: Line) -> str | None:
    form = order.order_forms.get(line.terms.line)
    if form is None:
        return "and no order form of it is signed"
    if (form.item_id, form.supplier_id) != (line.terms.item_id, order.supplier_id):
        return f"and order form {form.reference} is for another item or supplier"
    if line.ordered > form.quantity:
        return f"and order form {form.reference} is for {form.quantity} only"
    return None


def _asks_for_more(order: PurchaseOrder, before: PurchaseOrder, line: Line) -> bool:
    former = before.lines.get(line.terms.line)
    if former is None or order.supplier_id != before.supplier_id:
        return True
    return former.terms.item_id != line.terms.item_id or line.ordered > former.ordered

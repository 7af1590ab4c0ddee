"""Blanket orders and their releases: a promise up to a cap, and the orders that draw on it.

The blanket keeps what each release stands at. A release and its draw are one save, so that of two
releases that would together pass the cap one is refused, and told what is left.
"""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from domain.purchase_orders.commands import CreatePurchaseOrder, ImplementChangeOrder
from domain.purchase_orders.control_errors import (
    PurchaseOrderBlanketExceeded,
    PurchaseOrderCapBelowDrawn,
    PurchaseOrderNotABlanket,
    PurchaseOrderTypeUnclear,
)
from domain.purchase_orders.control_events import DrawnItem, PurchaseOrderBlanketDrawn
from domain.purchase_orders.errors import PurchaseOrderOnHold
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.in_force import in_force, waits
from domain.purchase_orders.line_state import ZERO
from domain.purchase_orders.order import Draw, PurchaseOrder
from domain.purchase_orders.progress import lifecycle
from domain.quantity import in_base


def require_fitting(command: CreatePurchaseOrder, blanket: PurchaseOrder | None) -> None:
    """Raises where the kind of order and what is stated with it contradict each other."""
    kind, has_cap = command.order_type, command.cap_amount is not None
    problem = None
    if (kind == "release") != (blanket is not None):
        problem = "has to name its blanket, and only a release does"
    elif (kind == "blanket") != has_cap:
        problem = "has to state a cap, and only a blanket does"
    elif (kind == "blanket") != (command.valid_until is not None):
        problem = "has to state until when it is valid, and only a blanket does"
    elif (kind == "drop_ship") != (command.ship_to is not None):
        problem = "has to state where it is shipped to, and only a drop shipment does"
    elif command.cap_amount is not None and command.cap_amount <= 0:
        problem = "has to state a cap above zero"
    elif command.valid_from is not None and (
        command.valid_until is None or command.valid_from > command.valid_until
    ):
        problem = "is valid from a day that is not before its last"
    if problem is not None:
        raise PurchaseOrderTypeUnclear(command.number, kind, problem)
    if blanket is not None:
        _require_releasable(blanket, command)


def changed_promise(order: PurchaseOrder, command: ImplementChangeOrder) -> dict[str, Any]:
    """The cap and the last day that a change order gives a blanket, as fields of its fact.

    Refused of another order, of a cap below what its releases draw, and of a day that is over.
    """
    stated = {"cap_amount": command.cap_amount, "valid_until": command.valid_until}
    new: dict[str, Any] = {
        name: value
        for name, value in stated.items()
        if value is not None and value != getattr(order, name)
    }
    problem, today = None, command.now.date()
    if new and order.order_type != "blanket":
        problem = "has neither a cap nor a last day; only a blanket does"
    elif command.cap_amount is not None and command.cap_amount <= 0:
        problem = "has to state a cap above zero"
    elif "valid_until" in new and new["valid_until"] < max(today, order.valid_from or today):
        problem = "has to be valid until a day that is not over, nor before its first"
    if problem is not None:
        raise PurchaseOrderTypeUnclear(order.number, order.order_type, problem)
    drawn = sum((each.amount for each in order.draws.values()), ZERO)
    if new.get("cap_amount", drawn) < drawn:
        raise PurchaseOrderCapBelowDrawn(order.number, new["cap_amount"], drawn, order.currency)
    return new


def draw(blanket: PurchaseOrder, release: PurchaseOrder) -> tuple[PurchaseOrderEvent, ...]:
    """What the release stands at now; refused where all of them together pass the cap in force.

    That is what may be billed of it: with freight and taxes, and what the buyer takes beyond it.
    """
    blanket = in_force(blanket)
    if release.live_lines and release.currency != blanket.currency:
        raise PurchaseOrderNotABlanket(blanket.number, f"it is in {blanket.currency}")
    former = blanket.draws.get(release.id, Draw(ZERO, {}))
    wanted = Draw(release.cost_at_most, _items(release))
    if wanted == former:
        return ()
    grows = wanted.amount > former.amount
    left = (blanket.cap_amount or ZERO) - _others(blanket, release.id)
    if grows and wanted.amount > left:
        raise PurchaseOrderBlanketExceeded(blanket.number, blanket.currency, wanted.amount, left)
    for item_id, promised in _items(blanket).items():
        asked = wanted.items.get(item_id, ZERO)
        taken = sum((each.items.get(item_id, ZERO) for each in _rest(blanket, release.id)), ZERO)
        if asked > former.items.get(item_id, ZERO) and asked > promised - taken:
            what = _unit_of(blanket, item_id)
            raise PurchaseOrderBlanketExceeded(blanket.number, what, asked, promised - taken)
    items = tuple(
        DrawnItem(item_id=item_id, base_quantity=quantity)
        for item_id, quantity in sorted(wanted.items.items())
    )
    return (
        PurchaseOrderBlanketDrawn(
            release=release.ref, amount=wanted.amount, currency=blanket.currency, items=items
        ),
    )


def _require_releasable(blanket: PurchaseOrder, command: CreatePurchaseOrder) -> None:
    problem = None
    if blanket.order_type != "blanket":
        problem = "it is no blanket order"
    elif (command.supplier_id, command.legal_entity) != (
        blanket.supplier_id,
        blanket.legal_entity,
    ):
        problem = "it is with another supplier or of another legal entity"
    elif command.currency != blanket.currency:
        problem = f"it is in {blanket.currency}"
    if problem is not None:
        raise PurchaseOrderNotABlanket(blanket.number, problem)
    require_in_force(blanket, command.now.date())


def require_in_force(blanket: PurchaseOrder, on: date) -> None:
    """Raises unless the blanket promises something on that day: it is issued, and not over.

    While a change of it waits to be agreed to, it promises what it did before.
    """
    stage, problem, is_issued = lifecycle(blanket), None, blanket.stage == "issued"
    is_issued, blanket = is_issued or waits(blanket), in_force(blanket)
    if not is_issued or stage == "cancelled":
        problem = f"it is {stage.replace('_', ' ')}, not issued"
    elif blanket.valid_until is not None and on > blanket.valid_until:
        problem = f"it ended on {blanket.valid_until}"
    elif blanket.valid_from is not None and on < blanket.valid_from:
        problem = f"it begins on {blanket.valid_from}"
    if problem is not None:
        raise PurchaseOrderNotABlanket(blanket.number, problem)
    if blanket.hold is not None:
        raise PurchaseOrderOnHold(blanket.number, blanket.hold)


def _items(order: PurchaseOrder) -> Mapping[str, Decimal]:
    """Base units of each catalogued item that the order wants."""
    found: dict[str, Decimal] = {}
    for line in order.live_lines:
        if line.terms.item_id is not None:
            quantity = in_base(line.ordered, line.terms.pack)
            found[line.terms.item_id] = found.get(line.terms.item_id, ZERO) + quantity
    return found


def _rest(blanket: PurchaseOrder, release_id: str) -> list[Draw]:
    return [each for name, each in blanket.draws.items() if name != release_id]


def _others(blanket: PurchaseOrder, release_id: str) -> Decimal:
    return sum((each.amount for each in _rest(blanket, release_id)), ZERO)


def _unit_of(blanket: PurchaseOrder, item_id: str) -> str:
    """The base unit that the blanket's line counts the item in."""
    lines = (line for line in blanket.live_lines if line.terms.item_id == item_id)
    return next(lines).terms.pack.base_unit

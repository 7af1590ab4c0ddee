"""What an order asks more of than before, and whether it may: on its day, as at the issue."""

from collections.abc import Iterable
from datetime import date

from domain.catalogue.buying import require_orderable, require_user
from domain.purchase_orders.line_rules import Items
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.order import PurchaseOrder


def grown_lines(before: PurchaseOrder, after: PurchaseOrder) -> tuple[Line, ...]:
    """The lines that are new, want more, cost more, or buy something else or of somebody else."""
    if (before.supplier_id, before.currency) != (after.supplier_id, after.currency):
        return after.live_lines
    return tuple(line for line in after.live_lines if _grew(before, line))


def waiting_growth(before: PurchaseOrder, after: PurchaseOrder) -> tuple[int, ...] | None:
    """By which lines an order in force waits for an agreement, with those that waited before.

    None where the whole of it waits: it went back to a draft, so that nothing was agreed to.
    """
    if before.stage == "issued":
        waited: frozenset[int] = frozenset()
    elif before.stage == "pending_approval" and before.grown is not None:
        waited = before.grown
    else:
        return None
    grown = waited | {line.terms.line for line in grown_lines(before, after)}
    return tuple(sorted(grown & {line.terms.line for line in after.live_lines}))


def agreed_lines(order: PurchaseOrder) -> tuple[Line, ...]:
    """What comes into force with an agreement to the order: judged on that day, as at an issue."""
    return tuple(
        line
        for line in order.live_lines
        if (order.grown is None or line.terms.line in order.grown) and line.open_for_receiving > 0
    )


def require_items(order: PurchaseOrder, lines: Iterable[Line], items: Items, on: date) -> None:
    """Raises unless what these lines name may be ordered for the order's place on that day."""
    for line in lines:
        terms = line.terms
        if terms.item_id is None:
            continue
        item = items[terms.item_id]
        require_orderable(item, order.facility, on)
        require_user(item, order.department, is_entitled=bool(terms.requisition_ids))


def _grew(before: PurchaseOrder, line: Line) -> bool:
    former = before.lines.get(line.terms.line)
    if former is None or former.terms.item_id != line.terms.item_id:
        return True
    return line.ordered > former.ordered or line.amount > former.amount

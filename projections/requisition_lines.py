"""What becomes of the lines of requisitions: ordered, picked, received, given up."""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import change, current, decimal, plus
from projections.projection import Cell, Tables

_TAKEN: Final = ("ordered", "picked", "issued")


def _line_ordered(event: Recorded, tables: Tables) -> None:
    order = event.data["purchase_order"]["id"]
    new = decimal(event.data["quantity"]) - decimal(event.data.get("reserved"))
    _add_to_line(event, tables, "ordered", new, purchase_order_id=order)


def _line_unordered(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "ordered", -decimal(event.data["quantity"]))


def _line_cancelled(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "cancelled", decimal(event.data["quantity"]))


def _line_received(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "received", decimal(event.data["quantity"]))


def _line_receipt_taken_back(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "received", -decimal(event.data["quantity"]))


def _line_picked(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "picked", decimal(event.data["quantity"]))


def _line_pick_released(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "picked", -decimal(event.data["quantity"]))


def _line_issued(event: Recorded, tables: Tables) -> None:
    if "picked" in event.data:
        _add_to_line(event, tables, "picked", -decimal(event.data["picked"]))
    _add_to_line(event, tables, "issued", decimal(event.data["quantity"]))


def _line_issue_returned(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "issue_returned", decimal(event.data["quantity"]))


def _add_to_line(
    event: Recorded, tables: Tables, column: str, quantity: Decimal, **values: Cell
) -> None:
    key = (event.document_id, event.data["line"])
    row = dict(current(event, tables, "requisition_lines", *key))
    row[column] = plus(row[column], quantity)
    figures = {name: decimal(row[name]) for name in (*_TAKEN, "quantity", "cancelled", "received")}
    left = figures["quantity"] - figures["cancelled"] - sum(figures[name] for name in _TAKEN)
    values |= {column: row[column], "open_quantity": str(max(left, Decimal(0)))}
    values["state"] = _line_state(figures, left)
    change(event, tables, "requisition_lines", key, **values)


def _line_state(figures: Mapping[str, Decimal], left: Decimal) -> str:
    wanted = figures["quantity"] - figures["cancelled"]
    if wanted <= 0:
        return "cancelled"
    if figures["received"] + figures["issued"] >= wanted:
        return "fulfilled"
    is_ordered = figures["ordered"] > 0
    if left <= 0:
        return "ordered" if is_ordered else "picked"
    if is_ordered:
        return "partly_ordered"
    return "partly_picked" if left < wanted else "open"


LINE_HANDLES: Final[Mapping[str, Callable[[Recorded, Tables], None]]] = {
    "requisition.line_ordered": _line_ordered,
    "requisition.line_unordered": _line_unordered,
    "requisition.line_cancelled": _line_cancelled,
    "requisition.line_received": _line_received,
    "requisition.line_receipt_taken_back": _line_receipt_taken_back,
    "requisition.line_picked": _line_picked,
    "requisition.line_pick_released": _line_pick_released,
    "requisition.line_issued": _line_issued,
    "requisition.line_issue_returned": _line_issue_returned,
}

"""Stock by facility, item and lot: what receipts brought in and reversals and returns took out.

Quantities count in the item's base unit, values in the order's currency at receipt cost. Only lines
accounted as stock move it; issues, counts and transfers are commands that come later.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Cell, Key, Projection, Row, Table, Tables

_LEVELS: Final = Table(
    name="stock_levels",
    kind="entity",
    columns={
        "facility": "text",
        "item_id": "text",
        "lot": "text",  # empty: not lot controlled
        "currency": "text",
        "description": "text",
        "expires_on": "date",
        "on_hand": "numeric",
        "base_unit": "text",
        "amount": "numeric",
        "moved_at": "timestamptz",
    },
    key=("facility", "item_id", "lot", "currency"),
    selectors=("facility", "item_id"),
    order=("facility", "description"),
)
_MOVEMENTS: Final = Table(
    name="stock_movements",
    kind="fact",
    columns={
        "movement": "text",  # received | reversed | returned
        "facility": "text",
        "item_id": "text",
        "lot": "text",
        "storage_location": "text",
        "quantity": "numeric",  # signed
        "base_unit": "text",
        "amount": "numeric",  # signed
        "currency": "text",
        "receipt_id": "text",
        "purchase_order_id": "text",
    },
    selectors=("facility", "item_id", "receipt_id"),
)
_MOVES: Final = {
    "receipt.posted": ("received", 1),
    "receipt.reversed": ("reversed", -1),
    "receipt.goods_returned": ("returned", -1),
}


def _moved(event: Recorded, tables: Tables) -> None:
    movement, sign = _MOVES[event.type]
    for line in _stocked(event):
        quantity = sign * Decimal(line["base_quantity"])
        amount = sign * Decimal(line["amount"])
        _level(event, tables, line, quantity, amount)
        tables.fact("stock_movements").add(
            event,
            {
                "movement": movement,
                "facility": event.metadata["facility"],
                "item_id": line["item_id"],
                "lot": line.get("lot", ""),
                "storage_location": line.get("storage_location"),
                "quantity": str(quantity),
                "base_unit": line["base_unit"],
                "amount": str(amount),
                "currency": event.data["currency"],
                "receipt_id": event.document_id,
                "purchase_order_id": event.data["purchase_order"]["id"],
            },
        )


def _level(
    event: Recorded, tables: Tables, line: dict[str, Any], quantity: Decimal, amount: Decimal
) -> None:
    facility, item_id, lot, currency = _key(event, line)
    former = tables.entity("stock_levels").get(event, facility, item_id, lot, currency)
    on_hand, value = (former["on_hand"], former["amount"]) if former else ("0", "0")
    row: Row = {
        "facility": facility,
        "item_id": item_id,
        "lot": lot,
        "currency": currency,
        "description": line["description"],
        "expires_on": line.get("expires_on"),
        "on_hand": plus(on_hand, quantity),
        "base_unit": line["base_unit"],
        "amount": plus(value, amount),
        "moved_at": event.metadata["effective_at"],
    }
    tables.entity("stock_levels").put(event, row)


def _stocked(event: Recorded) -> list[dict[str, Any]]:
    return [
        line
        for line in event.data["lines"]
        if line["accounting"] == "stock" and line.get("item_id") is not None
    ]


def _key(event: Recorded, line: dict[str, Any]) -> tuple[Cell, Cell, Cell, Cell]:
    facility, currency = event.metadata["facility"], event.data["currency"]
    return facility, line["item_id"], line.get("lot", ""), currency


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return [("stock_levels", _key(event, line)) for line in _stocked(event)]


def _partition(event: Recorded) -> str:
    """Levels are shared by all receipts of a facility, so it is the unit of order."""
    return str(event.metadata.get("facility"))


STOCK: Final = Projection(
    name="stock",
    version=1,
    why="The stock room's view: what lies where, in which lot, and every movement that led to it.",
    tables=(_LEVELS, _MOVEMENTS),
    handles=dict.fromkeys(_MOVES, _moved),
    keys=_keys,
    partition=_partition,
    main="stock_levels",
)

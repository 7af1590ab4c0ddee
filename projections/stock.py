"""Stock by facility, item and lot: what receipts brought in and reversals and returns took out.

The stock room's view. On hand is the sum of the movements, in the base unit. A value is at the
cost of its receipts, in the order's currency: over all levels it is the inventory account. Lines
that no receipt books (two-way: their invoice is an expense) are counted, at no value. Issues,
counts and transfers are commands that come later.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Key, Projection, Row, Table, Tables

_LEVELS: Final = Table(
    name="stock_levels",
    kind="entity",
    columns={
        "facility": "text",
        "item": "text",  # the item's id; its description where it is not catalogued
        "lot": "text",  # empty: not lot controlled
        "base_unit": "text",
        "currency": "text",
        "item_id": "text",
        "description": "text",
        "expires_on": "date",
        "on_hand": "numeric",
        "amount": "numeric",
        "moved_at": "timestamptz",
    },
    key=("facility", "item", "lot", "base_unit", "currency"),
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
        "description": "text",
        "lot": "text",
        "storage_location": "text",
        "quantity": "numeric",  # in the base unit; negative: out
        "base_unit": "text",
        "amount": "numeric",  # negative: out
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
_Line = dict[str, Any]


def _moved(event: Recorded, tables: Tables) -> None:
    movement, sign = _MOVES[event.type]
    levels, movements = tables.entity("stock_levels"), tables.fact("stock_movements")
    for line in _stocked(event):
        quantity = sign * Decimal(line["base_quantity"])
        amount = Decimal(0) if line["match"] == "two_way" else sign * Decimal(line["amount"])
        key = _key(event, line)
        former = levels.get(event, *key)
        levels.put(event, _level(event, line, key, former, quantity, amount))
        movements.add(
            event,
            {
                "movement": movement,
                "facility": event.metadata["facility"],
                "item_id": line.get("item_id"),
                "description": line["description"],
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
    event: Recorded, line: _Line, key: Key, former: Row | None, quantity: Decimal, amount: Decimal
) -> Row:
    row: Row = dict(zip(_LEVELS.key, key, strict=True))
    row["item_id"] = line.get("item_id")
    row["description"] = line["description"]
    row["expires_on"] = line.get("expires_on")
    row["on_hand"] = plus(former["on_hand"] if former else "0", quantity)
    row["amount"] = plus(former["amount"] if former else "0", amount)
    row["moved_at"] = event.metadata["effective_at"]
    return row


def _stocked(event: Recorded) -> list[_Line]:
    return [line for line in event.data["lines"] if line["accounting"] == "stock"]


def _key(event: Recorded, line: _Line) -> Key:
    item = line.get("item_id") or line["description"]
    facility, currency = event.metadata["facility"], event.data["currency"]
    return facility, item, line.get("lot", ""), line["base_unit"], currency


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return [("stock_levels", _key(event, line)) for line in _stocked(event)]


def _partition(event: Recorded) -> str:
    """Levels are shared by all receipts of a facility, so it is the unit of order."""
    return str(event.metadata["facility"])


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

"""Stock: what lies where, in which lot and disposition, what it is worth, and how it came so.

The stock room's view. On hand is the sum of the movements, in the base unit. Value is at moving
average for item and facility, in the currencies in which it was bought; over all of it it is the
inventory account. Goods whose receipt names no stock item are `unkept`: not catalogued, or received
before stock was kept. They are counted from their receipts, at their cost; nobody can issue them.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.expiry_figures import EXPIRY_FIGURES
from projections.fold import current, landed, plus
from projections.projection import Key, Projection, Row, Tables
from projections.stock_moves import IN, OUT, ZERO, Facts, Move, moves_of
from projections.stock_risk_figures import STOCK_OUT_RISK
from projections.stock_tables import (
    ITEMS,
    LEVELS,
    MOVEMENTS,
    STOCK_QUESTIONS,
    VALUES,
)

_DISPOSITIONS: Final = ("available", "in_inspection", "quarantined", "rejected", "consigned")


def _opened(event: Recorded, tables: Tables) -> None:
    data = event.data
    row: Row = {name: data[name] for name in ("item_id", "description", "base_unit")}
    row |= dict.fromkeys(_DISPOSITIONS, "0")
    row |= {"stock_item_id": event.document_id, "number": data["item_number"]}
    row |= {"legal_entity": data["legal_entity"], "facility": data["facility"]}
    tables.entity("stock_items").put(event, row | {"moved_at": event.metadata["effective_at"]})


def _kept(event: Recorded, tables: Tables) -> None:
    """A fact of a stock item."""
    row = dict(current(event, tables, "stock_items", event.document_id))
    about = _about(event.document_id, event.document_id, row)
    for move in moves_of(event):
        _move(event, tables, about, _word(event), move)
        if move.parcel is not None:
            disposition = move.parcel["disposition"]
            row[disposition] = plus(row[disposition], move.quantity)
    tables.entity("stock_items").put(event, row | {"moved_at": event.metadata["effective_at"]})


def _relabelled(event: Recorded, tables: Tables) -> None:
    """Goods here bear another label, and so do those that departments took."""
    _kept(event, tables)
    row = current(event, tables, "stock_items", event.document_id)
    about = _about(event.document_id, event.document_id, row)
    for each in event.data["issued"]:
        for sign, parcel in ((1, each["taken"]), (-1, each["placed"])):
            out = {**parcel, "disposition": None}
            move = Move(sign * Decimal(parcel["quantity"]))
            _add(event, tables, about, "issue_relabelled", move, out, each["department"])


def _unkept_labels(event: Recorded, tables: Tables) -> None:
    """The same of goods that no stock item keeps."""
    for line in _unkept_lines(event):
        about = _about(_holder(event, line), None, _place(event, line))
        for sign, label in ((-1, "was"), (1, "becomes")):
            parcel = _labelled(line, label)
            move = Move(sign * Decimal(line["base_quantity"]), parcel)
            _move(event, tables, about, "relabelled", move)


def _labelled(line: Facts, label: str) -> Facts:
    """A line of a receipt whose labels were corrected, as a parcel that no stock item keeps."""
    return {**line, **line[label], "disposition": "unkept"}


def _unkept(event: Recorded, tables: Tables) -> None:
    """A receipt's goods that no stock item keeps."""
    movement, sign = _RECEIPTS[event.type]
    for line in _unkept_lines(event):
        booked = ZERO if line["match"] == "two_way" else Decimal(line["amount"]) + landed(line)
        move = Move(
            sign * Decimal(line["base_quantity"]),
            {**line, "disposition": "unkept"},
            sign * booked,
            event.data["currency"],
        )
        _move(
            event, tables, _about(_holder(event, line), None, _place(event, line)), movement, move
        )


def _move(event: Recorded, tables: Tables, about: Row, movement: str, move: Move) -> None:
    if move.parcel is not None:
        _level(event, tables, about, move)
    _value(event, tables, about, move)
    _add(event, tables, about, movement, move, move.parcel or {}, event.data.get("department"))


def _add(
    event: Recorded,
    tables: Tables,
    about: Row,
    movement: str,
    move: Move,
    parcel: Facts,
    department: str | None,
) -> None:
    data = event.data
    receipt = data.get("receipt", {}).get("id")
    if event.aggregate == "receipt":
        receipt = event.document_id
    row = {
        **{name: value for name, value in about.items() if name != "stock_item_id"},
        "movement": movement,
        "lot": parcel.get("lot", ""),
        "expires_on": parcel.get("expires_on"),
        "storage_location": parcel.get("storage_location", ""),
        "disposition": parcel.get("disposition"),
        "owner_id": parcel.get("owner_id", ""),
        "quantity": str(move.quantity),
        "amount": str(move.amount),
        "currency": move.currency,
        "receipt_id": receipt,
        "supplier_id": data.get("supplier_id"),
        "department": department,
        "reason_code": data.get("reason_code"),
        "consumption": data.get("consumption"),
    }
    tables.fact("stock_movements").add(event, row)


def _level(event: Recorded, tables: Tables, about: Row, move: Move) -> None:
    assert move.parcel is not None, "a level is of a parcel"
    levels = tables.entity("stock_levels")
    key = _level_key(str(about["holder"]), move.parcel)
    former = levels.get(event, *key)
    on_hand = plus(former["on_hand"] if former else "0", move.quantity)
    if Decimal(on_hand) == 0:
        if former is not None:
            levels.remove(event, *key)
        return
    row = {**about, **dict(zip(LEVELS.key, key, strict=True))}
    row |= {"expires_on": move.parcel.get("expires_on"), "on_hand": on_hand}
    levels.put(event, row | {"moved_at": event.metadata["effective_at"]})


def _value(event: Recorded, tables: Tables, about: Row, move: Move) -> None:
    """The value in each currency; where a fact moves goods alone, no value moves."""
    if move.currency is None:
        return
    values = tables.entity("stock_values")
    key = (str(about["holder"]), move.currency)
    former = values.get(event, *key)
    row = {**about, "currency": move.currency}
    row["amount"] = plus(former["amount"] if former else "0", move.amount)
    values.put(event, row | {"moved_at": event.metadata["effective_at"]})


def _about(holder: str, stock_item_id: str | None, row: Row) -> Row:
    """What levels, values and movements repeat of the goods that they are of."""
    names = ("legal_entity", "facility", "item_id", "description", "base_unit")
    return {"holder": holder, "stock_item_id": stock_item_id, **{n: row[n] for n in names}}


def _place(event: Recorded, line: Facts) -> Row:
    return {
        "legal_entity": event.metadata.get("legal_entity"),
        "facility": event.metadata["facility"],
        "item_id": line.get("item_id"),
        "description": line["description"],
        "base_unit": line["base_unit"],
    }


def _holder(event: Recorded, line: Facts) -> str:
    item = line.get("item_id") or line["description"]
    entity = event.metadata.get("legal_entity", "")
    return "/".join((entity, event.metadata["facility"], item, line["base_unit"]))


def _level_key(holder: str, parcel: Facts) -> Key:
    named = ("lot", "expires_on", "storage_location", "disposition", "owner_id")
    return (holder, *(parcel.get(name, "") for name in named))


def _unkept_lines(event: Recorded) -> list[Facts]:
    lines = event.data["lines"]
    return [each for each in lines if each["accounting"] == "stock" and not _is_kept(each)]


def _is_kept(line: Facts) -> bool:
    return "stock_item_id" in line


def _word(event: Recorded) -> str:
    """`returned` for goods that a receipt took back because they were returned, and so on."""
    return str(event.data.get("cause") or event.type.partition(".")[2])


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    if event.type == _LABELS:
        for line in _unkept_lines(event):
            for label in ("was", "becomes"):
                yield "stock_levels", _level_key(_holder(event, line), _labelled(line, label))
        return
    if event.aggregate == "receipt":
        for line in _unkept_lines(event):
            holder = _holder(event, line)
            yield "stock_levels", _level_key(holder, {**line, "disposition": "unkept"})
            yield "stock_values", (holder, event.data["currency"])
        return
    yield "stock_items", (event.document_id,)
    for move in moves_of(event):
        if move.parcel is not None:
            yield "stock_levels", _level_key(event.document_id, move.parcel)
        if move.currency is not None:
            yield "stock_values", (event.document_id, move.currency)


def _partition(event: Recorded) -> str:
    """Levels are shared by all receipts of a facility, so it is the unit of order."""
    return str(event.metadata["facility"])


_RECEIPTS: Final = {
    "receipt.posted": ("received", 1),
    "receipt.reversed": ("reversed", -1),
    "receipt.goods_returned": ("returned", -1),
    "receipt.corrected": ("corrected", 1),
}
_LABELS: Final = "receipt.labels_corrected"
STOCK: Final = Projection(
    name="stock",
    version=8,
    why="The stock room's view: what lies where, in which lot, and every movement that led to it.",
    tables=(ITEMS, LEVELS, VALUES, MOVEMENTS),
    handles={
        **dict.fromkeys(_RECEIPTS, _unkept),
        "stock_item.opened": _opened,
        **dict.fromkeys((*IN, *OUT), _kept),
        "stock_item.relabelled": _relabelled,
        _LABELS: _unkept_labels,
    },
    keys=_keys,
    partition=_partition,
    main="stock_items",
    queries=(*STOCK_QUESTIONS, STOCK_OUT_RISK, *EXPIRY_FIGURES),
)

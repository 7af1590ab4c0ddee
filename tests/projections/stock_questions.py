"""The questions about stock, answered from the rows that a history leaves in memory."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.projection import Row
from projections.recalls import RECALLS
from projections.stock import STOCK
from tests.projections.folding import fold

BATCH_EVENTS: Final = 500


def lots_to_pick(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    names = ("facility", "stock_item_id", "description", "lot", "expires_on", "storage_location")
    recalls = fold(RECALLS, history, BATCH_EVENTS).table("recalls")
    unsafe = [each for each in recalls if each["state"] == "standing"]
    return {
        tuple(row[name] for name in (*names, "on_hand", "base_unit"))
        for row in _rows("stock_levels", history)
        if row["disposition"] == "available" and not any(_covers(each, row) for each in unsafe)
    }


def _covers(recall: Row, level: Row) -> bool:
    if recall["item_id"] != level["item_id"]:
        return False
    if not recall["lots"]:
        return not recall["serials"]
    return not level["lot"] or normalised(level["lot"]) in recall["lots"]


def expiring_lots(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    names = ("facility", "holder", "item_id", "description", *_LOT)
    return {
        tuple(row[name] for name in (*names, "disposition", "on_hand", "base_unit"))
        for row in _rows("stock_levels", history)
        if row["expires_on"] is not None
    }


def stock_on_hand(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    held: dict[tuple[Any, ...], Decimal] = defaultdict(Decimal)
    names = ("facility", "holder", "item_id", "description", *_LOT, "disposition", "owner_id")
    for row in _rows("stock_movements", history):
        held[*(row[name] for name in names), row["base_unit"]] += Decimal(row["quantity"])
    return {(*key[:-1], quantity, key[-1]) for key, quantity in held.items() if quantity}


def stock_movements_by_kind(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in _rows("stock_movements", history):
        groups[row["facility"], row["movement"], row["currency"]].append(row)
    found = set()
    for key, rows in groups.items():
        sums = (sum((Decimal(row[n]) for row in rows), Decimal(0)) for n in ("quantity", "amount"))
        found.add((*key, len(rows), *sums, key[-1] is not None))
    return found


def _rows(table: str, history: Sequence[Recorded]) -> list[Row]:
    return fold(STOCK, history, BATCH_EVENTS).table(table)


STOCK_QUESTIONS: Final[
    dict[tuple[str, str], Callable[[Sequence[Recorded]], set[tuple[Any, ...]]]]
] = {
    ("stock", "lots_to_pick"): lots_to_pick,
    ("stock", "expiring_lots"): expiring_lots,
    ("stock", "stock_on_hand"): stock_on_hand,
    ("stock", "stock_movements_by_kind"): stock_movements_by_kind,
}
_LOT: Final = ["lot", "expires_on", "storage_location"]
STOCK_COLUMNS: Final = {
    "stock_on_hand": [
        *("facility", "holder", "item_id", "description", *_LOT, "disposition", "owner_id"),
        *("on_hand", "base_unit"),
    ],
    "lots_to_pick": ["facility", "stock_item_id", "description", *_LOT, "on_hand", "base_unit"],
    "expiring_lots": [
        *("facility", "holder", "item_id", "description", *_LOT),
        *("disposition", "on_hand", "base_unit"),
    ],
    "stock_movements_by_kind": [
        *("facility", "movement", "currency"),
        *("movements", "quantity", "amount", "valued"),
    ],
}

"""Stock reckoned again: what lies where, what it is worth, and what was moved to get there."""

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any, Final

from replay.naive.journal import bears
from replay.naive.reckoning import Key, Reckoning, Rows, Told, document_of, id_of

_Facts = Mapping[str, Any]
_Parcels = Iterator[tuple[Decimal, _Facts]]

_CAME: Final = (
    "stock_item.received",
    "stock_item.issue_returned",
    "stock_item.transferred_in",
    "stock_item.arrived",
    "stock_item.shipment_taken_back",
    "stock_item.revalued",
    "stock_item.consigned",
    "stock_item.consumption_reversed",
    "stock_item.delivery_returned",
)
_WENT: Final = (
    "stock_item.taken_back",
    "stock_item.issued",
    "stock_item.scrapped",
    "stock_item.transferred_out",
    "stock_item.shipped",
    "stock_item.consumed",
    "stock_item.consignment_returned",
    "stock_item.delivered",
)
_RECEIPTS: Final = {
    "receipt.posted": 1,
    "receipt.corrected": 1,
    "receipt.reversed": -1,
    "receipt.goods_returned": -1,
}
_LABELS: Final = "receipt.labels_corrected"
_MOVED: Final = ("stock_item.moved", "stock_item.relabelled")
_TYPES: Final = (*_CAME, *_WENT, "stock_item.counted", *_MOVED, *_RECEIPTS, _LABELS)


def _loose_lines(event: Told) -> Iterator[tuple[str, _Facts]]:
    """The goods of a receipt that no stock item keeps, with whose, where and what they are."""
    around = event.metadata
    for line in event.data["lines"]:
        if line["accounting"] == "stock" and "stock_item_id" not in line:
            what = line.get("item_id") or line["description"]
            place = (around.get("legal_entity", ""), around["facility"], what, line["base_unit"])
            yield "/".join(place), line


def _holders(event: Told) -> Iterator[str]:
    if event.type in (*_RECEIPTS, _LABELS):
        yield from dict.fromkeys(holder for holder, _ in _loose_lines(event))
    else:
        yield document_of(event)


def _parcels(holder: str, event: Told) -> _Parcels:
    """What came (positive) and went."""
    data = event.data
    if event.type in _RECEIPTS:
        for of, line in _loose_lines(event):
            if of == holder:
                count = _RECEIPTS[event.type] * Decimal(line["base_quantity"])
                yield count, {**line, "disposition": "unkept"}
    elif event.type == _LABELS:
        for of, line in _loose_lines(event):
            if of == holder:
                count = Decimal(line["base_quantity"])
                yield -count, {**line, **line["was"], "disposition": "unkept"}
                yield count, {**line, **line["becomes"], "disposition": "unkept"}
    elif event.type == "stock_item.counted":
        for each in data["parcels"]:
            found = each["counted"]
            yield Decimal(found["quantity"]) - Decimal(each["expected"]), found
    elif event.type in _MOVED:
        yield from ((-Decimal(each["quantity"]), each) for each in data["taken"])
        yield from ((Decimal(each["quantity"]), each) for each in data["placed"])
    else:
        sign = 1 if event.type in _CAME else -1
        yield from ((sign * Decimal(each["quantity"]), each) for each in data.get("parcels", ()))


def _on_hand(rows: Rows, holder: str, event: Told) -> None:
    for quantity, parcel in _parcels(holder, event):
        key: Key = (
            parcel.get("lot") or "",
            parcel.get("expires_on") or "",
            parcel.get("storage_location") or "",
            parcel["disposition"],
            parcel.get("owner_id") or "",
        )
        rows[key]["on_hand"] += quantity


def _costs(holder: str, event: Told) -> Iterator[tuple[str, Decimal]]:
    """What the fact is worth, in each of its currencies."""
    data = event.data
    if event.type in _RECEIPTS:
        for of, line in _loose_lines(event):
            if of == holder and line["match"] != "two_way":
                yield data["currency"], _RECEIPTS[event.type] * bears(line)
        return
    sign = -1 if event.type in _WENT else 1
    told = [*data.get("costs", ()), *data.get("written_off", ())]
    told += [data["cost"]] if "cost" in data else []
    for cost in told:
        yield cost["currency"], sign * Decimal(cost["amount"])


def _worth(rows: Rows, holder: str, event: Told) -> None:
    for currency, amount in _costs(holder, event):
        rows[(currency,)]["amount"] += amount


def _moved(rows: Rows, holder: str, event: Told) -> None:
    for quantity, _ in _parcels(holder, event):
        rows[()]["quantity"] += quantity
    for _, amount in _costs(holder, event):
        rows[()]["amount"] += amount


def _holder(event_type: str, stream: str) -> str | None:
    """The stock item; goods of a receipt are others', line by line."""
    return None if event_type in (*_RECEIPTS, _LABELS) else id_of(stream)


def _facility(event: Told) -> str:
    return str(event.metadata["facility"])


ON_HAND: Final = Reckoning(
    read_model="stock",
    table="stock_levels",
    why="What lies in each lot, place and disposition.",
    owner="holder",
    key=("lot", "expires", "storage_location", "disposition", "owner_id"),
    figures={"on_hand": ("on_hand",)},
    types=_TYPES,
    owners=_holders,
    take=_on_hand,
    partition=_facility,
    told_by=_holder,
)
WORTH: Final = Reckoning(
    read_model="stock",
    table="stock_values",
    why="What the goods are worth, in the currencies in which they were bought.",
    owner="holder",
    key=("currency",),
    figures={"amount": ("amount",)},
    types=_TYPES,
    owners=_holders,
    take=_worth,
    partition=_facility,
    told_by=_holder,
)
MOVED: Final = Reckoning(
    read_model="stock",
    table="stock_movements",
    why="What all movements of a holder come to, in goods and in value.",
    owner="holder",
    key=(),
    figures={"quantity": ("quantity",), "amount": ("amount",)},
    types=_TYPES,
    owners=_holders,
    take=_moved,
    partition=_facility,
    told_by=_holder,
)

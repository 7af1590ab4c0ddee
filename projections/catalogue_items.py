"""Catalogue items: the item master as requesters and buyers search it.

`packs` says in which units an item comes: one unit holds numerator / denominator base units.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current
from projections.projection import Key, Projection, Table, Tables

_ITEMS: Final = Table(
    name="catalogue_items",
    kind="entity",
    columns={
        "item_id": "text",
        "number": "text",
        "description": "text",
        "item_class": "text",
        "base_unit": "text",
        "packs": "jsonb",  # unit, base_unit, numerator, denominator of each
        "gtin": "text",
        "manufacturer": "text",
        "manufacturer_number": "text",
        "controls": "text",  # lot, serial, expiry; comma separated
        "recalls": "integer",  # that stand, of some units or of all
        "state": "text",  # requested | active | retired
        "changed_at": "timestamptz",
    },
    key=("item_id",),
    selectors=("state", "item_class", "number"),
    order=("number",),
)


def _requested(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity("catalogue_items").put(
        event,
        {
            "item_id": data["item_id"],
            "number": data["number"],
            "description": data["description"],
            "item_class": data["item_class"],
            "base_unit": data["base_unit"],
            "packs": data["packs"],
            "gtin": data.get("gtin"),
            "manufacturer": data.get("manufacturer"),
            "manufacturer_number": data.get("manufacturer_number"),
            "controls": ",".join(data["controls"]),
            "recalls": 0,
            "state": "requested",
            "changed_at": event.metadata["effective_at"],
        },
    )


def _activated(event: Recorded, tables: Tables) -> None:
    _become(event, tables, "active")


def _retired(event: Recorded, tables: Tables) -> None:
    _become(event, tables, "retired")


def _recalled(event: Recorded, tables: Tables) -> None:
    _count_recalls(event, tables, 1)


def _recall_lifted(event: Recorded, tables: Tables) -> None:
    _count_recalls(event, tables, -1)


def _count_recalls(event: Recorded, tables: Tables, more: int) -> None:
    key, moment = (event.document_id,), event.metadata["effective_at"]
    recalls = current(event, tables, "catalogue_items", *key)["recalls"] + more
    change(event, tables, "catalogue_items", key, recalls=recalls, changed_at=moment)


def _become(event: Recorded, tables: Tables, state: str) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "catalogue_items", (event.document_id,), state=state, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("catalogue_items", (event.document_id,)),)


CATALOGUE_ITEMS: Final = Projection(
    name="catalogue_items",
    version=2,
    why="The item master: what may be requisitioned and ordered.",
    tables=(_ITEMS,),
    handles={
        "catalogue_item.requested": _requested,
        "catalogue_item.activated": _activated,
        "catalogue_item.retired": _retired,
        "catalogue_item.recall_placed": _recalled,
        "catalogue_item.recall_lifted": _recall_lifted,
    },
    keys=_keys,
    partition=by_stream,
    main="catalogue_items",
)

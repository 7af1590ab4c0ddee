"""Catalogue items: the item master as requesters and buyers search it.

`packs` says in which units an item comes: one unit holds numerator / denominator base units.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.fold import by_stream, change, current
from projections.projection import Key, Projection, Row, Table, Tables

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
        "gtin": "text",  # of the base unit, as the item was requested
        "manufacturer": "text",
        "manufacturer_number": "text",
        "controls": "text",  # lot, serial, expiry; comma separated
        "shelf_life_days_min": "integer",
        "cold_chain": "text",  # refrigerated | frozen | ultracold; null: none
        "hazardous": "boolean",
        "implant": "boolean",
        "udi_required": "boolean",
        "controlled_schedule": "text",  # I to V; null: not a controlled substance
        "recalls": "integer",  # that stand, of some units or of all
        "state": "text",  # requested | active | retired
        "changed_at": "timestamptz",
    },
    key=("item_id",),
    selectors=("state", "item_class", "number"),
    order=("number",),
)
_GTINS: Final = Table(
    name="catalogue_item_gtins",
    kind="entity",
    columns={
        "item_id": "text",
        "gtin": "text",
        "unit": "text",  # that the GTIN names: the each, the box, the case
        "item_number": "text",
    },
    key=("item_id", "gtin"),
    selectors=("gtin", "item_id"),
    order=("gtin",),
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
            **_handling({"controls": data["controls"]}),
            "recalls": 0,
            "state": "requested",
            "changed_at": event.metadata["effective_at"],
        },
    )
    if "gtin" in data:
        _name(event, tables, data["gtin"], data["base_unit"])


def _handling(stated: Mapping[str, Any]) -> Row:
    return {
        "controls": ",".join(stated["controls"]),
        "shelf_life_days_min": stated.get("shelf_life_days_min"),
        "cold_chain": stated.get("cold_chain"),
        "hazardous": stated.get("hazardous", False),
        "implant": stated.get("implant", False),
        "udi_required": stated.get("udi_required", False),
        "controlled_schedule": stated.get("controlled_schedule"),
    }


def _handling_defined(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **_handling(event.data["handling"]))


def _gtin_assigned(event: Recorded, tables: Tables) -> None:
    _name(event, tables, event.data["gtin"], event.data["unit"])


def _gtin_withdrawn(event: Recorded, tables: Tables) -> None:
    tables.entity("catalogue_item_gtins").remove(event, event.document_id, event.data["gtin"])


def _name(event: Recorded, tables: Tables, gtin: str, unit: str) -> None:
    number = event.metadata["number"]
    row = {"item_id": event.document_id, "gtin": gtin, "unit": unit, "item_number": number}
    tables.entity("catalogue_item_gtins").put(event, row)


def _activated(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="active")


def _retired(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="retired")


def _recalled(event: Recorded, tables: Tables) -> None:
    _change(event, tables, recalls=_item(event, tables)["recalls"] + 1)


def _recall_lifted(event: Recorded, tables: Tables) -> None:
    _change(event, tables, recalls=_item(event, tables)["recalls"] - 1)


def _item(event: Recorded, tables: Tables) -> Row:
    return current(event, tables, "catalogue_items", event.document_id)


def _change(event: Recorded, tables: Tables, **values: Any) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "catalogue_items", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    keys: list[tuple[str, Key]] = [("catalogue_items", (event.document_id,))]
    if "gtin" in event.data:
        keys.append(("catalogue_item_gtins", (event.document_id, event.data["gtin"])))
    return keys


CATALOGUE_ITEMS: Final = Projection(
    name="catalogue_items",
    version=3,
    why="The item master: what may be requisitioned and ordered.",
    tables=(_ITEMS, _GTINS),
    handles={
        "catalogue_item.requested": _requested,
        "catalogue_item.handling_defined": _handling_defined,
        "catalogue_item.gtin_assigned": _gtin_assigned,
        "catalogue_item.gtin_withdrawn": _gtin_withdrawn,
        "catalogue_item.activated": _activated,
        "catalogue_item.retired": _retired,
        "catalogue_item.recall_placed": _recalled,
        "catalogue_item.recall_lifted": _recall_lifted,
    },
    keys=_keys,
    partition=by_stream,
    main="catalogue_items",
)

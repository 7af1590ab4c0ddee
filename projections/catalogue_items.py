"""Catalogue items: the item master as requesters and buyers search it.

`packs` says in which units an item comes: one unit holds numerator / denominator base units, until
`conversions` say otherwise from a day on. The tables are in `catalogue_item_tables.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.catalogue_item_tables import GTINS, ITEMS, SUBSTITUTES, SUPPLIERS
from projections.fold import by_stream, change, current
from projections.projection import Key, Projection, Row, Tables


def _requested(event: Recorded, tables: Tables) -> None:
    data = event.data
    tables.entity(ITEMS.name).put(
        event,
        {
            "item_id": data["item_id"],
            "number": data["number"],
            "description": data["description"],
            "item_class": data["item_class"],
            "base_unit": data["base_unit"],
            "packs": data["packs"],
            "conversions": [],
            "standard_costs": [],
            "gtin": data.get("gtin"),
            "manufacturer": data.get("manufacturer"),
            "manufacturer_number": data.get("manufacturer_number"),
            **_handling({"controls": data["controls"]}),
            "recalls": 0,
            "state": "requested",
            "committee": None,
            "trial_until": None,
            "conditions": [],
            "only_at": [],
            "not_at": [],
            "departments": [],
            "requester_roles": [],
            "restriction_reason": None,
            "last_order_on": None,
            "successor_id": None,
            "successor_number": None,
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
    tables.entity(GTINS.name).remove(event, event.document_id, event.data["gtin"])


def _name(event: Recorded, tables: Tables, gtin: str, unit: str) -> None:
    number = event.metadata["number"]
    row = {"item_id": event.document_id, "gtin": gtin, "unit": unit, "item_number": number}
    tables.entity(GTINS.name).put(event, row)


def _analysis_started(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="under_analysis", committee=event.data["committee"])


def _decided(event: Recorded, tables: Tables) -> None:
    data, state = event.data, _item(event, tables)["state"]
    if data["outcome"] == "rejected":
        state = "rejected"
    elif state == "under_analysis":
        state = "approved"
    trial = data.get("trial_until")
    _change(event, tables, state=state, trial_until=trial, conditions=data["conditions"])


def _restricted(event: Recorded, tables: Tables) -> None:
    data = event.data
    _change(
        event,
        tables,
        only_at=data["only_at"],
        not_at=data["not_at"],
        departments=data.get("departments", []),
        requester_roles=data.get("requester_roles", []),
        restriction_reason=data["reason_code"],
    )


def _restriction_lifted(event: Recorded, tables: Tables) -> None:
    free: Row = {"only_at": [], "not_at": [], "departments": [], "requester_roles": []}
    _change(event, tables, **free, restriction_reason=None)


def _phased_out(event: Recorded, tables: Tables) -> None:
    successor = event.data.get("successor", {})
    _change(
        event,
        tables,
        state="phase_out",
        last_order_on=event.data["last_order_on"],
        successor_id=successor.get("id"),
        successor_number=successor.get("number"),
    )


def _converted(event: Recorded, tables: Tables) -> None:
    data = event.data
    conversions = _item(event, tables)["conversions"]
    new = {**data["pack"], "starts_on": data["starts_on"]}
    _change(event, tables, conversions=[*conversions, new])


def _costed(event: Recorded, tables: Tables) -> None:
    costs = _item(event, tables)["standard_costs"]
    _change(event, tables, standard_costs=[*costs, dict(event.data)])


def _supplier_mapped(event: Recorded, tables: Tables) -> None:
    data = event.data
    row: Row = {
        "item_id": event.document_id,
        "supplier_id": data["supplier"]["id"],
        "part_number": data["part_number"],
        "unit": data["unit"],
        "gtin": data.get("gtin"),
        "item_number": event.metadata["number"],
        "supplier_number": data["supplier"]["number"],
    }
    tables.entity(SUPPLIERS.name).put(event, row)


def _supplier_unmapped(event: Recorded, tables: Tables) -> None:
    tables.entity(SUPPLIERS.name).remove(event, *_supplier_key(event))


def _substitute_declared(event: Recorded, tables: Tables) -> None:
    data = event.data
    row: Row = {
        "item_id": event.document_id,
        "substitute_id": data["substitute"]["id"],
        "item_number": event.metadata["number"],
        "substitute_number": data["substitute"]["number"],
        "clinically_equivalent": data["clinically_equivalent"],
        "state": "declared",
        "declared_by": data["declared_by"],
        "approved_by": None,
    }
    tables.entity(SUBSTITUTES.name).put(event, row)


def _substitute_approved(event: Recorded, tables: Tables) -> None:
    key, approver = _substitute_key(event), event.data["approved_by"]
    change(event, tables, SUBSTITUTES.name, key, state="approved", approved_by=approver)


def _substitute_withdrawn(event: Recorded, tables: Tables) -> None:
    tables.entity(SUBSTITUTES.name).remove(event, *_substitute_key(event))


def _activated(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="active")


def _retired(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state="retired")


def _recalled(event: Recorded, tables: Tables) -> None:
    _change(event, tables, recalls=_item(event, tables)["recalls"] + 1)


def _recall_lifted(event: Recorded, tables: Tables) -> None:
    _change(event, tables, recalls=_item(event, tables)["recalls"] - 1)


def _item(event: Recorded, tables: Tables) -> Row:
    return current(event, tables, ITEMS.name, event.document_id)


def _change(event: Recorded, tables: Tables, **values: Any) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, ITEMS.name, (event.document_id,), **values, changed_at=moment)


def _supplier_key(event: Recorded) -> Key:
    return event.document_id, event.data["supplier"]["id"], event.data["part_number"]


def _substitute_key(event: Recorded) -> Key:
    return event.document_id, event.data["substitute"]["id"]


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    data = event.data
    keys: list[tuple[str, Key]] = [(ITEMS.name, (event.document_id,))]
    if "part_number" in data:
        keys.append((SUPPLIERS.name, _supplier_key(event)))
    elif "gtin" in data:
        keys.append((GTINS.name, (event.document_id, data["gtin"])))
    if "substitute" in data:
        keys.append((SUBSTITUTES.name, _substitute_key(event)))
    return keys


CATALOGUE_ITEMS: Final = Projection(
    name="catalogue_items",
    version=7,
    why="The item master: what may be requisitioned and ordered.",
    tables=(ITEMS, GTINS, SUPPLIERS, SUBSTITUTES),
    handles={
        "catalogue_item.requested": _requested,
        "catalogue_item.handling_defined": _handling_defined,
        "catalogue_item.gtin_assigned": _gtin_assigned,
        "catalogue_item.gtin_withdrawn": _gtin_withdrawn,
        "catalogue_item.analysis_started": _analysis_started,
        "catalogue_item.committee_decided": _decided,
        "catalogue_item.restricted": _restricted,
        "catalogue_item.restriction_lifted": _restriction_lifted,
        "catalogue_item.phase_out_started": _phased_out,
        "catalogue_item.conversion_changed": _converted,
        "catalogue_item.standard_cost_set": _costed,
        "catalogue_item.supplier_mapped": _supplier_mapped,
        "catalogue_item.supplier_unmapped": _supplier_unmapped,
        "catalogue_item.substitute_declared": _substitute_declared,
        "catalogue_item.substitute_approved": _substitute_approved,
        "catalogue_item.substitute_withdrawn": _substitute_withdrawn,
        "catalogue_item.activated": _activated,
        "catalogue_item.retired": _retired,
        "catalogue_item.recall_placed": _recalled,
        "catalogue_item.recall_lifted": _recall_lifted,
    },
    keys=_keys,
    partition=by_stream,
    main="catalogue_items",
)

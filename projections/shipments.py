"""Shipments: what is on its way between facilities, since when, what it is worth, how it ended.

The list of whoever sends, awaits or misses goods. Quantities are in the base unit; what is on its
way is at its cost when it left, and together it is the account of goods in transit.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, decimal, plus
from projections.projection import Key, Projection, Row, Table, Tables
from projections.transit_figures import TRANSIT_QUESTIONS

_SHIPMENTS: Final = Table(
    name="shipments",
    kind="entity",
    columns={
        "shipment_id": "text",
        "number": "text",
        "state": "text",  # in_transit | closed
        "lines_open": "integer",
        "legal_entity": "text",  # of the sender
        "facility": "text",
        "to_legal_entity": "text",
        "to_facility": "text",
        "waybill": "text",
        "dispatched_by": "text",
        "dispatched_on": "date",
        "expected_on": "date",
        "closed_on": "date",  # on which the last of it came, came back or was given up
        "changed_at": "timestamptz",
    },
    key=("shipment_id",),
    selectors=("state", "facility", "to_facility", "number"),
    order=("changed_at",),
    descending=True,
)
_LINES: Final = Table(
    name="shipment_lines",
    kind="entity",
    columns={
        "shipment_id": "text",
        "line": "integer",
        "shipment_number": "text",
        "facility": "text",
        "to_facility": "text",
        "dispatched_on": "date",
        "stock_item_id": "text",  # of the sender
        "item_id": "text",
        "description": "text",
        "lot": "text",
        "expires_on": "date",
        "serials": "jsonb",  # still on their way
        "quantity": "numeric",
        "arrived": "numeric",
        "held_back": "numeric",  # of what arrived: quarantined or rejected
        "lost": "numeric",
        "taken_back": "numeric",
        "in_transit": "numeric",
        "base_unit": "text",
    },
    key=("shipment_id", "line"),
    selectors=("shipment_id", "item_id", "lot"),
    order=("line",),
)
_VALUES: Final = Table(
    name="shipment_values",
    kind="entity",
    columns={
        "shipment_id": "text",
        "line": "integer",
        "currency": "text",
        "legal_entity": "text",  # in whose books it stands
        "dispatched": "numeric",
        "in_transit": "numeric",
    },
    key=("shipment_id", "line", "currency"),
    selectors=("shipment_id",),
    order=("line",),
)
_PLACES: Final = ("legal_entity", "facility", "to_legal_entity", "to_facility")
_OF_LINE: Final = ("line", "stock_item_id", "item_id", "description", "quantity", "base_unit")
_SETTLED: Final = {
    "shipment.received": ("arrived", "received_on"),
    "shipment.loss_written_off": ("lost", "written_off_on"),
    "shipment.taken_back": ("taken_back", "taken_back_on"),
}


def _dispatched(event: Recorded, tables: Tables) -> None:
    data, shipment_id = event.data, event.document_id
    row: Row = {name: data[name] for name in (*_PLACES, "number")}
    row |= {name: data[name] for name in ("dispatched_by", "dispatched_on")}
    row |= {name: data.get(name) for name in ("waybill", "expected_on")}
    row |= {"shipment_id": shipment_id, "state": "in_transit", "lines_open": len(data["lines"])}
    row |= {"closed_on": None, "changed_at": event.metadata["effective_at"]}
    tables.entity("shipments").put(event, row)
    for line in data["lines"]:
        told: Row = {name: line[name] for name in _OF_LINE}
        told |= {name: data[name] for name in ("facility", "to_facility", "dispatched_on")}
        told |= {"shipment_id": shipment_id, "shipment_number": data["number"]}
        told |= {"lot": line.get("lot"), "expires_on": line.get("expires_on")}
        told |= {"serials": list(line["serials"]), "in_transit": line["quantity"]}
        told |= dict.fromkeys(("arrived", "held_back", "lost", "taken_back"), "0")
        tables.entity("shipment_lines").put(event, told)
        for cost in line["costs"]:
            tables.entity("shipment_values").put(
                event,
                {
                    "shipment_id": shipment_id,
                    "line": line["line"],
                    "currency": cost["currency"],
                    "legal_entity": data["legal_entity"],
                    "dispatched": cost["amount"],
                    "in_transit": cost["amount"],
                },
            )


def _settled(event: Recorded, tables: Tables) -> None:
    """Goods arrived, were lost or came back; with the last of them the shipment is closed."""
    shipment_id = event.document_id
    lines_open = int(current(event, tables, "shipments", shipment_id)["lines_open"])
    for part in event.data["lines"]:
        lines_open -= _left_nothing(event, tables, part)
        for cost in part["costs"]:
            key = (shipment_id, part["line"], cost["currency"])
            value = dict(current(event, tables, "shipment_values", *key))
            value["in_transit"] = plus(value["in_transit"], -Decimal(cost["amount"]))
            tables.entity("shipment_values").put(event, value)
    told: Row = {"lines_open": lines_open, "changed_at": event.metadata["effective_at"]}
    if not lines_open:
        told |= {"state": "closed", "closed_on": event.data[_SETTLED[event.type][1]]}
    change(event, tables, "shipments", (shipment_id,), **told)


def _left_nothing(event: Recorded, tables: Tables, part: dict[str, Any]) -> bool:
    """Whether the part is the last of its line."""
    row = dict(current(event, tables, "shipment_lines", event.document_id, part["line"]))
    column, gone = _SETTLED[event.type][0], Decimal(part["quantity"])
    row[column] = plus(row[column], gone)
    if column == "arrived" and part["disposition"] != "available":
        row["held_back"] = plus(row["held_back"], gone)
    row["in_transit"] = plus(row["in_transit"], -gone)
    row["serials"] = [each for each in row["serials"] if each not in part["serials"]]
    tables.entity("shipment_lines").put(event, row)
    return decimal(row["in_transit"]) == 0


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "shipments", (event.document_id,)
    lines: list[dict[str, Any]] = event.data["lines"]
    for line in lines:
        yield "shipment_lines", (event.document_id, line["line"])
        for cost in line["costs"]:
            yield "shipment_values", (event.document_id, line["line"], cost["currency"])


SHIPMENTS: Final = Projection(
    name="shipments",
    version=1,
    why="What is on its way from one facility to another, what it is worth, and how it ended.",
    tables=(_SHIPMENTS, _LINES, _VALUES),
    handles={"shipment.dispatched": _dispatched, **dict.fromkeys(_SETTLED, _settled)},
    keys=_keys,
    partition=by_stream,
    main="shipments",
    queries=TRANSIT_QUESTIONS,
)

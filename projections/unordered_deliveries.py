"""Unordered deliveries: what lies in custody, since when, and what became of it.

The buyer's list of goods whose order has to be found. Quantities are in the unit of the label.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, decimal, plus
from projections.projection import Key, Projection, Row, Table, Tables

_DELIVERIES: Final = Table(
    name="unordered_deliveries",
    kind="entity",
    columns={
        "unordered_delivery_id": "text",
        "number": "text",
        "state": "text",  # waiting | settled
        "lines_left": "integer",
        "legal_entity": "text",
        "facility": "text",
        "supplier_id": "text",
        "delivery_note": "text",
        "received_on": "date",
        "changed_at": "timestamptz",
    },
    key=("unordered_delivery_id",),
    selectors=("state", "facility", "number"),
    order=("changed_at",),
    descending=True,
)
_LINES: Final = Table(
    name="unordered_delivery_lines",
    kind="entity",
    columns={
        "unordered_delivery_id": "text",
        "line": "integer",
        "item_id": "text",
        "description": "text",
        "lot": "text",
        "expires_on": "date",
        "storage_location": "text",
        "quantity": "numeric",
        "unit": "text",
        "matched": "numeric",
        "sent_back": "numeric",
        "left": "numeric",
    },
    key=("unordered_delivery_id", "line"),
    selectors=("unordered_delivery_id",),
    order=("line",),
)


def _recorded(event: Recorded, tables: Tables) -> None:
    data = event.data
    row: Row = {name: data[name] for name in ("number", "legal_entity", "facility", "received_on")}
    row |= {name: data.get(name) for name in ("supplier_id", "delivery_note")}
    row |= {"unordered_delivery_id": event.document_id, "state": "waiting"}
    row["lines_left"] = len(data["lines"])
    row["changed_at"] = event.metadata["effective_at"]
    tables.entity("unordered_deliveries").put(event, row)
    for line in data["lines"]:
        told: Row = {
            name: line.get(name) for name in _LINES.columns if name in line or name in _OPTIONAL
        }
        told |= {"unordered_delivery_id": event.document_id, "left": line["quantity"]}
        tables.entity("unordered_delivery_lines").put(
            event, told | {"matched": "0", "sent_back": "0"}
        )


_OPTIONAL: Final = ("item_id", "lot", "expires_on", "storage_location")


def _settled(event: Recorded, tables: Tables) -> None:
    """Lines found their order or their way back; the delivery is settled with its last one."""
    column = "matched" if event.type == "unordered_delivery.matched" else "sent_back"
    lines = tables.entity("unordered_delivery_lines")
    header = current(event, tables, "unordered_deliveries", event.document_id)
    lines_left = int(header["lines_left"])
    for gone in event.data["lines"]:
        key = (event.document_id, gone["line"])
        row = dict(current(event, tables, "unordered_delivery_lines", *key))
        row[column] = plus(row[column], gone["quantity"])
        row["left"] = plus(row["left"], -Decimal(gone["quantity"]))
        lines_left -= decimal(row["left"]) == 0
        lines.put(event, row)
    moment = event.metadata["effective_at"]
    settled = {"state": "waiting" if lines_left else "settled", "lines_left": lines_left}
    header_key = (event.document_id,)
    change(event, tables, "unordered_deliveries", header_key, **settled, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "unordered_deliveries", (event.document_id,)
    lines: list[dict[str, Any]] = event.data["lines"]
    for line in lines:
        yield "unordered_delivery_lines", (event.document_id, line["line"])


UNORDERED_DELIVERIES: Final = Projection(
    name="unordered_deliveries",
    version=1,
    why="What came without an order and waits in custody until its order is found or it goes back.",
    tables=(_DELIVERIES, _LINES),
    handles={
        "unordered_delivery.recorded": _recorded,
        "unordered_delivery.matched": _settled,
        "unordered_delivery.sent_back": _settled,
    },
    keys=_keys,
    partition=by_stream,
    main="unordered_deliveries",
)

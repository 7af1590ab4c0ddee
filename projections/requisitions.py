"""Requisitions: what was asked for, in which state, and what became of each line.

The requester's list reads it. A header's amount is the sum of its lines' amounts, in the
requisition's currency. Of a line, open is its quantity less what orders took and what was given
up, in its own unit; what an order had reserved before its lines came is counted once, and what an
order gives back is open again.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, decimal, plus
from projections.projection import Cell, Key, Projection, Row, Table, Tables

_HEADERS: Final = Table(
    name="requisitions",
    kind="entity",
    columns={
        "requisition_id": "text",
        "number": "text",
        "kind": "text",
        # draft | submitted | approved | rejected | withdrawn | cancelled | expired | closed
        "state": "text",
        "requester_id": "text",
        "legal_entity": "text",
        "facility": "text",
        "department": "text",
        "currency": "text",
        "amount": "numeric",
        "line_count": "integer",
        "approval_case_id": "text",
        "need_by": "date",
        "deliver_to": "text",
        "from_facility": "text",
        "clinician_id": "text",
        "emergency_reason_code": "text",
        "used_on": "date",
        "project": "text",
        "reason_code": "text",  # why it was returned, rejected, withdrawn or cancelled last
        "expires_on": "date",
        "ratify_by": "date",  # of an emergency that nobody has agreed to yet
        "ratification_missed": "boolean",
        "created_at": "timestamptz",
        "submitted_at": "timestamptz",
        "changed_at": "timestamptz",
    },
    key=("requisition_id",),
    selectors=("state", "facility", "number", "requester_id", "kind"),
    order=("created_at",),
    descending=True,
)
_LINES: Final = Table(
    name="requisition_lines",
    kind="entity",
    columns={
        "requisition_id": "text",
        "line": "integer",
        "number": "text",  # of the requisition
        "description": "text",
        "item_id": "text",
        "item_class": "text",
        "quantity": "numeric",
        "unit": "text",
        "unit_price": "numeric",
        "amount": "numeric",
        "agreement": "text",
        "supplier_id": "text",
        "deliver_to": "text",
        "need_by": "date",
        "suggested": "numeric",  # what the count of a par location suggests
        "ordered": "numeric",
        "cancelled": "numeric",
        "open_quantity": "numeric",
        "received": "numeric",  # net of what was taken back
        "state": "text",  # open | partly_ordered | ordered | fulfilled | cancelled
        "purchase_order_id": "text",  # the last order that took some of it
    },
    key=("requisition_id", "line"),
    selectors=("requisition_id", "item_class", "state"),
    order=("number", "line"),
)
_TERMS: Final = (
    "need_by",
    "deliver_to",
    "from_facility",
    "clinician_id",
    "emergency_reason_code",
    "used_on",
    "project",
)
_LINE_TERMS: Final = ("item_id", "agreement", "supplier_id", "deliver_to", "need_by")
_STATES: Final = {
    "requisition.approved": "approved",
    "requisition.rejected": "rejected",
    "requisition.returned": "draft",
    "requisition.withdrawn": "withdrawn",
    "requisition.cancelled": "cancelled",
    "requisition.expired": "expired",
    "requisition.closed": "closed",
    "requisition.reopened": "approved",
}


def _created(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    tables.entity("requisitions").put(
        event,
        {
            "requisition_id": data["requisition_id"],
            "number": data["number"],
            "kind": data["kind"],
            "state": "draft",
            "requester_id": data["requester_id"],
            "legal_entity": data["legal_entity"],
            "facility": data["facility"],
            "department": data["department"],
            "currency": data["currency"],
            "amount": "0",
            "line_count": 0,
            "approval_case_id": None,
            **{name: data.get(name) for name in _TERMS},
            "reason_code": None,
            "expires_on": None,
            "ratify_by": None,
            "ratification_missed": False,
            "created_at": moment,
            "submitted_at": None,
            "changed_at": moment,
        },
    )


def _line_set(event: Recorded, tables: Tables) -> None:
    """A line was added or changed: the header's total moves by the difference."""
    line = event.data["line"]
    rows = tables.entity("requisition_lines")
    former = rows.get(event, event.document_id, line["line"])
    rows.put(
        event,
        {
            "requisition_id": event.document_id,
            "line": line["line"],
            "number": event.metadata["number"],
            "description": line["description"],
            "item_class": line["item_class"],
            "quantity": line["quantity"],
            "unit": line["unit"],
            "unit_price": line["unit_price"],
            "amount": line["amount"],
            **{name: line.get(name) for name in _LINE_TERMS},
            "suggested": (line.get("replenishment") or {}).get("suggested"),
            "ordered": "0",
            "cancelled": "0",
            "open_quantity": line["quantity"],
            "received": "0",
            "state": "open",
            "purchase_order_id": None,
        },
    )
    _move(event, tables, Decimal(line["amount"]) - _amount(former), 0 if former else 1)


def _line_removed(event: Recorded, tables: Tables) -> None:
    rows = tables.entity("requisition_lines")
    former = rows.get(event, event.document_id, event.data["line"])
    rows.remove(event, event.document_id, event.data["line"])
    _move(event, tables, -_amount(former), -1)


def _move(event: Recorded, tables: Tables, amount: Decimal, lines: int) -> None:
    row = current(event, tables, "requisitions", event.document_id)
    count = int(row["line_count"] or 0) + lines
    _change(event, tables, amount=plus(row["amount"], amount), line_count=count)


def _submitted(event: Recorded, tables: Tables) -> None:
    _change(
        event,
        tables,
        state="submitted",
        approval_case_id=event.data["approval_case_id"],
        expires_on=event.data.get("expires_on"),
        ratify_by=event.data.get("ratify_by"),
        submitted_at=event.metadata["effective_at"],
    )


def _changed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, **{name: event.data.get(name) for name in _TERMS})


def _became(event: Recorded, tables: Tables) -> None:
    """Agreed to or ended, it waits for no ratification; a draft again, it has no last day."""
    values: dict[str, Cell] = {"state": _STATES[event.type], "ratify_by": None}
    if event.type == "requisition.returned":
        values["expires_on"] = None
    if "reason_code" in event.data:
        values["reason_code"] = event.data["reason_code"]
    _change(event, tables, **values)


def _ratification_missed(event: Recorded, tables: Tables) -> None:
    _change(event, tables, ratification_missed=True)


def _line_ordered(event: Recorded, tables: Tables) -> None:
    order = event.data["purchase_order"]["id"]
    new = decimal(event.data["quantity"]) - decimal(event.data.get("reserved"))
    _add_to_line(event, tables, "ordered", new, purchase_order_id=order)


def _line_unordered(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "ordered", -decimal(event.data["quantity"]))


def _line_cancelled(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "cancelled", decimal(event.data["quantity"]))


def _line_received(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "received", decimal(event.data["quantity"]))


def _line_receipt_taken_back(event: Recorded, tables: Tables) -> None:
    _add_to_line(event, tables, "received", -decimal(event.data["quantity"]))


def _add_to_line(
    event: Recorded, tables: Tables, column: str, quantity: Decimal, **values: Cell
) -> None:
    key = (event.document_id, event.data["line"])
    row = dict(current(event, tables, "requisition_lines", *key))
    row[column] = plus(row[column], quantity)
    wanted = decimal(row["quantity"]) - decimal(row["cancelled"])
    left = wanted - decimal(row["ordered"])
    values |= {column: row[column], "open_quantity": str(left)}
    values["state"] = _line_state(wanted, left, decimal(row["received"]))
    change(event, tables, "requisition_lines", key, **values)


def _line_state(wanted: Decimal, left: Decimal, received: Decimal) -> str:
    if wanted <= 0:
        return "cancelled"
    if received >= wanted:
        return "fulfilled"
    if left <= 0:
        return "ordered"
    return "partly_ordered" if left < wanted else "open"


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "requisitions", (event.document_id,), **values, changed_at=moment)


def _amount(row: Row | None) -> Decimal:
    return decimal(row["amount"]) if row else Decimal(0)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "requisitions", (event.document_id,)
    line = event.data.get("line")
    if line is not None:
        number = line["line"] if isinstance(line, dict) else line
        yield "requisition_lines", (event.document_id, number)


REQUISITIONS: Final = Projection(
    name="requisitions",
    version=3,
    why="The requester's list: what was asked for, in which state, and what was ordered of it.",
    tables=(_HEADERS, _LINES),
    handles={
        "requisition.created": _created,
        "requisition.changed": _changed,
        "requisition.line_added": _line_set,
        "requisition.line_changed": _line_set,
        "requisition.line_removed": _line_removed,
        "requisition.submitted": _submitted,
        **dict.fromkeys(_STATES, _became),
        "requisition.ratification_missed": _ratification_missed,
        "requisition.line_ordered": _line_ordered,
        "requisition.line_unordered": _line_unordered,
        "requisition.line_received": _line_received,
        "requisition.line_receipt_taken_back": _line_receipt_taken_back,
        "requisition.line_cancelled": _line_cancelled,
    },
    keys=_keys,
    partition=by_stream,
    main="requisitions",
)

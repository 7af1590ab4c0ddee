"""Prepayments: what suppliers were paid ahead, and how much of it no invoice has used up.

The payables desk reads it. `total` is what is asked for, less what was credited; `open_amount` is
what no invoice has used up of it.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream, change, current, nothing_left, plus
from projections.projection import Cell, Key, Projection, Row, Table, Tables

_PREPAYMENTS: Final = Table(
    name="prepayments",
    kind="entity",
    columns={
        "prepayment_id": "text",
        "number": "text",
        "state": "text",  # requested | paid | used_up | withdrawn
        "supplier_id": "text",
        "supplier_name": "text",
        "legal_entity": "text",
        "facility": "text",
        "purchase_order_id": "text",
        "purchase_order_number": "text",
        "currency": "text",
        "total": "numeric",
        "paid_amount": "numeric",  # less what came back
        "applied_amount": "numeric",
        "open_amount": "numeric",
        "due_on": "date",
        "paid_on": "date",
        "changed_at": "timestamptz",
    },
    key=("prepayment_id",),
    selectors=("state", "supplier_id", "number", "purchase_order_id", "facility"),
    order=("changed_at",),
    descending=True,
)
_LINES: Final = Table(
    name="prepayment_lines",
    kind="fact",
    columns={
        "prepayment_id": "text",
        "purchase_order_line": "integer",
        "description": "text",
        "quantity": "numeric",
        "unit": "text",
        "amount": "numeric",
        "currency": "text",
    },
    selectors=("prepayment_id",),
)
_PARTS: Final = Table(
    name="prepayment_parts",
    kind="fact",
    columns={
        "prepayment_id": "text",
        "charge": "text",  # of a part that the order carries beside its lines
        "kind": "text",  # tax | tax_in_cost | freight | discount
        "ordered": "numeric",  # what it comes to on the order
        "amount": "numeric",  # of it asked for ahead; a discount lowers that
        "currency": "text",
    },
    selectors=("prepayment_id",),
)
_COPIED: Final = (
    "prepayment_id",
    "number",
    "supplier_id",
    "supplier_name",
    "legal_entity",
    "facility",
    "currency",
    "total",
    "due_on",
)
_STATED: Final = ("purchase_order_line", "description", "quantity", "unit", "amount")


def _requested(event: Recorded, tables: Tables) -> None:
    data = event.data
    row: Row = {name: data[name] for name in _COPIED}
    order = data["purchase_order"]
    row |= {"purchase_order_id": order["id"], "purchase_order_number": order["number"]}
    row |= {"state": "requested", "paid_amount": "0", "applied_amount": "0"}
    row |= {"open_amount": data["total"], "paid_on": None}
    tables.entity("prepayments").put(event, row | {"changed_at": event.metadata["effective_at"]})
    lines = tables.fact("prepayment_lines")
    for line in data["lines"]:
        stated: Row = {"prepayment_id": event.document_id, "currency": data["currency"]}
        lines.add(event, stated | {name: line[name] for name in _STATED})
    parts = tables.fact("prepayment_parts")
    for part in data.get("parts") or ():
        parts.add(event, {"prepayment_id": event.document_id, "currency": data["currency"], **part})


def _paid(event: Recorded, tables: Tables) -> None:
    paid = event.data["amount"]
    _change(event, tables, state="paid", paid_amount=paid, paid_on=event.data["paid_on"])


def _credited(event: Recorded, tables: Tables) -> None:
    data, row = event.data, current(event, tables, "prepayments", event.document_id)
    left = data["open_amount"]
    total = plus(row["total"], f"-{data['amount']}")
    refunded = data["refunded"]
    came = "0" if nothing_left(refunded) else f"-{refunded}"
    paid = plus(row["paid_amount"], came)
    gone = "withdrawn" if nothing_left(total) else "used_up"
    state = gone if nothing_left(left) else row["state"]
    _change(event, tables, state=state, total=total, paid_amount=paid, open_amount=left)


def _applied(event: Recorded, tables: Tables) -> None:
    row, left = current(event, tables, "prepayments", event.document_id), event.data["open_amount"]
    applied = plus(row["applied_amount"], event.data["amount"])
    state = "used_up" if nothing_left(left) else "paid"
    _change(event, tables, state=state, applied_amount=applied, open_amount=left)


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "prepayments", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("prepayments", (event.document_id,)),)


PREPAYMENTS: Final = Projection(
    name="prepayments",
    version=2,
    why="What suppliers were paid ahead, and how much of it no invoice has used up.",
    tables=(_PREPAYMENTS, _LINES, _PARTS),
    handles={
        "prepayment.requested": _requested,
        "prepayment.paid": _paid,
        "prepayment.credited": _credited,
        "prepayment.applied": _applied,
    },
    keys=_keys,
    partition=by_stream,
    main="prepayments",
)

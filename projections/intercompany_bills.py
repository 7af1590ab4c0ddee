"""Inter-company bills: what legal entities of the network billed each other for goods.

The books of both read it. `legal_entity` and `facility` are the seller's. An amount below zero is a
credit for what went back.
"""

from collections.abc import Iterable
from typing import Final

from domain.event import Recorded
from projections.fold import by_stream
from projections.projection import Key, Projection, Row, Table, Tables

_BILLS: Final = Table(
    name="intercompany_bills",
    kind="entity",
    columns={
        "intercompany_bill_id": "text",
        "number": "text",
        "legal_entity": "text",  # who sells
        "facility": "text",
        "to_legal_entity": "text",  # who buys
        "to_facility": "text",
        "purchase_order_id": "text",
        "purchase_order_number": "text",
        "currency": "text",
        "total": "numeric",
        "billed_on": "date",
        "billed_by": "text",
        "issued_at": "timestamptz",
    },
    key=("intercompany_bill_id",),
    selectors=("number", "legal_entity", "to_legal_entity", "purchase_order_id"),
    order=("issued_at",),
    descending=True,
)
_LINES: Final = Table(
    name="intercompany_bill_lines",
    kind="fact",
    columns={
        "intercompany_bill_id": "text",
        "purchase_order_line": "integer",
        "description": "text",
        "quantity": "numeric",
        "unit": "text",
        "amount": "numeric",
        "currency": "text",
    },
    selectors=("intercompany_bill_id",),
)
_COPIED: Final = (
    *("intercompany_bill_id", "number", "legal_entity", "facility"),
    *("to_legal_entity", "to_facility", "currency", "total", "billed_on", "billed_by"),
)
_STATED: Final = ("purchase_order_line", "description", "quantity", "unit", "amount")


def _issued(event: Recorded, tables: Tables) -> None:
    data, order = event.data, event.data["purchase_order"]
    row: Row = {name: data[name] for name in _COPIED}
    row |= {"purchase_order_id": order["id"], "purchase_order_number": order["number"]}
    row |= {"issued_at": event.metadata["effective_at"]}
    tables.entity("intercompany_bills").put(event, row)
    lines = tables.fact("intercompany_bill_lines")
    for line in data["lines"]:
        told: Row = {"intercompany_bill_id": event.document_id, "currency": data["currency"]}
        lines.add(event, told | {name: line[name] for name in _STATED})


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    return (("intercompany_bills", (event.document_id,)),)


INTERCOMPANY_BILLS: Final = Projection(
    name="intercompany_bills",
    version=1,
    why="What legal entities of the network billed each other for goods that they delivered.",
    tables=(_BILLS, _LINES),
    handles={"intercompany_bill.issued": _issued},
    keys=_keys,
    partition=by_stream,
    main="intercompany_bills",
)

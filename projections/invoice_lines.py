"""The lines of invoices as their suppliers state them, and the receipts that these name."""

from collections.abc import Mapping
from typing import Any, Final

from domain.event import Recorded
from projections.projection import Row, Table, Tables

LINES: Final = Table(
    name="invoice_lines",
    kind="fact",
    columns={
        "invoice_id": "text",
        "line": "integer",
        "description": "text",
        "quantity": "numeric",  # zero: on price alone
        "unit": "text",  # null: the document says none
        "unit_price": "numeric",
        "amount": "numeric",
        "currency": "text",
        "purchase_order_line": "integer",  # that the supplier names; null: none
        "receipt_id": "text",  # that the line asks payment for; null: for whatever came
        "tax_percent": "numeric",  # its rate; below zero: withheld; null: none
        "item_id": "text",  # that the supplier's number stands for; null: it names none
    },
    selectors=("invoice_id",),
)
RECEIPTS_NAMED: Final = Table(
    name="invoice_line_receipts",
    kind="fact",
    columns={
        "invoice_id": "text",
        "number": "text",  # of the invoice
        "line": "integer",
        "receipt_id": "text",  # that the document says the line is for
        "quantity": "numeric",  # of it, in the line's own unit
        "unit": "text",
    },
    selectors=("invoice_id", "receipt_id"),
)
_STATED: Final = (
    "line",
    "description",
    "quantity",
    "unit",
    "unit_price",
    "amount",
    "purchase_order_line",
    "receipt_id",
    "tax_percent",
    "item_id",
)


def add_lines(event: Recorded, tables: Tables) -> None:
    """All that the document states."""
    lines = tables.fact("invoice_lines")
    for line in event.data["lines"]:
        stated: Row = {"invoice_id": event.document_id, "currency": event.data["currency"]}
        lines.add(event, stated | {name: line.get(name) for name in _STATED})
        _receipts_named(event, tables, line)


def _receipts_named(event: Recorded, tables: Tables, line: Mapping[str, Any]) -> None:
    """The one that it names is for all of the line."""
    named = line.get("receipts") or ()
    if "receipt_id" in line:
        named = (line,)
    for each in named:
        tables.fact("invoice_line_receipts").add(
            event,
            {
                "invoice_id": event.document_id,
                "number": event.data["number"],
                "line": line["line"],
                "receipt_id": each["receipt_id"],
                "quantity": each["quantity"],
                "unit": line.get("unit"),
            },
        )

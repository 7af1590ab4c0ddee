"""What orders bought at agreed prices, line by line: where a correction of past prices looks.

Only lines whose price an agreement gave have a row; a change of any other line finds none.
"""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import plus
from projections.projection import Key, Row, Tables

DAY_LENGTH: Final = len("2026-03-01")  # What a time in canonical form begins with.
AGREED: Final = "agreement"
_INVOICED: Final = {
    "purchase_order.line_invoiced": 1,
    "purchase_order.line_invoice_reversed": -1,
    "purchase_order.line_credited": -1,
}
_CANCELLED: Final = {"purchase_order.line_cancelled": 1, "purchase_order.line_reopened": -1}


def _added(event: Recorded, tables: Tables) -> None:
    line = event.data["line"]
    if line["price_source"] != AGREED or "agreement" not in line or "item_id" not in line:
        return
    tables.entity("agreed_order_lines").put(event, _agreed(event, line))


def _agreed(event: Recorded, line: Row) -> Row:
    """The row of a line of which nothing is invoiced yet."""
    return {
        "purchase_order_id": event.document_id,
        "line": line["line"],
        "order_number": event.metadata["number"],
        "agreement_number": line["agreement"],
        "legal_entity": event.metadata["legal_entity"],
        "facility": event.metadata["facility"],
        "item_id": line["item_id"],
        "pack": line["pack"],
        "unit": line["pack"]["unit"],
        "price_source": AGREED,
        "override_reason": None,
        "version": None,
        "tier": None,
        "priced_on": event.metadata["effective_at"][:DAY_LENGTH],
        "unit_price": line["unit_price"],
        "ordered": line["quantity"],
        "cancelled": "0",
        "invoiced_quantity": "0",
        "invoiced_amount": "0",
        "credited_on_price": "0",
        "given_back_quantity": "0",
        "given_back_amount": "0",
    }


def _priced(event: Recorded, tables: Tables) -> None:
    data, pricing = event.data, event.data["pricing"]
    _change(
        event,
        tables,
        data["line"],
        agreement_number=pricing["agreement"]["number"],
        price_source=data["price_source"],
        override_reason=pricing.get("override_reason"),
        version=pricing["version"],
        tier=pricing.get("tier"),
        priced_on=pricing["priced_on"],
    )


def _changed(event: Recorded, tables: Tables) -> None:
    for change in event.data["changes"]:
        row = _row(event, tables, change["line"])
        if "price_source" in change:
            _anew(event, tables, change, row)
            continue
        if row is None:
            continue
        ordered = change.get("quantity", row["ordered"])
        price = change.get("unit_price", row["unit_price"])
        _change(event, tables, change["line"], ordered=ordered, unit_price=price)


def _anew(event: Recorded, tables: Tables, change: Row, former: Row | None) -> None:
    """A line that was amended: with all that it is priced by, or no longer at an agreed price."""
    rows = tables.entity("agreed_order_lines")
    if change["price_source"] == AGREED:
        rows.put(event, _agreed(event, change))
    elif former is not None:
        rows.remove(event, event.document_id, change["line"])


def _cancelled(event: Recorded, tables: Tables) -> None:
    row = _row(event, tables, event.data["line"])
    if row is not None:
        moved = _CANCELLED[event.type] * Decimal(event.data["quantity"])
        _change(event, tables, row["line"], cancelled=plus(row["cancelled"], moved))


def _invoiced(event: Recorded, tables: Tables) -> None:
    row = _row(event, tables, event.data["line"])
    if row is not None:
        sign, data = _INVOICED[event.type], event.data
        quantity = plus(row["invoiced_quantity"], sign * Decimal(data["quantity"]))
        amount = plus(row["invoiced_amount"], sign * Decimal(data["amount"]))
        given = {} if sign > 0 else _given_back(event, row)
        figures = {"invoiced_quantity": quantity, "invoiced_amount": amount, **given}
        _change(event, tables, row["line"], **figures)


def _given_back(event: Recorded, row: Row) -> Row:
    data = event.data
    if event.type == "purchase_order.line_credited" and Decimal(data["quantity"]) == 0:
        return {"credited_on_price": plus(row["credited_on_price"], data["amount"])}
    return {
        f"given_back_{name}": plus(row[f"given_back_{name}"], data[name])
        for name in ("quantity", "amount")
    }


def _change(event: Recorded, tables: Tables, line: int, **values: object) -> None:
    row = _row(event, tables, line)
    if row is not None:
        tables.entity("agreed_order_lines").put(event, {**row, **values})


def _row(event: Recorded, tables: Tables, line: int) -> Row | None:
    return tables.entity("agreed_order_lines").get(event, event.document_id, line)


def order_keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    """The rows that an event of an order may touch."""
    data = event.data
    for change in data.get("changes", ()):
        yield "agreed_order_lines", (event.document_id, change["line"])
    if "line" in data:
        line = data["line"]
        number = line["line"] if isinstance(line, dict) else line
        yield "agreed_order_lines", (event.document_id, number)


ORDER_HANDLES: Final[dict[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.line_added": _added,
    "purchase_order.line_priced": _priced,
    "purchase_order.change_order_implemented": _changed,
    **dict.fromkeys(_CANCELLED, _cancelled),
    **dict.fromkeys(_INVOICED, _invoiced),
}

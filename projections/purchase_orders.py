"""Purchase orders: what is on order, with open quantity and value, line by line.

Open quantity is what is still expected: ordered less cancelled, less received net of returns and
reversals; nothing once the line is closed for receiving. Open value is that at the order's price.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.fold import MONTH_LENGTH, by_stream, change, current, decimal, plus
from projections.projection import Cell, Key, Projection, Row, Tables
from projections.purchase_order_tables import HEADERS, LINES, OPEN_VALUE, ORDERS_BY_MONTH

_RECEIVED: Final = {"line_received": 1, "line_receipt_reversed": -1, "line_returned": -1}
_INVOICED: Final = {"line_invoiced": 1, "line_invoice_reversed": -1, "line_credited": -1}
_COPIED: Final = (
    "purchase_order_id",
    "number",
    "supplier_id",
    "supplier_name",
    "legal_entity",
    "facility",
    "department",
    "buyer_id",
    "currency",
    "payment_terms",
)
_STATES: Final = {
    "purchase_order.submitted": "pending_approval",
    "purchase_order.approved": "approved",
    "purchase_order.rejected": "draft",
}


def _created(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    row: Row = {name: data[name] for name in _COPIED}
    figures = ("amount", "received_amount", "invoiced_amount", "open_value")
    row |= dict.fromkeys(figures, "0")
    row |= {"state": "draft", "requisition_id": data.get("requisition_id"), "revision": 0}
    row |= {"line_count": 0, "held": False, "acknowledged": False}
    row |= {"created_at": moment, "issued_at": None, "issued_month": None, "changed_at": moment}
    tables.entity("purchase_orders").put(event, row)


def _line_added(event: Recorded, tables: Tables) -> None:
    line = event.data["line"]
    row: Row = {
        "purchase_order_id": event.document_id,
        "line": line["line"],
        "number": event.metadata["number"],
        "description": line["description"],
        "item_id": line.get("item_id"),
        "item_class": line["item_class"],
        "unit": line["pack"]["unit"],
        "unit_price": line["unit_price"],
        "ordered": line["quantity"],
        "closed": "",
        "match": line["match"],
        "storage_location": line.get("storage_location"),
        "need_by": line.get("need_by"),
        "open_quantity": line["quantity"],
        "open_value": line["amount"],
    }
    row |= dict.fromkeys(("cancelled", "received", "invoiced"), "0")
    row |= dict.fromkeys(("received_amount", "invoiced_amount"), "0")
    tables.entity("purchase_order_lines").put(event, row)
    header = current(event, tables, "purchase_orders", event.document_id)
    _change(
        event,
        tables,
        line_count=int(header["line_count"] or 0) + 1,
        amount=plus(header["amount"], line["amount"]),
        open_value=plus(header["open_value"], line["amount"]),
    )


def _became(event: Recorded, tables: Tables) -> None:
    _change(event, tables, state=_STATES[event.type])


def _issued(event: Recorded, tables: Tables) -> None:
    """A change that needed approval is issued again; the order's age counts from the first."""
    header = current(event, tables, "purchase_orders", event.document_id)
    first = header["issued_at"] or event.metadata["effective_at"]
    values: Row = {"issued_at": first, "issued_month": str(first)[:MONTH_LENGTH]}
    _change(event, tables, state="issued", revision=event.data["revision"], **values)


def _acknowledged(event: Recorded, tables: Tables) -> None:
    _change(event, tables, acknowledged=True)


def _changed(event: Recorded, tables: Tables) -> None:
    """A change order: each line takes its new values, the header the new total and revision."""
    data = event.data
    for line in data["changes"]:
        row = current(event, tables, "purchase_order_lines", event.document_id, line["line"])
        values: Row = {"ordered": line.get("quantity", row["ordered"])}
        for name in ("unit_price", "storage_location", "need_by"):
            values[name] = line.get(name, row[name])
        _refresh(event, tables, row, values)
    terms = {"payment_terms": data["payment_terms"]} if "payment_terms" in data else {}
    _change(
        event,
        tables,
        revision=data["revision"],
        amount=data["amount_after"],
        currency=data["currency"],
        **terms,
    )


def _ledger(event: Recorded, tables: Tables) -> None:
    """Receipts and invoices move the line's ledgers, and with them what is open."""
    data, name = event.data, event.type.partition(".")[2]
    column, sign = (
        ("received", _RECEIVED[name]) if name in _RECEIVED else ("invoiced", _INVOICED[name])
    )
    row = current(event, tables, "purchase_order_lines", event.document_id, data["line"])
    amount = sign * Decimal(data["amount"])
    figure = f"{column}_amount"
    values: Row = {
        column: plus(row[column], sign * Decimal(data["quantity"])),
        figure: plus(row[figure], amount),
    }
    _refresh(event, tables, row, values)
    header = current(event, tables, "purchase_orders", event.document_id)
    _change(event, tables, **{figure: plus(header[figure], amount)})


def _line_cancelled(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = current(event, tables, "purchase_order_lines", event.document_id, data["line"])
    cancelled = plus(row["cancelled"], data["quantity"])
    _refresh(event, tables, row, {"cancelled": cancelled, "closed": _sides(row, add="cancelled")})
    header = current(event, tables, "purchase_orders", event.document_id)
    _change(event, tables, amount=plus(header["amount"], -Decimal(data["amount"])))


def _line_closed(event: Recorded, tables: Tables) -> None:
    row = current(event, tables, "purchase_order_lines", event.document_id, event.data["line"])
    _refresh(event, tables, row, {"closed": _sides(row, add=event.data["side"])})


def _line_reopened(event: Recorded, tables: Tables) -> None:
    data = event.data
    row = current(event, tables, "purchase_order_lines", event.document_id, data["line"])
    values: Row = {"closed": _sides(row, drop=data["undone"])}
    values["cancelled"] = plus(row["cancelled"], -Decimal(data["quantity"]))
    _refresh(event, tables, row, values)
    header = current(event, tables, "purchase_orders", event.document_id)
    _change(event, tables, amount=plus(header["amount"], data["amount"]))


def _held(event: Recorded, tables: Tables) -> None:
    _change(event, tables, held=event.type == "purchase_order.hold_placed")


def _refresh(event: Recorded, tables: Tables, row: Row, values: Row) -> None:
    """Puts the line with its open figures, and moves the header's open value along."""
    line: dict[str, Any] = {**row, **values}
    ordered = decimal(line["ordered"]) - decimal(line["cancelled"])
    still = max(ordered - decimal(line["received"]), Decimal(0))
    if "receiving" in line["closed"] or "cancelled" in line["closed"]:
        still = Decimal(0)
    line["open_quantity"] = str(still)
    line["open_value"] = str((still * decimal(line["unit_price"])).quantize(Decimal("0.001")))
    tables.entity("purchase_order_lines").put(event, line)
    moved = decimal(line["open_value"]) - decimal(row["open_value"])
    header = current(event, tables, "purchase_orders", event.document_id)
    _change(event, tables, open_value=plus(header["open_value"], moved))


def _sides(row: Row, *, add: str = "", drop: str = "") -> str:
    sides = {side for side in str(row["closed"]).split(",") if side}
    return ",".join(sorted((sides | ({add} if add else set())) - {drop}))


def _change(event: Recorded, tables: Tables, **values: Cell) -> None:
    moment = event.metadata["effective_at"]
    change(event, tables, "purchase_orders", (event.document_id,), **values, changed_at=moment)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "purchase_orders", (event.document_id,)
    line = event.data.get("line")
    if line is not None:
        number = line["line"] if isinstance(line, dict) else line
        yield "purchase_order_lines", (event.document_id, number)
    for changed in event.data.get("changes", ()):
        yield "purchase_order_lines", (event.document_id, changed["line"])


PURCHASE_ORDERS: Final = Projection(
    name="purchase_orders",
    version=2,
    why="What is on order from whom, for which facility, and how much of it is still open.",
    tables=(HEADERS, LINES),
    handles={
        "purchase_order.created": _created,
        "purchase_order.line_added": _line_added,
        **dict.fromkeys(_STATES, _became),
        "purchase_order.issued": _issued,
        "purchase_order.acknowledged": _acknowledged,
        "purchase_order.change_order_implemented": _changed,
        **dict.fromkeys((f"purchase_order.{name}" for name in _RECEIVED), _ledger),
        **dict.fromkeys((f"purchase_order.{name}" for name in _INVOICED), _ledger),
        "purchase_order.line_cancelled": _line_cancelled,
        "purchase_order.line_closed": _line_closed,
        "purchase_order.line_reopened": _line_reopened,
        "purchase_order.hold_placed": _held,
        "purchase_order.hold_released": _held,
    },
    keys=_keys,
    partition=by_stream,
    main="purchase_orders",
    queries=(ORDERS_BY_MONTH, OPEN_VALUE),
)

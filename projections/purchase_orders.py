"""Purchase orders: what is on order, with open quantity and value, line by line.

The buyer's lists and the dashboard read it. Each figure of a header is the sum of its lines' and
each count the number of its lines, so a header moves by what its lines moved. The header's state
follows `domain/purchase_orders/progress.py`: cancelled once no line is wanted, closed once an
issued order waits for nothing more, otherwise its stage.

Tables and questions are in `purchase_order_tables.py`, a line's own figures in
`purchase_order_lines.py`.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.fold import MONTH_LENGTH, by_stream, current, decimal, plus
from projections.projection import Key, Projection, Row, Tables
from projections.purchase_order_lines import sides, with_open_figures
from projections.purchase_order_tables import HEADERS, LINES, OPEN_VALUE, ORDERS_BY_MONTH

_SUMS: Final = ("amount", "received_amount", "invoiced_amount", "open_value")
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
_STAGES: Final = {
    "purchase_order.submitted": "pending_approval",
    "purchase_order.approved": "approved",
    "purchase_order.rejected": "draft",
}
_TRANSMISSIONS: Final = {
    "purchase_order.transmitted": "sent",
    "purchase_order.transmission_failed": "failed",
}


def _created(event: Recorded, tables: Tables) -> None:
    data, moment = event.data, event.metadata["effective_at"]
    row: Row = {name: data[name] for name in _COPIED}
    row |= {"state": "draft", "stage": "draft", "revision": 0}
    row |= {"requisition_id": data.get("requisition_id"), "transmission": None}
    row |= dict.fromkeys(("line_count", "lines_wanted", "lines_open", "lines_unanswered"), 0)
    row |= dict.fromkeys(_SUMS, "0")
    row |= {"held": False, "acknowledged": False}
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
        "amount": line["amount"],
        "closed": "",
        "match": line["match"],
        "acknowledgement": None,
        "promised_on": None,
        "storage_location": line.get("storage_location"),
        "need_by": line.get("need_by"),
    }
    row |= dict.fromkeys(("cancelled", "received", "invoiced"), "0")
    row |= dict.fromkeys(("cancelled_amount", "received_amount", "invoiced_amount"), "0")
    _change(event, tables, [(None, row)], {})


def _became(event: Recorded, tables: Tables) -> None:
    _change(event, tables, [], {"stage": _STAGES[event.type]})


def _issued(event: Recorded, tables: Tables) -> None:
    """A change that needed approval is issued again; the order's age counts from the first."""
    header = _header(event, tables)
    values: Row = {"stage": "issued", "revision": event.data["revision"]}
    if header["issued_at"] is None:
        moment = event.metadata["effective_at"]
        values |= {"issued_at": moment, "issued_month": moment[:MONTH_LENGTH]}
        values["transmission"] = "pending"
    _change(event, tables, [], values)


def _handed_over(event: Recorded, tables: Tables) -> None:
    _change(event, tables, [], {"transmission": _TRANSMISSIONS[event.type]})


def _acknowledged(event: Recorded, tables: Tables) -> None:
    lines: list[tuple[Row | None, Row]] = []
    for answer in event.data["lines"]:
        former = _line(event, tables, answer["line"])
        told = {"acknowledgement": answer["code"], "promised_on": answer.get("promised_on")}
        lines.append((former, {**former, **told}))
    _change(event, tables, lines, {})


def _changed(event: Recorded, tables: Tables) -> None:
    """A change order. The supplier has yet to answer to a new quantity or price."""
    data = event.data
    values: Row = {"revision": data["revision"], "currency": data["currency"]}
    if data["revision"]:
        values["transmission"] = "pending"
    if "payment_terms" in data:
        values["payment_terms"] = data["payment_terms"]
    lines: list[tuple[Row | None, Row]] = []
    for new in data["changes"]:
        former = _line(event, tables, new["line"])
        line = {**former, "ordered": new.get("quantity", former["ordered"])}
        for name in ("unit_price", "storage_location", "need_by"):
            line[name] = new.get(name, former[name])
        line["amount"] = plus(new["amount"], -decimal(former["cancelled_amount"]))
        if "quantity" in new or "unit_price" in new:
            line |= {"acknowledgement": None, "promised_on": None}
        lines.append((former, line))
    _change(event, tables, lines, values)


def _ledger(event: Recorded, tables: Tables) -> None:
    """Receipts and invoices move the line's ledgers, and with them what is open."""
    data, name = event.data, event.type.partition(".")[2]
    column = "received" if name in _RECEIVED else "invoiced"
    sign = _RECEIVED[name] if name in _RECEIVED else _INVOICED[name]
    former = _line(event, tables, data["line"])
    figure = f"{column}_amount"
    moved = {
        column: plus(former[column], sign * Decimal(data["quantity"])),
        figure: plus(former[figure], sign * Decimal(data["amount"])),
    }
    _change(event, tables, [(former, {**former, **moved})], {})


def _line_cancelled(event: Recorded, tables: Tables) -> None:
    former = _line(event, tables, event.data["line"])
    line = _cancelled_by(former, event, 1)
    line["closed"] = sides(former["closed"], add="cancelled")
    _change(event, tables, [(former, line)], {})


def _line_closed(event: Recorded, tables: Tables) -> None:
    former = _line(event, tables, event.data["line"])
    closed = sides(former["closed"], add=event.data["side"])
    _change(event, tables, [(former, {**former, "closed": closed})], {})


def _line_reopened(event: Recorded, tables: Tables) -> None:
    former = _line(event, tables, event.data["line"])
    line = _cancelled_by(former, event, -1)
    line["closed"] = sides(former["closed"], drop=event.data["undone"])
    _change(event, tables, [(former, line)], {})


def _cancelled_by(former: Row, event: Recorded, sign: int) -> Row:
    """The line with so much more, or less, of it cancelled."""
    quantity = sign * Decimal(event.data["quantity"])
    amount = sign * Decimal(event.data["amount"])
    return {
        **former,
        "cancelled": plus(former["cancelled"], quantity),
        "cancelled_amount": plus(former["cancelled_amount"], amount),
        "amount": plus(former["amount"], -amount),
    }


def _held(event: Recorded, tables: Tables) -> None:
    _change(event, tables, [], {"held": event.type == "purchase_order.hold_placed"})


def _header(event: Recorded, tables: Tables) -> Row:
    return current(event, tables, "purchase_orders", event.document_id)


def _line(event: Recorded, tables: Tables, line: int) -> Row:
    return current(event, tables, "purchase_order_lines", event.document_id, line)


def _change(
    event: Recorded, tables: Tables, lines: Iterable[tuple[Row | None, Row]], values: Row
) -> None:
    """Puts the lines, each with what it was before, and the header, which follows them."""
    header = {**_header(event, tables), **values}
    rows = tables.entity("purchase_order_lines")
    for former, line in lines:
        rows.put(event, with_open_figures(line, header["currency"]))
        if former is None:
            header["line_count"] += 1
        else:
            _count(header, former, -1)
        _count(header, line, 1)
        for name in _SUMS:
            was = former[name] if former else "0"
            if line[name] != was:
                header[name] = plus(header[name], Decimal(line[name]) - Decimal(was))
    header["state"] = _state(header)
    header["acknowledged"] = (
        header["revision"] > 0 and header["lines_wanted"] > 0 and not header["lines_unanswered"]
    )
    header["changed_at"] = event.metadata["effective_at"]
    tables.entity("purchase_orders").put(event, header)


def _count(header: Row, line: Row, number: int) -> None:
    """Counts the line in, or out."""
    if line["state"] == "cancelled":
        return
    header["lines_wanted"] += number
    if line["state"] == "open":
        header["lines_open"] += number
    if line["acknowledgement"] is None:
        header["lines_unanswered"] += number


def _state(header: Row) -> str:
    if header["line_count"] and not header["lines_wanted"]:
        return "cancelled"
    if header["stage"] == "issued" and not header["lines_open"]:
        return "closed"
    return str(header["stage"])


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "purchase_orders", (event.document_id,)
    data = event.data
    line = data.get("line")
    if line is not None:
        number = line["line"] if isinstance(line, dict) else line
        yield "purchase_order_lines", (event.document_id, number)
    for touched in data.get("changes") or data.get("lines") or ():
        yield "purchase_order_lines", (event.document_id, touched["line"])


PURCHASE_ORDERS: Final = Projection(
    name="purchase_orders",
    version=2,
    why="What is on order from whom, for which facility, and how much of it is still open.",
    tables=(HEADERS, LINES),
    handles={
        "purchase_order.created": _created,
        "purchase_order.line_added": _line_added,
        **dict.fromkeys(_STAGES, _became),
        "purchase_order.issued": _issued,
        **dict.fromkeys(_TRANSMISSIONS, _handed_over),
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

"""Purchase orders: what is on order, with open quantity and value, line by line.

The buyer's lists and the dashboard read it. Each figure of a header is the sum of its lines' and
each count the number of its lines, so a header moves by what its lines moved. The header's state
follows `domain/purchase_orders/progress.py`: cancelled once no line is wanted, closed once an
issued order waits for nothing more, otherwise its stage.

Tables and questions are in `purchase_order_tables.py`, a line's own figures in
`purchase_order_lines.py`, how a header follows its lines in `purchase_order_headers.py`, what the
supplier answers in `purchase_order_answers.py`.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from domain.purchase_orders.words import BOUGHT
from projections.fold import MONTH_LENGTH, by_stream, decimal, plus
from projections.intercompany_questions import DELIVERIES_DUE, UNBILLED
from projections.order_figures import ORDER_FIGURES
from projections.projection import Key, Projection, Row, Tables
from projections.purchase_order_answers import ANSWERS, NO_CHANGES, UNANSWERED
from projections.purchase_order_control import CONTROL, kind_of
from projections.purchase_order_endings import ENDINGS
from projections.purchase_order_headers import COUNTS, SUMS, change, header_row, line_row
from projections.purchase_order_requests import (
    REQUESTS,
    REQUESTS_AWAITING,
    dealt,
    dealt_anew,
    request_keys,
    served,
)
from projections.purchase_order_shares import SHARES, SHARING, share_keys
from projections.purchase_order_tables import HEADERS, LINES, QUESTIONS
from projections.purchase_order_totals import (
    NOTHING_BESIDE,
    NOTHING_BORNE,
    PARTS,
    TOTALS,
    part_keys,
)
from projections.purchase_order_usages import USAGE, USAGE_QUESTIONS, USAGES, counted
from projections.spend_breakdown import SPEND_BREAKDOWN
from projections.spend_figures import SPEND_FIGURES

_RECEIVED: Final = {
    "line_received": 1,
    "line_receipt_corrected": 1,
    "line_receipt_reversed": -1,
    "line_returned": -1,
    "line_used": 1,
    "line_use_reversed": -1,
    "line_consumed": 1,
    "line_consumption_reversed": -1,
}
_CONSIGNED: Final = {
    "purchase_order.line_consigned": 1,
    "purchase_order.line_consignment_returned": -1,
}
_INVOICED: Final = {
    "line_invoiced": 1,
    "line_invoice_reversed": -1,
    "line_credited": -1,
    "line_intercompany_billed": 1,
}
_FIGURES: Final = ("cancelled", "received", "returned", "invoiced", "used", "wasted")
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
_CHANGED: Final = (
    *("unit_price", "storage_location", "need_by"),
    *("description", "item_id", "item_class"),
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
    row |= kind_of(data)
    if "seller" in data:
        row["supplier_id"] = None  # A legal entity of our own is nobody's supplier.
    row |= dict.fromkeys(COUNTS, 0)
    row |= dict.fromkeys((*SUMS, "lines_open_value"), "0") | NOTHING_BESIDE
    row |= {"held": False, "acknowledged": False, "acknowledgement": "none"}
    row |= {"acknowledge_by": None, "overdue_revision": 0}
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
        "basis": line.get("basis", "quantity"),
        "closed": "",
        "match": line["match"],
        **UNANSWERED,
        **dict.fromkeys(("over_receipt_percent", "expected_on", "overdue_on")),
        "order_form": None,
        "storage_location": line.get("storage_location"),
        "need_by": line.get("need_by"),
    }
    row |= dict.fromkeys(_FIGURES, "0") | NOTHING_BORNE
    row["consigned"] = "0" if line["accounting"] == "consignment" else None
    row["return_authorization"] = None
    row |= dict.fromkeys(("cancelled_amount", "received_amount", "invoiced_amount"), "0")
    is_taken_up = header_row(event, tables)["stage"] == "cancelled"  # A discarded draft.
    change(event, tables, [(None, row)], {"stage": "draft"} if is_taken_up else {})
    served(event, tables)


def _became(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"stage": _STAGES[event.type]})


def _issued(event: Recorded, tables: Tables) -> None:
    """A change that needed approval is issued again; the order's age counts from the first."""
    header = header_row(event, tables)
    values: Row = {"stage": "issued", "revision": event.data["revision"]}
    values |= _due(event)
    if header["issued_at"] is None:
        moment = event.metadata["effective_at"]
        values |= {"issued_at": moment, "issued_month": moment[:MONTH_LENGTH]}
        values["transmission"] = "pending"
    change(event, tables, [], values)


def _handed_over(event: Recorded, tables: Tables) -> None:
    change(event, tables, [], {"transmission": _TRANSMISSIONS[event.type], **_due(event)})


def _due(event: Recorded) -> Row:
    """Until when the supplier has to answer, where the event says so."""
    by = event.data.get("acknowledge_by")
    return {"acknowledge_by": by} if by else {}


def _changed(event: Recorded, tables: Tables) -> None:
    """A change order. The supplier has yet to answer to a new quantity or price."""
    data = event.data
    values: Row = {"revision": data["revision"], "currency": data["currency"]}
    values["acknowledge_by"] = None
    if data["revision"]:
        values["transmission"] = "pending"
    if "payment_terms" in data:
        values["payment_terms"] = data["payment_terms"]
    told = ("supplier_id", "supplier_name", "cap_amount")
    values |= {name: data[name] for name in told if name in data}
    if "valid_until" in data:
        values["blanket_until"] = data["valid_until"]
    lines: list[tuple[Row | None, Row]] = []
    for new in data["changes"]:
        former = line_row(event, tables, new["line"])
        lines.append((former, _under_new_terms(former, new, data)))
    change(event, tables, lines, values)
    dealt_anew(event, tables)


def _under_new_terms(former: Row, new: Mapping[str, Any], data: Mapping[str, Any]) -> Row:
    """The line after the change; what the supplier said of the former terms is void."""
    line = {**former, "ordered": new.get("quantity", former["ordered"])}
    for name in _CHANGED:
        line[name] = new.get(name, former[name])
    line["unit"] = new["pack"]["unit"] if "pack" in new else former["unit"]
    line["amount"] = plus(new["amount"], -decimal(former["cancelled_amount"]))
    is_other = "supplier_id" in data or not new.keys().isdisjoint(BOUGHT)
    if "supplier_change" in data:
        return line
    if is_other:
        line |= {"backorder_quantity": "0", "backorder_expected_on": None, "expected_on": None}
    if is_other or "quantity" in new or "unit_price" in new:
        line |= {"acknowledgement": None, "promised_on": None, **NO_CHANGES}
    return line


def _ledger(event: Recorded, tables: Tables) -> None:
    """Receipts and invoices move the line's ledgers, and with them what is open."""
    data, name = event.data, event.type.partition(".")[2]
    column = "received" if name in _RECEIVED else "invoiced"
    sign = _RECEIVED[name] if name in _RECEIVED else _INVOICED[name]
    former = line_row(event, tables, data["line"])
    figure = f"{column}_amount"
    moved: Row = {
        column: plus(former[column], sign * Decimal(data["quantity"])),
        figure: plus(former[figure], sign * Decimal(data["amount"])),
    }
    if name == "line_returned":
        moved["returned"] = plus(former["returned"], data["quantity"])
        moved["return_authorization"] = data.get("authorization", former["return_authorization"])
    change(event, tables, [(former, {**former, **moved})], {})
    if name in _RECEIVED:
        dealt(event, tables)
    if name == "line_used":
        counted(event, tables)


def _consigned(event: Recorded, tables: Tables) -> None:
    """Goods of the supplier came to lie here, or he took them back."""
    former = line_row(event, tables, event.data["line"])
    moved = _CONSIGNED[event.type] * Decimal(event.data["quantity"])
    line = {**former, "consigned": plus(former["consigned"], moved)}
    change(event, tables, [(former, line)], {})


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    yield "purchase_orders", (event.document_id,)
    data = event.data
    line = data.get("line")
    if line is not None:
        number = line["line"] if isinstance(line, dict) else line
        yield "purchase_order_lines", (event.document_id, number)
    yield from request_keys(event)
    if event.type in TOTALS:
        yield from part_keys(event)
    if event.type in SHARING:
        yield from share_keys(event)
    if "usage" in data:
        yield "purchase_order_usages", (event.document_id, data["usage"])
    if "substitute_line" in data:
        yield "purchase_order_lines", (event.document_id, data["substitute_line"])
    for touched in data.get("changes") or data.get("lines") or ():
        yield "purchase_order_lines", (event.document_id, touched["line"])


PURCHASE_ORDERS: Final = Projection(
    name="purchase_orders",
    version=16,
    why="What is on order from whom, for which facility, and how much of it is still open.",
    tables=(HEADERS, LINES, PARTS, SHARES, USAGES, REQUESTS),
    handles={
        "purchase_order.created": _created,
        "purchase_order.line_added": _line_added,
        **dict.fromkeys(_STAGES, _became),
        "purchase_order.issued": _issued,
        **dict.fromkeys(_TRANSMISSIONS, _handed_over),
        **ANSWERS,
        **CONTROL,
        **USAGE,
        **TOTALS,
        **SHARING,
        "purchase_order.change_order_implemented": _changed,
        **dict.fromkeys((f"purchase_order.{name}" for name in _RECEIVED), _ledger),
        **dict.fromkeys((f"purchase_order.{name}" for name in _INVOICED), _ledger),
        **dict.fromkeys(_CONSIGNED, _consigned),
        **ENDINGS,
    },
    keys=_keys,
    partition=by_stream,
    main="purchase_orders",
    queries=(
        *(*QUESTIONS, *USAGE_QUESTIONS, *ORDER_FIGURES, *SPEND_FIGURES),
        *(DELIVERIES_DUE, UNBILLED, REQUESTS_AWAITING, *SPEND_BREAKDOWN),
    ),
)

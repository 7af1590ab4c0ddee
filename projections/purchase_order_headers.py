"""How the header of an order follows its lines: sums, counts, state, the supplier's answer.

The rules are those of `domain/purchase_orders/progress.py`, told with the cells of rows.
"""

from collections.abc import Iterable
from decimal import Decimal
from typing import Final, get_args

from domain.event import Recorded
from domain.purchase_orders.words import AcceptedCode, HeldCode, RefusedCode
from projections.fold import current, plus
from projections.projection import Row, Tables
from projections.purchase_order_lines import with_open_figures

SUMS: Final = ("amount", "received_amount", "invoiced_amount", "open_value")
_TOTALS: Final = {"open_value": "lines_open_value"}  # What the header sums under another name.
COUNTS: Final = (
    "line_count",
    "lines_wanted",
    "lines_open",
    "lines_unanswered",
    "lines_accepted",
    "lines_rejected",
    "lines_backordered",
    "changes_waiting",
)
_ACCEPTED: Final = frozenset(get_args(AcceptedCode))
_REFUSED: Final = frozenset(get_args(RefusedCode))
_UNANSWERED: Final = frozenset((None, *get_args(HeldCode)))


def header_row(event: Recorded, tables: Tables) -> Row:
    """The order's header as it stands."""
    return current(event, tables, "purchase_orders", event.document_id)


def line_row(event: Recorded, tables: Tables, line: int) -> Row:
    """One line of the event's order as it stands."""
    return current(event, tables, "purchase_order_lines", event.document_id, line)


def change(
    event: Recorded, tables: Tables, lines: Iterable[tuple[Row | None, Row]], values: Row
) -> None:
    """Puts the lines, each with what it was before, and the header, which follows them."""
    header = {**header_row(event, tables), **values}
    rows = tables.entity("purchase_order_lines")
    for former, line in lines:
        rows.put(event, with_open_figures(line, header["currency"]))
        if former is None:
            header["line_count"] += 1
        else:
            _count(header, former, -1)
        _count(header, line, 1)
        for name in SUMS:
            was = former[name] if former else "0"
            if line[name] != was:
                total = _TOTALS.get(name, name)
                header[total] = plus(header[total], Decimal(line[name]) - Decimal(was))
    header["total"] = plus(
        header["amount"], Decimal(header["charges_amount"]) + Decimal(header["tax_amount"])
    )
    header["state"] = _state(header)
    is_final = header["state"] == "finally_closed"  # Whatever goes back afterwards.
    header["open_value"] = "0" if is_final else header["lines_open_value"]
    header["acknowledgement"] = _acknowledgement(header)
    header["acknowledged"] = header["acknowledgement"] not in ("none", "pending", "overdue")
    header["changed_at"] = event.metadata["effective_at"]
    tables.entity("purchase_orders").put(event, header)


def _count(header: Row, line: Row, number: int) -> None:
    """Counts the line in, or out."""
    header["changes_waiting"] += number * line["changes_waiting"]
    if line["state"] == "cancelled":
        return
    header["lines_wanted"] += number
    if line["state"] == "open":
        header["lines_open"] += number
    code = line["acknowledgement"]
    header["lines_unanswered"] += number * (code in _UNANSWERED)
    header["lines_accepted"] += number * (code in _ACCEPTED)
    header["lines_rejected"] += number * (code in _REFUSED)
    header["lines_backordered"] += number * (Decimal(line["backordered"]) > 0)


def _state(header: Row) -> str:
    if header["stage"] == "finally_closed":
        return "finally_closed"
    if header["line_count"] and not header["lines_wanted"]:
        return "cancelled"
    if header["stage"] == "issued" and not header["lines_open"]:
        return "closed"
    return str(header["stage"])


def _acknowledgement(header: Row) -> str:
    if not header["revision"] or not header["lines_wanted"]:
        return "none"
    if header["lines_unanswered"]:
        return "overdue" if header["overdue_revision"] == header["revision"] else "pending"
    if header["lines_accepted"] == header["lines_wanted"]:
        return "accepted"
    is_rejected = header["lines_rejected"] == header["lines_wanted"]
    return "rejected" if is_rejected else "accepted_with_changes"

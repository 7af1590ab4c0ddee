"""Which requests each order line serves that serves several: who gets how much of it, and has it.

What a dock deals goods out by, and what a requester is told who asks where his part is. Quantities
count in the base unit of the line's pack.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.documents import THE_ORDER
from projections.fold import current, plus
from projections.projection import Key, Query, Row, Table, Tables

NAME: Final = "purchase_order_requests"
REQUESTS: Final = Table(
    name=NAME,
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "line": "integer",
        "requisition_id": "text",
        "requisition_line": "integer",
        "number": "text",  # of the order
        "requisition_number": "text",
        "requester_id": "text",
        "facility": "text",
        "department": "text",
        "deliver_to": "text",
        "need_by": "date",
        "description": "text",
        "unit": "text",
        "quantity": "numeric",  # that it has of the line, before what it gave up
        "given_up": "numeric",  # cancelled of that
        "arrived": "numeric",  # came for it, and did not go back
    },
    key=("purchase_order_id", "line", "requisition_id", "requisition_line"),
    selectors=("purchase_order_id", "requisition_id", "department"),
    order=("number", "line"),
)
REQUESTS_AWAITING: Final = Query(
    name="requests_awaiting_goods",
    why="Requests that were ordered together with others and wait for their part, the oldest need"
    " first; of lines that wait for goods, not for the bill alone.",
    sql="""
        SELECT requests.purchase_order_id, requests.number, requests.line, requests.description,
               requests.requisition_number, requests.requisition_line, requests.requester_id,
               requests.facility, requests.department, requests.deliver_to, requests.need_by,
               requests.quantity - requests.given_up - requests.arrived AS awaited, requests.unit
          FROM {purchase_order_requests} requests
          JOIN {purchase_orders} orders USING (purchase_order_id)
          JOIN {purchase_order_lines} lines USING (purchase_order_id, line)
         WHERE orders.stage = 'issued' AND strpos(lines.closed, 'receiving') = 0
           AND lines.match <> 'two_way'
           AND requests.quantity - requests.given_up > requests.arrived
         ORDER BY requests.need_by NULLS LAST, requests.requisition_number,
                  requests.requisition_line, requests.number, requests.line
    """,
    documents=THE_ORDER,
)
_ARRIVED: Final = {
    "purchase_order.line_received": 1,
    "purchase_order.line_receipt_corrected": 1,
    "purchase_order.line_receipt_reversed": -1,
    "purchase_order.line_returned": -1,
}
_GIVEN_UP: Final = {"purchase_order.line_cancelled": 1, "purchase_order.line_reopened": -1}


def served(event: Recorded, tables: Tables) -> None:
    """A line that joined the order serves these."""
    line = event.data["line"]
    for each in line.get("serves", ()):
        row: Row = {name: each.get(name) for name in REQUESTS.columns}
        requisition = each["requisition"]
        row |= {"requisition_id": requisition["id"], "requisition_number": requisition["number"]}
        row |= {"purchase_order_id": event.document_id, "number": event.metadata["number"]}
        row |= {"line": line["line"], "description": line["description"]}
        row |= {"unit": line["pack"]["base_unit"], "given_up": "0", "arrived": "0"}
        tables.entity(NAME).put(event, row)


def dealt_anew(event: Recorded, tables: Tables) -> None:
    """A change order said what each has of its line."""
    for change in event.data["changes"]:
        for each in change.get("dealt", ()):
            former = _row(event, tables, change["line"], each)
            tables.entity(NAME).put(event, {**former, "quantity": each["quantity"]})


def dealt(event: Recorded, tables: Tables) -> None:
    """Goods came for requests or left them, or some of the line was given up."""
    signs = _ARRIVED if event.type in _ARRIVED else _GIVEN_UP
    column = "arrived" if event.type in _ARRIVED else "given_up"
    for each in event.data.get("dealt", ()):
        former = _row(event, tables, event.data["line"], each)
        by = signs[event.type] * Decimal(each["quantity"])
        tables.entity(NAME).put(event, {**former, column: plus(former[column], by)})


def request_keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    """The rows of requests that the event reads or writes."""
    data = event.data
    line = data.get("line")
    if isinstance(line, dict):
        for each in line.get("serves", ()):
            place = (each["requisition"]["id"], each["requisition_line"])
            yield NAME, (event.document_id, line["line"], *place)
    for number, parts in ((line, data), *((each["line"], each) for each in _changes(data))):
        for each in parts.get("dealt") or ():
            place = (each["requisition_id"], each["requisition_line"])
            yield NAME, (event.document_id, number, *place)


def _changes(data: Mapping[str, Any]) -> Iterable[Mapping[str, Any]]:
    return data.get("changes") or ()


def _row(event: Recorded, tables: Tables, line: int, each: Mapping[str, Any]) -> Row:
    place = (line, each["requisition_id"], each["requisition_line"])
    return current(event, tables, NAME, event.document_id, *place)

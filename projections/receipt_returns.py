"""Returns that the buyer asked for: the rows of `receipt_returns`, a part of the receipts' model.

The buyer's list of what the supplier has yet to authorize, and the dock's of what is to leave.
"""

from typing import Final

from domain.event import Recorded
from projections.fold import change
from projections.projection import Documents, Key, Query, Row, Table, Tables

RETURNS: Final = Table(
    name="receipt_returns",
    kind="entity",
    columns={
        "receipt_id": "text",
        "return_request": "integer",
        "number": "text",  # of the receipt
        "state": "text",  # requested | authorized | returned | withdrawn
        "purchase_order_id": "text",
        "purchase_order_number": "text",
        "supplier_id": "text",
        "facility": "text",
        "asked_by": "text",
        "reason_code": "text",
        "authorization": "text",  # the supplier's (RMA)
        "lines": "jsonb",  # of the receipt, each with its quantity
        "asked_at": "timestamptz",
        "changed_at": "timestamptz",
    },
    key=("receipt_id", "return_request"),
    selectors=("state", "receipt_id", "supplier_id"),
    order=("asked_at",),
)
WAITING: Final = Query(
    name="returns_waiting",
    why="Goods that are to go back: what waits for the supplier's word, and what may leave.",
    sql="""
        SELECT receipt_id, return_request, number, state, purchase_order_number, supplier_id,
               facility, asked_by, reason_code, "authorization", lines, asked_at
          FROM {receipt_returns} returns
         WHERE state IN ('requested', 'authorized')
         ORDER BY asked_at, receipt_id, return_request
    """,
    documents=Documents(of="receipts", by={"receipt_id": "receipt_id"}),
)
_STATES: Final = {
    "receipt.return_authorized": "authorized",
    "receipt.return_request_withdrawn": "withdrawn",
    "receipt.goods_returned": "returned",
}


def asked(event: Recorded, tables: Tables) -> None:
    """The buyer wants goods to go back."""
    data, moment = event.data, event.metadata["effective_at"]
    row: Row = {
        "receipt_id": event.document_id,
        "return_request": data["return_request"],
        "number": event.metadata["number"],
        "state": "requested",
        "purchase_order_id": data["purchase_order"]["id"],
        "purchase_order_number": data["purchase_order"]["number"],
        "supplier_id": data["supplier_id"],
        "facility": event.metadata["facility"],
        "asked_by": data["asked_by"],
        "reason_code": data["reason_code"],
        "authorization": None,
        "lines": data["lines"],
        "asked_at": moment,
        "changed_at": moment,
    }
    tables.entity("receipt_returns").put(event, row)


def decided(event: Recorded, tables: Tables) -> None:
    """The supplier answered, the goods left, or they stay."""
    values: Row = {"state": _STATES[event.type], "changed_at": event.metadata["effective_at"]}
    if "authorization" in event.data:
        values["authorization"] = event.data["authorization"]
    change(event, tables, "receipt_returns", key_of(event), **values)


def key_of(event: Recorded) -> Key:
    """The row that the event is about."""
    return event.document_id, event.data["return_request"]

"""Shipments that suppliers announced: what of them came, and what is still under way.

The dock's list of what to expect. A row is one line and lot of a notice, or goods that came with a
shipment that does not announce them. Quantities are in the unit of the order's line.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from domain.numbers.spelling import normalised
from projections.fold import by_stream, decimal, plus
from projections.projection import Documents, Key, Projection, Query, Row, Table, Tables

_TABLE: Final = Table(
    name="announced_shipments",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "shipment": "text",
        "line": "integer",  # of the order
        "lot": "text",  # as it is compared; empty: the notice names none
        "purchase_order_number": "text",
        "facility": "text",
        "expected_on": "date",  # null: it was not announced
        "expires_on": "date",
        "announced": "numeric",
        "came": "numeric",
        "under_way": "numeric",
        "state": "text",  # under_way | as_announced | over | short | not_announced
        "ended": "boolean",  # somebody said that the rest does not come
        "changed_at": "timestamptz",
    },
    key=("purchase_order_id", "shipment", "line", "lot"),
    selectors=("purchase_order_id", "shipment", "facility", "state"),
    order=("expected_on", "purchase_order_number"),
)
_UNDER_WAY: Final = Query(
    name="shipments_under_way",
    why="What suppliers announced and no receipt took in yet, by line and lot, the next to come"
    " first.",
    sql="""
        SELECT purchase_order_id, purchase_order_number, facility, shipment, line, lot,
               expires_on, expected_on, announced, came, under_way
          FROM {announced_shipments} announced_shipments
         WHERE under_way > 0
           AND (%(facility)s IS NULL OR facility = %(facility)s)
         ORDER BY expected_on, purchase_order_number, purchase_order_id, shipment, line, lot
    """,
    parameters={"facility": "text"},
    documents=Documents(of="audit_trail", by={"number": "purchase_order_number"}),
)
_DIFFERING: Final = Query(
    name="shipments_differing",
    why="What came with a shipment otherwise than its supplier announced: more, less, another lot.",
    sql="""
        SELECT purchase_order_id, purchase_order_number, facility, shipment, line, lot, state,
               announced, came, changed_at
          FROM {announced_shipments} announced_shipments
         WHERE state IN ('over', 'short', 'not_announced')
           AND (%(facility)s IS NULL OR facility = %(facility)s)
         ORDER BY changed_at DESC, purchase_order_number, purchase_order_id, shipment, line, lot
    """,
    parameters={"facility": "text"},
    documents=Documents(of="audit_trail", by={"number": "purchase_order_number"}),
)


def _announced(event: Recorded, tables: Tables) -> None:
    shipments = tables.entity("announced_shipments")
    for line in event.data["lines"]:
        row = _row(event, tables, line)
        row["announced"] = plus(row["announced"], line["quantity"])
        row["expires_on"] = line.get("expires_on")
        row["expected_on"] = event.data["expected_on"]
        shipments.put(event, _judged(row))


def _taken_in(event: Recorded, tables: Tables) -> None:
    shipments, data = tables.entity("announced_shipments"), event.data
    for line in data["lines"]:
        row = _row(event, tables, line)
        row["came"] = plus(row["came"], line["quantity"])
        if "ends" in data or "reopens" in data:
            row["ended"] = "ends" in data
        shipments.put(event, _judged(row))


def _row(event: Recorded, tables: Tables, line: Mapping[str, Any]) -> Row:
    key = _key(event, line)
    moment = {"changed_at": event.metadata["effective_at"]}
    former = tables.entity("announced_shipments").get(event, *key)
    if former is not None:
        return {**former, **moment}
    row: Row = dict(zip(_TABLE.key, key, strict=True))
    row |= {"purchase_order_number": event.metadata["number"]}
    row |= {"facility": event.metadata["facility"], "expires_on": None, "expected_on": None}
    return row | {"announced": "0", "came": "0", "ended": False, **moment}


def _judged(row: Row) -> Row:
    announced, came = decimal(row["announced"]), decimal(row["came"])
    left = Decimal(0) if row["ended"] else max(announced - came, Decimal(0))
    if announced == 0:
        state = "not_announced" if came else "as_announced"
    elif came > announced:
        state = "over"
    elif left:
        state = "under_way"
    else:
        state = "as_announced" if came == announced else "short"
    return {**row, "under_way": str(left), "state": state}


def _key(event: Recorded, line: Mapping[str, Any]) -> Key:
    lot = normalised(line["lot"]) if "lot" in line and "any_lot" not in line else ""
    return (event.document_id, event.data["shipment"], line["line"], lot)


def _keys(event: Recorded) -> Iterable[tuple[str, Key]]:
    for line in event.data["lines"]:
        yield "announced_shipments", _key(event, line)


ANNOUNCED_SHIPMENTS: Final = Projection(
    name="announced_shipments",
    version=1,
    why="The dock's list of what to expect: what suppliers announced, and what came of it.",
    tables=(_TABLE,),
    handles={
        "purchase_order.asn_recorded": _announced,
        "purchase_order.shipment_taken_in": _taken_in,
    },
    keys=_keys,
    partition=by_stream,
    main="announced_shipments",
    queries=(_UNDER_WAY, _DIFFERING),
)

"""Where the goods of each receipt line stand: the part of the receipts read model that is judged.

The inspector's list is its rows by `awaits`. Quantities are in the order's unit.

Quality of a supplier: lines of receipts of which something was rejected or went back ÷ lines that
stand; units rejected or gone back ÷ units delivered. Goods that went back for another reason than
their quality count as well: a return does not say.
"""

from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from domain.receipts.buckets import (
    MISCOUNTED_FIRST,
    RETURNED_FIRST,
    WITNESS_PENDING,
    Bucket,
)
from projections.fold import current, decimal, plus
from projections.projection import Documents, Key, Query, Row, Table, Tables

STANDINGS: Final = Table(
    name="receipt_standings",
    kind="entity",
    columns={
        "receipt_id": "text",
        "line": "integer",
        "purchase_order_id": "text",
        "purchase_order_line": "integer",
        "supplier_id": "text",
        "facility": "text",
        "item_id": "text",
        "description": "text",
        "lot": "text",
        "expires_on": "date",
        "unit": "text",
        "received": "numeric",  # not judged yet, and free to be used
        "quarantined": "numeric",
        "accepted": "numeric",
        "rejected": "numeric",
        "returned": "numeric",
        "reason": "text",  # why it was held back, rejected or doubted last
        "awaits": "text",  # witness | inspection | return; none: nothing
        "changed_at": "timestamptz",
    },
    key=("receipt_id", "line"),
    selectors=("receipt_id", "awaits", "facility", "item_id"),
    order=("changed_at",),
    descending=True,
)
QUALITY: Final = Query(
    name="quality_by_supplier",
    why="Of what each supplier delivered, the lines and units that were rejected or went back.",
    sql="""
        WITH judged AS (
            SELECT supplier_id, rejected + returned AS refused,
                   received + quarantined + accepted + rejected + returned AS delivered
              FROM {receipt_standings} standings
        )
        SELECT supplier_id, count(*) AS lines, count(*) FILTER (WHERE refused > 0) AS refused_lines,
               round(100.0 * count(*) FILTER (WHERE refused > 0) / count(*), 2)
                   AS refused_lines_pct,
               round(100 * sum(refused) / sum(delivered), 2) AS refused_units_pct
          FROM judged
         WHERE delivered > 0
         GROUP BY supplier_id
         ORDER BY supplier_id
    """,
    documents=Documents(of="receipt_standings", by={"supplier_id": "supplier_id"}),
)
GOODS_RETURNED: Final = Query(
    name="goods_returned",
    why="Each line of a receipt of which goods went back to the supplier, and why; the latest"
    " first.",
    sql="""
        SELECT receipt_id, receipts.number AS receipt_number, line, standings.purchase_order_id,
               standings.supplier_id, standings.facility, item_id, description, lot, returned, unit,
               reason, standings.changed_at
          FROM {receipt_standings} standings
          JOIN {receipts} receipts USING (receipt_id)
         WHERE returned > 0
         ORDER BY standings.changed_at DESC, receipts.number, receipt_id, line
    """,
    documents=Documents(of="receipts", by={"receipt_id": "receipt_id"}),
)
_BUCKETS: Final[tuple[Bucket, ...]] = ("received", "quarantined", "accepted", "rejected")
_Facts = dict[str, Any]


def posted(event: Recorded, tables: Tables) -> None:
    """Each line as it comes."""
    for line in event.data["lines"]:
        row: Row = {name: line.get(name) for name in ("item_id", "lot", "expires_on")}
        row |= {name: line[name] for name in ("line", "purchase_order_line", "description", "unit")}
        row |= {"receipt_id": event.document_id, "facility": event.data["facility"]}
        row |= {"purchase_order_id": event.data["purchase_order"]["id"], "returned": "0"}
        row |= {"supplier_id": event.data["supplier_id"]}
        row |= dict.fromkeys(_BUCKETS, "0")
        row[line.get("disposition", "received")] = line["quantity"]
        row["reason"] = line.get("disposition_reason")
        _put(event, tables, row)


def returned(event: Recorded, tables: Tables) -> None:
    """Goods left for the supplier."""
    for line in event.data["lines"]:
        row = _taken(_row(event, tables, line), line, Decimal(line["quantity"]), RETURNED_FIRST)
        row["returned"] = plus(row["returned"], line["quantity"])
        _put(event, tables, row)


def corrected(event: Recorded, tables: Tables) -> None:
    """So much more came, or so much never did."""
    for line in event.data["lines"]:
        row, by = _row(event, tables, line), Decimal(line["quantity"])
        if by < 0:
            row = _taken(row, line, -by, MISCOUNTED_FIRST)
        else:
            bucket = line.get("bucket") or line.get("disposition") or "received"
            row[bucket] = plus(row[bucket], by)
        _put(event, tables, row)


def relabelled(event: Recorded, tables: Tables) -> None:
    """Goods are of another lot or date than was entered."""
    for line in event.data["lines"]:
        label = {name: line["becomes"].get(name) for name in ("lot", "expires_on")}
        _put(event, tables, _row(event, tables, line) | label)


def reversed_whole(event: Recorded, tables: Tables) -> None:
    """Nothing of the lines ever came."""
    for line in event.data["lines"]:
        _put(event, tables, _row(event, tables, line) | dict.fromkeys(_BUCKETS, "0"))


def judged(event: Recorded, tables: Tables) -> None:
    """An inspection, a doubt or a witness changed how goods stand."""
    for line in event.data["lines"]:
        if isinstance(line, int):
            row = dict(current(event, tables, "receipt_standings", event.document_id, line))
            row["received"] = plus(row["received"], decimal(row["quarantined"]))
            row |= {"quarantined": "0", "reason": None}
        else:
            row = _row(event, tables, line)
            row = _doubted(row, line) if "quantity" in line else _inspected(row, line)
            reason = line.get("reason_code") or event.data.get("reason_code")
            row["reason"] = reason or row["reason"]
        _put(event, tables, row)


def _inspected(row: Row, line: _Facts) -> Row:
    whole = Decimal(line["accepted"]) + Decimal(line["rejected"])
    row[line["bucket"]] = plus(row[line["bucket"]], -whole)
    for verdict in ("accepted", "rejected"):
        row[verdict] = plus(row[verdict], line[verdict])
    return row


def _doubted(row: Row, line: _Facts) -> Row:
    row[line["bucket"]] = plus(row[line["bucket"]], -Decimal(line["quantity"]))
    row["quarantined"] = plus(row["quarantined"], line["quantity"])
    return row


def _taken(row: Row, line: _Facts, quantity: Decimal, order: tuple[Bucket, ...]) -> Row:
    """Out of the bucket that the fact names, else as they are looked for."""
    for bucket in (line["bucket"],) if "bucket" in line else order:
        part = min(decimal(row[bucket]), quantity)
        row[bucket] = plus(row[bucket], -part)
        quantity -= part
    return row


def _row(event: Recorded, tables: Tables, line: _Facts) -> Row:
    return dict(current(event, tables, "receipt_standings", event.document_id, line["line"]))


def _put(event: Recorded, tables: Tables, row: Row) -> None:
    row["awaits"] = _awaits(row)
    row["changed_at"] = event.metadata["effective_at"]
    tables.entity("receipt_standings").put(event, row)


def _awaits(row: Row) -> str | None:
    if decimal(row["quarantined"]) > 0:
        return "witness" if row["reason"] == WITNESS_PENDING else "inspection"
    return "return" if decimal(row["rejected"]) > 0 else None


def key_of(event: Recorded, line: _Facts | int) -> Key:
    """The row that a line of the fact touches."""
    return event.document_id, line["line"] if isinstance(line, dict) else line

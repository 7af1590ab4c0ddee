"""What was used of bill-only orders, as rows tell it: each usage, and its sum on the line.

The rules are those of `domain/purchase_orders/usages.py`, told with the cells of rows.
"""

from collections.abc import Callable, Mapping
from decimal import Decimal
from typing import Final

from domain.event import Recorded
from projections.documents import THE_ORDER
from projections.fold import current, plus
from projections.projection import Documents, Query, Row, Table, Tables
from projections.purchase_order_headers import change, line_row

USAGES: Final = Table(
    name="purchase_order_usages",
    kind="entity",
    columns={
        "purchase_order_id": "text",
        "usage": "integer",
        "number": "text",  # of the order
        "line": "integer",
        "state": "text",  # recorded | counted (as received) | withdrawn
        "case_reference": "text",
        "used_on": "date",
        "item_id": "text",
        "description": "text",
        "lot": "text",
        "serials": "jsonb",
        "quantity": "numeric",
        "unit": "text",
        "waste_reason": "text",  # null: it was used
        "amount": "numeric",  # that it counts for; null: it does not
        "currency": "text",
        "recorded_by": "text",
        "withdrawn_by": "text",
    },
    key=("purchase_order_id", "usage"),
    selectors=("purchase_order_id", "case_reference", "item_id"),
    order=("used_on",),
    descending=True,
)
USAGE_MISSING: Final = Query(
    name="usage_missing",
    why="Lines of bill-only orders whose usage is not on record: they cannot be issued or paid.",
    sql="""
        SELECT lines.purchase_order_id, lines.number, orders.supplier_name, orders.facility,
               orders.buyer_id, lines.line, lines.item_id, lines.description,
               lines.ordered - lines.cancelled - lines.used AS missing, lines.unit
          FROM {purchase_order_lines} lines
          JOIN {purchase_orders} orders USING (purchase_order_id)
         WHERE orders.order_type = 'bill_only'
           AND orders.state NOT IN ('cancelled', 'closed', 'finally_closed')
           AND lines.ordered - lines.cancelled > lines.used
         ORDER BY lines.number, lines.line
    """,
    documents=THE_ORDER,
)
WASTE: Final = Query(
    name="waste_by_reason",
    why="What was opened in procedures and not implanted, by reason and item.",
    sql="""
        SELECT waste_reason, item_id, description, currency, count(*) AS usages,
               sum(quantity) AS quantity, sum(amount) AS amount
          FROM {purchase_order_usages} usages
         WHERE waste_reason IS NOT NULL AND state <> 'withdrawn'
         GROUP BY waste_reason, item_id, description, currency
         ORDER BY waste_reason, description, item_id, currency
    """,
    documents=Documents(
        of="units_wasted",
        by={
            "waste_reason": "waste_reason",
            "description": "description",
            "currency": "currency",
        },
    ),
)
UNITS_WASTED: Final = Query(
    name="units_wasted",
    why="Each use in which units were opened and not implanted, the latest first.",
    sql="""
        SELECT purchase_order_id, number, line, usage, case_reference, used_on, waste_reason,
               item_id, description, lot, quantity, unit, amount, currency, recorded_by
          FROM {purchase_order_usages} usages
         WHERE waste_reason IS NOT NULL AND state <> 'withdrawn'
           AND waste_reason = coalesce(%(waste_reason)s, waste_reason)
           AND description = coalesce(%(description)s, description)
           AND currency = coalesce(%(currency)s, currency)
         ORDER BY used_on DESC, number, line, usage
    """,
    parameters={"waste_reason": "text", "description": "text", "currency": "text"},
    documents=THE_ORDER,
)
USAGE_QUESTIONS: Final = (USAGE_MISSING, WASTE, UNITS_WASTED)


def _recorded(event: Recorded, tables: Tables) -> None:
    data, line = event.data, line_row(event, tables, event.data["line"])
    row: Row = {name: data.get(name) for name in USAGES.columns}
    row |= {"purchase_order_id": event.document_id, "state": "recorded"}
    row |= {name: line[name] for name in ("number", "description", "unit", "currency")}
    row["serials"] = data.get("serials", [])
    tables.entity("purchase_order_usages").put(event, row)
    _count(event, tables, line, Decimal(data["quantity"]), is_wasted="waste_reason" in data)


def _withdrawn(event: Recorded, tables: Tables) -> None:
    row = _usage(event, tables)
    values = {"state": "withdrawn", "amount": None, "withdrawn_by": event.data["withdrawn_by"]}
    tables.entity("purchase_order_usages").put(event, {**row, **values})
    line, is_wasted = line_row(event, tables, row["line"]), row["waste_reason"] is not None
    _count(event, tables, line, -Decimal(event.data["quantity"]), is_wasted=is_wasted)


def counted(event: Recorded, tables: Tables) -> None:
    """From now on it counts as received; the line's ledger says so by itself."""
    row = {**_usage(event, tables), "state": "counted", "amount": event.data["amount"]}
    tables.entity("purchase_order_usages").put(event, row)


def _usage(event: Recorded, tables: Tables) -> Row:
    key = (event.document_id, event.data["usage"])
    return current(event, tables, "purchase_order_usages", *key)


def _count(
    event: Recorded, tables: Tables, former: Row, quantity: Decimal, *, is_wasted: bool
) -> None:
    line = {**former, "used": plus(former["used"], quantity)}
    if is_wasted:
        line["wasted"] = plus(former["wasted"], quantity)
    change(event, tables, [(former, line)], {})


USAGE: Final[Mapping[str, Callable[[Recorded, Tables], None]]] = {
    "purchase_order.usage_recorded": _recorded,
    "purchase_order.usage_withdrawn": _withdrawn,
}

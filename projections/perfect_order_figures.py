"""Perfect orders: lines of which neither the supplier's answer nor his bill differs from the order.

Questions to the steps of order lines, to orders and to invoices; nothing is kept for them. By
supplier, of all lines issued (orders of goods that are used already, blanket and inter-company
orders are out):

- *perfect*: lines answered or billed, and none of what follows ÷ lines issued
- *silent*: neither answered nor billed yet
- *short*: the first answer accepts less than the whole line, or refuses it
- *changed*: the answer that stands takes it with another price or other changes (IP, IC), or
  another item or unit came in its place
- *back-ordered*: some of it came later, however often
- *price*: a bill of it was stopped for its price (`price`, `contract_price`); *quantity*: for more
  than was ordered or came, or for what was not ordered. What is missing here (a receipt, an
  inspection) is no fault of the supplier's. A bill that names no order line bills each of its
  order's; a hold on the whole invoice stops each line
"""

from typing import Final

from projections.documents import THE_ORDER
from projections.projection import ColumnType, Documents, Query
from projections.supplier_figures import JUDGED

_CHOSEN: Final[dict[str, ColumnType]] = {
    "day": "date",
    "window_days": "integer",
    "supplier_id": "text",
}
_QUANTITY: Final = (
    *("quantity_ordered", "amount_ordered", "quantity_received", "amount_received"),
    "unmatched_line",
)
_FAULTS: Final = ("silent", "short", "changed", "backordered", "price", "quantity")
_JUDGED_LINES: Final = f"""{JUDGED}, billed AS (
            SELECT invoices.purchase_order_id, lines.purchase_order_line, holds.kind
              FROM {{invoice_lines}} lines JOIN {{invoices}} invoices USING (invoice_id)
              LEFT JOIN {{invoice_holds}} holds
                ON holds.invoice_id = lines.invoice_id AND holds.placed_by IS NULL
                   AND coalesce(holds.line, lines.line) = lines.line
             WHERE invoices.state <> 'voided' AND invoices.purchase_order_id IS NOT NULL
        ), billed_lines AS (
            SELECT judged.purchase_order_id, judged.line,
                   bool_or(billed.kind IN ('price', 'contract_price')) AS price,
                   bool_or(billed.kind IN {_QUANTITY}) AS quantity
              FROM judged JOIN billed ON billed.purchase_order_id = judged.purchase_order_id
               AND coalesce(billed.purchase_order_line, judged.line) = judged.line
             GROUP BY judged.purchase_order_id, judged.line
        ), told AS (
            SELECT judged.supplier_id, judged.supplier_name, judged.purchase_order_id,
                   lines.number AS purchase_order_number, judged.line, lines.description,
                   judged.issued_at,
                   judged.answer IS NULL AND billed_lines.line IS NULL AS silent,
                   coalesce(judged.answer <> 'whole', false) AS short,
                   judged.substituted OR coalesce(lines.acknowledgement IN ('IP', 'IC'), false)
                       AS changed,
                   judged.backordered, coalesce(billed_lines.price, false) AS price,
                   coalesce(billed_lines.quantity, false) AS quantity
              FROM judged
              JOIN {{purchase_order_lines}} lines
                ON lines.purchase_order_id = judged.purchase_order_id
               AND lines.line = judged.line
              LEFT JOIN billed_lines
                ON billed_lines.purchase_order_id = judged.purchase_order_id
               AND billed_lines.line = judged.line
             WHERE judged.supplier_id = coalesce(%(supplier_id)s, judged.supplier_id)
        ), every AS (
            SELECT *, NOT ({" OR ".join(_FAULTS)}) AS perfect
              FROM told
        )"""
PERFECT_ORDERS: Final = Query(
    name="perfect_orders",
    ages=True,
    why="Of the order lines of each supplier, those that neither answer nor bill changed, and what"
    " kept the others from it.",
    sql=f"""{_JUDGED_LINES}
        SELECT supplier_id, max(supplier_name) AS supplier_name, count(*) AS lines,
               count(*) FILTER (WHERE perfect) AS perfect_lines,
               round(100.0 * count(*) FILTER (WHERE perfect) / count(*), 2) AS perfect_pct,
               {", ".join(f"count(*) FILTER (WHERE {each}) AS {each}" for each in _FAULTS)}
          FROM every
         GROUP BY supplier_id
         ORDER BY supplier_name, supplier_id
    """,
    parameters=_CHOSEN,
    also=("purchase_orders", "invoices"),
    documents=Documents(of="perfect_order_lines", by={"supplier_id": "supplier_id"}),
)
PERFECT_ORDER_LINES: Final = Query(
    name="perfect_order_lines",
    ages=True,
    why="Each order line that was issued, whether it is perfect, and if not, why.",
    sql=f"""{_JUDGED_LINES}
        SELECT supplier_id, supplier_name, purchase_order_id, purchase_order_number, line,
               description, issued_at, perfect, {", ".join(_FAULTS)}
          FROM every
         ORDER BY supplier_name, purchase_order_number, line
    """,
    parameters=_CHOSEN,
    also=("purchase_orders", "invoices"),
    documents=THE_ORDER,
)
PERFECT: Final = (PERFECT_ORDERS, PERFECT_ORDER_LINES)

"""Key figures of the moment at which orders were placed: after the fact, and in a hurry.

Questions to the tables of orders, receipts, invoices and requisitions; nothing is kept for them.

- *After-the-fact order*: one that took effect on a later day than the first of its receipts took
  effect or its first invoice is dated ÷ orders issued. Reversed receipts and voided invoices count
  for nothing. Orders of goods that are used already (bill-only, consignment) are out. Emergencies
  are told apart, with those that another person stood for and those that nobody did in time.
- *Rush requisitions issued the same day*: emergency requisitions of which all that was ordered
  stands on orders issued on the day of their submission, with nothing left to order ÷ emergency
  requisitions that were ordered, or whose day is over. The trade's target is 95 % and more. Those
  that were refused, taken back or met from stock are out.

Days are UTC, by the effective clock on both sides.
"""

from typing import Final

from projections.documents import THE_ORDER, THE_REQUISITION
from projections.projection import ColumnType, Documents, Query

WITHOUT_A_RACE: Final = "('bill_only', 'consignment')"
FIRST_PAPERS: Final = """first_papers AS MATERIALIZED (
            SELECT purchase_order_id, least(min(received_on), min(invoice_date)) AS first_on,
                   min(received_on) AS first_receipt_on, min(invoice_date) AS first_invoice_on
              FROM (SELECT purchase_order_id, received_on, NULL::date AS invoice_date
                      FROM {receipts} receipts WHERE state = 'posted'
                    UNION ALL
                    SELECT purchase_order_id, NULL, invoice_date
                      FROM {invoices} invoices
                     WHERE state <> 'voided' AND purchase_order_id IS NOT NULL) papers
             GROUP BY purchase_order_id
        )"""
CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "facility": "text",
    "legal_entity": "text",
    "supplier_id": "text",
}
_PLACED: Final = f"""
        WITH {FIRST_PAPERS}, placed AS (
            SELECT orders.*, (issued_at AT TIME ZONE 'UTC')::date AS ordered_on,
                   first_receipt_on, first_invoice_on,
                   coalesce(first_on < (issued_at AT TIME ZONE 'UTC')::date, false) AS late,
                   (issued_at AT TIME ZONE 'UTC')::date - first_on AS days,
                   order_type = 'emergency' AS emergency
              FROM {{purchase_orders}} orders LEFT JOIN first_papers USING (purchase_order_id)
             WHERE issued_at IS NOT NULL AND order_type NOT IN {WITHOUT_A_RACE}
               AND issued_month = coalesce(%(month)s, issued_month)
               AND facility = coalesce(%(facility)s, facility)
               AND legal_entity = coalesce(%(legal_entity)s, legal_entity)
               AND supplier_id = coalesce(%(supplier_id)s, supplier_id)
        )"""
AFTER_THE_FACT: Final = Query(
    name="orders_after_the_fact",
    why="How many orders were issued when goods or bills had come already, and what became of"
    " emergencies; by month of the order.",
    sql=f"""{_PLACED}
        SELECT issued_month AS month, count(*) FILTER (WHERE NOT emergency) AS orders,
               count(*) FILTER (WHERE late AND NOT emergency) AS after_the_fact,
               round(100.0 * count(*) FILTER (WHERE late AND NOT emergency)
                   / nullif(count(*) FILTER (WHERE NOT emergency), 0), 2) AS after_the_fact_pct,
               count(*) FILTER (WHERE emergency) AS emergencies,
               count(*) FILTER (WHERE emergency AND ratified_by IS NOT NULL) AS ratified,
               count(*) FILTER (WHERE emergency AND ratification_missed) AS ratification_missed
          FROM placed
         GROUP BY issued_month
         ORDER BY issued_month
    """,
    parameters=CHOSEN,
    also=("receipts", "invoices"),
    documents=Documents(of="orders_and_first_papers", by={"month": "month"}),
)
FIRST_PAPERS_OF_ORDERS: Final = Query(
    name="orders_and_first_papers",
    why="Each order with the days of its issue, its first receipt and its first invoice; with"
    " `after_the_fact` only those that came too late, or only the others.",
    sql=f"""{_PLACED}
        SELECT issued_month AS month, purchase_order_id, number AS purchase_order_number,
               order_type, supplier_id, supplier_name, facility, buyer_id, ordered_on,
               first_receipt_on, first_invoice_on, late AS after_the_fact,
               CASE WHEN late THEN days END AS days_late, ratified_by, ratification_missed, amount,
               currency
          FROM placed
         WHERE late = coalesce(%(after_the_fact)s, late)
         ORDER BY days_late DESC NULLS LAST, number
    """,
    parameters={**CHOSEN, "after_the_fact": "boolean"},
    also=("receipts", "invoices"),
    documents=THE_ORDER,
)
_RUSH: Final = """
        WITH rush AS (
            SELECT requisitions.*, (submitted_at AT TIME ZONE 'UTC')::date AS submitted_on,
                   to_char(submitted_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month
              FROM {requisitions} requisitions
             WHERE kind = 'emergency' AND submitted_at IS NOT NULL
               AND state IN ('submitted', 'approved', 'closed')
               AND facility = coalesce(%(facility)s, facility)
               AND legal_entity = coalesce(%(legal_entity)s, legal_entity)
        ), lines AS (
            SELECT rush.*, lines.line, lines.description, lines.open_quantity,
                   lines.purchase_order_id, orders.number AS purchase_order_number,
                   orders.issued_at, (orders.issued_at AT TIME ZONE 'UTC')::date AS issued_on
              FROM rush JOIN {requisition_lines} lines USING (requisition_id)
              LEFT JOIN {purchase_orders} orders
                ON orders.purchase_order_id = lines.purchase_order_id
             WHERE month = coalesce(%(month)s, month)
               AND (lines.ordered > 0 OR lines.open_quantity > 0)
        ), judged AS (
            SELECT requisition_id, bool_and(open_quantity = 0 AND coalesce(
                       issued_on = submitted_on, false)) AS same_day,
                   bool_or(issued_on IS NOT NULL) OR min(submitted_on) < coalesce(
                       %(day)s, (SELECT (max(changed_at) AT TIME ZONE 'UTC')::date
                                   FROM {requisitions} every)) AS counts
              FROM lines GROUP BY requisition_id
        )"""
_RUSH_CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "facility": "text",
    "legal_entity": "text",
    "day": "date",
}
RUSH_SAME_DAY: Final = Query(
    name="rush_orders_same_day",
    ages=True,
    why="How many emergency requisitions were on issued orders, whole, on the day they were"
    " submitted; `day`, by default that of the last change, is not over yet.",
    sql=f"""{_RUSH}
        SELECT month, count(*) AS requisitions, count(*) FILTER (WHERE same_day) AS same_day,
               round(100.0 * count(*) FILTER (WHERE same_day) / count(*), 2) AS same_day_pct
          FROM (SELECT DISTINCT month, requisition_id FROM lines) rush
          JOIN judged USING (requisition_id)
         WHERE counts
         GROUP BY month
         ORDER BY month
    """,
    parameters=_RUSH_CHOSEN,
    also=("purchase_orders",),
    documents=Documents(of="rush_requisition_lines", by={"month": "month"}),
)
RUSH_LINES: Final = Query(
    name="rush_requisition_lines",
    ages=True,
    why="Each line of the emergency requisitions that count, with the order that took it and when"
    " that was issued; those that were not in time first.",
    sql=f"""{_RUSH}
        SELECT month, requisition_id, number AS requisition_number, line, facility, requester_id,
               description, submitted_at, purchase_order_id, purchase_order_number, issued_at,
               open_quantity, same_day
          FROM lines JOIN judged USING (requisition_id)
         WHERE counts AND same_day = coalesce(%(same_day)s, same_day)
         ORDER BY same_day, submitted_at, number, line
    """,
    parameters={**_RUSH_CHOSEN, "same_day": "boolean"},
    also=("purchase_orders",),
    documents=THE_REQUISITION,
)
ORDER_FIGURES: Final = (AFTER_THE_FACT, FIRST_PAPERS_OF_ORDERS)
REQUISITION_FIGURES: Final = (RUSH_SAME_DAY, RUSH_LINES)

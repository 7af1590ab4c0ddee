"""Accrual accuracy: how near what was accrued at receipt came to what was billed.

A question to the tables of the journal and of orders; nothing is kept for it. An order line counts
once its goods received and not invoiced are settled: what its receipts accrued has been cleared,
or was written off, and is held against what was billed on it, net of voids and credits.

*Off* is the sum of |accrued - billed| ÷ the sum of what was billed over such lines, so that too
much and too little do not make up for each other; *accuracy* is what is left of 100 %. The month is
the one in which the line was settled. Lines that accrue nothing (two-way lines, services by amount
without a receipt) are out. Freight, tax and other charges have accounts of their own, and are on
neither side.
"""

from typing import Final

from projections.projection import ColumnType, Documents, Query

CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "currency": "text",
    "facility": "text",
    "legal_entity": "text",
    "supplier_id": "text",
}
_SETTLED: Final = """
        WITH settled AS (
            SELECT to_char(moved_on, 'YYYY-MM') AS month, balances.currency, balances.facility,
                   balances.supplier_id, orders.supplier_name, balances.purchase_order_id,
                   lines.number, lines.line, lines.description, moved_on,
                   balances.received_amount AS accrued, lines.invoiced_amount AS billed
              FROM {grir_balances} balances
              JOIN {purchase_order_lines} lines
                ON lines.purchase_order_id = balances.purchase_order_id
                   AND lines.line = balances.purchase_order_line
                   AND lines.currency = balances.currency
              JOIN {purchase_orders} orders ON orders.purchase_order_id = lines.purchase_order_id
             WHERE NOT balances.open AND balances.received_amount <> 0
               AND to_char(moved_on, 'YYYY-MM') = coalesce(
                       %(month)s, to_char(moved_on, 'YYYY-MM'))
               AND balances.currency = coalesce(%(currency)s, balances.currency)
               AND balances.facility = coalesce(%(facility)s, balances.facility)
               AND balances.legal_entity = coalesce(%(legal_entity)s, balances.legal_entity)
               AND balances.supplier_id = coalesce(%(supplier_id)s, balances.supplier_id)
        )"""
ACCRUAL_ACCURACY: Final = Query(
    name="accrual_accuracy",
    why="How far what was accrued for order lines was off from what was billed on them in the end;"
    " by month in which they were settled, and currency.",
    sql=f"""{_SETTLED}
        SELECT month, currency, count(*) AS lines, sum(accrued) AS accrued, sum(billed) AS billed,
               sum(abs(accrued - billed)) AS off,
               round(100 * sum(abs(accrued - billed)) / nullif(sum(billed), 0), 2) AS off_pct,
               round(100 - 100 * sum(abs(accrued - billed)) / nullif(sum(billed), 0), 2)
                   AS accuracy_pct
          FROM settled
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    parameters=CHOSEN,
    also=("purchase_orders",),
    documents=Documents(of="accrued_lines", by={"month": "month", "currency": "currency"}),
)
ACCRUED_LINES: Final = Query(
    name="accrued_lines",
    why="Each order line whose goods received are settled: what was accrued, what was billed, and"
    " the difference, the largest first.",
    sql=f"""{_SETTLED}
        SELECT month, purchase_order_id, number AS purchase_order_number, line, supplier_id,
               supplier_name, facility, description, accrued, billed,
               billed - accrued AS difference, currency, moved_on AS settled_on
          FROM settled
         ORDER BY abs(billed - accrued) DESC, number, line
    """,
    parameters=CHOSEN,
    also=("purchase_orders",),
    documents=Documents(
        of="journal_lines",
        by={"purchase_order_id": "purchase_order_id", "purchase_order_line": "line"},
    ),
)
ACCRUAL_FIGURES: Final = (ACCRUAL_ACCURACY, ACCRUED_LINES)

"""Discounts for early payment: what was offered, taken and lost.

Questions to the table of invoices; nothing is kept for them. A discount counts in the month of its
last day: *taken* is what was kept back, *lost* what was offered beyond that once its last day is
over (before `day`, by default that of the last change), paid late or not at all. Discounts whose
last day is still to come are *open*. Voided invoices count nowhere, and what was credited nobody
could pay early: its share of the discount counts as offered only where it was taken before.
"""

from typing import Final

from projections.documents import THE_INVOICE
from projections.projection import ColumnType, Documents, Query

CHOSEN: Final[dict[str, ColumnType]] = {
    "day": "date",
    "month": "text",
    "currency": "text",
    "facility": "text",
    "legal_entity": "text",
    "supplier_id": "text",
}
_SHARE: Final = """round(discount_amount * (total - credited_amount) / total,
                         greatest(scale(discount_amount), scale(total)))"""
_OFFERED: Final = f"""
        WITH dated AS (
            SELECT *, coalesce(%(day)s, (SELECT (max(changed_at) AT TIME ZONE 'UTC')::date
                                           FROM {{invoices}} every)) AS today
              FROM {{invoices}} invoices
             WHERE state <> 'voided' AND discount_amount > 0
        ), offered AS (
            SELECT *, to_char(discount_until, 'YYYY-MM') AS month,
                   greatest({_SHARE}, discount_taken) AS offered,
                   greatest({_SHARE} - discount_taken, 0) AS rest,
                   discount_until < today AS over
              FROM dated
             WHERE to_char(discount_until, 'YYYY-MM') = coalesce(
                       %(month)s, to_char(discount_until, 'YYYY-MM'))
               AND currency = coalesce(%(currency)s, currency)
               AND facility = coalesce(%(facility)s, facility)
               AND legal_entity = coalesce(%(legal_entity)s, legal_entity)
               AND supplier_id = coalesce(%(supplier_id)s, supplier_id)
        )"""
DISCOUNTS: Final = Query(
    name="discounts_lost",
    ages=True,
    why="What early payment would have saved: offered, taken, lost, and still to be had; by month"
    " of the last day, and currency.",
    sql=f"""{_OFFERED}
        SELECT month, currency, count(*) AS invoices, sum(offered) AS offered,
               sum(discount_taken) AS taken, coalesce(sum(rest) FILTER (WHERE over), 0) AS lost,
               coalesce(sum(rest) FILTER (WHERE NOT over), 0) AS open,
               round(100 * coalesce(sum(rest) FILTER (WHERE over), 0) / nullif(sum(offered), 0),
                     2) AS lost_pct
          FROM offered
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    parameters=CHOSEN,
    documents=Documents(of="discounts_offered", by={"month": "month", "currency": "currency"}),
)
OFFERED: Final = Query(
    name="discounts_offered",
    ages=True,
    why="Each invoice with a discount for early payment: until when, and what became of it; the"
    " largest loss first.",
    sql=f"""{_OFFERED}
        SELECT month, invoice_id, number AS invoice_number, supplier_id, supplier_name, facility,
               state, discount_until, settled_at, offered,
               discount_taken AS taken, CASE WHEN over THEN rest ELSE 0 END AS lost,
               CASE WHEN over THEN 0 ELSE rest END AS open, currency
          FROM offered
         ORDER BY lost DESC, discount_until, number, invoice_id
    """,
    parameters=CHOSEN,
    documents=THE_INVOICE,
)
DISCOUNT_FIGURES: Final = (DISCOUNTS, OFFERED)

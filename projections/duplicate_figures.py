"""What was not paid twice because somebody looked, and what was.

Questions to the tables of invoices and recoveries; nothing is kept for them.

*Prevented* is an invoice that was voided while a suspicion stood that it repeats another one: it
had not been paid, or it could not have been voided. Its total counts once, however many others it
was suspected to repeat, in the month in which it was voided. *Cleared* are invoices of which every
suspicion was looked at and let go, in the month of the last one; *precision* is prevented ÷
(prevented + cleared). *Paid twice* is what was claimed back because an invoice repeats another one
and was paid all the same, in the month in which that was found; claims that turned out to be errors
are out.
"""

from typing import Final

from projections.documents import THE_INVOICE
from projections.projection import ColumnType, Documents, Query

CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "currency": "text",
    "facility": "text",
    "supplier_id": "text",
}
_FOUND: Final = """
        WITH judged AS (
            SELECT invoice_id, bool_or(state = 'suspected') AS stands,
                   max(cleared_at) AS cleared_at,
                   string_agg(DISTINCT rule, ', ' ORDER BY rule) AS rules,
                   string_agg(DISTINCT other_number, ', ' ORDER BY other_number) AS others,
                   min(suspected_at) AS found_at
              FROM {invoice_duplicates} duplicates
             GROUP BY invoice_id
        ), every AS (
            SELECT CASE WHEN NOT stands THEN 'cleared' ELSE 'prevented' END AS outcome,
                   CASE WHEN NOT stands THEN cleared_at ELSE changed_at END AS ended_at,
                   invoice_id, invoices.number, others, rules, found_at, supplier_id, facility,
                   currency, total AS amount
              FROM judged JOIN {invoices} invoices USING (invoice_id)
             WHERE state = 'voided' OR NOT stands
            UNION ALL
            SELECT 'paid_twice', opened_at, invoice_id, recoveries.number,
                   (SELECT number FROM {invoices} other
                     WHERE other.invoice_id = recoveries.duplicate_of_id), cause, opened_at,
                   supplier_id, facility, currency, claim
              FROM {recoveries} recoveries
             WHERE duplicate_of_id IS NOT NULL AND state <> 'cause_gone'
        ), found AS (
            SELECT *, to_char(ended_at AT TIME ZONE 'UTC', 'YYYY-MM') AS month
              FROM every
             WHERE currency = coalesce(%(currency)s, currency)
               AND facility = coalesce(%(facility)s, facility)
               AND supplier_id = coalesce(%(supplier_id)s, supplier_id)
        )"""
DUPLICATES_PREVENTED: Final = Query(
    name="duplicates_prevented",
    why="Money that was not paid twice, how often a suspicion was right, and what was paid twice"
    " all the same; by month and currency.",
    sql=f"""{_FOUND}
        SELECT month, currency, count(*) FILTER (WHERE outcome = 'prevented') AS prevented,
               coalesce(sum(amount) FILTER (WHERE outcome = 'prevented'), 0) AS saved,
               count(*) FILTER (WHERE outcome = 'cleared') AS cleared,
               round(100.0 * count(*) FILTER (WHERE outcome = 'prevented')
                   / nullif(count(*) FILTER (WHERE outcome <> 'paid_twice'), 0), 2)
                   AS precision_pct,
               count(*) FILTER (WHERE outcome = 'paid_twice') AS paid_twice,
               coalesce(sum(amount) FILTER (WHERE outcome = 'paid_twice'), 0)
                   AS paid_twice_amount
          FROM found
         WHERE month = coalesce(%(month)s, month)
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    parameters=CHOSEN,
    also=("recoveries",),
    documents=Documents(of="duplicates_found", by={"month": "month", "currency": "currency"}),
)
DUPLICATES_FOUND: Final = Query(
    name="duplicates_found",
    why="Each invoice that was suspected and voided or cleared, and each that was paid twice, with"
    " the invoice that it was held against and why; `outcome` asks for one kind.",
    sql=f"""{_FOUND}
        SELECT month, outcome, invoice_id, number AS invoice_number, others AS other_invoices,
               rules, supplier_id, facility, amount, currency, found_at, ended_at
          FROM found
         WHERE month = coalesce(%(month)s, month) AND outcome = coalesce(%(outcome)s, outcome)
         ORDER BY amount DESC, number, invoice_id
    """,
    parameters={**CHOSEN, "outcome": "text"},
    also=("recoveries",),
    documents=THE_INVOICE,
)
DUPLICATE_FIGURES: Final = (DUPLICATES_PREVENTED, DUPLICATES_FOUND)

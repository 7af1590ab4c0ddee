"""Key figures of invoices: how smoothly they pass, what stops them, how long they wait.

Questions to the tables of the invoice read model; nothing is kept for them. Voided invoices count
nowhere but among those that an exception stopped.

- *PO coverage*: invoices linked to an order ÷ invoices.
- *First-time match*: invoices with an order that were judged and on which no judgement ever placed
  a hold ÷ invoices with an order that were judged.
- *Touchless*: invoices matched without a person's release ÷ invoices.
- *Exception rate of a cause*: invoices that had a hold of the kind ÷ all invoices; with its owner,
  hours until it was released (half are done within), how many by hand, and how many came again on
  the same line.
- *Price accuracy* of a supplier: lines billed on orders on which no price hold was ever placed ÷
  those lines. What lies within the tolerances is accurate.
- *Ageing*: what is open, by how long it is due on a day and by the state that it waits in.
"""

from typing import Final

from domain.invoices.holds import FOUND_AGAIN
from projections.projection import Query

_FOUND: Final = ", ".join(f"'{kind}'" for kind in sorted(FOUND_AGAIN))

INVOICE_FIGURES: Final = Query(
    name="invoice_figures",
    why="How many invoices have an order, match at first and pass untouched, by month of capture.",
    sql=f"""
        WITH stopped AS (
            SELECT DISTINCT invoice_id FROM {{invoice_holds}} holds
             WHERE placed_by IS NULL AND kind IN ({_FOUND})
        )
        SELECT captured_month AS month, count(*) AS invoices,
               round(100.0 * count(purchase_order_id) / count(*), 2) AS with_order_pct,
               round(100.0 * count(*) FILTER (WHERE purchase_order_id IS NOT NULL
                       AND verdict IS NOT NULL AND stopped.invoice_id IS NULL)
                   / nullif(count(*) FILTER (WHERE purchase_order_id IS NOT NULL
                       AND verdict IS NOT NULL), 0), 2) AS first_time_match_pct,
               round(100.0 * count(*) FILTER (WHERE touchless) / count(*), 2) AS touchless_pct
          FROM {{invoices}} invoices LEFT JOIN stopped USING (invoice_id)
         WHERE state <> 'voided'
         GROUP BY captured_month
         ORDER BY captured_month
    """,
)
EXCEPTIONS_BY_CAUSE: Final = Query(
    name="exceptions_by_cause",
    why="What stops invoices, how often, who owns it, how long it takes; the most frequent first.",
    sql="""
        SELECT kind, owner_role, count(DISTINCT invoice_id) AS invoices,
               round(100.0 * count(DISTINCT invoice_id)
                   / (SELECT count(*) FROM {invoices} invoices), 2) AS invoices_pct,
               count(*) AS holds, count(*) FILTER (WHERE state = 'open') AS open,
               count(*) FILTER (WHERE how = 'manual') AS by_hand,
               count(*) - count(DISTINCT (invoice_id, coalesce(line, 0))) AS again,
               round((percentile_disc(0.5) WITHIN GROUP (
                   ORDER BY extract(epoch FROM released_at - placed_at) / 3600))::numeric, 2)
                   AS hours_p50
          FROM {invoice_holds} holds
         GROUP BY kind, owner_role
         ORDER BY invoices DESC, kind, owner_role
    """,
)
INVOICE_AGEING: Final = Query(
    name="invoice_ageing",
    why="What is open, by days past due on a `day` (that of the last change) and state.",
    sql="""
        WITH dated AS (
            SELECT state, currency, open_amount,
                   coalesce(%(day)s, (SELECT (max(changed_at) AT TIME ZONE 'UTC')::date
                                        FROM {invoices} every)) - due_on AS days
              FROM {invoices} invoices
             WHERE state NOT IN ('voided', 'paid') AND open_amount > 0
        )
        SELECT CASE WHEN days <= 0 THEN 'not due' WHEN days <= 30 THEN '1 to 30'
                    WHEN days <= 60 THEN '31 to 60' WHEN days <= 90 THEN '61 to 90'
                    ELSE 'over 90' END AS days_past_due,
               state, currency, count(*) AS invoices, sum(open_amount) AS open_amount
          FROM dated
         GROUP BY days_past_due, state, currency
         ORDER BY min(days), state, currency
    """,
    parameters={"day": "date"},
)
PRICE_ACCURACY: Final = Query(
    name="price_accuracy_by_supplier",
    why="Of the lines that each supplier billed on orders, those that no price ever stopped.",
    sql="""
        WITH billed AS (
            SELECT supplier_id, supplier_name, EXISTS (
                       SELECT FROM {invoice_holds} holds
                        WHERE holds.kind = 'price' AND holds.invoice_id = lines.invoice_id
                          AND coalesce(holds.line, lines.line) = lines.line) AS stopped
              FROM {invoice_lines} lines JOIN {invoices} invoices USING (invoice_id)
             WHERE state <> 'voided' AND purchase_order_id IS NOT NULL
        )
        SELECT supplier_id, max(supplier_name) AS supplier_name, count(*) AS lines,
               count(*) FILTER (WHERE stopped) AS stopped_lines,
               round(100.0 * count(*) FILTER (WHERE NOT stopped) / count(*), 2) AS accurate_pct
          FROM billed
         GROUP BY supplier_id
         ORDER BY supplier_name, supplier_id
    """,
)
FIGURES: Final = (PRICE_ACCURACY, INVOICE_FIGURES, EXCEPTIONS_BY_CAUSE, INVOICE_AGEING)

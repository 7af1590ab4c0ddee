"""Key figures of invoices: how smoothly they pass, what stops them, how long they wait.

Questions to the tables of the invoice read model; nothing is kept for them. Voided invoices count
nowhere but among those that an exception stopped.

- *PO coverage*: invoices linked to an order ÷ invoices.
- *First-time match*: invoices with an order that were judged and on which no judgement ever placed
  a hold ÷ invoices with an order that were judged.
- *Touchless*: invoices matched without a person's hand ÷ invoices: nobody linked them after their
  capture, approved them without an order, cleared a duplicate, held or disputed them, or released a
  hold. Who captures them and who pays them does not count.
- *Exception rate of a cause*: invoices that had a hold of the kind ÷ all invoices; with its owner,
  hours until it was released (half are done within), how many by hand, and how many came again on
  the same line.
- *Exception rate of a cause by line*: lines of invoices that had a hold of the kind ÷ lines of all
  invoices. A hold on the whole invoice stops each of its lines.
- *Price accuracy* of a supplier: lines billed on orders on which no price hold was ever placed ÷
  those lines. What lies within the tolerances is accurate.
- *Ageing*: what is open, by how long it is due on a day and by the state that it waits in; of it,
  what disputes withhold, and what they do not.
"""

from typing import Final

from domain.invoices.holds import FOUND_AGAIN
from projections.documents import THE_INVOICE
from projections.projection import Documents, Query

_FOUND: Final = ", ".join(f"'{kind}'" for kind in sorted(FOUND_AGAIN))

_STOPPED: Final = f"""
        WITH stopped AS (
            SELECT DISTINCT invoice_id FROM {{invoice_holds}} holds
             WHERE placed_by IS NULL AND kind IN ({_FOUND})
        )"""

INVOICE_FIGURES: Final = Query(
    name="invoice_figures",
    why="How many invoices have an order, match at first and pass untouched, by month of capture.",
    sql=f"""{_STOPPED}
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
    documents=Documents(of="invoices_in_figures", by={"month": "month"}),
)
INVOICES_IN_FIGURES: Final = Query(
    name="invoices_in_figures",
    why="Each invoice that counts in a month, with what the month's figures see of it.",
    sql=f"""{_STOPPED}
        SELECT captured_month AS month, invoice_id, number AS invoice_number, supplier_id,
               supplier_name, facility, purchase_order_id, purchase_order_number,
               verdict IS NOT NULL AS judged, stopped.invoice_id IS NOT NULL AS stopped,
               touchless, state, total, currency
          FROM {{invoices}} invoices LEFT JOIN stopped USING (invoice_id)
         WHERE state <> 'voided' AND captured_month = coalesce(%(month)s, captured_month)
           AND currency = coalesce(%(currency)s, currency)
         ORDER BY captured_month, number, invoice_id
    """,
    parameters={"month": "text", "currency": "text"},
    documents=THE_INVOICE,
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
    documents=Documents(of="invoice_holds", by={"kind": "kind", "owner_role": "owner_role"}),
)
_STOPPED_LINES: Final = """
        WITH stopped AS (
            SELECT kind, owner_role, lines.invoice_id, lines.line, lines.description,
                   lines.amount, lines.currency, count(*) AS holds,
                   bool_or(holds.state = 'open') AS is_open
              FROM {invoice_holds} holds
              JOIN {invoice_lines} lines ON lines.invoice_id = holds.invoice_id
               AND lines.line = coalesce(holds.line, lines.line)
             GROUP BY kind, owner_role, lines.invoice_id, lines.line, lines.description,
                   lines.amount, lines.currency
        )"""
EXCEPTIONS_BY_LINE: Final = Query(
    name="exceptions_by_line",
    why="Which share of all lines each cause stopped, and of how many it still does; the most"
    " frequent first.",
    sql=f"""{_STOPPED_LINES}
        SELECT kind, owner_role, count(*) AS lines,
               round(100.0 * count(*) / (SELECT count(*) FROM {{invoice_lines}} lines), 2)
                   AS lines_pct,
               count(*) FILTER (WHERE is_open) AS open, sum(holds) AS holds
          FROM stopped
         GROUP BY kind, owner_role
         ORDER BY lines DESC, kind, owner_role
    """,
    documents=Documents(of="lines_stopped", by={"kind": "kind", "owner_role": "owner_role"}),
)
LINES_STOPPED: Final = Query(
    name="lines_stopped",
    why="Each line of an invoice that a cause stopped, and whether it still does.",
    sql=f"""{_STOPPED_LINES}
        SELECT stopped.kind, owner_role, invoice_id, number AS invoice_number, supplier_name, line,
               description, amount, stopped.currency, holds, is_open
          FROM stopped JOIN {{invoices}} invoices USING (invoice_id)
         WHERE stopped.kind = coalesce(%(kind)s, stopped.kind)
           AND owner_role = coalesce(%(owner_role)s, owner_role)
         ORDER BY number, invoice_id, line, stopped.kind, owner_role
    """,
    parameters={"kind": "text", "owner_role": "text"},
    documents=THE_INVOICE,
)
_DATED: Final = """
        WITH dated AS (
            SELECT *, coalesce(%(day)s, (SELECT (max(changed_at) AT TIME ZONE 'UTC')::date
                                           FROM {invoices} every)) - due_on AS days
              FROM {invoices} invoices
             WHERE state NOT IN ('voided', 'paid') AND open_amount > 0
        ), aged AS (
            SELECT *, least(disputed_amount, open_amount) AS withheld_amount,
                   open_amount - least(disputed_amount, open_amount) AS undisputed_amount,
                   CASE WHEN days <= 0 THEN 'not due' WHEN days <= 30 THEN '1 to 30'
                        WHEN days <= 60 THEN '31 to 60' WHEN days <= 90 THEN '61 to 90'
                        ELSE 'over 90' END AS days_past_due
              FROM dated
        )"""
INVOICE_AGEING: Final = Query(
    name="invoice_ageing",
    ages=True,
    why="What is open, by days past due on a `day` (that of the last change) and state.",
    sql=f"""{_DATED}
        SELECT days_past_due, state, currency, count(*) AS invoices,
               sum(open_amount) AS open_amount, sum(withheld_amount) AS withheld_amount,
               sum(undisputed_amount) AS undisputed_amount
          FROM aged
         GROUP BY days_past_due, state, currency
         ORDER BY min(days), state, currency
    """,
    parameters={"day": "date"},
    documents=Documents(
        of="invoices_waiting",
        by={"days_past_due": "days_past_due", "state": "state", "currency": "currency"},
    ),
)
INVOICES_WAITING: Final = Query(
    name="invoices_waiting",
    ages=True,
    why="Each invoice with something to be paid, by how long it is due on a `day` (that of the last"
    " change); the longest first.",
    sql=f"""{_DATED}
        SELECT days_past_due, days, invoice_id, number AS invoice_number, supplier_id,
               supplier_name, facility, state, due_on, open_amount, withheld_amount,
               undisputed_amount, currency
          FROM aged
         WHERE days_past_due = coalesce(%(days_past_due)s, days_past_due)
           AND state = coalesce(%(state)s, state) AND currency = coalesce(%(currency)s, currency)
         ORDER BY days DESC, number, invoice_id
    """,
    parameters={"day": "date", "days_past_due": "text", "state": "text", "currency": "text"},
    documents=THE_INVOICE,
)
_BILLED: Final = """
        WITH billed AS (
            SELECT supplier_id, supplier_name, invoice_id, number, lines.line, description,
                   quantity, unit, unit_price, amount, lines.currency, EXISTS (
                       SELECT FROM {invoice_holds} holds
                        WHERE holds.kind = 'price' AND holds.invoice_id = lines.invoice_id
                          AND coalesce(holds.line, lines.line) = lines.line) AS stopped
              FROM {invoice_lines} lines JOIN {invoices} invoices USING (invoice_id)
             WHERE state <> 'voided' AND purchase_order_id IS NOT NULL
        )"""
PRICE_ACCURACY: Final = Query(
    name="price_accuracy_by_supplier",
    why="Of the lines that each supplier billed on orders, those that no price ever stopped.",
    sql=f"""{_BILLED}
        SELECT supplier_id, max(supplier_name) AS supplier_name, count(*) AS lines,
               count(*) FILTER (WHERE stopped) AS stopped_lines,
               round(100.0 * count(*) FILTER (WHERE NOT stopped) / count(*), 2) AS accurate_pct
          FROM billed
         GROUP BY supplier_id
         ORDER BY supplier_name, supplier_id
    """,
    documents=Documents(of="lines_billed_on_orders", by={"supplier_id": "supplier_id"}),
)
LINES_BILLED: Final = Query(
    name="lines_billed_on_orders",
    why="Each line that was billed on an order, and whether a price ever stopped it.",
    sql=f"""{_BILLED}
        SELECT supplier_id, supplier_name, invoice_id, number AS invoice_number, line, description,
               quantity, unit, unit_price, amount, currency, stopped
          FROM billed
         WHERE supplier_id = coalesce(%(supplier_id)s, supplier_id)
           AND stopped = coalesce(%(stopped)s, stopped)
         ORDER BY supplier_name, number, invoice_id, line
    """,
    parameters={"supplier_id": "text", "stopped": "boolean"},
    documents=THE_INVOICE,
)
FIGURES: Final = (
    *(PRICE_ACCURACY, INVOICE_FIGURES, EXCEPTIONS_BY_CAUSE, INVOICE_AGEING),
    *(INVOICES_IN_FIGURES, INVOICES_WAITING, LINES_BILLED, EXCEPTIONS_BY_LINE, LINES_STOPPED),
)

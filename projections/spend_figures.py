"""What was spent, and how much of it went past purchasing: maverick spend, spend under management.

Questions to the tables of orders, receipts, invoices, agreements and suppliers; nothing is kept for
them. Spend is what was billed on order lines, net of voids and credits, in the month in which the
order was issued, and what invoices without an order ask for on their lines, less the part that was
credited, in the month of their capture. Taxes, freight and prepayments are no spend. All of it
counts as addressable: nothing is marked as beyond purchasing's reach.

- *Maverick spend*: (without an order + ordered after the fact + from a supplier that is not
  approved + off the catalogue) ÷ spend. Each amount counts once, under the first that is true.
- *Spend under management*: through an approved supplier, an agreement that priced the line, and an
  order ÷ spend.

*After the fact* is as in `order_figures.py`, but an emergency only where it was not ratified in
time. A supplier is *not approved* while it is proposed, screened, credentialed or conditional; one
that is approved later approves what was bought before. *Off the catalogue* is a line that names no
item, services by amount left out: no catalogue holds them.
"""

from typing import Final

from projections.order_figures import FIRST_PAPERS, WITHOUT_A_RACE
from projections.projection import ColumnType, Documents, Query

ALSO: Final = ("suppliers", "price_agreements", "receipts", "invoices")
CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "currency": "text",
    "facility": "text",
    "legal_entity": "text",
    "supplier_id": "text",
}
BY_MONTH: Final = {"month": "month", "currency": "currency"}
_ON_ORDERS: Final = f"""
            SELECT orders.issued_month AS month, orders.currency, orders.facility,
                   orders.legal_entity, orders.supplier_id, orders.supplier_name,
                   orders.purchase_order_id, orders.number AS purchase_order_number, lines.line,
                   NULL AS invoice_id, NULL AS invoice_number, lines.description,
                   lines.invoiced_amount AS amount,
                   agreed.agreement_number,
                   first_on < (orders.issued_at AT TIME ZONE 'UTC')::date
                       AND orders.order_type NOT IN {WITHOUT_A_RACE}
                       AND (orders.order_type <> 'emergency' OR orders.ratification_missed)
                       AS after_the_fact,
                   lines.item_id IS NULL AND lines.basis <> 'amount' AS off_catalogue
              FROM {{purchase_order_lines}} lines
              JOIN {{purchase_orders}} orders USING (purchase_order_id)
              LEFT JOIN {{agreed_order_lines}} agreed
                ON agreed.purchase_order_id = lines.purchase_order_id AND agreed.line = lines.line
                   AND agreed.price_source = 'agreement'
              LEFT JOIN first_papers ON first_papers.purchase_order_id = lines.purchase_order_id
             WHERE lines.invoiced_amount <> 0"""
_WITHOUT_ORDER: Final = """
            SELECT captured_month, currency, facility, legal_entity, supplier_id, supplier_name,
                   NULL, NULL, NULL, invoice_id, invoices.number, NULL,
                   round(stated * (total - credited_amount) / nullif(total, 0), scale(stated)),
                   NULL, false, false
              FROM {invoices} invoices
              JOIN (SELECT invoice_id, sum(amount) AS stated FROM {invoice_lines} lines
                     GROUP BY invoice_id) lines USING (invoice_id)
             WHERE purchase_order_id IS NULL AND state <> 'voided'"""
_SPENT: Final = f"""
        WITH {FIRST_PAPERS}, every AS (
            {_ON_ORDERS}
            UNION ALL
            {_WITHOUT_ORDER}
        ), spent AS MATERIALIZED (
            SELECT every.*, coalesce(suppliers.state NOT IN
                       ('proposed', 'screening', 'credentialing', 'conditional'), false) AS approved
              FROM every LEFT JOIN {{suppliers}} suppliers USING (supplier_id)
             WHERE month = coalesce(%(month)s, month)
               AND every.currency = coalesce(%(currency)s, every.currency)
               AND every.facility = coalesce(%(facility)s, every.facility)
               AND every.legal_entity = coalesce(%(legal_entity)s, every.legal_entity)
               AND supplier_id = coalesce(%(supplier_id)s, supplier_id)
               AND amount <> 0
        ), told AS (
            SELECT *, CASE WHEN purchase_order_id IS NULL THEN 'without_order'
                           WHEN after_the_fact THEN 'after_the_fact'
                           WHEN NOT approved THEN 'supplier_not_approved'
                           WHEN off_catalogue THEN 'off_catalogue' END AS maverick,
                   purchase_order_id IS NOT NULL AND approved AND agreement_number IS NOT NULL
                       AS managed
              FROM spent
        )"""
MAVERICK_SPEND: Final = Query(
    name="maverick_spend",
    why="What was spent past the rules: without an order, after the fact, from suppliers that are"
    " not approved, off the catalogue; by month and currency.",
    sql=f"""{_SPENT}
        SELECT month, currency, sum(amount) AS spend,
               coalesce(sum(amount) FILTER (WHERE maverick = 'without_order'), 0) AS without_order,
               coalesce(sum(amount) FILTER (WHERE maverick = 'after_the_fact'), 0)
                   AS after_the_fact,
               coalesce(sum(amount) FILTER (WHERE maverick = 'supplier_not_approved'), 0)
                   AS supplier_not_approved,
               coalesce(sum(amount) FILTER (WHERE maverick = 'off_catalogue'), 0) AS off_catalogue,
               coalesce(sum(amount) FILTER (WHERE maverick IS NOT NULL), 0) AS maverick,
               round(100 * coalesce(sum(amount) FILTER (WHERE maverick IS NOT NULL), 0)
                   / nullif(sum(amount), 0), 2) AS maverick_pct
          FROM told
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    parameters=CHOSEN,
    also=ALSO,
    documents=Documents(of="spend_documents", by=BY_MONTH),
)
UNDER_MANAGEMENT: Final = Query(
    name="spend_under_management",
    why="What was spent through an approved supplier, an agreement and an order together, and"
    " through each of them; by month and currency.",
    sql=f"""{_SPENT}
        SELECT month, currency, sum(amount) AS spend,
               coalesce(sum(amount) FILTER (WHERE purchase_order_id IS NOT NULL), 0) AS on_orders,
               coalesce(sum(amount) FILTER (WHERE approved), 0) AS from_approved_suppliers,
               coalesce(sum(amount) FILTER (WHERE agreement_number IS NOT NULL), 0)
                   AS on_agreements,
               coalesce(sum(amount) FILTER (WHERE managed), 0) AS managed,
               round(100 * coalesce(sum(amount) FILTER (WHERE managed), 0)
                   / nullif(sum(amount), 0), 2) AS managed_pct
          FROM told
         GROUP BY month, currency
         ORDER BY month, currency
    """,
    parameters=CHOSEN,
    also=ALSO,
    documents=Documents(of="spend_documents", by=BY_MONTH),
)
SPEND_DOCUMENTS: Final = Query(
    name="spend_documents",
    why="Each billed order line and each invoice without an order: what it cost, why it counts as"
    " maverick (`maverick` asks for one cause), and whether it was managed; the dearest first.",
    sql=f"""{_SPENT}
        SELECT month, purchase_order_id, purchase_order_number, line, invoice_id, invoice_number,
               supplier_id, supplier_name, facility, description, amount, currency, maverick,
               agreement_number, approved AS supplier_approved, managed,
               coalesce(purchase_order_id, invoice_id) AS document_id
          FROM told
         WHERE (%(maverick)s IS NULL OR maverick = %(maverick)s)
           AND managed = coalesce(%(managed)s, managed)
         ORDER BY amount DESC, purchase_order_number, line, invoice_number, invoice_id
    """,
    parameters={**CHOSEN, "maverick": "text", "managed": "boolean"},
    also=ALSO,
    documents=Documents(of="audit_trail", by={"document_id": "document_id"}),
)
SPEND_FIGURES: Final = (MAVERICK_SPEND, UNDER_MANAGEMENT, SPEND_DOCUMENTS)

"""Spend by supplier, class of items, facility, department and month, in the currency of the books.

Questions to the tables of orders, invoices, legal entities and exchange rates; nothing is kept for
them. What counts:

- *Ordered* = lines of orders that were issued, less what was cancelled of them, at the order's
  prices, in the month of the first issue. Blankets are out, for their releases count, and so are
  orders of one legal entity with another, which spend nothing outside.
- *Spend* = what suppliers billed on those lines (`line_invoiced`), less what was voided, unlinked
  (`line_invoice_reversed`) or credited (`line_credited`) of it, in the month of the order too
  (DECISIONS 82); and the lines of invoices without an order that were captured and not voided, less
  the part of their total that was credited, in the month of their capture. They have neither class
  nor department (`none`). Taxes, freight and prepayments are no spend. In all it is the spend that
  `maverick_spend` tells the shares of.
- *To be billed* = ordered - spend on orders; below zero where more was billed than was ordered.

Amounts are valued in the currency of the legal entity's books at the rate of the day of the order,
or of the capture: by the pair, else the other way round. Where no rate was known then, or the legal
entity is not registered, they are left out of the sums and counted (`unvalued`).

A question sums over everything that it is not asked about: `spend_by_supplier` with a `month` and
a `facility` is that of both, and its rows say so. `first_month` and `last_month` are a span.
"""

from typing import Final

from domain.money import EXPONENTS
from projections.projection import ColumnType, Documents, Query

_CHOSEN: Final[dict[str, ColumnType]] = {
    "month": "text",
    "first_month": "text",
    "last_month": "text",
    "legal_entity": "text",
    "facility": "text",
    "department": "text",
    "supplier_id": "text",
    "item_class": "text",
}
_DIMENSIONS: Final = ("month", "facility", "department", "supplier_id", "item_class")
_ALSO: Final = ("invoices", "legal_entities", "exchange_rates")
_PLACES: Final = "CASE {} ELSE 2 END".format(
    " ".join(
        f"WHEN every.books_currency = '{currency}' THEN {places}"
        for currency, places in EXPONENTS.items()
        if places != 2
    )
)
_ON_ORDERS: Final = """
            SELECT (issued_at AT TIME ZONE 'UTC')::date AS day, issued_month AS month,
                   orders.legal_entity, orders.facility, orders.department, orders.supplier_id,
                   orders.supplier_name, coalesce(lines.item_class, 'none') AS item_class,
                   orders.purchase_order_id, orders.number AS purchase_order_number, lines.line,
                   NULL AS invoice_id, NULL AS invoice_number, lines.description, orders.currency,
                   CASE WHEN order_type = 'blanket' THEN 0 ELSE lines.amount END AS ordered,
                   lines.invoiced_amount AS spend
              FROM {purchase_order_lines} lines
              JOIN {purchase_orders} orders USING (purchase_order_id)
             WHERE issued_at IS NOT NULL AND orders.seller_facility IS NULL"""
_WITHOUT_ORDER: Final = """
            SELECT (captured_at AT TIME ZONE 'UTC')::date, captured_month, legal_entity, facility,
                   'none', supplier_id, supplier_name, 'none', NULL, NULL, NULL, invoice_id,
                   invoices.number, NULL, currency, 0,
                   round(stated * (total - credited_amount) / nullif(total, 0), scale(stated))
              FROM {invoices} invoices
              JOIN (SELECT invoice_id, sum(amount) AS stated FROM {invoice_lines} lines
                     GROUP BY invoice_id) lines USING (invoice_id)
             WHERE purchase_order_id IS NULL AND state <> 'voided'"""
# Few days and currencies are many amounts: a rate is found once for each of them.
_RATES: Final = """
        rates AS MATERIALIZED (
            SELECT number, starts_on::date AS starts_on, rate::numeric AS rate,
                   lead(starts_on::date) OVER (PARTITION BY number ORDER BY starts_on) AS until
              FROM {exchange_rate_versions} versions
        ), days AS MATERIALIZED (
            SELECT DISTINCT day, currency, books_currency FROM every
             WHERE currency <> books_currency
        ), rated AS MATERIALIZED (
            SELECT days.*, straight.rate, reverse.rate AS reverse_rate
              FROM days
              LEFT JOIN rates straight
                ON straight.number = currency || '/' || books_currency
                   AND day >= straight.starts_on
                   AND (straight.until IS NULL OR day < straight.until)
              LEFT JOIN rates reverse
                ON reverse.number = books_currency || '/' || currency
                   AND day >= reverse.starts_on
                   AND (reverse.until IS NULL OR day < reverse.until)
        )"""
_VALUE: Final = f"""CASE WHEN every.currency = every.books_currency THEN {{0}}
                        WHEN rate IS NOT NULL THEN round({{0}} * rate, {_PLACES})
                        ELSE round({{0}} / reverse_rate, {_PLACES}) END"""
_SPENT: Final = f"""
        WITH every AS MATERIALIZED (
            SELECT told.*, entities.currency AS books_currency
              FROM ({_ON_ORDERS}
            UNION ALL
            {_WITHOUT_ORDER}) told
              LEFT JOIN {{legal_entities}} entities ON entities.number = told.legal_entity
             WHERE (ordered <> 0 OR spend <> 0)
               AND month = coalesce(%(month)s, month)
               AND month >= coalesce(%(first_month)s, month)
               AND month <= coalesce(%(last_month)s, month)
               AND (%(legal_entity)s IS NULL OR told.legal_entity = %(legal_entity)s)
               AND (%(facility)s IS NULL OR told.facility = %(facility)s)
               AND (%(department)s IS NULL OR department = %(department)s)
               AND (%(supplier_id)s IS NULL OR supplier_id = %(supplier_id)s)
               AND (%(item_class)s IS NULL OR item_class = %(item_class)s)
        ), {_RATES}, valued AS MATERIALIZED (
            SELECT every.*,
                   {_VALUE.format("ordered")} AS books_ordered,
                   {_VALUE.format("spend")} AS books_spend
              FROM every
              LEFT JOIN rated ON rated.day = every.day AND rated.currency = every.currency
                   AND rated.books_currency = every.books_currency
        )"""


def _by(name: str, why: str) -> Query:
    """Spend by one dimension; of the others, rows have the value that was asked for."""
    column = {"supplier": "supplier_id"}.get(name, name)
    told = ", ".join(
        each if each == column else f"%({each})s AS {each}"
        for each in _DIMENSIONS
        if each != column
    )
    own = "supplier_id, max(supplier_name) AS supplier_name" if name == "supplier" else column
    order = "" if name == "month" else "spend DESC NULLS LAST, "
    return Query(
        name=f"spend_by_{name}",
        why=why,
        sql=f"""{_SPENT}
        SELECT {own}, {told}, %(first_month)s AS first_month, %(last_month)s AS last_month,
               legal_entity, books_currency, sum(books_ordered) AS ordered,
               sum(books_spend) AS spend,
               sum(books_spend) FILTER (WHERE purchase_order_id IS NOT NULL) AS spend_on_orders,
               sum(books_ordered - books_spend) FILTER (WHERE purchase_order_id IS NOT NULL)
                   AS to_be_billed,
               round(100 * sum(books_spend) / nullif(sum(sum(books_spend))
                   OVER (PARTITION BY legal_entity, books_currency), 0), 2) AS share_pct,
               count(DISTINCT purchase_order_id) AS orders,
               count(DISTINCT invoice_id) AS invoices_without_order,
               count(*) FILTER (WHERE books_spend IS NULL) AS unvalued
          FROM valued
         GROUP BY {column}, legal_entity, books_currency
         ORDER BY legal_entity, books_currency, {order}{column}
    """,
        parameters=_CHOSEN,
        also=_ALSO,
        documents=Documents(
            of="spend_lines",
            by={each: each for each in (*_DIMENSIONS, "first_month", "last_month", "legal_entity")},
        ),
    )


SPEND_LINES: Final = Query(
    name="spend_lines",
    why="Each line of an issued order, and each invoice without an order: what was ordered and what"
    " it cost, in its currency and in that of the books; the dearest first.",
    sql=f"""{_SPENT}
        SELECT month, day, legal_entity, facility, department, supplier_id, supplier_name,
               item_class, purchase_order_id, purchase_order_number, line, invoice_id,
               invoice_number, description, ordered, spend, currency, books_ordered, books_spend,
               books_currency, coalesce(purchase_order_id, invoice_id) AS document_id
          FROM valued
         ORDER BY books_spend DESC NULLS LAST, spend DESC, purchase_order_number, line,
                  invoice_number, document_id
    """,
    parameters=_CHOSEN,
    also=_ALSO,
    documents=Documents(of="audit_trail", by={"document_id": "document_id"}),
)
SPEND_BREAKDOWN: Final = (
    _by("supplier", "What each supplier was ordered from and paid for, and its share; most first."),
    _by("item_class", "What was ordered and spent on each class of items; most first."),
    _by("facility", "What was ordered and spent for each facility; most first."),
    _by("department", "What was ordered and spent for each department; most first."),
    _by("month", "What was ordered and spent in each month, that of the order."),
    SPEND_LINES,
)

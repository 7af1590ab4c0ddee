"""What any chosen lines of the journal come to: the figure that its entries and facts explain.

Every balance of the books is one of these: of an account of a legal entity in a period, of an order
line, of a project, of a document. `purvey explain journal` asks it, and tells the lines with it.
"""

from typing import Final

from projections.projection import ColumnType, Documents, Query

CHOSEN: Final[dict[str, ColumnType]] = {
    "legal_entity": "text",
    "facility": "text",
    "account": "text",
    "currency": "text",
    "books_currency": "text",
    "period": "text",
    "relates_to_period": "text",
    "posted_on": "date",
    "supplier_id": "text",
    "document": "text",
    "document_number": "text",
    "purchase_order_id": "text",
    "purchase_order_line": "integer",
    "department": "text",
    "charge": "text",
    "cost_centre": "text",
    "cost_account": "text",
    "project": "text",
    "grant_code": "text",
    "grir_figure": "text",
}
_WHERE: Final = " AND ".join(f"(%({name})s IS NULL OR {name} = %({name})s)" for name in CHOSEN)
JOURNAL_SUMS: Final = Query(
    name="journal_sums",
    why="What the chosen lines of the journal come to, by legal entity and currency, also in the"
    " currency of the books.",
    sql=f"""
        SELECT legal_entity, currency, books_currency, count(*) AS lines,
               count(DISTINCT document) AS documents, sum(debit) AS debit, sum(credit) AS credit,
               sum(debit) - sum(credit) AS balance,
               coalesce(sum(books_debit) - sum(books_credit), 0) AS books_balance,
               count(*) FILTER (WHERE books_debit IS NULL) AS lines_unvalued
          FROM {{journal_lines}} lines
         WHERE {_WHERE}
         GROUP BY legal_entity, currency, books_currency
         ORDER BY legal_entity, currency, books_currency
    """,
    parameters=CHOSEN,
    documents=Documents(
        of="journal_lines",
        by={each: each for each in ("legal_entity", "currency", "books_currency")},
    ),
)

"""What goods that nobody has accepted yet stand at in the books, by their receipt."""

from typing import Final

from projections.projection import Documents, Query

GOODS_IN_INSPECTION: Final = Query(
    name="goods_in_inspection",
    why="What goods of each receipt are worth that wait for an inspection, or to go back, as the"
    " books say it; since which day.",
    sql="""
        SELECT legal_entity, facility, document, document_number, purchase_order_id, supplier_id,
               currency, sum(debit) - sum(credit) AS balance, min(posted_on) AS since
          FROM {journal_lines} lines
         WHERE account = 'receiving_inspection'
         GROUP BY legal_entity, facility, document, document_number, purchase_order_id,
                  supplier_id, currency
        HAVING sum(debit) <> sum(credit)
         ORDER BY since, document_number, document, currency
    """,
    documents=Documents(
        of="journal_lines",
        by={"document": "document"},
        where={"account": "receiving_inspection"},
    ),
)

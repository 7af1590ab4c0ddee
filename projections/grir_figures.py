"""Goods received and not invoiced, by how long their balance stands and to which side.

Questions to the balances of the journal; nothing is kept for them. A balance of an order line is
what its receipts put in less what its invoices took out.

- *age*: the days from its last move up to `day`, by default that of the last move of any
- *side*: `received` where more came than was billed, `billed` where more was billed than came
"""

from typing import Final

from projections.ages import AGE
from projections.projection import ColumnType, Documents, Query

_CHOSEN: Final[dict[str, ColumnType]] = {
    "facility": "text",
    "legal_entity": "text",
    "supplier_id": "text",
    "currency": "text",
    "day": "date",
}
_OPEN: Final = f"""
        WITH aged AS (
            SELECT *, coalesce(%(day)s, (SELECT max(moved_on) FROM {{grir_balances}} every))
                      - moved_on AS days,
                   CASE WHEN balance > 0 THEN 'received' ELSE 'billed' END AS side
              FROM {{grir_balances}} balances
             WHERE open
        ), told AS (
            SELECT *, {AGE} AS age
              FROM aged
             WHERE (%(facility)s IS NULL OR facility = %(facility)s)
               AND (%(legal_entity)s IS NULL OR legal_entity = %(legal_entity)s)
               AND (%(supplier_id)s IS NULL OR supplier_id = %(supplier_id)s)
               AND (%(currency)s IS NULL OR currency = %(currency)s)
        )"""
GRIR_BY_AGE: Final = Query(
    name="grir_by_age",
    ages=True,
    why="What was received and not invoiced, or invoiced and not received, by how long nothing"
    " moved up to a `day` (that of the last move), and currency.",
    sql=f"""{_OPEN}
        SELECT currency, side, age, count(*) AS order_lines, sum(balance) AS balance
          FROM told
         GROUP BY currency, side, age
         ORDER BY currency, side DESC, min(days)
    """,
    parameters=_CHOSEN,
    documents=Documents(of="grir_lines", by={"currency": "currency", "side": "side", "age": "age"}),
)
GRIR_LINES: Final = Query(
    name="grir_lines",
    ages=True,
    why="Each order line whose goods received and invoices do not settle each other, and since when"
    " nothing moved; the longest first.",
    sql=f"""{_OPEN}
        SELECT purchase_order_id, purchase_order_line, supplier_id, legal_entity, facility,
               received_amount, cleared_amount, balance, currency, moved_on, days, age, side
          FROM told
         WHERE (%(age)s IS NULL OR age = %(age)s) AND (%(side)s IS NULL OR side = %(side)s)
         ORDER BY days DESC, abs(balance) DESC, purchase_order_id, purchase_order_line
    """,
    parameters={**_CHOSEN, "age": "text", "side": "text"},
    documents=Documents(
        of="journal_lines",
        by={each: each for each in ("purchase_order_id", "purchase_order_line")},
    ),
)
GRIR_FIGURES: Final = (GRIR_BY_AGE, GRIR_LINES)

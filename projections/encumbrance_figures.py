"""Encumbrances: what documents hold of budgets, and for how long nothing has moved in it.

Questions to the tables of budgets; nothing is kept for them. An encumbrance is what an issued order
will still cost (`open`), a pre-encumbrance what an approved requisition holds (`reserved`), of one
line of a document and one budget line.

- *age*: the days from the last fact about it (it was encumbered, adjusted, or liquidated in part)
  up to `day`, by default that of the last fact about any
- *stale*: nothing has moved for more than 90 days: what is held may never be spent
"""

from typing import Final

from projections.ages import AGE
from projections.projection import ColumnType, Documents, Query

_CHOSEN: Final[dict[str, ColumnType]] = {
    "legal_entity": "text",
    "cost_centre": "text",
    "currency": "text",
    "day": "date",
}
_HELD: Final = f"""
        WITH moved AS (
            SELECT lines.legal_entity, lines.cost_centre, lines.account, commitments.*,
                   (changed_at AT TIME ZONE 'UTC')::date AS moved_on,
                   coalesce(%(day)s, (SELECT (max(changed_at) AT TIME ZONE 'UTC')::date
                                        FROM {{budget_commitments}} every)) AS day
              FROM {{budget_commitments}} commitments
              JOIN {{budget_lines}} lines USING (budget_line_id)
             WHERE reserved <> 0 OR open <> 0
        ), held AS (
            SELECT *, {AGE} AS age, days > 90 AS stale
              FROM (SELECT *, day - moved_on AS days FROM moved) moved
             WHERE (%(legal_entity)s IS NULL OR legal_entity = %(legal_entity)s)
               AND (%(cost_centre)s IS NULL OR cost_centre = %(cost_centre)s)
               AND (%(currency)s IS NULL OR currency = %(currency)s)
        )"""
ENCUMBRANCES_BY_AGE: Final = Query(
    name="encumbrances_by_age",
    ages=True,
    why="What documents hold of budgets, by how long nothing has moved in it up to a `day` (that of"
    " the last fact); over 90 days it is stale.",
    sql=f"""{_HELD}
        SELECT legal_entity, cost_centre, currency, age, count(*) AS encumbrances,
               sum(open) AS open, sum(reserved) AS reserved
          FROM held
         GROUP BY legal_entity, cost_centre, currency, age
         ORDER BY legal_entity, cost_centre, currency, min(days)
    """,
    parameters=_CHOSEN,
    documents=Documents(
        of="encumbrances_open",
        by={each: each for each in ("legal_entity", "cost_centre", "currency", "age")},
    ),
)
ENCUMBRANCES_OPEN: Final = Query(
    name="encumbrances_open",
    ages=True,
    why="Each document line that holds something of a budget, and since when nothing moved in it;"
    " the longest first. `stale` asks for those over 90 days, or the others.",
    sql=f"""{_HELD}
        SELECT legal_entity, cost_centre, account, budget_line, document, document_id,
               document_number, document_line, open, reserved, liquidated, currency, moved_on, days,
               age, stale
          FROM held
         WHERE (%(age)s IS NULL OR age = %(age)s) AND (%(stale)s IS NULL OR stale = %(stale)s)
         ORDER BY days DESC, document_number, document_line, budget_line
    """,
    parameters={**_CHOSEN, "age": "text", "stale": "boolean"},
    documents=Documents(of="audit_trail", by={"document_id": "document_id"}),
)
ENCUMBRANCE_FIGURES: Final = (ENCUMBRANCES_BY_AGE, ENCUMBRANCES_OPEN)

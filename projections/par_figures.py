"""Par locations: whether the shelves hold what they should, as they were counted last.

Questions to the tables of requisitions; nothing but the count is kept for them. Of each item at a
par location (facility, and the place that it is delivered to) the latest count counts: that of the
requisition that was submitted last, whatever became of it.

- *below par*: less was counted than the par level
- *empty*: nothing was counted
- *uncovered*: what was counted and what the requisition asks for (nothing once it was refused,
  taken back or has expired) do not come to the par level

Quantities are in the unit of the line.
"""

from typing import Final

from projections.documents import THE_REQUISITION
from projections.projection import ColumnType, Documents, Query

CHOSEN: Final[dict[str, ColumnType]] = {
    "facility": "text",
    "deliver_to": "text",
    "item_id": "text",
}
_COUNTED: Final = """
        WITH counted AS (
            SELECT DISTINCT ON (facility, coalesce(lines.deliver_to, requisitions.deliver_to),
                                lines.item_id)
                   facility, coalesce(lines.deliver_to, requisitions.deliver_to) AS deliver_to,
                   lines.item_id, lines.description, lines.unit, counted, par_level,
                   CASE WHEN requisitions.state IN ('submitted', 'approved', 'closed')
                        THEN quantity - cancelled ELSE 0 END AS asked_for,
                   requisition_id, requisitions.number, lines.line, submitted_at
              FROM {requisition_lines} lines
              JOIN {requisitions} requisitions USING (requisition_id)
             WHERE par_level IS NOT NULL AND submitted_at IS NOT NULL
             ORDER BY facility, coalesce(lines.deliver_to, requisitions.deliver_to),
                      lines.item_id, submitted_at DESC, requisition_id, lines.line
        ), judged AS (
            SELECT *, counted < par_level AS below_par, counted <= 0 AS empty,
                   counted + asked_for < par_level AS uncovered
              FROM counted
             WHERE facility = coalesce(%(facility)s, facility)
               AND deliver_to = coalesce(%(deliver_to)s, deliver_to)
               AND item_id = coalesce(%(item_id)s, item_id)
        )"""
PAR_BREACHES: Final = Query(
    name="par_breaches",
    why="How many items of each par location were below their level, or gone, at the last count,"
    " and of how many too little was asked for.",
    sql=f"""{_COUNTED}
        SELECT facility, deliver_to, count(*) AS items,
               count(*) FILTER (WHERE below_par) AS below_par,
               round(100.0 * count(*) FILTER (WHERE below_par) / count(*), 2) AS below_par_pct,
               count(*) FILTER (WHERE empty) AS empty,
               count(*) FILTER (WHERE uncovered) AS uncovered
          FROM judged
         GROUP BY facility, deliver_to
         ORDER BY facility, deliver_to
    """,
    parameters=CHOSEN,
    documents=Documents(of="par_counts", by={"facility": "facility", "deliver_to": "deliver_to"}),
)
PAR_COUNTS: Final = Query(
    name="par_counts",
    why="The last count of each item at each par location: its level, what was there, and what was"
    " asked for; the emptiest first.",
    sql=f"""{_COUNTED}
        SELECT facility, deliver_to, item_id, description, requisition_id,
               number AS requisition_number, line, submitted_at, counted, par_level, asked_for,
               unit, below_par, empty, uncovered
          FROM judged
         WHERE below_par = coalesce(%(below_par)s, below_par)
         ORDER BY counted / nullif(par_level, 0), facility, deliver_to, description, item_id,
                  requisition_id, line
    """,
    parameters={**CHOSEN, "below_par": "boolean"},
    documents=THE_REQUISITION,
)
PAR_FIGURES: Final = (PAR_BREACHES, PAR_COUNTS)

"""The scorecard of suppliers, of the steps of order lines; nothing is kept for it. By supplier:

- *answered*: lines with an answer ÷ lines issued; hours from issue to first answer, nine of ten.
  A code by which the supplier only looks into it (IH, IF, IW) is no answer.
- *fill by line*: lines that the first answer accepts whole ÷ lines answered. *By unit*: units that
  the first answer accepts to ship now ÷ units first ordered on those lines.
- *substituted*, *back-ordered*: lines that were, however often ÷ lines issued.
- *back-order days*: Σ days from the first record of a back-order until nothing of the line is
  waited for ÷ lines back-ordered. That is the day by which all that was back-ordered had been
  shipped or given up, or by which the line had come whole; else `day`, as it still lasts.
- *on time by line*: lines received whole by their day, and a window ÷ lines due. *By unit*: units
  received by then ÷ units ordered on them. A line's day is the one promised last, else the one
  needed by. What was given up before anything came is not due; a remainder given up is missed.
- *on time as promised*: the same of lines with a promise, by its day; *as needed*: of lines with a
  day of need, by that, whatever was promised since.

Orders of goods that are used already, blanket and inter-company orders are out. `day` closes it, by
default that of the last step; `window_days` is grace.
"""

from typing import Final

from projections.documents import THE_ORDER
from projections.projection import Documents, Query

JUDGED: Final = """
        WITH steps AS (
            SELECT *, (effective_at AT TIME ZONE 'UTC')::date AS happened_on
              FROM {order_line_steps} steps
        ), asked_for AS (
            SELECT coalesce(%(day)s, max(happened_on)) AS today,
                   coalesce(%(window_days)s, 0) AS grace
              FROM steps
        ), orders AS (
            SELECT purchase_order_id, min(effective_at) FILTER (WHERE step = 'issued') AS issued_at,
                   (array_agg(code ORDER BY position)
                        FILTER (WHERE step = 'order' AND code IS NOT NULL))[1] AS order_type,
                   (array_agg(supplier_id ORDER BY position DESC)
                        FILTER (WHERE step = 'order'))[1] AS supplier_id,
                   (array_agg(supplier_name ORDER BY position DESC)
                        FILTER (WHERE step = 'order'))[1] AS supplier_name
              FROM steps WHERE line = 0 GROUP BY purchase_order_id
        ), lines AS (
            SELECT purchase_order_id, line,
                   (array_agg(quantity ORDER BY position)
                        FILTER (WHERE step = 'ordered' AND quantity IS NOT NULL))[1] AS asked,
                   (array_agg(quantity ORDER BY position DESC)
                        FILTER (WHERE step = 'ordered' AND quantity IS NOT NULL))[1] AS ordered,
                   (array_agg(day ORDER BY position DESC)
                        FILTER (WHERE step = 'answered' AND day IS NOT NULL))[1] AS promised_on,
                   (array_agg(day ORDER BY position DESC)
                        FILTER (WHERE step = 'ordered' AND day IS NOT NULL))[1] AS needed_on,
                   coalesce(sum(quantity) FILTER (WHERE step = 'received'), 0) AS received,
                   coalesce(sum(quantity) FILTER (WHERE step = 'cancelled'), 0) AS cancelled,
                   min(effective_at) FILTER (WHERE step = 'answered') AS answered_at,
                   (array_agg(code ORDER BY position)
                        FILTER (WHERE step = 'answered'))[1] AS answer,
                   (array_agg(quantity ORDER BY position)
                        FILTER (WHERE step = 'answered'))[1] AS answered,
                   bool_or(step = 'substituted') AS substituted,
                   bool_or(step = 'backordered') AS backordered,
                   min(happened_on) FILTER (WHERE step = 'backordered') AS backordered_on,
                   (array_agg(quantity ORDER BY position DESC)
                        FILTER (WHERE step = 'backordered'))[1] AS backorder,
                   max(position) FILTER (WHERE step = 'backordered') AS backorder_position,
                   max(happened_on) FILTER (WHERE step IN ('received', 'cancelled')
                       AND quantity > 0) AS ended_on
              FROM steps WHERE line > 0 GROUP BY purchase_order_id, line
        ), in_time AS (
            SELECT purchase_order_id, line,
                   sum(steps.quantity) FILTER (WHERE happened_on
                       <= coalesce(promised_on, needed_on) + grace) AS by_due,
                   sum(steps.quantity) FILTER (WHERE happened_on <= promised_on + grace)
                       AS by_promise,
                   sum(steps.quantity) FILTER (WHERE happened_on <= needed_on + grace) AS by_need
              FROM lines JOIN steps USING (purchase_order_id, line) CROSS JOIN asked_for
             WHERE step = 'received' AND steps.quantity > 0
             GROUP BY purchase_order_id, line
        ), shipped AS (
            SELECT purchase_order_id, line, sum(steps.quantity) AS units,
                   max(happened_on) AS shipped_on
              FROM lines JOIN steps USING (purchase_order_id, line)
             WHERE step IN ('released', 'given_up') AND position > backorder_position
             GROUP BY purchase_order_id, line
        ), judged AS (
            SELECT purchase_order_id, line, supplier_id, supplier_name, answer, asked, ordered,
                   received, coalesce(promised_on, needed_on) AS due_on, promised_on, needed_on,
                   issued_at, answered_at, substituted, backordered,
                   extract(epoch FROM answered_at - issued_at) / 3600 AS hours,
                   CASE answer WHEN 'whole' THEN asked
                               WHEN 'part' THEN least(answered, asked)
                               WHEN 'later' THEN asked
                                    - least(coalesce(answered, asked), asked)
                               WHEN 'none' THEN 0 END AS filled,
                   coalesce(promised_on, needed_on) <= today AND comes AS due,
                   promised_on <= today AND comes AS promise_due,
                   needed_on <= today AND comes AS need_due,
                   least(coalesce(by_due, 0), received, ordered) AS units_in_time,
                   least(coalesce(by_promise, 0), received, ordered) AS units_as_promised,
                   least(coalesce(by_need, 0), received, ordered) AS units_as_needed,
                   CASE WHEN backordered THEN greatest(0, least(today,
                       CASE WHEN received + cancelled >= ordered THEN ended_on END,
                       shipped_whole_on) - backordered_on) END AS backorder_days
              FROM lines JOIN orders USING (purchase_order_id) CROSS JOIN asked_for
              LEFT JOIN in_time USING (purchase_order_id, line)
              LEFT JOIN shipped USING (purchase_order_id, line)
             CROSS JOIN LATERAL (SELECT received > 0 OR cancelled < ordered AS comes,
                   CASE WHEN shipped.units >= backorder THEN shipped_on END AS shipped_whole_on
                   ) AS told
             WHERE issued_at IS NOT NULL AND order_type
                   NOT IN ('bill_only', 'blanket', 'intercompany')
        )"""
SCORECARD: Final = Query(
    name="supplier_scorecard",
    ages=True,
    why="How each supplier answers, fills and delivers; `day` closes it, `window_days` is grace.",
    sql=f"""{JUDGED}
        SELECT supplier_id, max(supplier_name) AS supplier_name, count(*) AS lines,
               round(100.0 * count(answer) / count(*), 2) AS answered_pct,
               round((percentile_disc(0.9) WITHIN GROUP (ORDER BY hours))::numeric, 2)
                   AS answer_hours_p90,
               round(100.0 * count(*) FILTER (WHERE answer = 'whole')
                   / nullif(count(answer), 0), 2) AS line_fill_pct,
               round(100 * sum(filled)
                   / nullif(sum(asked) FILTER (WHERE answer IS NOT NULL), 0), 2)
                   AS unit_fill_pct,
               round(100.0 * count(*) FILTER (WHERE substituted) / count(*), 2) AS substituted_pct,
               round(100.0 * count(*) FILTER (WHERE backordered) / count(*), 2) AS backordered_pct,
               round(avg(backorder_days) FILTER (WHERE backordered), 2) AS backorder_days_avg,
               count(*) FILTER (WHERE due) AS lines_due,
               round(100.0 * count(*) FILTER (WHERE due AND units_in_time >= ordered)
                   / nullif(count(*) FILTER (WHERE due), 0), 2) AS on_time_lines_pct,
               round(100 * sum(units_in_time) FILTER (WHERE due)
                   / nullif(sum(ordered) FILTER (WHERE due), 0), 2) AS on_time_units_pct,
               count(*) FILTER (WHERE promise_due) AS lines_promised,
               round(100.0 * count(*) FILTER (WHERE promise_due AND units_as_promised >= ordered)
                   / nullif(count(*) FILTER (WHERE promise_due), 0), 2) AS as_promised_lines_pct,
               count(*) FILTER (WHERE need_due) AS lines_needed,
               round(100.0 * count(*) FILTER (WHERE need_due AND units_as_needed >= ordered)
                   / nullif(count(*) FILTER (WHERE need_due), 0), 2) AS as_needed_lines_pct
          FROM judged
         GROUP BY supplier_id
         ORDER BY supplier_name, supplier_id
    """,
    parameters={"day": "date", "window_days": "integer"},
    documents=Documents(of="supplier_scorecard_lines", by={"supplier_id": "supplier_id"}),
)
SCORECARD_LINES: Final = Query(
    name="supplier_scorecard_lines",
    ages=True,
    why="Each order line that the scorecard counts: what was answered, when it was due, and what"
    " had come by then.",
    sql=f"""{JUDGED}
        SELECT judged.supplier_id, judged.supplier_name, purchase_order_id,
               orders.number AS purchase_order_number, line, judged.issued_at, answered_at, answer,
               asked, filled, ordered, received, due_on, due, units_in_time, promised_on,
               units_as_promised, needed_on, units_as_needed, substituted, backordered,
               backorder_days
          FROM judged JOIN {{purchase_orders}} orders USING (purchase_order_id)
         WHERE judged.supplier_id = coalesce(%(supplier_id)s, judged.supplier_id)
         ORDER BY judged.supplier_name, orders.number, line
    """,
    parameters={"day": "date", "window_days": "integer", "supplier_id": "text"},
    also=("purchase_orders",),
    documents=THE_ORDER,
)

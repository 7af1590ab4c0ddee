"""Stock-out risk: what is on its way to run out before more can come.

A question to the tables of stock, orders, receipts and the catalogue; nothing is kept for it. A row
for each stock item that was used within the last `window_days` (90), as of `day` (by default that
of the last movement):

- *daily use*: what departments took and cases used, less what came back, ÷ the days of the window,
  or those since the item's first movement where that is later
- *days cover*: on hand (available, and the supplier's on consignment, but no lot that is past its
  date on `day` or falls under a recall that stands) ÷ daily use
- *lead time*: half of the receipts of the item at the facility came within so many days of the
  order's issue; where none has come there, of the item at any facility; null: it never came
- *due*: what issued orders of the facility still bring within the lead time: promised, else needed
  by, then; undated goods count when the lead time has passed since their issue
- *at risk*: on hand + due < daily use * lead time; of items without a lead time, nothing on hand
- *probability of running out*: that more is used during the lead time than on hand + due, as if
  use were normally distributed, with the mean daily use * lead time and the variance
  lead time * variance of daily use + daily use² * variance of lead times: of the days of the
  window, those without use included, and of the receipts that the lead time is of; null without one

Quantities are in base units; an open line in a unit that the catalogue cannot convert brings
nothing here. Of few receipts or days the probability is a rough one: `lead_receipts` and `use_days`
say of how many.
"""

from typing import Final

from projections.projection import Documents, Query
from projections.stock_tables import NOT_RECALLED

USES: Final = "('issued', 'consumed', 'issue_returned')"
_LEAD: Final = """percentile_disc(0.5) WITHIN GROUP (ORDER BY days) AS days,
                   var_pop(days) AS variance, count(*) AS receipts"""
STOCK_OUT_RISK: Final = Query(
    name="stock_out_risk",
    ages=True,
    why="For how many days what is on hand lasts, when more can come, what runs out before it and"
    " with what probability; what is at risk first.",
    sql=f"""
        WITH moved AS MATERIALIZED (
            SELECT facility, item_id, holder, movement, quantity,
                   (effective_at AT TIME ZONE 'UTC')::date AS moved_on
              FROM {{stock_movements}} movements
        ), asked AS MATERIALIZED (
            SELECT coalesce(%(day)s, max(moved_on)) AS day,
                   coalesce(%(window_days)s, 90) AS days
              FROM moved
        ), used AS (
            SELECT holder AS stock_item_id,
                   -sum(quantity) FILTER (WHERE movement IN {USES}
                                          AND moved_on > day - days) AS quantity,
                   least(days, day - min(moved_on) + 1) AS days, day
              FROM moved CROSS JOIN asked
             WHERE moved_on <= day
             GROUP BY holder, days, day
        ), spread AS (
            SELECT holder AS stock_item_id, sum(quantity * quantity) AS squares,
                   count(*) FILTER (WHERE quantity <> 0) AS use_days
              FROM (SELECT holder, sum(quantity) AS quantity
                      FROM moved CROSS JOIN asked
                     WHERE movement IN {USES} AND moved_on > day - days AND moved_on <= day
                     GROUP BY holder, moved_on) daily
             GROUP BY holder
        ), came AS MATERIALIZED (
            SELECT lines.item_id, receipts.facility,
                   received_on - (issued_at AT TIME ZONE 'UTC')::date AS days
              FROM {{receipt_lines}} lines
              JOIN {{receipts}} receipts USING (receipt_id)
              JOIN {{purchase_orders}} orders
                ON orders.purchase_order_id = lines.purchase_order_id
             WHERE lines.movement = 'posted' AND receipts.state = 'posted'
               AND lines.item_id IS NOT NULL AND issued_at IS NOT NULL
        ), here AS (
            SELECT item_id, facility, {_LEAD}
              FROM came GROUP BY item_id, facility
        ), anywhere AS (
            SELECT item_id, {_LEAD}
              FROM came GROUP BY item_id
        ), usable AS (
            SELECT holder AS stock_item_id, sum(levels.on_hand) AS on_hand
              FROM {{stock_levels}} levels CROSS JOIN asked
             WHERE disposition IN ('available', 'consigned')
               AND (expires_on IS NULL OR expires_on >= day)
               AND {NOT_RECALLED}
             GROUP BY holder
        ), items AS (
            SELECT stock.stock_item_id, stock.number, stock.facility, stock.item_id,
                   stock.description, stock.base_unit, coalesce(usable.on_hand, 0) AS on_hand,
                   used.quantity / used.days AS daily_use, used.day,
                   coalesce(here.days, anywhere.days) AS lead_days,
                   coalesce(here.variance, anywhere.variance) AS lead_variance,
                   coalesce(here.receipts, anywhere.receipts, 0) AS lead_receipts,
                   greatest(squares / used.days - (used.quantity / used.days) ^ 2, 0)
                       AS use_variance, use_days
              FROM {{stock_items}} stock
              JOIN used USING (stock_item_id)
              JOIN spread USING (stock_item_id)
              LEFT JOIN usable USING (stock_item_id)
              LEFT JOIN here ON here.item_id = stock.item_id AND here.facility = stock.facility
              LEFT JOIN anywhere ON anywhere.item_id = stock.item_id
             WHERE used.quantity > 0
               AND stock.facility = coalesce(%(facility)s, stock.facility)
               AND stock.item_id = coalesce(%(item_id)s, stock.item_id)
        ), due AS (
            SELECT items.stock_item_id, sum(open_quantity * CASE
                       WHEN lines.unit = items.base_unit THEN 1
                       ELSE (SELECT (pack ->> 'numerator')::numeric
                                    / (pack ->> 'denominator')::numeric
                               FROM jsonb_array_elements(catalogue.packs) AS packs (pack)
                              WHERE pack ->> 'unit' = lines.unit LIMIT 1) END) AS quantity
              FROM items
              JOIN {{purchase_order_lines}} lines ON lines.item_id = items.item_id
              JOIN {{purchase_orders}} orders
                ON orders.purchase_order_id = lines.purchase_order_id
                   AND orders.facility = items.facility
              LEFT JOIN {{catalogue_items}} catalogue ON catalogue.item_id = items.item_id
             WHERE lines.open_quantity > 0 AND orders.state = 'issued'
               AND orders.order_type NOT IN ('bill_only', 'blanket', 'drop_ship')
               AND coalesce(promised_on, need_by,
                            (issued_at AT TIME ZONE 'UTC')::date + lead_days) <= day + lead_days
             GROUP BY items.stock_item_id
        ), told AS (
            SELECT items.*, trim_scale(coalesce(due.quantity, 0)) AS due,
                   sqrt(lead_days * use_variance + daily_use ^ 2 * lead_variance) AS deviation,
                   on_hand + coalesce(due.quantity, 0) - daily_use * lead_days AS spare,
                   coalesce(on_hand + coalesce(due.quantity, 0) < daily_use * lead_days,
                            on_hand <= 0) AS at_risk
              FROM items LEFT JOIN due USING (stock_item_id)
        )
        SELECT facility, stock_item_id, item_id, number AS item_number, description, base_unit,
               on_hand, round(daily_use, 3) AS daily_use,
               round(on_hand / daily_use, 1) AS days_cover, lead_days, due, at_risk,
               round(100 * CASE WHEN deviation > 0
                                THEN erfc((spare / deviation / sqrt(2.0))::float8)::numeric / 2
                                WHEN deviation = 0 THEN (spare < 0)::integer END, 1)
                   AS stock_out_pct, use_days, lead_receipts
          FROM told
         WHERE at_risk = coalesce(%(at_risk)s, at_risk)
         ORDER BY at_risk DESC, on_hand / daily_use, facility, number, stock_item_id
    """,
    parameters={
        "facility": "text",
        "item_id": "text",
        "day": "date",
        "window_days": "integer",
        "at_risk": "boolean",
    },
    also=("catalogue_items", "purchase_orders", "recalls", "receipts"),
    documents=Documents(of="stock_movements", by={"facility": "facility", "item_id": "item_id"}),
)

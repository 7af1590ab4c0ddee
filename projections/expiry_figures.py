"""Expiry risk: what expires before it can be used, at the rate at which it is used, and its value.

Questions to the tables of stock; nothing is kept for them. Usable lots of a stock item are used in
the order in which they expire (first expired, first out), as many a day as departments took and
cases used, less what came back, on the days of the window (`window_days`, 90) up to `day`, by
default that of the last movement:

- *unusable* of a lot: what is left of it on its last day, when every day before took that much;
  of a lot that has expired already, all of it
- *value*: unusable * what a unit of ours is worth at the facility (the item's value there ÷ what of
  it is ours); goods that suppliers keep here are no lots of ours

`within_days` (90) leaves out lots that expire later. Quantities are in base units.
"""

from typing import Final

from projections.projection import ColumnType, Documents, Query
from projections.stock_risk_figures import USES

_CHOSEN: Final[dict[str, ColumnType]] = {
    "facility": "text",
    "item_id": "text",
    "day": "date",
    "window_days": "integer",
    "within_days": "integer",
}
_LOTS: Final = f"""
        WITH moved AS MATERIALIZED (
            SELECT holder, movement, quantity, (effective_at AT TIME ZONE 'UTC')::date AS moved_on
              FROM {{stock_movements}} movements
        ), asked AS MATERIALIZED (
            SELECT coalesce(%(day)s, max(moved_on)) AS day, coalesce(%(window_days)s, 90) AS days
              FROM moved
        ), used AS (
            SELECT holder, greatest(coalesce(-sum(quantity) FILTER (
                       WHERE movement IN {USES} AND moved_on > day - days), 0), 0)
                   / least(days, day - min(moved_on) + 1) AS daily_use
              FROM moved CROSS JOIN asked
             WHERE moved_on <= day
             GROUP BY holder, days, day
        ), lots AS (
            SELECT levels.holder, levels.facility, levels.item_id, levels.description, levels.lot,
                   levels.expires_on, levels.base_unit, sum(on_hand) AS on_hand
              FROM {{stock_levels}} levels
             WHERE disposition = 'available' AND on_hand > 0
             GROUP BY levels.holder, levels.facility, levels.item_id, levels.description,
                      levels.lot, levels.expires_on, levels.base_unit
        ), ours AS (
            SELECT holder, sum(on_hand) AS quantity
              FROM {{stock_levels}} levels WHERE owner_id = '' AND on_hand > 0 GROUP BY holder
        ), worth AS (
            SELECT holder, currency, amount / quantity AS unit_cost
              FROM {{stock_values}} valued JOIN ours USING (holder)
        ), reached AS (
            SELECT lots.*, day, coalesce(daily_use, 0) AS daily_use,
                   greatest(0, max(so_far - coalesce(daily_use, 0)
                       * greatest(expires_on - day + 1, 0)) OVER in_turn) AS gone
              FROM (SELECT *, sum(on_hand) OVER (PARTITION BY holder ORDER BY expires_on, lot)
                           AS so_far
                      FROM lots WHERE expires_on IS NOT NULL) lots
              CROSS JOIN asked LEFT JOIN used USING (holder)
            WINDOW in_turn AS (PARTITION BY holder ORDER BY expires_on, lot)
        ), judged AS (
            SELECT *, gone - lag(gone, 1, 0) OVER (PARTITION BY holder ORDER BY expires_on, lot)
                      AS unusable
              FROM reached
        ), told AS (
            SELECT judged.*, unit_cost, currency, round(unusable * unit_cost, 2) AS value
              FROM judged LEFT JOIN worth USING (holder)
             WHERE expires_on < day + coalesce(%(within_days)s, 90)
               AND (%(facility)s IS NULL OR facility = %(facility)s)
               AND (%(item_id)s IS NULL OR item_id = %(item_id)s)
        )"""
EXPIRY_BY_FACILITY: Final = Query(
    name="expiry_risk_by_facility",
    ages=True,
    why="What each facility will lose of the lots that expire soon, at the rate of use, in money.",
    sql=f"""{_LOTS}
        SELECT facility, currency, count(*) AS lots, count(*) FILTER (WHERE unusable > 0)
                   AS lots_at_risk, coalesce(sum(value), 0) AS value
          FROM told
         GROUP BY facility, currency
         ORDER BY facility, currency
    """,
    parameters=_CHOSEN,
    documents=Documents(of="expiry_risk", by={"facility": "facility", "currency": "currency"}),
)
EXPIRY_RISK: Final = Query(
    name="expiry_risk",
    ages=True,
    why="Each lot that expires soon: how much of it will not be used by then at the rate of use,"
    " and what that is worth; the dearest first.",
    sql=f"""{_LOTS}
        SELECT facility, holder, item_id, description, lot, expires_on, on_hand, base_unit,
               round(daily_use, 3) AS daily_use, round(unusable, 3) AS unusable,
               round(unit_cost, 6) AS unit_cost, value, currency
          FROM told
         WHERE %(currency)s IS NULL OR currency = %(currency)s
         ORDER BY value DESC NULLS LAST, expires_on, facility, description, lot, holder,
                  currency
    """,
    parameters={**_CHOSEN, "currency": "text"},
    documents=Documents(of="stock_movements", by={"holder": "holder"}),
)
EXPIRY_FIGURES: Final = (EXPIRY_BY_FACILITY, EXPIRY_RISK)

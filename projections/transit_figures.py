"""Goods in transit: what left one facility and arrived at no other, since when, and its value.

Questions to the tables of shipments; nothing is kept for them.

- *days*: from the dispatch up to `day`, by default the one on which a shipment changed last
- *late*: by how many days it is later than it was expected; none: not yet, or nobody said when
- *value*: what the goods cost when they left; together it is the account of goods in transit
"""

from typing import Final

from projections.ages import AGE
from projections.projection import ColumnType, Documents, Query

_CHOSEN: Final[dict[str, ColumnType]] = {
    **dict.fromkeys(("legal_entity", "facility", "to_facility", "item_id", "currency"), "text"),
    "day": "date",
}
_MOVING: Final = f"""
        WITH asked AS (
            SELECT coalesce(%(day)s,
                            (SELECT (max(changed_at) AT TIME ZONE 'UTC')::date
                               FROM {{shipments}} every)) AS day
        ), moving AS (
            SELECT s.shipment_id, s.number AS shipment_number, s.legal_entity, s.facility,
                   s.to_legal_entity, s.to_facility, s.dispatched_on, s.expected_on, l.line,
                   l.item_id, l.description, l.lot, l.expires_on, l.in_transit, l.base_unit,
                   v.in_transit AS value, v.currency,
                   greatest(day - s.dispatched_on, 0) AS days,
                   CASE WHEN day > s.expected_on THEN day - s.expected_on END AS late
              FROM {{shipments}} s
              JOIN {{shipment_lines}} l ON l.shipment_id = s.shipment_id
              LEFT JOIN {{shipment_values}} v
                ON v.shipment_id = l.shipment_id AND v.line = l.line
              CROSS JOIN asked
             WHERE s.state = 'in_transit' AND l.in_transit > 0
        ), told AS (
            SELECT *, {AGE} AS age
              FROM moving
             WHERE (%(legal_entity)s IS NULL OR legal_entity = %(legal_entity)s)
               AND (%(facility)s IS NULL OR facility = %(facility)s)
               AND (%(to_facility)s IS NULL OR to_facility = %(to_facility)s)
               AND (%(item_id)s IS NULL OR item_id = %(item_id)s)
               AND (%(currency)s IS NULL OR currency = %(currency)s)
        )"""
IN_TRANSIT_BY_AGE: Final = Query(
    name="goods_in_transit_by_age",
    ages=True,
    why="What is on its way between facilities and what it is worth, by how long up to a `day`"
    " (that of the last change), and currency.",
    sql=f"""{_MOVING}
        SELECT legal_entity, facility, to_facility, currency, age,
               count(DISTINCT shipment_id) AS shipments, count(*) AS lines,
               coalesce(sum(value), 0) AS value
          FROM told
         GROUP BY legal_entity, facility, to_facility, currency, age
         ORDER BY legal_entity, facility, to_facility, currency, min(days)
    """,
    parameters=_CHOSEN,
    documents=Documents(
        of="goods_in_transit",
        by={each: each for each in ("legal_entity", "facility", "to_facility", "currency", "age")},
    ),
)
IN_TRANSIT: Final = Query(
    name="goods_in_transit",
    ages=True,
    why="Each line of a shipment that is on its way: how much, of which lot, how long, how late,"
    " and what it is worth; the longest first.",
    sql=f"""{_MOVING}
        SELECT shipment_id, shipment_number, legal_entity, facility, to_legal_entity, to_facility,
               line, item_id, description, lot, expires_on, in_transit, base_unit, value, currency,
               dispatched_on, expected_on, days, age, late
          FROM told
         WHERE %(age)s IS NULL OR age = %(age)s
         ORDER BY days DESC, shipment_number, shipment_id, line, currency
    """,
    parameters={**_CHOSEN, "age": "text"},
    documents=Documents(of="shipments", by={"shipment_id": "shipment_id"}),
)
TRANSIT_QUESTIONS: Final = (IN_TRANSIT_BY_AGE, IN_TRANSIT)

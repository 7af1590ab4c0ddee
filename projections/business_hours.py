"""Business hours between two moments, as SQL: Monday to Friday, from an hour to another, in a zone.

What a question that uses it asks: `opens` and `closes` (whole hours, 8 and 17), `zone` (an IANA
name, UTC). Hours by the clock on the wall are what counts, so a day on which clocks are changed is
as long as any other.

The hours of holidays are taken off: of the days that a facility set for the year, else of those of
its legal entity (`holidays` of the legal entities).
"""

from typing import Final

from projections.projection import ColumnType

OFFICE_PARAMETERS: Final[dict[str, ColumnType]] = {
    "opens": "integer",
    "closes": "integer",
    "zone": "text",
}
OFFICE: Final = """office AS (
            SELECT least(greatest(coalesce(%(opens)s, 8), 0), 24) AS opens,
                   least(greatest(coalesce(%(closes)s, 17), 0), 24) AS closes,
                   coalesce(%(zone)s, 'UTC') AS zone
        )"""
# By legal entity and facility; an empty one: of those that have none of their own in that year.
CALENDARS: Final = """calendars AS MATERIALIZED (
            SELECT legal_entity, facility, array_agg(DISTINCT year) AS years,
                   array_agg(each.day::date) FILTER (WHERE each.day IS NOT NULL) AS days
              FROM {holidays} holidays
              LEFT JOIN LATERAL jsonb_array_elements_text(days) AS each (day) ON true
             GROUP BY legal_entity, facility
        )"""
_MONDAY: Final = "DATE '2000-01-03'"


def business_hours(start: str, end: str) -> str:
    """SQL of the hours from one timestamptz to another, beside the one row of `office`."""
    return f"({_since(end)} - {_since(start)})"


def calendars_of(rows: str) -> str:
    """Joins to rows with a `legal_entity` and a `facility` what `holiday_hours` asks."""
    of = f"calendars {{}} ON {{}}.legal_entity = {rows}.legal_entity AND {{}}.facility ="
    own = of.format("own", "own", "own")
    whole = of.format("whole", "whole", "whole")
    return f"LEFT JOIN {own} {rows}.facility LEFT JOIN {whole} ''"


def holiday_hours(start: str, end: str) -> str:
    """SQL of the hours between them that would be business hours, if nobody had kept holiday."""
    opened = f"greatest({start} AT TIME ZONE zone, day + make_interval(hours => opens))"
    closed = f"least({end} AT TIME ZONE zone, day + make_interval(hours => closes))"
    return (
        "CASE WHEN own.days IS NULL AND whole.days IS NULL THEN 0 ELSE ("
        f"SELECT coalesce(sum(greatest(extract(epoch FROM {closed} - {opened}) / 3600, 0)), 0)"
        " FROM (SELECT unnest(own.days) AS day UNION ALL"
        " SELECT day FROM unnest(whole.days) AS day WHERE own.years IS NULL"
        " OR extract(year FROM day)::integer <> ALL (own.years)) AS kept"
        " WHERE extract(isodow FROM day) < 6) END"
    )


def _since(moment: str) -> str:
    """Business hours from a Monday long ago: of whole weeks, of whole days, and of the day."""
    local = f"({moment} AT TIME ZONE zone)"
    days = f"({local}::date - {_MONDAY})"
    weeks = f"floor({days} / 7.0)"
    day = f"({days} - 7 * {weeks})"
    passed = f"extract(epoch FROM {local}::time) / 3600"
    return (
        f"((5 * {weeks} + least({day}, 5)) * greatest(closes - opens, 0)"
        f" + CASE WHEN {day} < 5 THEN greatest(least({passed}, closes) - opens, 0) ELSE 0 END)"
    )

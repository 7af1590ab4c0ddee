"""Business hours between two moments, as SQL: Monday to Friday, from an hour to another, in a zone.

What a question that uses it asks: `opens` and `closes` (whole hours, 8 and 17), `zone` (an IANA
name, UTC). Holidays are not known to any event; hours by the clock on the wall are what counts, so
a day on which clocks are changed is as long as any other.
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
_MONDAY: Final = "DATE '2000-01-03'"


def business_hours(start: str, end: str) -> str:
    """SQL of the hours from one timestamptz to another, beside the one row of `office`."""
    return f"({_since(end)} - {_since(start)})"


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

"""Months as periods of the books: which one a day falls into, its days, and the next one."""

from datetime import date, timedelta
from typing import Final

MONTHS: Final = 12


def period_of(day: date) -> str:
    """The period that the day falls into: 2026-03."""
    return f"{day.year:04d}-{day.month:02d}"


def first_day(period: str) -> date:
    """Its first day."""
    return date.fromisoformat(f"{period}-01")


def last_day(period: str) -> date:
    """Its last day."""
    return first_day(next_period(period)) - timedelta(days=1)


def next_period(period: str) -> str:
    """The one that follows."""
    return later(period, 1)


def later(period: str, months: int) -> str:
    """The one that begins so many months later."""
    begins = first_day(period)
    count = begins.year * MONTHS + begins.month - 1 + months
    return f"{count // MONTHS:04d}-{count % MONTHS + 1:02d}"

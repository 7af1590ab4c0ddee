"""Which days a deed of ours may bear.

What was done has happened. Days are told in the zone of whoever writes them, so the next one may
have begun there already. What is older than the evidence that is kept cannot be new.
"""

from datetime import date, datetime, timedelta
from typing import Final

NEXT_DAY: Final = timedelta(days=1)
EVIDENCE_DAYS: Final = timedelta(days=3_653)  # Ten years: how long evidence is kept.


def days_of_deeds(now: datetime) -> tuple[date, date]:
    """The first and the last day on which something can have been done that is told now."""
    today = now.date()
    return back(today, EVIDENCE_DAYS), ahead(today, NEXT_DAY)


def back(day: date, term: timedelta) -> date:
    """So much earlier, as far as the calendar goes."""
    return day - term if day - date.min >= term else date.min


def ahead(day: date, term: timedelta) -> date:
    """So much later, as far as the calendar goes."""
    return day + term if date.max - day >= term else date.max

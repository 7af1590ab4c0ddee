"""The calendar day of a moment where the histories were recorded: central European time.

Documents are dated by day and stand at the day's last minute; receipts carry their true time. Only
local days compare. The rule is written out because a machine may have no time zone files.
"""

from datetime import UTC, date, datetime, timedelta
from functools import cache
from typing import Final

WINTER: Final = timedelta(hours=1)
SUMMER: Final = timedelta(hours=2)


def local_day(moment: datetime) -> date:
    """The day on which `moment` fell there."""
    utc = moment.astimezone(UTC)
    is_summer = _change(utc.year, 3) <= utc < _change(utc.year, 10)
    return (utc + (SUMMER if is_summer else WINTER)).date()


@cache
def _change(year: int, month: int) -> datetime:
    """One o'clock UTC on the last Sunday of the month: when clocks change in all of the Union."""
    last = datetime(year, month, 31, 1, tzinfo=UTC)
    return last - timedelta(days=(last.weekday() + 1) % 7)

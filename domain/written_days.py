"""Days and times that come as text: as ISO 8601 writes them out, or not at all.

Readers of dates are generous: a number passes as seconds since 1970, and so does `20261120`, which
its sender meant for a day. What one reader takes otherwise than the next is refused.
"""

import re
from datetime import date, datetime
from typing import Final

_DAY: Final = r"[0-9]{4}-[0-9]{2}-[0-9]{2}"
_HOUR: Final = r"[0-9]{2}:[0-9]{2}"
_DAY_ALONE: Final = re.compile(_DAY)
_TIME: Final = re.compile(rf"{_DAY}T{_HOUR}(?::[0-9]{{2}}(?:\.[0-9]{{1,9}})?)?(?:Z|[+-]{_HOUR})")


def is_day(words: str) -> bool:
    """Whether a day is written here, be it in the calendar or not."""
    return _DAY_ALONE.fullmatch(words) is not None


def written_day(value: object) -> object:
    """The value; raises `ValueError` for what is not written as a day, such as 2026-03-31."""
    if value is None or type(value) is date or (isinstance(value, str) and is_day(value)):
        return value
    raise ValueError("write a day as a text such as 2026-03-31")


def written_time(value: object) -> object:
    """The value; raises `ValueError` for what is not written as a time with its offset."""
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, str) and _TIME.fullmatch(value):
        return value
    raise ValueError("write a time with its offset as a text such as 2026-03-31T12:00:00Z")

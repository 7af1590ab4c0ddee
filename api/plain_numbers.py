"""Numbers that come as text: in the digits 0 to 9, as the API's document says, or not at all.

Python also takes `1_0` for 10 and digits of other scripts for ours. A sender that writes those did
not mean a number, or means another one than people read.
"""

import re
from typing import Annotated, Any, Final

from pydantic import BeforeValidator

from domain.ids import LineNo
from domain.visible import without_unwritten

_NO_ZERO: Final = re.compile(r"-[0.]+")
_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")


def plainly_written(value: object) -> object:
    """The value; raises `ValueError` for a text that is no number in plain digits."""
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        raise ValueError("write a number in the digits 0 to 9, with at most one point")
    if isinstance(value, str) and _NO_ZERO.fullmatch(value):
        raise ValueError("zero has no sign; write 0")
    return value


def counted(value: object) -> object:
    """The value; raises `ValueError` for a text: what counts is a whole number of JSON."""
    if isinstance(value, str):
        raise ValueError("write a whole number in digits, without quotes")
    return value


PathNumber = Annotated[LineNo, BeforeValidator(plainly_written)]


def copied(number: str) -> dict[str, Any]:
    """A number out of somebody's document, as commands take it: as it is seen, and as it came."""
    seen = without_unwritten(number)
    return {"number": seen, "number_as_copied": number if number != seen else None}

"""Decimal numbers as the binary COPY of PostgreSQL takes them.

Groups of four decimal digits, the place of the first group, the sign, and the digits behind the
point.
"""

import struct
from decimal import Decimal
from typing import Final

GROUP_DIGITS: Final = 4
NEGATIVE: Final = 0x4000


def numeric_bytes(number: str | Decimal) -> bytes:
    """The number with all the digits that it has behind the point.

    Raises `decimal.InvalidOperation` for what is no number and ValueError for one without end.
    """
    sign, digits, exponent = Decimal(number).as_tuple()
    if not isinstance(exponent, int):
        raise ValueError(f"{number} is not a finite number")
    scale = max(-exponent, 0)
    text = "".join(map(str, digits)) + "0" * (max(exponent, 0) + -scale % GROUP_DIGITS)
    text = "0" * (-len(text) % GROUP_DIGITS) + text
    starts = range(0, len(text), GROUP_DIGITS)
    groups = [int(text[start : start + GROUP_DIGITS]) for start in starts]
    weight = len(groups) - -(-scale // GROUP_DIGITS) - 1
    first = next((place for place, group in enumerate(groups) if group), len(groups))
    groups, weight = groups[first:], weight - first
    while groups and not groups[-1]:
        groups.pop()
    if not groups:
        return struct.pack(">hhHh", 0, 0, 0, scale)
    form = f">hhHh{len(groups)}h"
    return struct.pack(form, len(groups), weight, NEGATIVE if sign else 0, scale, *groups)

"""How values read on a page: amounts with separators, days and names as people write them."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal, InvalidOperation
from typing import Final

import orjson

MONEY_PLACES: Final = 2
# Words whose capitals are not those of a sentence.
_PROPER: Final = {"ap": "AP", "id": "ID", "gtin": "GTIN", "gr": "GR", "ir": "IR", "grir": "GR/IR"}


def money(value: object) -> str:
    """An amount with thousands separators and at least two places, none of them lost."""
    amount = Decimal(str(value)).normalize()
    exponent = amount.as_tuple().exponent
    assert isinstance(exponent, int), "an amount is finite"
    return f"{amount:,.{max(MONEY_PLACES, -exponent)}f}"


def rounded(value: object) -> str:
    """An amount in whole units, for headlines."""
    return f"{Decimal(str(value)):,.0f}"


def number(value: object) -> str:
    """A count or quantity with thousands separators, without empty places."""
    quantity = Decimal(str(value))
    if quantity == quantity.to_integral_value():
        return f"{quantity:,.0f}"
    return f"{quantity.normalize():,f}"


def found(value: object) -> str:
    """What a check expected or found: a quantity, a price, a code or words."""
    try:
        return number(value)
    except InvalidOperation:
        return str(value).replace("_", " ")


def days(value: object) -> str:
    """A length of time in days."""
    return f"{Decimal(str(value)):,.1f}"


def day(value: object) -> str:
    """A day or the day of a moment, so that they line up: 2018-06-12."""
    return str(value)[:10]


def moment(value: object) -> str:
    """A moment to the minute, UTC."""
    given = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return f"{given.astimezone(UTC):%Y-%m-%d %H:%M}"


def month(value: str) -> str:
    """A month such as 2018-06 in words."""
    return f"{date.fromisoformat(f'{value}-01'):%b %Y}"


def words(value: object) -> str:
    """A code as words: quantity_received becomes Quantity received."""
    parts = [_PROPER.get(part, part) for part in re.split(r"[\s_.]+", str(value))]
    text = " ".join(parts)
    return text[:1].upper() + text[1:]


def script(value: object) -> str:
    """JSON that may stand inside a script element, whatever it holds."""
    text = orjson.dumps(value, default=str).decode()
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return text

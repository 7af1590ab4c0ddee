"""Numbers that come as text: in the digits 0 to 9, as the API's document says, or not at all.

Python also takes `1_0` for 10 and digits of other scripts for ours. A sender that writes those did
not mean a number, or means another one than people read.
"""

import re
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, get_args

from pydantic import BaseModel, BeforeValidator

from domain.ids import LineNo

_PLAIN: Final = re.compile(r"[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)")
_NUMBERS: Final = (Decimal, int)


def plainly_written(value: object) -> object:
    """The value; raises `ValueError` for a text that is no number in plain digits."""
    if isinstance(value, str) and not _PLAIN.fullmatch(value):
        raise ValueError("write a number in the digits 0 to 9, with at most one point")
    return value


@cache
def numbers_of(body: type[BaseModel]) -> frozenset[str]:
    """The names of the fields that take a number."""
    fields = body.model_fields.items()
    return frozenset(name for name, field in fields if _takes_number(field.annotation))


def _takes_number(annotation: Any) -> bool:  # noqa: ANN401 - annotations have no common type.
    return annotation in _NUMBERS or any(map(_takes_number, get_args(annotation)[:2]))


PathNumber = Annotated[LineNo, BeforeValidator(plainly_written)]

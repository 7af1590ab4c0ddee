"""Numbers that come as text: in the digits 0 to 9, as the API's document says, or not at all.

Python also takes `1_0` for 10 and digits of other scripts for ours. A sender that writes those did
not mean a number, or means another one than people read.
"""

import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from typing import Annotated, Any, Final, cast, get_args

from pydantic import BaseModel, BeforeValidator

from domain.ids import LineNo

Check = Callable[[object], object]

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


@cache
def numbers_of(body: type[BaseModel]) -> Mapping[str, Check]:
    """The fields that take a number, and what looks at how it is written."""
    fields = body.model_fields.items()
    found = {name: _number_in(field.annotation) for name, field in fields}
    return {name: _CHECKS[kind] for name, kind in found.items() if kind is not None}


@cache
def flags_of(body: type[BaseModel]) -> frozenset[str]:
    """The fields that take true or false."""
    fields = body.model_fields.items()
    return frozenset(name for name, field in fields if field.annotation is bool)


def _number_in(annotation: Any) -> type | None:  # noqa: ANN401 - annotations have no common type.
    if annotation in _CHECKS:
        return cast(type, annotation)
    inner = map(_number_in, get_args(annotation)[:2])
    return next((kind for kind in inner if kind is not None), None)


_CHECKS: Final[Mapping[type, Check]] = {Decimal: plainly_written, int: counted}
PathNumber = Annotated[LineNo, BeforeValidator(plainly_written)]

"""Values of a body that would pass for others: numbers, days, and true and false.

True would pass as the number 1, `1_0` as 10 (`plain_numbers.py`), and 20261120 as a day of 1970
(`domain/written_days.py`). Looked at before the framework makes anything of them, also in the
parts that a body shares with events.
"""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, partial
from typing import Annotated, Any, Final, cast, get_args

from pydantic import AwareDatetime, BaseModel, BeforeValidator

from api.plain_numbers import counted, plainly_written
from domain.event import Value
from domain.written_days import written_day, written_time

Check = Callable[[object], object]


def refuse_look_alikes(kind: type[BaseModel], given: object) -> None:
    """Raises `ValueError` with the name of the first field whose value only looks like one."""
    if not isinstance(given, dict):
        return
    checks, yes_or_no = checks_of(kind), flags_of(kind)
    for name, value in given.items():
        if isinstance(value, bool) and name not in yes_or_no:
            raise ValueError(f"{name} is neither true nor false")
        if name in checks:
            _check(name, value, checks[name])


@cache
def checks_of(kind: type[BaseModel]) -> Mapping[str, Check]:
    """The fields that take a number or a day, and what looks at how it is written."""
    fields = kind.model_fields.items()
    found = {name: _check_of(field.annotation) for name, field in fields}
    return {name: check for name, check in found.items() if check is not None}


@cache
def flags_of(kind: type[BaseModel]) -> frozenset[str]:
    """The fields that take true or false."""
    fields = kind.model_fields.items()
    return frozenset(name for name, field in fields if field.annotation is bool)


def _check(name: str, value: object, check: Check) -> None:
    try:
        for each in value if isinstance(value, list) else (value,):
            check(each)
    except ValueError as error:
        raise ValueError(f"{name}: {error}") from error


def _check_of(annotation: Any) -> Check | None:  # noqa: ANN401 - annotations have no common type.
    if annotation in _CHECKS:
        return _CHECKS[cast(type, annotation)]
    if isinstance(annotation, type) and issubclass(annotation, Value):
        return partial(refuse_look_alikes, annotation)
    inner = map(_check_of, get_args(annotation)[:2])
    return next((check for check in inner if check is not None), None)


_CHECKS: Final[Mapping[type, Check]] = {
    Decimal: plainly_written,
    int: counted,
    date: written_day,
    datetime: written_time,
    AwareDatetime: written_time,
}
Day = Annotated[date, BeforeValidator(written_day)]  # of an address

"""Reads JSON without losing anything: no rounded numbers, no member that hides another.

A fraction written as a JSON number (`1.1`) is rounded to binary by most senders and readers, so
quantities and amounts are strings (`"1.1"`) or whole numbers, and any other number is refused.
"""

import json
import re
from collections.abc import Iterator
from typing import Final, NoReturn

import orjson

from application.errors import Failed

NUMBER_SHOWN_CHARACTERS_MAX: Final = 40


class MalformedJson(Failed):
    """The body is not one JSON value in UTF-8."""

    code = "request.malformed_json"


class InexactNumber(Failed):
    """A fraction is written as a JSON number."""

    code = "request.inexact_number"


class RepeatedMember(Failed):
    """An object names the same member twice, and only one would count."""

    code = "request.repeated_member"


_Place = tuple["_Place | None", str | int]  # What it stands in, and its name or number there.


class _Fraction(str):
    """A number that is not whole, or not written as people write it, in its own words."""

    __slots__ = ()


class _Inexact(Exception):
    """There is a number that is not whole; a second look tells where."""


def parse(body: bytes) -> object:
    """The value; raises `MalformedJson`, `InexactNumber` or `RepeatedMember`."""
    try:
        found: object = orjson.loads(body)
        # Written again it is the same: nothing in it was rounded, hidden or mended.
        if orjson.dumps(found) == body and not _has_fraction(found):
            return found
    except (orjson.JSONDecodeError, orjson.JSONEncodeError):
        pass  # why: what is wrong with it is told below, in words.
    try:
        value = _value(body.decode())
    except UnicodeDecodeError as error:
        raise MalformedJson(f"The body is not UTF-8: byte {error.start} is not text.") from error
    except json.JSONDecodeError as error:
        raise MalformedJson(f"The body is not JSON: {error}.") from error
    except RecursionError as error:
        raise MalformedJson("The body is nested too deeply.") from error
    except ValueError as error:
        # Python's own words advise whoever runs it, and not whoever sends.
        raise MalformedJson("The body holds a number with more digits than are read.") from error
    return value


def canonical(value: object, sent: bytes) -> bytes:
    """The same bytes for the same value, in whatever order and form its members were `sent`.

    What is not written again comes as it was sent: numbers beyond 64 bits, half a surrogate pair,
    hundreds of levels. No command takes any of it.
    """
    try:
        return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    except orjson.JSONEncodeError:
        return sent


def _has_fraction(value: object) -> bool:
    if isinstance(value, dict):
        return any(_has_fraction(each) for each in value.values() if type(each) is not str)
    if isinstance(value, list):
        return any(map(_has_fraction, value))
    return isinstance(value, float)


def _value(text: str) -> object:
    if not _SIGNED_ZERO.search(text):
        try:
            return _WHOLE.decode(text)
        except _Inexact:
            pass  # why: which number it is, and where, is told below.
    value: object = _ANY.decode(text)
    for where, fraction in _fractions(value):
        _refuse(where, fraction)
    return value


def _stop(_written: str) -> NoReturn:
    raise _Inexact


def _whole(written: str) -> int | _Fraction:
    """The number; -0 is none that anybody counts, and would become 0 in silence."""
    return _Fraction(written) if written == "-0" else int(written)


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                raise RepeatedMember(f"{name!a} is given twice; give it once.", member=name)
            seen.add(name)
    return found


_SIGNED_ZERO: Final = re.compile(r"(?:^|[\s:,\[])-0")  # A text may look so as well.
# Nearly all bodies hold whole numbers only, which takes half the time to find out.
_WHOLE: Final = json.JSONDecoder(parse_float=_stop, parse_constant=_stop, object_pairs_hook=_object)
_ANY: Final = json.JSONDecoder(
    parse_float=_Fraction, parse_int=_whole, parse_constant=_Fraction, object_pairs_hook=_object
)


def _fractions(value: object) -> Iterator[tuple[str, _Fraction]]:
    """Every fraction and where it stands, without recursion: the sender chooses the depth.

    A place is written only where something is found, or a long name would be written for each
    element of a long list.
    """
    waiting: list[tuple[_Place, object]] = [((None, "body"), value)]
    while waiting:
        where, each = waiting.pop()
        if isinstance(each, _Fraction):
            yield _written(where), each
        elif isinstance(each, dict):
            waiting += [((where, name), inner) for name, inner in each.items()]
        elif isinstance(each, list):
            waiting += [((where, number), inner) for number, inner in enumerate(each)]


def _written(where: _Place) -> str:
    names = []
    outer: _Place | None = where
    while outer is not None:
        outer, name = outer
        names.append(str(name))
    return ".".join(reversed(names))


def _refuse(where: str, fraction: _Fraction) -> NoReturn:
    shown = fraction[:NUMBER_SHOWN_CHARACTERS_MAX]
    if shown == "-0":
        raise InexactNumber(f"{where}: zero has no sign; write 0.", where=where, value=shown)
    raise InexactNumber(
        f'{where}: JSON numbers get rounded on the way; write "{shown}" as a string.',
        where=where,
        value=shown,
    )

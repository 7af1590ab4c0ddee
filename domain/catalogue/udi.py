"""Reading a UDI: the GS1 element string that a scanner sends, or the line printed beneath it.

A scanned string is a chain of application identifiers (AI) and values. A value of fixed length has
nothing behind it; others end at a group separator or at the end. The printed form has each AI in
brackets. The device identifier is the GTIN (AI 01); lot, dates and serial tell units apart. Which
item and unit the GTIN names is for the catalogue to say (`CatalogueItem.gtins`).

Source: GS1 General Specifications, sections 3 (AIs), 7.8 (separators), 7.12 (dates).
"""

import re
from calendar import monthrange
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple

from domain.catalogue.errors import UdiUnreadable
from domain.catalogue.gtin import checked_gtin

SEPARATOR: Final = "\x1d"  # How FNC1 arrives within a scanned string.
CHARACTERS_MAX: Final = 200  # GS1 ends an element string far before that.
CENTURY_YEARS: Final = 50  # A two-digit year lies at most so far ahead, and less far back.

GTIN: Final = "01"
LOT: Final = "10"
PRODUCED_ON: Final = "11"
EXPIRES_ON: Final = "17"
SERIAL: Final = "21"
# What scanners put in front for the kind of the code: GS1-128, DataMatrix, QR, DataBar.
_SYMBOLOGIES: Final = ("]C1", "]d2", "]Q3", "]e0")
_VALUE: Final = re.compile(r"""[!"%&'()*+,\-./0-9:;<=>?A-Z_a-z]+""")  # Character set 82.


class _Form(NamedTuple):
    """How long a value is, and whether it is digits alone."""

    length_max: int
    is_fixed: bool
    is_digits: bool = False


_DATE: Final = _Form(6, is_fixed=True, is_digits=True)
_FORMS: Final = {
    GTIN: _Form(14, is_fixed=True, is_digits=True),
    LOT: _Form(20, is_fixed=False),
    PRODUCED_ON: _DATE,
    "12": _DATE,  # due
    "13": _DATE,  # packed
    "15": _DATE,  # best before
    "16": _DATE,  # sell by
    EXPIRES_ON: _DATE,
    "20": _Form(2, is_fixed=True, is_digits=True),  # variant
    SERIAL: _Form(20, is_fixed=False),
    "22": _Form(20, is_fixed=False),  # consumer product variant
    "30": _Form(8, is_fixed=False, is_digits=True),  # count
    "37": _Form(8, is_fixed=False, is_digits=True),  # count in a logistic unit
    "240": _Form(30, is_fixed=False),  # additional identification
    "241": _Form(30, is_fixed=False),  # customer part number
    "250": _Form(30, is_fixed=False),  # secondary serial
    **{str(ai): _Form(20, is_fixed=False) for ai in range(710, 717)},  # national health numbers
    "90": _Form(30, is_fixed=False),  # agreed between two partners
    **{str(ai): _Form(90, is_fixed=False) for ai in range(91, 100)},  # of the company's own
}
_BRACKETED: Final = re.compile(r"\((\d{2,4})\)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Udi:
    """What the label says of a unit. Of dates without a day the last of the month is meant."""

    gtin: str
    lot: str | None = None
    serial: str | None = None
    produced_on: date | None = None
    expires_on: date | None = None


def read_udi(text: str, today: date) -> Udi:
    """What a scan, or the printed line, says; `today` settles the century of two-digit years.

    Raises `UdiUnreadable` at the first character that cannot be, `CatalogueItemInvalidGtin` where
    the GTIN's check digit is wrong.
    """
    if len(text) > CHARACTERS_MAX:
        raise UdiUnreadable(f"it has more than {CHARACTERS_MAX} characters", CHARACTERS_MAX + 1)
    found: dict[str, str] = {}
    places: dict[str, int] = {}
    for ai, value, place in _elements(text):
        places.setdefault(ai, place)
        if found.setdefault(ai, value) != value:
            raise UdiUnreadable(f"({ai}) is there twice, with different values", place)
    if GTIN not in found:
        raise UdiUnreadable("there is no device identifier (01)", 1)
    return Udi(
        gtin=checked_gtin(found[GTIN]),
        lot=found.get(LOT),
        serial=found.get(SERIAL),
        produced_on=_day(PRODUCED_ON, found, places, today),
        expires_on=_day(EXPIRES_ON, found, places, today),
    )


def _elements(text: str) -> Iterator[tuple[str, str, int]]:
    """Each AI with its value and the place of the value, from 1."""
    start = len(text) - len(text.lstrip(" "))
    if text.startswith("+", start):
        raise UdiUnreadable("it is a HIBC code, and only GS1 is read", start + 1)
    if text.startswith("(", start):
        yield from _bracketed(text, start)
        return
    if text.startswith(_SYMBOLOGIES, start):
        start += len(_SYMBOLOGIES[0])
    yield from _scanned(text, start)


def _scanned(text: str, place: int) -> Iterator[tuple[str, str, int]]:
    end = len(text.rstrip(" "))
    while place < end:
        if text[place] == SEPARATOR:
            place += 1  # FNC1 in front, and behind a value of fixed length, says nothing.
            continue
        ai, form = _identifier(text, place)
        place += len(ai)
        stop = place + form.length_max
        if not form.is_fixed:
            separator = text.find(SEPARATOR, place, end)
            stop = end if separator < 0 else separator
        value = text[place : min(stop, end)]
        yield ai, _checked(ai, form, value, place), place + 1
        place = stop


def _bracketed(text: str, place: int) -> Iterator[tuple[str, str, int]]:
    marks = [each for each in _BRACKETED.finditer(text, place) if each[1] in _FORMS]
    if not marks or marks[0].start() != place:
        raise UdiUnreadable("an application identifier such as (01) is expected", place + 1)
    ends = [each.start() for each in marks[1:]] + [len(text)]
    for mark, end in zip(marks, ends, strict=True):
        value = text[mark.end() : end].strip(" ")
        yield mark[1], _checked(mark[1], _FORMS[mark[1]], value, mark.end()), mark.end() + 1


def _identifier(text: str, place: int) -> tuple[str, _Form]:
    for length in (2, 3):
        ai = text[place : place + length]
        if ai in _FORMS:
            return ai, _FORMS[ai]
    shown = ascii(text[place : place + 4])
    raise UdiUnreadable(f"{shown} begins with no application identifier of a UDI", place + 1)


def _checked(ai: str, form: _Form, value: str, place: int) -> str:
    if form.is_fixed and len(value) != form.length_max:
        problem = f"({ai}) takes {form.length_max} characters, {len(value)} are there"
        raise UdiUnreadable(problem, place + 1)
    if not 0 < len(value) <= form.length_max:
        problem = f"({ai}) takes 1 to {form.length_max} characters, {len(value)} are there"
        raise UdiUnreadable(f"{problem}; a group separator may be missing", place + 1)
    if form.is_digits and not (value.isascii() and value.isdecimal()):
        raise UdiUnreadable(f"({ai}) takes digits alone", place + 1)
    stray = _VALUE.match(value)
    if stray is None or stray.end() != len(value):
        at = place + (stray.end() if stray else 0)
        raise UdiUnreadable(f"({ai}) holds a character that GS1 does not allow", at + 1)
    return value


def _day(ai: str, found: Mapping[str, str], places: Mapping[str, int], today: date) -> date | None:
    """YYMMDD, the century being the one that brings it nearest to today."""
    if ai not in found:
        return None
    value = found[ai]
    short, month, day = int(value[:2]), int(value[2:4]), int(value[4:])
    year = today.year - today.year % 100 + short
    if year - today.year > CENTURY_YEARS:
        year -= 100
    elif year - today.year <= -CENTURY_YEARS:
        year += 100
    if not 1 <= month <= 12:
        raise UdiUnreadable(f"({ai}) says month {month:02d}", places[ai])
    last = monthrange(year, month)[1]
    if day > last:
        problem = f"({ai}) says day {day:02d} of a month with {last} days"
        raise UdiUnreadable(problem, places[ai])
    return date(year, month, day or last)

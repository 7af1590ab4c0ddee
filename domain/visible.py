"""Characters that nobody sees: refused in numbers and names, which people compare by eye.

A number with a zero-width space in it is another number on every screen and the same one on paper;
bidirectional controls show a text in another order than it is stored in. They are listed and not
asked of the language, whose tables change from version to version: what the standard keeps as it
is, noncharacters and private use among it. A character that no version has yet is taken, as the
next one may have it. `log.check_arrays` has the same list for the names of streams and commands.

What was stored is believed, whatever it holds: an older version may have taken it, and a document
that nobody can receive or pay any more for the sake of its number would be worse. So facts are read
with `STORED`, and while a command is carried out (`judging`) only what it says itself is refused.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Final

from pydantic import ValidationInfo

# Given as the context of validation for what was stored already: facts are believed.
STORED: Final[Mapping[str, bool]] = {"stored": True}

# Controls, format characters, separators of lines and paragraphs, surrogates, letters that are
# blank, and noncharacters, which are no text at all; without the line breaks and tabs, joiners and
# emoji selectors that texts need.
_NEVER: Final = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f"
    r"\u0890\u0891\u08e2"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    r"\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff0-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U00016fe4\U0001bca0-\U0001bca3\U0001d159\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
    r"\ufdd0-\ufdef"
) + "".join(rf"\U{plane:04x}fffe\U{plane:04x}ffff" for plane in range(17))
# Each machine shows something else for these. Lists that were pasted from elsewhere have them as
# bullets, so texts may.
_PRIVATE: Final = r"\ue000-\uf8ff\U000f0000-\U000ffffd\U00100000-\U0010fffd"
# Blocks of nothing but combining marks: in front they are drawn onto what is shown before.
_MARKS: Final = r"\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
_SOMETIMES: Final = r"\t\n\r\u200c\u200d\ufe0e\ufe0f"
_WRITTEN: Final = r"[^\x00-\x7f\u200c\u200d]"  # In scripts that join by what is not seen.
_IN_NUMBERS: Final = re.compile(
    rf"[{_NEVER}{_SOMETIMES}]|(?P<private>[{_PRIVATE}])|(?P<mark>\A[{_MARKS}])"
)
_IN_TEXTS: Final = re.compile(
    rf"[{_NEVER}]|(?P<mark>\A[{_MARKS}])|(?<!{_WRITTEN})[\u200c\u200d]|[\u200c\u200d](?!{_WRITTEN})"
    r"|(?<![\u2000-\U0010ffff])[\ufe0e\ufe0f]"
)
_KINDS: Final[Mapping[str | None, str]] = {
    None: "invisible character",
    "private": "private-use character",
    "mark": "combining mark",
}


# The texts that the command says which is being carried out; none: all is judged.
_said: Final[ContextVar[Callable[[], Iterable[str]] | None]] = ContextVar("said", default=None)


@contextmanager
def judging(said: Callable[[], Iterable[str]]) -> Iterator[None]:
    """Refuses nothing but what is `said`: all else is taken over from what was stored."""
    former = _said.set(said)
    try:
        yield
    finally:
        _said.reset(former)


# What text that was copied out of a document may hold without anybody having written it: places
# where a word may be broken, joiners, and the mark of the order of bytes.
UNWRITTEN: Final = "\u00ad\u200b\u200c\u200d\u2060\ufeff"
_UNWRITTEN: Final = str.maketrans("", "", UNWRITTEN)


def without_unwritten(number: str) -> str:
    """The number as it is seen on the paper that it was copied from."""
    return number if number.isascii() else number.translate(_UNWRITTEN)


def visible_number(value: str, info: ValidationInfo) -> str:
    """The number; raises `ValueError` where it holds anything that is not seen."""
    return _visible(value, info, _IN_NUMBERS)


def visible_text(value: str, info: ValidationInfo) -> str:
    """The text; joiners are taken in the scripts that need them, selectors behind symbols."""
    return _visible(value, info, _IN_TEXTS)


def _visible(value: str, info: ValidationInfo, refused: re.Pattern[str]) -> str:
    if (value.isascii() and value.isprintable()) or info.context is STORED:
        return value
    found = refused.search(value)
    if found is not None and not _is_taken_over(value, refused):
        raise ValueError(
            f"holds the {_KINDS[found.lastgroup]} U+{ord(found[0]):04X} at place"
            f" {found.start() + 1}; leave it out"
        )
    return value


def _is_taken_over(value: str, refused: re.Pattern[str]) -> bool:
    """Whether the command has no part in it, nor has the value in what the command says."""
    said = _said.get()
    if said is None:
        return False
    bad = [each for each in said() if refused.search(each)]
    return not any(each in value or value in each for each in bad)

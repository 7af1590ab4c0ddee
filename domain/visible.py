"""Characters that nobody sees: refused in numbers and names, which people compare by eye.

A number with a zero-width space in it is another number on every screen and the same one on paper;
bidirectional controls show a text in another order than it is stored in. They are listed and not
asked of the language, whose tables change from version to version.
"""

import re
from collections.abc import Mapping
from typing import Final

from pydantic import ValidationInfo

# Given as the context of validation for what was stored already: facts are believed.
STORED: Final[Mapping[str, bool]] = {"stored": True}

# Controls, format characters, separators of lines and paragraphs, surrogates, and letters that are
# blank; without the line breaks and tabs, joiners and emoji selectors that texts need.
_NEVER: Final = (
    r"\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f"
    r"\u0890\u0891\u08e2"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    r"\ud800-\udfff\ufe00-\ufe0d\ufeff\uffa0\ufff9-\ufffb\U000110bd\U000110cd\U00013430-\U0001343f"
    r"\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_SOMETIMES: Final = r"\t\n\r\u200c\u200d\ufe0e\ufe0f"
_WRITTEN: Final = r"[^\x00-\x7f\u200c\u200d]"  # In scripts that join by what is not seen.
_IN_NUMBERS: Final = re.compile(f"[{_NEVER}{_SOMETIMES}]")
_IN_TEXTS: Final = re.compile(
    rf"[{_NEVER}]|(?<!{_WRITTEN})[\u200c\u200d]|[\u200c\u200d](?!{_WRITTEN})"
    r"|(?<![\u2000-\U0010ffff])[\ufe0e\ufe0f]"
)


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
    if found is not None:
        raise ValueError(
            f"holds the invisible character U+{ord(found[0]):04X} at place {found.start() + 1};"
            " leave it out"
        )
    return value

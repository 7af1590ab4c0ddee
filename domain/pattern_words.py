"""What is wrong with the form of a text, in words: nobody reads a regular expression."""

from collections.abc import Mapping
from typing import Any, Final

from domain.ids import CODE_PATTERN, NUMBER_PATTERN, PERSON_PATTERN, UUID_PATTERN

_MISMATCH: Final = "string_pattern_mismatch"
_PLAIN: Final = "letters, digits, hyphens and underscores, the first a letter or digit"
WORDS: Final[Mapping[str, str]] = {
    UUID_PATTERN: "a UUID in lower case, such as 0c5b6f8e-9d3a-5f1b-8a51-0d6d1f5f8f11",
    CODE_PATTERN: f"1 to 64 {_PLAIN}",
    PERSON_PATTERN: "1 to 64 letters in lower case, digits, hyphens and underscores, the first a"
    " letter or digit",
    NUMBER_PATTERN: "1 to 64 characters without controls, and no space at either end",
    r"^[a-z0-9][a-z0-9-]{0,62}$": "1 to 63 letters in lower case, digits and hyphens, the first a"
    " letter or digit",
    r"^(19[7-9]\d|2[01]\d\d)-(0[1-9]|1[0-2])$": "a month from 1970 to 2199, such as 2026-03",
    r"^[0-9]{4}-[0-9]{2}$": "a month, such as 2026-03",
    r"^[ -~]+$": "printable ASCII characters",
    r"\S": "at least one character that is seen",
    r"^[A-Z]{3}$": "three letters in upper case, such as USD",
    r"^[A-Z]{2}$": "two letters in upper case, such as US",
    r"^[A-Z0-9]{1,8}$": "1 to 8 letters in upper case or digits, such as EA",
    r"^[0-9a-f]{64}$": "a SHA-256 in 64 hexadecimal digits, in lower case",
    r"^[0-9]{18}$": "18 digits",
    r"^[A-Za-z0-9][A-Za-z0-9_-]{5,63}$": f"6 to 64 {_PLAIN}",
}


def said(error: Mapping[str, Any]) -> str:
    """The complaint of a validation; of a form that is not taken, what is."""
    message: str = error["msg"]
    if error["type"] != _MISMATCH:
        return message
    wanted = WORDS.get(error["ctx"]["pattern"])
    return "This form is not taken" if wanted is None else f"State {wanted}"

"""Identifiers and codes: the shapes that every ring agrees on.

Ids are lower-case UUID strings made by the caller. Codes name people, facilities, departments and
reasons; they are opaque and safe as one token of a message subject. No names of people here.
"""

import re
from hashlib import sha1
from typing import Annotated, Final
from uuid import UUID

from pydantic import AfterValidator, Field, StringConstraints, ValidationInfo

from domain.glance import Glance
from domain.visible import visible_number, visible_text, without_unwritten

UUID_PATTERN: Final = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
CODE_PATTERN: Final = r"^[A-Za-z0-9][A-Za-z0-9_-]{0,63}$"
# People have one spelling, or Mia could approve what mia asked for. It is refused and not mended,
# because whoever names people (a directory) may mean two by what differs in case.
PERSON_PATTERN: Final = r"^[a-z0-9][a-z0-9_-]{0,63}$"
NUMBER_PATTERN: Final = r"^[^\x00-\x1f\x7f\s](?:[^\x00-\x1f\x7f]{0,62}[^\x00-\x1f\x7f\s])?$"
LINE_NO_MAX: Final = 999_999  # Other systems number lines 10, 20, 30 ...
LINES_MAX: Final = 1_000  # One document stays far below the 256 KiB that one event may weigh.

Id = Annotated[str, StringConstraints(pattern=UUID_PATTERN), Glance(str, UUID_PATTERN)]
Code = Annotated[str, StringConstraints(pattern=CODE_PATTERN), Glance(str, CODE_PATTERN)]
Number = Annotated[
    str,
    StringConstraints(pattern=NUMBER_PATTERN),
    AfterValidator(visible_number),
    Glance(str, r"[!-~](?:[ -~]{0,62}[!-~])?"),
]


def _copied_number(value: str, info: ValidationInfo) -> str:
    """As it came, where it is a number once what nobody wrote is left out."""
    number = visible_number(without_unwritten(value), info)
    if re.search(NUMBER_PATTERN, number) is None:
        raise ValueError("is blank, or begins or ends blank, without its invisible characters")
    return value


# Of somebody else's document: copied out of it, with what nobody sees. `without_unwritten` is it.
CopiedNumber = Annotated[
    str, StringConstraints(pattern=NUMBER_PATTERN), AfterValidator(_copied_number)
]
Text = Annotated[  # more than spaces
    str,
    StringConstraints(max_length=500, pattern=r"\S"),
    AfterValidator(visible_text),
    Glance(str, r"[!-~][ -~]{0,499}"),
]
Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LineNo = Annotated[int, Field(ge=1, le=LINE_NO_MAX), Glance(int, range(1, LINE_NO_MAX + 1))]

# Ids that are asked for again with nearly every command, as that of a legal entity by its code.
IDS_REMEMBERED: Final = 4_096

_PURVEY: Final = sha1(UUID("6f1c1f3e-52c6-5b0e-9f0e-6b1f7a3d2c11").bytes, usedforsecurity=False)
# A UUID of version 5 is the digest's first 128 bits, six of which say so (RFC 9562): four of them
# are a digit of their own, the other two share one with two bits of the digest.
_MARKED: Final = {digit: "89ab"[int(digit, 16) & 0b11] for digit in "0123456789abcdef"}


def derived_id(*parts: str) -> str:
    """The same parts give the same id for ever: the base of idempotent commands and claims."""
    name = _PURVEY.copy()
    name.update("\x1f".join(parts).encode())
    digits = name.hexdigest()
    # Written out, because one command makes several, and this takes a third of the time of a UUID.
    return (
        f"{digits[:8]}-{digits[8:12]}-5{digits[13:16]}"
        f"-{_MARKED[digits[16]]}{digits[17:20]}-{digits[20:32]}"
    )

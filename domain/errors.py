"""How the domain says no.

`Rejected` is the root of every refusal: it has a stable `code` (`<aggregate>.<what is wrong>`), a
sentence that says what is wrong and what to do, and the values that show it. It knows nothing of
HTTP: `api/problem_codes.py` owns the table from code to status. Refusals live in `errors` of their
capability; here is only what every capability shares.
"""

from collections.abc import Iterable
from typing import ClassVar, Final

from pydantic import ValidationError

from domain.pattern_words import said

SHOWN_CHARACTERS_MAX: Final = 80  # Of a refused value, in its message.
LISTED_LINES_MAX: Final = 10  # A document may have a hundred times as many.


class Rejected(Exception):
    """The command must not happen. Nothing was recorded.

    Subclasses set `code` and pass a sentence and its values to `__init__`.
    """

    code: ClassVar[str] = "rejected"

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class InvalidValue(Rejected):
    """A field of the command holds what no event can hold."""

    code = "command.invalid_value"

    def __init__(self, field: str, problem: str, value: object = None) -> None:
        super().__init__(
            f"{field}: {problem.removesuffix('.')}; correct this value and send again.",
            field=field,
            problem=problem,
            value=shown(value),
        )


def refusal_of(error: ValidationError) -> InvalidValue:
    """The first field that an event did not take, in the words of a refusal.

    Decisions build events from the command's own values, under the same names.
    """
    first = error.errors(include_url=False)[0]
    field = ".".join(str(part) for part in first["loc"]) or error.title
    return InvalidValue(field, said(first), first["input"])


def shown(value: object) -> str | None:
    """The value on one short line of ASCII, so that it can stand in every log and answer."""
    if value is None:
        return None
    if isinstance(value, int) and value.bit_length() > SHOWN_CHARACTERS_MAX:
        return f"an integer of {value.bit_length()} bits"  # Python refuses to print a huge one.
    text = value if isinstance(value, str) else str(value)
    cut = "..." if len(text) > SHOWN_CHARACTERS_MAX else ""
    return ascii(text[:SHOWN_CHARACTERS_MAX])[1:-1] + cut


def listed(lines: Iterable[int]) -> str:
    """The line numbers that a document has, the first of them by name and the others by count."""
    numbers = sorted(set(lines))
    named = ", ".join(str(each) for each in numbers[:LISTED_LINES_MAX])
    left = len(numbers) - LISTED_LINES_MAX
    return f"{named} and {left} more" if left > 0 else named or "none"

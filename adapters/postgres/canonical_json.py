"""JSON that is the same bytes for the same values on every machine: what the log stores and hashes.

UTF-8, keys sorted, no blanks, no null, no floats. `event_mapper.py` writes metadata with it, and
payloads so that they come out the same.
"""

from typing import Any, Final, Never

import orjson
from eventsourcing.persistence import Transcoder

from application.errors import InvalidText
from domain.errors import shown

NUL_ESCAPED: Final = b"\\u0000"


class NotCanonical(TypeError):
    """A value has no canonical form: a float, a null, or something that is not plain JSON."""


class CanonicalJson(Transcoder):
    """Strings, integers, booleans, lists and objects of them; nothing else."""

    def encode(self, obj: object) -> bytes:
        """The canonical bytes of `obj`.

        Raises `InvalidText` for a text that the log cannot store, `NotCanonical` for other values.
        """
        encoded = self.encode_exact(obj)
        _refuse_inexact(obj)
        return encoded

    def encode_exact(self, obj: object) -> bytes:
        """As `encode`, for values whose types leave no room for a float or a null.

        Those of events do, which a test makes sure of; to look at each value would take longer
        than to write it.
        """
        try:
            encoded = orjson.dumps(obj, option=orjson.OPT_SORT_KEYS)
        except orjson.JSONEncodeError as error:
            refuse_text(obj)
            raise NotCanonical(f"a value has no canonical form: {error}") from error
        if NUL_ESCAPED in encoded:
            refuse_text(obj)
        return encoded

    def decode(self, data: bytes) -> Any:  # noqa: ANN401 - the library's signature.
        """The values that `data` is the canonical form of."""
        return orjson.loads(data)


def _refuse_inexact(obj: object) -> None:
    """Floats differ in their last digits, and an absent value is left out rather than null."""
    waiting: list[Any] = [obj]
    while waiting:
        value = waiting.pop()
        kind = type(value)
        if kind is dict:
            waiting.extend(value.values())
        elif kind is list or kind is tuple:
            waiting.extend(value)
        elif kind is not str and kind is not int and kind is not bool:
            raise NotCanonical(f"{value!r} is a {kind.__name__}, which has no canonical form")


def refuse_text(value: object) -> None:
    """Raise `InvalidText` if there is a reason to, naming the text."""
    match value:
        case str():
            if "\0" in value:
                _invalid(value, "the character NUL")
            if any("\ud800" <= character <= "\udfff" for character in value):
                _invalid(value, "half of a surrogate pair")
        case dict():
            for key, member in value.items():
                refuse_text(key)
                refuse_text(member)
        case list() | tuple():
            for member in value:
                refuse_text(member)
        case _:
            return


def _invalid(text: str, what: str) -> Never:
    raise InvalidText(
        f"The text '{shown(text)}' holds {what}; remove it and send again.", text=shown(text)
    )

"""Choices that follow from a seed: the same names give the same choice on every machine."""

import hashlib
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")


class Draws:
    """All choices of one history. Each has a name, so that a new one changes no other."""

    def __init__(self, seed: int, case: str) -> None:
        self._prefix = f"{seed}\x1f{case}\x1f"

    def number(self, what: str, low: int, high: int) -> int:
        """A whole number from `low` to `high`, both included."""
        return low + self._bits(what) % (high - low + 1)

    def choice(self, what: str, options: Sequence[T]) -> T:
        """One of the options."""
        return options[self._bits(what) % len(options)]

    def _bits(self, what: str) -> int:
        digest = hashlib.sha256((self._prefix + what).encode()).digest()
        return int.from_bytes(digest[:8])

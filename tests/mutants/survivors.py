"""Faults that no test can see, and why: by module, line of source and what is wrong in it."""

from typing import Final

EXPLAINED: Final[dict[tuple[str, str, str], str]] = {}

"""Writes the list of definitions that were ever released: `python -m tests.golden.write_functions`.

A line is a function's file, its number and the SHA-256 of its text. Lines are added and never
changed: a database that has a definition must find it again under its number.
"""

import hashlib
from pathlib import Path
from typing import Final

from adapters.postgres.migrate import schema_of

PLACE: Final = Path(__file__).parent / "functions.txt"


def known_definitions() -> str:
    """What stands in the list, and behind it what of this version is missing there."""
    known = PLACE.read_text().splitlines()
    names = {line.rpartition(" ")[0] for line in known}
    for name, text in schema_of().functions.items():
        line = f"{name} {hashlib.sha256(text).hexdigest()}"
        if line not in known:
            assert name not in names, f"{name} was released with another text: raise its number"
            known.append(line)
    return "".join(f"{line}\n" for line in known)


if __name__ == "__main__":
    PLACE.write_text(known_definitions())

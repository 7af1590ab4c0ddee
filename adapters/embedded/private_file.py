"""Files that hold a secret: whole or absent, and readable by their owner alone."""

import os
from pathlib import Path


def private(path: str, flags: int) -> int:
    """An opener for `open` that makes files of mode 0600."""
    return os.open(path, flags, 0o600)


def write_private(path: Path, text: str) -> None:
    """Replace a file of mode 0600 in one step, so that no reader sees half of it."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())  # A name that outlives a power cut must not stand for nothing.
    unfinished.replace(path)

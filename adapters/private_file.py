"""Files that hold a secret: whole or absent, durable, and readable by their owner alone."""

import os
from contextlib import suppress
from pathlib import Path

from adapters.system import new_token


def private(path: str, flags: int) -> int:
    """An opener for `open` that makes files of mode 0600."""
    return os.open(path, flags, 0o600)


def private_folder(folder: Path) -> None:
    """Makes the folder, and those above it, where there is none, and closes it to everyone else."""
    if not folder.is_dir():
        if not folder.parent.is_dir():
            private_folder(folder.parent)
        folder.mkdir(mode=0o700, exist_ok=True)
        sync_folder(folder.parent)
    folder.chmod(0o700)


def write_private(path: Path, content: str | bytes) -> None:
    """Replace a file of mode 0600 in one step, so that no reader sees half of it."""
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.unlink(missing_ok=True)
    _write_new(unfinished, content)
    unfinished.replace(path)
    sync_folder(path.parent)


def create_private(path: Path, content: bytes) -> None:
    """Make a file of mode 0600 in one step, or leave the one that is there already."""
    unfinished = path.with_name(f".{new_token()}")
    try:
        _write_new(unfinished, content)
        with suppress(FileExistsError):
            path.hardlink_to(unfinished)
    finally:
        unfinished.unlink(missing_ok=True)
    sync_folder(path.parent)


def sync_folder(folder: Path) -> None:
    """Put the names in a folder on disk: a file whose name a power cut takes away is lost."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write_new(path: Path, content: str | bytes) -> None:
    with open(path, "xb", opener=private) as file:
        file.write(content.encode() if isinstance(content, str) else content)
        file.flush()
        os.fsync(file.fileno())  # A name that outlives a power cut must not stand for nothing.

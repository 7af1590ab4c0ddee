"""The folder of an archive while it is written: one process at a time, nothing half done left.

The lock file holds the name of the file that is put in place next, so that the next run knows what
a killed one left without being named by the manifest. Nothing else is ever removed.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.archive.errors import (
    ArchiveDamaged,
    ArchiveRunning,
    FolderNotEmpty,
    FolderUnusable,
)
from adapters.archive.manifest import FILE, UNFINISHED, EventFile, Manifest, read_manifest
from adapters.embedded.locks import locked_within, open_lock

LOCK: Final = ".lock"
NAME_BYTES_MAX: Final = 256


class HeldFolder:
    """A folder that this process alone writes."""

    def __init__(self, path: Path, lock: int) -> None:
        self.path = path
        self._lock = lock

    def former(self) -> Manifest | None:
        """The archive that is gone on with, rid of what a killed run left; none: there is none."""
        intended = os.pread(self._lock, NAME_BYTES_MAX, 0).decode()
        manifest = read_manifest(self.path) if (self.path / FILE).exists() else None
        named = {each.name for each in manifest.files} if manifest else set()
        left = [*self.path.glob(f"events-*{UNFINISHED}"), *self.path.glob(f"{FILE}{UNFINISHED}")]
        if intended and intended not in named:
            left.append(self.path / intended)
        for each in left:
            each.unlink(missing_ok=True)
        if manifest is None and any(each.name != LOCK for each in self.path.iterdir()):
            raise FolderNotEmpty(self.path)
        for file in manifest.files if manifest else ():
            refuse_changed(self.path, file)
        return manifest

    def intend(self, name: str) -> None:
        """From now on a file of this name is ours to remove, until the manifest names it."""
        if (self.path / name).exists():
            raise ArchiveDamaged(self.path, f"{name} is there, and the manifest does not name it")
        os.ftruncate(self._lock, 0)
        os.pwrite(self._lock, name.encode(), 0)
        os.fsync(self._lock)

    def settle(self) -> None:
        """The manifest names the file now."""
        os.ftruncate(self._lock, 0)


@contextmanager
def held_folder(path: Path) -> Iterator[HeldFolder]:
    """Made where there is none; gone again when nothing came into it."""
    made = not path.exists()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = open_lock(path / LOCK)
    except OSError as error:
        raise FolderUnusable(path, str(error)) from error
    try:
        if not locked_within(lock, 0):
            raise ArchiveRunning(path)
        with _tidied(path, made=made):
            yield HeldFolder(path, lock)
    except OSError as error:
        raise FolderUnusable(path, str(error)) from error
    finally:
        os.close(lock)


@contextmanager
def _tidied(path: Path, *, made: bool) -> Iterator[None]:
    try:
        yield
    finally:
        if [*path.iterdir()] == [path / LOCK]:
            (path / LOCK).unlink()
            if made:
                path.rmdir()


def refuse_changed(folder: Path, file: EventFile) -> None:
    """Raises ArchiveDamaged where a file is missing or of another size; its bytes are not read."""
    path = folder / file.name
    if not path.exists():
        raise ArchiveDamaged(folder, f"{file.name} is missing")
    if path.stat().st_size != file.bytes:
        raise ArchiveDamaged(folder, f"{file.name} is not as long as it was written")

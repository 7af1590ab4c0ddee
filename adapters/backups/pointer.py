"""Which backup the write-ahead log of a home goes to, as the home itself says.

The file is copied with the home, and the copy must not write into the backup of the original. So it
says which home it was written for: by path or by number of the folder, since one that is moved
keeps its number and one that is mounted anew its path; a copy has neither.
"""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from adapters.backups.errors import BackupOfOtherHome, PointerUnreadable
from adapters.backups.manifest import POINTER, SLOT
from adapters.backups.shape import Misshapen, told_in
from adapters.private_file import write_private

_ABSOLUTE: Final = r"^/[^\x00]*$"


@dataclass(frozen=True, slots=True)
class _Pointer:
    """Versions before wrote the folder alone, so nothing tells a copy."""

    folder: Annotated[str, Field(pattern=_ABSOLUTE)]
    home: str | None = None
    number: int | None = None
    slot: Annotated[str, Field(pattern=SLOT)] | None = None


_POINTER: Final = TypeAdapter(_Pointer)
_FOLDER: Final = TypeAdapter(Annotated[str, Field(pattern=_ABSOLUTE)])


def point_to(home: Path, folder: Path, slot: str) -> None:
    """From now on the log of the home goes to this backup."""
    told = {
        "folder": str(folder.absolute()),
        "home": str(home.resolve()),
        "number": _number(home),
        "slot": slot,
    }
    write_private(home / POINTER, json.dumps(told))


def pointed_backup(home: Path) -> Path | None:
    """The backup that the home's log goes to, if there is one; see `require_own`.

    Raises PointerUnreadable.
    """
    pointer = _pointer(home)
    return Path(pointer.folder) if pointer else None


def require_own(home: Path) -> None:
    """Raises BackupOfOtherHome where the home was copied from the one that took its backup."""
    pointer = _pointer(home)
    if pointer is None or pointer.home is None:
        return
    if pointer.home != str(home.resolve()) and pointer.number != _number(home):
        raise BackupOfOtherHome(home, Path(pointer.folder), pointer.home)


def pointed_slot(home: Path) -> str | None:
    """The slot of that backup, if the home knows it. Raises PointerUnreadable."""
    pointer = _pointer(home)
    return pointer.slot if pointer else None


def _pointer(home: Path) -> _Pointer | None:
    try:
        content = (home / POINTER).read_bytes()
        if content.startswith(b"/"):
            return _Pointer(told_in(json.dumps(content.decode()).encode(), _FOLDER))
        return told_in(content, _POINTER)
    except FileNotFoundError:
        return None
    except (Misshapen, UnicodeDecodeError, OSError) as error:
        raise PointerUnreadable(home / POINTER, str(error)) from error


def _number(home: Path) -> int:
    return home.stat().st_ino

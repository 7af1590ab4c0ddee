"""Which backup the write-ahead log of a home goes to, as the home itself says.

The file is copied with the home, and the copy must not write into the backup of the original. So it
says which home it was written for: by path or by number of the folder, since one that is moved
keeps its number and one that is mounted anew its path; a copy has neither.
"""

import json
from pathlib import Path

from adapters.backups.errors import BackupOfOtherHome
from adapters.backups.manifest import POINTER
from adapters.private_file import write_private


def point_to(home: Path, folder: Path) -> None:
    """From now on the log of the home goes to this backup."""
    told = {"folder": str(folder.absolute()), "home": str(home.resolve()), "number": _number(home)}
    write_private(home / POINTER, json.dumps(told))


def pointed_backup(home: Path) -> Path | None:
    """The backup that the home's log goes to, if there is one; see `require_own`."""
    try:
        told = (home / POINTER).read_text()
    except FileNotFoundError:
        return None
    return Path(json.loads(told)["folder"]) if told.startswith("{") else Path(told)


def require_own(home: Path) -> None:
    """Raises BackupOfOtherHome where the home was copied from the one that took its backup."""
    told = (home / POINTER).read_text()
    if not told.startswith("{"):
        return  # As versions before wrote it: the folder alone, so nothing tells a copy.
    pointer = json.loads(told)
    if pointer["home"] != str(home.resolve()) and pointer["number"] != _number(home):
        raise BackupOfOtherHome(home, Path(pointer["folder"]), pointer["home"])


def _number(home: Path) -> int:
    return home.stat().st_ino

"""The private folder in which PostgreSQL's socket stands: in the home folder, if its path allows.

The kernel takes at most 107 bytes for the path of a socket, and libpq reads a comma as the start of
another host. A home folder for which that is too little gets a short folder elsewhere, which goes
when the servers stop; a link in the home folder lets the next start remove one that was left.
"""

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.embedded.errors import HomeUnusable

SOCKET_PATH_BYTES_MAX: Final = 107
LONGEST_SOCKET_NAME: Final = ".s.PGSQL.65535"
PLAIN_PATH: Final = re.compile(r"[A-Za-z0-9/._-]+")
SHORT_PARENTS: Final = (Path("/tmp"), Path("/var/tmp"), Path("/dev/shm"))


@contextmanager
def socket_folder(home: Path, *, outside: bool = False) -> Iterator[Path]:
    """Give a folder of mode 0700 for the socket, outside the home folder if that is asked."""
    within = home / "sockets"
    _remove(within)
    if outside or not _fits(within):
        folder = _short_folder(home)
        within.symlink_to(folder)
    else:
        within.mkdir(mode=0o700)
        folder = within
    try:
        yield folder
    finally:
        _remove(within)


def _fits(folder: Path) -> bool:
    socket_path = str(folder / LONGEST_SOCKET_NAME)
    return len(socket_path) <= SOCKET_PATH_BYTES_MAX and bool(PLAIN_PATH.fullmatch(socket_path))


def _short_folder(home: Path) -> Path:
    for parent in SHORT_PARENTS:
        if os.access(parent, os.W_OK | os.X_OK):
            return Path(tempfile.mkdtemp(prefix="purvey-", dir=parent))
    places = ", ".join(str(parent) for parent in SHORT_PARENTS)
    raise HomeUnusable(home, f"its path is too long for a socket, and none of {places} is writable")


def _remove(folder: Path) -> None:
    """Remove the folder of this or an earlier run, and what a link of that name points to."""
    if folder.is_symlink():
        shutil.rmtree(folder.readlink(), ignore_errors=True)  # It may be gone since a reboot.
        folder.unlink()
    elif folder.exists():
        shutil.rmtree(folder)

"""Tells what the disk of a backup does not give of the backup, and not of the home beside it."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from errno import EDQUOT, ENOSPC
from pathlib import Path
from typing import Final

from adapters.backups.errors import BackupNotReadable

NO_ROOM: Final = (ENOSPC, EDQUOT)  # A copy that has no room names the file it reads.


@contextmanager
def reading(folder: Path) -> Iterator[None]:
    """Raises BackupNotReadable for what fails at a file of the backup; all else stays as it is."""
    try:
        yield
    except shutil.Error as error:
        source, _, cause = error.args[0][0]
        if not Path(source).is_relative_to(folder) or "No space" in cause:
            raise
        raise BackupNotReadable(Path(source), cause) from error
    except OSError as error:
        file = Path(error.filename) if isinstance(error.filename, str) else None
        if error.errno in NO_ROOM or (file is not None and not file.is_relative_to(folder)):
            raise
        raise BackupNotReadable(file or folder, error.strerror or str(error)) from error

"""Which segment of the log a backup has come to, noted beside its wal/.

A log ends where its last file does, so whoever loses files at the end of wal/, or all of them,
would restore an earlier state in silence. The note is written behind what it tells of, as the
receiver is tended: it may know less than was received, and never more.
"""

import json
import os
from pathlib import Path
from typing import Annotated, Final

from pydantic import Field, TypeAdapter

from adapters.backups.log_files import PART, is_segment, timeline_of
from adapters.backups.manifest import WAL
from adapters.backups.shape import told_in
from adapters.private_file import write_private

FILE: Final = "received.json"
_SHAPE: Final = TypeAdapter(dict[str, Annotated[str, Field(pattern=r"^[0-9A-F]{24}$")]])
_SEGMENT: Final = "segment"


def note_reached(backup: Path, timeline: int) -> None:
    """Notes the newest segment that the backup has, whole or begun. Raises OSError, Misshapen."""
    names = {name.removesuffix(PART) for name in os.listdir(backup / WAL)}
    own = [name for name in names if is_segment(name) and timeline_of(name) == timeline]
    newest = max(own, default="")
    if newest > (reached(backup) or ""):
        write_private(backup / FILE, json.dumps({_SEGMENT: newest}))


def reached(backup: Path) -> str | None:
    """The segment that was noted; none where versions before made the backup, or nothing came yet.

    Raises Misshapen where the note does not tell, OSError where it cannot be read.
    """
    try:
        content = (backup / FILE).read_bytes()
    except FileNotFoundError:
        return None
    return told_in(content, _SHAPE).get(_SEGMENT)

"""What lies beside segments in the folder of a backup, and whether any log is only there.

Copying tools, desktops and network disks leave files of names of their own. One that begins with
a page of the log tells by that which segment it is of: it loses nothing where a file of that name
has all that it has. What begins with nothing of the log is judged by its name.
"""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from adapters.backups.log_end import LONG_HEADER_BYTES, segment_told
from adapters.backups.log_files import PART, SEGMENT_BYTES

OF_DESKTOPS: Final = ("thumbs.db", "ehthumbs.db", "desktop.ini")  # Others begin with a dot.
NO_NAME: Final = "has a name of no segment (give it its own, or move it away if it is none)"
PACKED: Final = "may hold log of this backup: unpack it into its folder, or move it away"
_LIKE_A_SEGMENT: Final = re.compile(r"[0-9A-Fa-f]{24}")
_PACKED_LOG: Final = re.compile(
    r".*wal.*\.(tar|tgz|tbz2?|txz|tzst|cpio|zip|7z|rar)(\.[a-z0-9]+)?", re.IGNORECASE
)


def fault_beside(file: Path, whole: Mapping[str, Path], timeline: int) -> str | None:
    """What is wrong with a file that has a name of no segment; none where nothing is."""
    with file.open("rb") as content:
        told = segment_told(content.read(LONG_HEADER_BYTES), timeline)
    if told is not None:
        return None if _is_had(file, file.with_name(told)) else _only_here(told)
    return None if is_harmless_name(file, whole) else NO_NAME


def is_harmless_name(file: Path, whole: Mapping[str, Path]) -> bool:
    """Whether it is what systems put into folders, or one more copy of what is there whole."""
    like = _LIKE_A_SEGMENT.search(file.name)
    if like is not None and like[0].upper() in whole:
        return True
    if file.name.lower() in OF_DESKTOPS:
        return True
    is_hidden = file.name.startswith("._") or (file.name.startswith(".") and like is None)
    return is_hidden and file.stat().st_size != SEGMENT_BYTES


def is_packed_log(file: Path) -> bool:
    """Whether somebody packed the folder of the log, by its name."""
    return _PACKED_LOG.fullmatch(file.name) is not None


def _is_had(file: Path, segment: Path) -> bool:
    content = file.read_bytes().rstrip(b"\0")
    others = (segment, segment.with_name(segment.name + PART))
    return any(other.is_file() and other.read_bytes().startswith(content) for other in others)


def _only_here(segment: str) -> str:
    return (
        f"has a name of no segment and holds what no other file of segment {segment} does (name it"
        f" {segment}{PART}, or move it away if it is none of this backup)"
    )

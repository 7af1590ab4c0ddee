"""What a backup received of the log since its base: its folder wal/, as it was at one moment.

pg_receivewal makes a file of its own for each segment, NAME.partial, gives it room for all of it
before the first byte comes, and renames it behind the last one. Wherever it is killed it leaves
whole segments and at most one part, so a file tells by itself that it is not as it was received.
What a name hides from PostgreSQL (packed, in small letters, in another folder) is found as well: a
recovery would end in front of it as if nothing had followed.
"""

import os
import re
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Final, NamedTuple

from adapters.backups.beside import PACKED, fault_beside, is_harmless_name, is_packed_log
from adapters.backups.errors import BackupDamaged
from adapters.backups.log_end import first_misplaced
from adapters.backups.log_files import (
    HISTORY,
    LOG,
    PART,
    SEGMENT_BYTES,
    first_byte,
    is_segment,
    segment_at,
    timeline_of,
    whole_segments,
)
from adapters.backups.manifest import BASE, SECRETS, WAL

_HISTORY: Final = re.compile(r"([0-9A-F]{8})\.history(?:\.tmp)?")  # .tmp: not finished
# Elsewhere names are other people's: a key bears that of its person, a list of sums all digits.
_A_SEGMENT: Final = re.compile(r"[0-9A-Fa-f]{24}(\.partial)?(\.[A-Za-z0-9]{1,4})?")


class Fault(NamedTuple):
    """A file that is not as it was received, and how it shows."""

    file: Path
    cause: str


class Received(NamedTuple):
    """Segments of the backup's timeline by name, and what is wrong with the folder."""

    whole: dict[str, Path]
    parts: dict[str, Path]  # copies of those that are not whole: pg_receivewal may write on
    faults: list[Fault]


def received_log(backup: Path, timeline: int, stills: Path) -> Received:
    """What the backup received; copies of parts go into the folder `stills`.

    Raises BackupDamaged where there is no folder of received log, which every backup has.
    """
    folder = backup / WAL
    if not folder.is_dir():
        raise BackupDamaged(backup, f"{WAL}: the folder of the log since the base is missing")
    names = _names_at_one_moment(folder)
    own = {name for name in names if _timeline(name.removesuffix(PART)) == timeline}
    whole = {name: folder / name for name in own if is_segment(name) and (folder / name).is_file()}
    parts: dict[str, Path] = {}
    faults = [*_faults_of_names(folder, names, timeline, whole), *_strays(backup, whole)]
    for file in whole.values():
        faults += _faults_within(file, file, is_whole=True)
    for name in own - set(whole):
        file, segment = folder / name, name.removesuffix(PART)
        if name == segment or file.is_dir():
            continue  # Its name stands for nothing, and was told.
        if segment in whole:
            faults += _faults_beside(file, whole[segment])
        else:
            parts[segment] = stills / name
            copy_still(file, parts[segment])
            faults += _faults_within(file, parts[segment], is_whole=False)
    return Received(whole, parts, sorted(faults))


def refuse_removed(backup: Path, timeline: int, end: int) -> None:
    """Raises BackupDamaged where a segment is missing of those between base and `end`.

    To there the log was received, as the server knows; OSError where the folder cannot be read.
    """
    names = {name.removesuffix(PART) for name in _names_at_one_moment(backup / WAL)}
    based = [name for name in whole_segments(backup / BASE / LOG) if timeline_of(name) == timeline]
    if not based:
        raise BackupDamaged(backup, f"{BASE}/{LOG}: the log of the base is missing")
    for place in range(first_byte(max(based)), end, SEGMENT_BYTES):
        if (name := segment_at(place, timeline)) not in names:
            raise BackupDamaged(backup, f"{WAL}/{name}: it was received, and is missing")


def copy_still(file: Path, target: Path) -> None:
    """Copies a file that pg_receivewal may write, or rename, meanwhile: as it was at one moment."""
    while True:
        if not file.exists():
            file = file.with_name(file.name.removesuffix(PART))
        content = file.read_bytes()
        with suppress(FileNotFoundError):
            # A page that was read empty, and the next one when both had come, would be a gap.
            if file.read_bytes().startswith(content.rstrip(b"\0")):
                break
    target.write_bytes(content)


def _names_at_one_moment(folder: Path) -> set[str]:
    """All names of the folder: meanwhile a file may be renamed and the next one be made."""
    names = set(os.listdir(folder))
    while names != (now := set(os.listdir(folder))):
        names = now
    return names


def _timeline(name: str) -> int | None:
    """The timeline of a segment, or that a history tells of; none where it is neither."""
    if is_segment(name):
        return timeline_of(name)
    history = _HISTORY.fullmatch(name)
    return int(history[1], 16) if history else None


def _faults_of_names(
    folder: Path, names: set[str], timeline: int, whole: dict[str, Path]
) -> Iterator[Fault]:
    """Files that are none of the log of this timeline, as their names tell, or no files."""
    for name in names:
        file, number = folder / name, _timeline(name.removesuffix(PART))
        if number is None:
            is_filled = file.is_file() and file.stat().st_size
            if is_filled and (cause := fault_beside(file, whole, timeline)):
                yield Fault(file, cause)
        elif number > timeline or (number < timeline and HISTORY not in name):
            yield Fault(file, f"is of timeline {number} instead of {timeline}")
        elif file.is_dir() or (file.is_symlink() and not file.exists()):
            yield Fault(file, "is no file")


def _strays(backup: Path, whole: dict[str, Path]) -> Iterator[Fault]:
    """Segments, by their names, where no recovery looks for any."""

    def refuse(error: OSError) -> None:
        raise error

    for place, folders, names in os.walk(backup, onerror=refuse):
        if Path(place) == backup:
            folders[:] = set(folders) - {SECRETS}
            yield from (Fault(backup / n, PACKED) for n in names if is_packed_log(backup / n))
        elif Path(place) == backup / BASE:
            folders[:] = {LOG} & set(folders)  # All else is in a manifest of its own.
        elif Path(place) == backup / BASE / LOG:
            folders.clear()
            names = [name for name in names if not is_segment(name)]
        elif Path(place) == backup / WAL:
            names = []
        for file in (Path(place, name) for name in names if _A_SEGMENT.fullmatch(name)):
            if not is_harmless_name(file, whole) and file.is_file() and file.stat().st_size:
                yield Fault(file, "lies where no recovery looks for it")


def _faults_within(file: Path, still: Path, *, is_whole: bool) -> Iterator[Fault]:
    """Whether it has another size than was made for it, or what belongs to another place."""
    size = still.stat().st_size
    # One that was killed while it made room for a segment had not received any of it.
    if size != SEGMENT_BYTES and (is_whole or any(still.read_bytes().rstrip(b"\0"))):
        yield Fault(file, f"has {size} bytes instead of {SEGMENT_BYTES}")
    elif (at := first_misplaced(file.name.removesuffix(PART), still)) is not None:
        yield Fault(file, f"holds at byte {at} what stands elsewhere in the log")


def _faults_beside(part: Path, whole: Path) -> Iterator[Fault]:
    """Whether a part holds what the whole segment of its name does not; it may be a former copy."""
    with suppress(FileNotFoundError):  # It became whole meanwhile.
        if not whole.read_bytes().startswith(part.read_bytes().rstrip(b"\0")):
            yield Fault(part, f"is no beginning of {whole.name}, which lies beside it")

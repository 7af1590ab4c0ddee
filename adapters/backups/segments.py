"""Lays out every segment of the write-ahead log that can be had for a recovery in its pg_wal.

The best of each segment counts: a whole one from the backup, else the one that a former data folder
still has (the backup may have missed the last moments before a crash), else the part that the
backup received. The history of the backup went on in one former folder, which need not be the one
that stands: a restore puts it aside, and the next one wants it all the same. A former folder counts
only as long as it continues what is known by then: system and number of a timeline do not say so,
because two restores of one backup, in two homes, begin two histories under the same number. Then it
is passed over.
"""

import shutil
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Final

from adapters.backups.log_end import HISTORY
from adapters.backups.log_files import LOG, PART, part_segments, timeline_of, whole_segments

SYSTEM_BYTES: Final = 8  # pg_control begins with the number that a server gets once.


def gather_segments(
    data: Path, received: Path, formers: Iterable[Path], timeline: int
) -> dict[str, Path]:
    """Copies into `data`/pg_wal what the backup received, and what former data folders know.

    What it took from the latter, by name.
    """
    parts = _of(part_segments(received), timeline)  # First: one may become whole meanwhile.
    whole = {file.name: file for file in _segments(received, timeline)}
    latest = max(whole, default="")
    missed: dict[str, Path] = {}
    chosen = {name: part for name, part in parts.items() if name > latest}
    based = {file.name: file for file in _told_by(data / LOG, timeline)}
    for former in formers:
        if _is_of_same_server(data, former):
            if _continues(former / LOG, based | chosen | whole):
                known = _segments(former / LOG, timeline)
                missed |= {file.name: file for file in known if file.name > latest}
                chosen |= missed
            _keep_numbers(data / LOG, former / LOG)
    for name, file in sorted((chosen | whole).items()):
        _copy_still(file, data / LOG / name)
    return missed


def _copy_still(file: Path, target: Path) -> None:
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


def _segments(folder: Path, timeline: int) -> list[Path]:
    return list(_of(whole_segments(folder), timeline).values())


def _of(segments: dict[str, Path], timeline: int) -> dict[str, Path]:
    return {name: file for name, file in segments.items() if timeline_of(name) == timeline}


def _told_by(folder: Path, timeline: int) -> list[Path]:
    """The segments of the timeline, and the file that says where it left the one before."""
    origin = folder / f"{timeline:08X}{HISTORY}"
    return [*_segments(folder, timeline), *([origin] if origin.exists() else [])]


def _continues(former: Path, backed_up: dict[str, Path]) -> bool:
    """Whether the former log begins with what is known, wherever both have a file."""
    both = [(former / name, file) for name, file in backed_up.items() if (former / name).exists()]
    # Zeros fill the room behind the last record; in the former file more records may stand there.
    return all(own.read_bytes().startswith(file.read_bytes().rstrip(b"\0")) for own, file in both)


def _keep_numbers(target: Path, former: Path) -> None:
    """PostgreSQL gives a timeline the next number that no such file has, so none comes twice."""
    for file in former.glob(f"*{HISTORY}"):
        if not (target / file.name).exists():
            shutil.copyfile(file, target / file.name)


def _is_of_same_server(data: Path, former: Path) -> bool:
    return (former / "global/pg_control").exists() and _system(data) == _system(former)


def _system(data: Path) -> bytes:
    with (data / "global/pg_control").open("rb") as file:
        return file.read(SYSTEM_BYTES)

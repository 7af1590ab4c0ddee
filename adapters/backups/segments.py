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
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Final

from adapters.backups.log_files import HISTORY, LOG, timeline_of, whole_segments
from adapters.backups.received import Received

SYSTEM_BYTES: Final = 8  # pg_control begins with the number that a server gets once.


def gather_segments(
    data: Path, received: Received, formers: Iterable[Path], timeline: int
) -> dict[str, Path]:
    """Copies into `data`/pg_wal what the backup received, and what former data folders know.

    What it took from the latter, by name.
    """
    whole = received.whole
    latest = max(whole, default="")
    missed: dict[str, Path] = {}
    based = {file.name: file for file in _told_by(data / LOG, timeline)}
    chosen = {name: part for name, part in better_parts(received, based).items() if name > latest}
    for former in formers:
        if _is_of_same_server(data, former):
            if _continues(former / LOG, based | chosen | whole):
                known = _segments(former / LOG, timeline)
                missed |= {file.name: file for file in known if file.name > latest}
                chosen |= missed
            _keep_numbers(data / LOG, former / LOG)
    for name, file in sorted((chosen | whole).items()):
        shutil.copyfile(file, data / LOG / name)
    return missed


def better_parts(received: Received, based: Mapping[str, Path]) -> dict[str, Path]:
    """The parts but those that the base, by name, has as well and at least as much of.

    Soon after a backup was taken the receiver still goes over what the base brought.
    """
    return {
        name: part
        for name, part in received.parts.items()
        if name not in based
        or not based[name].read_bytes().startswith(part.read_bytes().rstrip(b"\0"))
    }


def _segments(folder: Path, timeline: int) -> list[Path]:
    found = whole_segments(folder).items()
    return [file for name, file in found if timeline_of(name) == timeline]


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

"""What an archive is: a folder of Parquet files without gaps, and `archive.json`, which names them.

    archive.json                                      what the files hold; replaced in one step
    events-000000000000001-000000000250000.parquet    the events of these offsets, never rewritten

Only what the manifest names counts: a file is written under another name, renamed, named last.
The *chain* runs through all events in order: SHA-256 over the chain so far (32 zero bytes at the
start) and the leaf hash of the next event. Its end stands for all of them, however they are filed.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final, NamedTuple

from adapters.archive.errors import ArchiveUnreadable
from adapters.postgres.epochs import EpochStart
from adapters.private_file import write_private

FORMAT: Final = 1  # of the manifest and of the columns; `columns.py` says which these are
FILE: Final = "archive.json"
UNFINISHED: Final = ".unfinished"
EVENT_FILES: Final = "events-*.parquet"
CHAIN_START: Final = bytes(32)
OFFSET_DIGITS: Final = 15
_READ_BYTES: Final = 1024 * 1024


class TenantRange(NamedTuple):
    """The part of one tenant's history that a file holds."""

    first_position: int
    last_position: int
    rows: int


@dataclass(frozen=True, slots=True, kw_only=True)
class EventFile:
    """One Parquet file of an archive."""

    name: str
    first_offset: int
    last_offset: int
    rows: int
    bytes: int
    sha256: str
    first_leaf_hash: str
    last_leaf_hash: str
    chain: str
    tenants: dict[str, TenantRange]


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What `archive.json` says. `epochs` are those of the log that had begun by then."""

    epoch: int
    files: tuple[EventFile, ...]
    epochs: tuple[dict[str, Any], ...] = field(default=())

    @property
    def first_offset(self) -> int:
        """Where the archive begins; there is no manifest without a file."""
        return self.files[0].first_offset

    @property
    def last_offset(self) -> int:
        """Up to where the log is archived."""
        return self.files[-1].last_offset

    @property
    def rows(self) -> int:
        """How many events it holds."""
        return sum(each.rows for each in self.files)


def name_of(first_offset: int, last_offset: int) -> str:
    """The name of the file that holds these events; names sort as offsets do."""
    return f"events-{first_offset:0{OFFSET_DIGITS}}-{last_offset:0{OFFSET_DIGITS}}.parquet"


def epochs_told(starts: list[EpochStart]) -> tuple[dict[str, Any], ...]:
    """The epochs as a manifest tells them."""
    return tuple({**each._asdict(), "started_at": each.started_at.isoformat()} for each in starts)


def write_manifest(folder: Path, manifest: Manifest) -> None:
    """Declares the files part of the archive."""
    told = {
        "format": FORMAT,
        "first_offset": manifest.first_offset,
        "last_offset": manifest.last_offset,
        "rows": manifest.rows,
        "epoch": manifest.epoch,
        "epochs": manifest.epochs,
        "files": [
            {**asdict(each), "tenants": {name: r._asdict() for name, r in each.tenants.items()}}
            for each in manifest.files
        ],
    }
    write_private(folder / FILE, json.dumps(told, indent=2) + "\n")


def read_manifest(folder: Path) -> Manifest:
    """What the archive says of itself; ArchiveUnreadable."""
    try:
        told: dict[str, Any] = json.loads((folder / FILE).read_bytes())
        if told["format"] != FORMAT:
            raise ArchiveUnreadable(folder, f"its form is {told['format']}, this reads {FORMAT}")
        files = tuple(_file(each) for each in told["files"])
        manifest = Manifest(epoch=told["epoch"], epochs=tuple(told["epochs"]), files=files)
        said = tuple(told[name] for name in ("first_offset", "last_offset", "rows"))
        if said != (manifest.first_offset, manifest.last_offset, manifest.rows):
            raise ArchiveUnreadable(folder, f"what {FILE} sums up is not what it lists")
    except FileNotFoundError:
        raise ArchiveUnreadable(folder, f"it has no {FILE}") from None
    except OSError as error:
        raise ArchiveUnreadable(folder, f"{FILE} cannot be read ({error})") from error
    except (AttributeError, IndexError, KeyError, TypeError, ValueError) as error:
        raise ArchiveUnreadable(folder, f"{FILE} lacks or has something ({error!r})") from error
    return manifest


def sha256_of(path: Path) -> str:
    """SHA-256 of a file, however long."""
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_READ_BYTES):
            digest.update(piece)
    return digest.hexdigest()


def _file(told: dict[str, Any]) -> EventFile:
    tenants = {name: TenantRange(**each) for name, each in told.pop("tenants").items()}
    file = EventFile(**told, tenants=tenants)
    if Path(file.name).name != file.name:
        raise ValueError(file.name)  # A name that leads out of the folder is none.
    return file

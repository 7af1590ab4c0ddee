"""Proves an archive: by itself, and row for row against the log that it was taken from."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import takewhile
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection

from adapters.archive.columns import ArchivedEvent
from adapters.archive.findings import ArchiveFault, ArchiveFindings
from adapters.archive.log_source import events_at
from adapters.archive.manifest import Manifest, read_manifest
from adapters.archive.rows_check import RowsCheck
from adapters.postgres.epochs import kept_offset
from adapters.postgres.log_reader import LogHead, log_head_async

Reached = Callable[[int, int], None]
SHOWN_CHARACTERS: Final = 60
BEFORE_CHARACTERS: Final = 20


@dataclass(frozen=True, slots=True, kw_only=True)
class ArchiveChecked:
    """What was checked and what was found; `log_offset` is none where no log was asked."""

    files: int
    rows: int
    first_offset: int
    last_offset: int
    log_offset: int | None
    differences: int
    faults: tuple[ArchiveFault, ...]


async def check_archive(path: Path, log_url: str | None, reached: Reached) -> ArchiveChecked:
    """Every row of every file; without `log_url` the archive by itself. ArchiveUnreadable."""
    manifest, findings = read_manifest(path), ArchiveFindings()
    rows = RowsCheck(path, manifest, findings)
    head = None
    if log_url is None:
        for _ in rows.batches():
            reached(rows.checked, manifest.rows)
    else:
        connection = await AsyncConnection.connect(log_url, autocommit=True)
        try:
            head = await log_head_async(connection)
            await _check_history(connection, manifest, head, findings)
            for batch in rows.batches():
                await _compare(connection, batch, head, findings)
                reached(rows.checked, manifest.rows)
        finally:
            await connection.close()
    return ArchiveChecked(
        files=len(manifest.files),
        rows=rows.checked,
        first_offset=manifest.first_offset,
        last_offset=manifest.last_offset,
        log_offset=head.offset if head else None,
        differences=findings.count,
        faults=tuple(findings.faults),
    )


async def _check_history(
    connection: AsyncConnection, manifest: Manifest, head: LogHead, findings: ArchiveFindings
) -> None:
    """Names what explains that many rows differ."""
    if manifest.epoch > head.epoch:
        findings.add(f"the archive is of epoch {manifest.epoch}, the log of epoch {head.epoch}")
    elif manifest.epoch < head.epoch:
        kept = await kept_offset(connection, manifest.epoch)
        if manifest.last_offset > kept:
            findings.add(
                f"the history of epoch {manifest.epoch} behind offset {kept} was replaced by that"
                f" of epoch {head.epoch}"
            )
    if manifest.last_offset > head.offset:
        findings.add(
            f"the archive is ahead of the log: offsets {head.offset + 1} to"
            f" {manifest.last_offset} are not in the log"
        )


async def _compare(
    connection: AsyncConnection,
    archived: Sequence[ArchivedEvent],
    head: LogHead,
    findings: ArchiveFindings,
) -> None:
    """Each row with the event at its offset; what lies ahead of the log was named as a whole."""
    within = [each for each in archived if each.offset <= head.offset]
    logged = await events_at(connection, [each.offset for each in within])
    if logged == within:
        return
    by_offset = {each.offset: each for each in logged}
    for each in within:
        own = by_offset.get(each.offset)
        if own != each:
            findings.add(
                _difference(each, own),
                offset=each.offset,
                tenant=each.tenant,
                position=each.position,
            )


def _difference(archived: ArchivedEvent, logged: ArchivedEvent | None) -> str:
    if logged is None:
        return "the log holds no event at this offset"
    columns = zip(ArchivedEvent._fields, archived, logged, strict=True)
    told = (_told(name, own, other) for name, own, other in columns if own != other)
    return "differs from the log: " + "; ".join(told)


def _told(name: str, archived: object, logged: object) -> str:
    """Both values from a little before the first place where they differ."""
    own, other = _words(archived), _words(logged)
    alike = sum(
        1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(own, other, strict=False))
    )
    begin = max(alike - BEFORE_CHARACTERS, 0)
    parts = [
        ("..." if begin else "")
        + text[begin : begin + SHOWN_CHARACTERS]
        + ("..." if len(text) > begin + SHOWN_CHARACTERS else "")
        for text in (own, other)
    ]
    return f"{name} is {parts[0]}, in the log {parts[1]}"


def _words(value: object) -> str:
    """Bytes of JSON as text, others as digits."""
    if not isinstance(value, bytes):
        return str(value)
    try:
        return value.decode()
    except UnicodeDecodeError:
        return value.hex()

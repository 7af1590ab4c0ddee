"""The event log that the command loop appends to and loads from.

Appending: what arrives while a transaction runs makes up the next one (`group_commit.py`), which
one writer sends (`log_writer.py`). Loading is short reads over a few connections of their own
(`log_loads.py`).
"""

import asyncio
from asyncio import Future
from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Final, NamedTuple, Protocol, Self

import structlog

from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.group_commit import GroupCommit
from adapters.postgres.log_failures import LOCK_SECONDS_MAX
from adapters.postgres.log_loads import READER_SECONDS_MAX, LogLoads
from adapters.postgres.log_reader import RECORDED_AT
from adapters.postgres.log_writer import RECONNECT_SECONDS_MAX, LogWriter
from adapters.postgres.pending_save import PendingSave
from adapters.postgres.snapshots import Snapshots, decoded, snapshot_form
from application.errors import DiskFull, EventTooLarge, InvalidText, LogBusy
from application.ports import LoadedState, Outcome, Save, StoredVersion
from domain.aggregate import Aggregate, State

QUEUE_SAVES_MAX: Final = 20_000  # A few seconds of work; beyond that, callers must slow down.
QUEUE_BYTES_MAX: Final = 64 * 1024 * 1024

_log: Final = structlog.get_logger(__name__)

_EPOCH: Final = "SELECT epoch FROM log.log_head"
_LOAD: Final = (
    'SELECT version, type, metadata, payload, "offset" FROM log.event'
    " WHERE tenant = %s AND stream = %s AND version > %s ORDER BY version"
)
# A snapshot comes first, as a version without a type, and then the last event that is in it.
_LOAD_STATE: Final = (
    "WITH kept AS MATERIALIZED (SELECT version, state FROM log.snapshot"
    "  WHERE tenant = %s AND stream = %s AND form = %s AND epoch = %s"
    "  AND version <= (SELECT h.version FROM log.stream_head h"
    "   WHERE h.tenant = snapshot.tenant AND h.stream = snapshot.stream))"
    " SELECT version, '' AS type, ''::bytea AS metadata, state AS payload, 0::bigint FROM kept"
    ' UNION ALL SELECT version, type, metadata, payload, "offset" FROM log.event'
    " WHERE tenant = %s AND stream = %s"
    "  AND version >= coalesce((SELECT version FROM kept), 0) ORDER BY version, type"
)
_METADATA: Final = 'SELECT metadata FROM log.event WHERE "offset" = %s'
_OUTCOME: Final = (
    f"SELECT body_hash, stream, version, position, epoch, {RECORDED_AT} FROM log.command"
    " WHERE tenant = %s AND command_id = %s"
)


class _EpochRow(NamedTuple):
    epoch: int


class _StoredRow(NamedTuple):
    version: int
    type: str
    metadata: bytes
    payload: bytes
    offset: int


class _Seen(NamedTuple):
    """The last event of the log that was loaded; its metadata hold an id of its own."""

    offset: int
    metadata: bytes


class _OutcomeRow(NamedTuple):
    body_hash: bytes
    stream: str
    version: int
    position: int
    epoch: int
    recorded_at: datetime


class Room(Protocol):
    """Knows whether there is room for more (`adapters/disk_space.py`)."""

    def check(self) -> None:
        """Raises `DiskFull` where there is too little."""


class PostgresEventLog:
    """`application.ports.EventLog`. One per process and event loop; use it as a context."""

    def __init__(
        self,
        append_url: str,
        read_url: str,
        *,
        saves_max: int = QUEUE_SAVES_MAX,
        bytes_max: int = QUEUE_BYTES_MAX,
        reader_seconds_max: float = READER_SECONDS_MAX,
        reconnect_seconds_max: float = RECONNECT_SECONDS_MAX,
        lock_seconds_max: float = LOCK_SECONDS_MAX,
        disk: Room | None = None,
        put_back: Callable[[], None] | None = None,
    ) -> None:
        """`append_url` logs in as purvey_append, `read_url` as purvey_relay (`roles.py`).

        `disk` is the database's where it can be seen from here. `put_back` is called when the log
        turns out to have been put back to an earlier time; it takes nothing from then on.
        """
        self._disk = disk
        self._mapper = EventMapper()
        self._loads = LogLoads(read_url, reader_seconds_max, lock_seconds_max)
        self._seen: _Seen | None = None
        self._writer = LogWriter(
            append_url, reconnect_seconds_max, lock_seconds_max, self._history_stands, put_back
        )
        self._snapshots = Snapshots(append_url)
        self._saves = GroupCommit(
            self._writer.write, self._writer.give_up, items_max=saves_max, bytes_max=bytes_max
        )

    async def __aenter__(self) -> Self:
        await self._loads.open()
        try:
            ((self._writer.epoch,),) = await self._loads.rows(_EpochRow, _EPOCH, ())
        except BaseException:
            await self._loads.close()
            raise
        self._saves.start()
        self._snapshots.start(self._writer.epoch)
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._saves.close()
        await self._snapshots.close()
        await self._writer.close()
        await self._loads.close()

    @property
    def epoch(self) -> int:
        """The epoch that the log was in when it was opened; it takes nothing in another one."""
        return self._writer.epoch

    def append(self, save: Save) -> "Future[Outcome]":
        """Enqueue the save; see the port."""
        future: Future[Outcome] = asyncio.get_running_loop().create_future()
        try:
            self._check_room()
            stored = self._mapper.stored(save)
        except (DiskFull, EventTooLarge, InvalidText, LogBusy) as failure:
            future.set_exception(failure)
        else:
            self._saves.add(PendingSave(save, stored, future))
        return future

    def _check_room(self) -> None:
        if self._saves.is_full:
            raise LogBusy(
                "Too many saves wait for the log; send again in a moment.",
                saves_max=self._saves.items_max,
                bytes_max=self._saves.bytes_max,
            )
        if self._disk is not None:
            self._disk.check()

    async def load(
        self, tenant: str, stream: str, after_version: int = 0
    ) -> Sequence[StoredVersion]:
        """The stream's events above `after_version`; see the port."""
        rows = await self._loads.rows(_StoredRow, _LOAD, (tenant, stream, after_version))
        self._note_seen(rows)
        return list(map(self._stored_version, rows))

    async def load_state(
        self, tenant: str, aggregate: Aggregate[State], stream: str
    ) -> LoadedState[State]:
        """The newest snapshot of the stream, and the events since; see the port."""
        form = (tenant, stream, snapshot_form(), self._writer.epoch)
        rows = await self._loads.rows(_StoredRow, _LOAD_STATE, (*form, tenant, stream))
        self._note_seen(rows)
        if not rows or rows[0].type:
            return LoadedState(None, 0, list(map(self._stored_version, rows)))
        kept, _, *since = rows
        try:
            state = decoded(aggregate.state, kept.payload)
        except ValueError as damage:
            # why: the events tell the state all the same, and a later snapshot takes its place.
            _log.warning("snapshot_not_read", stream=stream, reason=str(damage))
            return LoadedState(None, 0, await self.load(tenant, stream))
        return LoadedState(state, kept.version, list(map(self._stored_version, since)))

    def keep(
        self, tenant: str, aggregate: Aggregate[State], stream: str, state: State, version: int
    ) -> None:
        """Keeps the state as a snapshot; see the port."""
        self._snapshots.keep(tenant, stream, version, aggregate.state, state)

    def _note_seen(self, rows: Sequence["_StoredRow"]) -> None:
        if rows and (self._seen is None or rows[-1].offset > self._seen.offset):
            self._seen = _Seen(rows[-1].offset, rows[-1].metadata)

    async def _history_stands(self) -> bool:
        """Whether the log still holds the last event that was loaded here, and so those before."""
        seen = self._seen  # Loads go on meanwhile, and note newer ones.
        if seen is None:
            return True
        async with self._loads.connection() as connection:
            found = await connection.execute(_METADATA, [seen.offset])
            return await found.fetchone() == (seen.metadata,)

    def _stored_version(self, row: "_StoredRow") -> StoredVersion:
        event = self._mapper.event(row.type, row.metadata, row.payload)
        return StoredVersion(version=row.version, event=event)

    async def outcome(self, tenant: str, command_id: str) -> tuple[bytes, Outcome] | None:
        """Body hash and outcome of a command that was carried out; see the port."""
        rows = await self._loads.rows(_OutcomeRow, _OUTCOME, (tenant, command_id))
        if not rows:
            return None
        (row,) = rows
        return row.body_hash, Outcome(
            stream=row.stream,
            version=row.version,
            position=row.position,
            epoch=row.epoch,
            recorded_at=row.recorded_at,
            duplicate=True,
        )

"""The importer's memory in PostgreSQL: outcomes of source events, added in batches.

`adapters/histories/ledger.py` says what it is for. Every statement may be sent again, so that a
database that restarts only delays the import.
"""

import asyncio
from collections.abc import Awaitable, Callable, Collection, Sequence
from typing import Final, Self, TypeVar, get_args

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row

from adapters.histories.ledger import ImportRun, OutcomeKind, Settled
from application.errors import LogUnavailable

RECONNECT_SECONDS_MAX: Final = 30.0  # As long as the log's own writer waits.
RECONNECT_PAUSE_SECONDS: Final = 0.2
CONNECT_SECONDS_MAX: Final = 5

_RUN_ADD: Final = (
    "INSERT INTO import.run (tenant, digest, seed) VALUES (%s, %s, %s) ON CONFLICT DO NOTHING"
)
_RUN: Final = "SELECT id FROM import.run WHERE tenant = %s AND digest = %s AND seed = %s"
_SETTLED: Final = (
    "SELECT ordinal, case_name, activity, outcome, commands, reason"
    " FROM import.outcome WHERE run_id = %s ORDER BY ordinal"
)
_RECORD: Final = (
    "INSERT INTO import.outcome (run_id, ordinal, case_name, activity, outcome, commands, reason)"
    " SELECT %s, * FROM unnest(%s::int[], %s::text[], %s::text[], %s::text[], %s::smallint[],"
    " %s::text[]) ON CONFLICT DO NOTHING"
)
_CARRIED_OUT: Final = (
    "SELECT command_id FROM log.command WHERE tenant = %s AND command_id = ANY(%s)"
)

T = TypeVar("T")


class PostgresImportLedger:
    """`adapters.histories.ledger.ImportLedger` as purvey_import. Use it as a context."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: AsyncConnection | None = None
        self._runs: dict[ImportRun, int] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._close()

    async def settled(self, run: ImportRun) -> Sequence[Settled]:
        """All outcomes of the run so far; see the protocol."""

        async def read(connection: AsyncConnection) -> Sequence[Settled]:
            cursor = connection.cursor(row_factory=args_row(_settled))
            await cursor.execute(_SETTLED, [await self._run_id(connection, run)])
            return await cursor.fetchall()

        return await self._repeated(read)

    async def record(self, run: ImportRun, rows: Sequence[Settled]) -> None:
        """Adds outcomes; those that stand already stay as they are."""

        async def write(connection: AsyncConnection) -> None:
            columns = [list(column) for column in zip(*rows, strict=True)]
            await connection.execute(_RECORD, [await self._run_id(connection, run), *columns])

        if rows:
            await self._repeated(write)

    async def carried_out(self, tenant: str, command_ids: Collection[str]) -> frozenset[str]:
        """Which of the commands stand in the log; see the protocol."""

        async def read(connection: AsyncConnection) -> frozenset[str]:
            cursor = await connection.execute(_CARRIED_OUT, [tenant, list(command_ids)])
            return frozenset(name for (name,) in await cursor.fetchall())

        return await self._repeated(read)

    async def _run_id(self, connection: AsyncConnection, run: ImportRun) -> int:
        if run not in self._runs:
            key = [run.tenant, run.digest, run.seed]
            await connection.execute(_RUN_ADD, key)
            row = await (await connection.execute(_RUN, key)).fetchone()
            assert row is not None, "a run that was added is found"
            self._runs[run] = int(row[0])
        return self._runs[run]

    async def _repeated(self, work: Callable[[AsyncConnection], Awaitable[T]]) -> T:
        """Does the work, again after a lost connection, for as long as a restart may take."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + RECONNECT_SECONDS_MAX
        while True:
            try:
                return await work(await self._connected())
            except psycopg.OperationalError as error:
                await self._close()
                if loop.time() >= deadline:
                    raise LogUnavailable(
                        f"The ledger's database does not answer: {str(error).strip()}."
                    ) from error
                await asyncio.sleep(RECONNECT_PAUSE_SECONDS)

    async def _connected(self) -> AsyncConnection:
        if self._connection is None:
            self._connection = await AsyncConnection.connect(
                self._url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX
            )
        return self._connection

    async def _close(self) -> None:
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


def _settled(
    ordinal: int, case: str, activity: str, outcome: str, commands: int, reason: str | None
) -> Settled:
    assert outcome in get_args(OutcomeKind), "the table's check keeps it so"
    kind: OutcomeKind = outcome  # type: ignore[assignment]  # as asserted
    return Settled(ordinal, case, activity, kind, commands, reason)

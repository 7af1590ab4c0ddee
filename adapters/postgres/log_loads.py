"""Short questions to the log, over a few connections of their own, beside what is appended.

Whoever asks waits `lock_seconds_max` for locks, and what he waited for a connection, behind others
who wait for the same lock, counts in that.
"""

import asyncio
from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from typing import Final, LiteralString, TypeVar

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import args_row
from psycopg_pool import PoolTimeout

from adapters.postgres.connection_pool import ConnectionPool
from adapters.postgres.log_failures import failure_of
from application.errors import LogUnavailable

READERS_MAX: Final = 4
READER_SECONDS_MAX: Final = 10.0  # How long a load waits for a connection.
UNNOTICED_SECONDS: Final = 0.1  # Of a wait: to say it to the server takes a call of its own.

Row = TypeVar("Row")

_LOCK_TIMEOUT: Final = "SELECT set_config('lock_timeout', %s, %s)"


class LogLoads:
    """The connections of one process; `url` logs in as purvey_relay (`roles.py`)."""

    def __init__(self, url: str, reader_seconds_max: float, lock_seconds_max: float) -> None:
        self._lock_seconds_max = lock_seconds_max
        self._pool = ConnectionPool(
            url,
            min_size=1,
            max_size=READERS_MAX,
            timeout=reader_seconds_max,
            configure=self._configure,
        )

    async def open(self) -> None:
        """Connects."""
        await self._pool.open()

    async def close(self) -> None:
        """Gives the connections back."""
        await self._pool.close()

    def connection(self) -> AbstractAsyncContextManager[AsyncConnection]:
        """One of them, for a while."""
        return self._pool.connection()

    async def rows(
        self, row: Callable[..., Row], query: LiteralString, values: tuple[object, ...]
    ) -> list[Row]:
        """Rows of a short query. Connections that broke while they were idle are passed over.

        Raises LogLocked and LogUnavailable.
        """
        deadline = asyncio.get_running_loop().time() + self._lock_seconds_max
        for attempt in range(READERS_MAX + 1):
            try:
                async with self._pool.connection() as connection:
                    return await self._asked(connection, deadline, row, query, values)
            except (PoolTimeout, psycopg.OperationalError) as error:
                if isinstance(error, psycopg.errors.LockNotAvailable):
                    raise failure_of(error) or error from error
                if isinstance(error, PoolTimeout) or attempt == READERS_MAX:
                    raise LogUnavailable(f"The log's database does not answer: {error}") from error
        raise AssertionError("the last attempt returns or raises")

    async def _asked(
        self,
        connection: AsyncConnection,
        deadline: float,
        row: Callable[..., Row],
        query: LiteralString,
        values: tuple[object, ...],
    ) -> list[Row]:
        cursor = connection.cursor(binary=True, row_factory=args_row(row))
        left = deadline - asyncio.get_running_loop().time()
        if left > self._lock_seconds_max - UNNOTICED_SECONDS:
            await cursor.execute(query, values, prepare=True)
            return await cursor.fetchall()
        async with connection.transaction():
            await connection.execute(_LOCK_TIMEOUT, [_milliseconds(left), True])
            await cursor.execute(query, values, prepare=True)
            return await cursor.fetchall()

    async def _configure(self, connection: AsyncConnection) -> None:
        await connection.execute(_LOCK_TIMEOUT, [_milliseconds(self._lock_seconds_max), False])


def _milliseconds(seconds: float) -> str:
    """As PostgreSQL takes it, to which 0 would be for ever."""
    return f"{max(1, round(seconds * 1000))}ms"

"""A connection of the projector: made when needed, as the role that owns the read models.

What PostgreSQL says is put into the runner's words: unavailable, unstorable, or a mistake of ours.
"""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import asynccontextmanager, contextmanager
from typing import Final, LiteralString

import psycopg
from psycopg import AsyncConnection, Connection
from psycopg.types.string import BytesBinaryDumper

from adapters.postgres.read_rows import WRITER_SETTINGS
from projections.runner import StoreUnavailable, Unstorable

_UNSTORABLE: Final = (
    psycopg.DataError,
    psycopg.IntegrityError,
    psycopg.errors.ProgramLimitExceeded,
)
_UNAVAILABLE: Final = (
    psycopg.OperationalError,
    psycopg.InterfaceError,
    psycopg.errors.ReadOnlySqlTransaction,  # Only a new session sees that it may write again.
)


class ProjectorSession:
    """One connection that is opened again after a loss."""

    def __init__(self, database_url: str) -> None:
        self._database_url = database_url
        self._connection: AsyncConnection | None = None

    @asynccontextmanager
    async def connection(self) -> AsyncIterator[AsyncConnection]:
        """The connection, for some statements; it commits each unless told otherwise."""
        try:
            if self._connection is None or self._connection.closed:
                self._connection = await connect(self._database_url)
            with unstorable_told():
                yield self._connection
        except _UNAVAILABLE as error:
            await self.close()
            raise StoreUnavailable(str(error)) from error

    async def close(self) -> None:
        """Closes the connection if there is one."""
        if self._connection is not None:
            await self._connection.close()
            self._connection = None


@contextmanager
def unstorable_told() -> Iterator[None]:
    """Turns PostgreSQL's refusals of a value into `Unstorable`."""
    try:
        yield
    except _UNSTORABLE as error:
        raise Unstorable(str(error)) from error


async def connect(
    database_url: str, settings: Sequence[LiteralString] = WRITER_SETTINGS
) -> AsyncConnection:
    """A connection that acts as the projector."""
    connection = await AsyncConnection.connect(database_url, autocommit=True)
    try:
        # The one that psycopg takes by itself where COPY is told a type is not written in C.
        connection.adapters.register_dumper(None, BytesBinaryDumper)
        await connection.execute("SET ROLE purvey_project")
        for setting in settings:
            await connection.execute(setting)
    except BaseException:
        await connection.close()  # Who is stopped here has nobody else to close it.
        raise
    return connection


def log_connection(database_url: str) -> Connection:
    """A connection that reads the log as the projector, and lets nothing else be done meanwhile."""
    connection = Connection.connect(database_url, autocommit=True)
    connection.execute("SET ROLE purvey_project")
    return connection


async def compress_no_log(connection: AsyncConnection) -> None:
    """Spares a bulk load the compression of its write-ahead log, where that is allowed."""
    allowed = "SELECT has_parameter_privilege('wal_compression', 'SET')"
    row = await (await connection.execute(allowed)).fetchone()
    if row is not None and row[0]:
        await connection.execute("SET wal_compression = off")

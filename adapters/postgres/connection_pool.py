"""Pools of connections for questions, which answer again as soon as the database does.

psycopg's own pool waits ever longer between its attempts, by whole seconds, once an attempt to
connect failed, and between one broken connection that it finds and the next. After an outage it
would refuse for as long again. Here whoever asks starts an attempt of his own, and while anybody
waits there is one every `RETRY_SECONDS`.
"""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, Final

from psycopg import AsyncConnection, OperationalError
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool

from adapters.postgres.log_failures import LOCK_SECONDS_MAX
from adapters.postgres.log_writer import CONNECT_SECONDS_MAX, SILENCE_MILLISECONDS_MAX

RETRY_SECONDS: Final = 0.25
OPEN_SECONDS_MAX: Final = 30.0
_LOCK_TIMEOUT: Final = f"SET lock_timeout = '{round(LOCK_SECONDS_MAX)}s'"

Connection = AsyncConnection[TupleRow]


class ConnectionPool(AsyncConnectionPool[Connection]):
    """One per process and event loop, of connections that commit each statement by itself.

    `timeout` is in seconds: whoever waits longer for a connection gets PoolTimeout.
    """

    def __init__(
        self,
        url: str,
        *,
        min_size: int,
        max_size: int,
        timeout: float,
        configure: Callable[[Connection], Awaitable[None]] | None = None,
    ) -> None:
        self._retrying = False
        super().__init__(
            url,
            min_size=min_size,
            max_size=max_size,
            timeout=timeout,
            configure=configure,
            open=False,
            reconnect_timeout=0.0,  # What does not connect is given up; `reconnect_failed` goes on.
            kwargs={
                "autocommit": True,
                "connect_timeout": CONNECT_SECONDS_MAX,
                "tcp_user_timeout": SILENCE_MILLISECONDS_MAX,
            },
        )

    async def open_ready(self) -> None:
        """Opens it with a connection that is there. Raises PoolTimeout."""
        await self.open()
        try:
            async with self.connection(OPEN_SECONDS_MAX):
                pass
        except BaseException:
            await self.close()
            raise

    async def getconn(self, timeout: float | None = None) -> Connection:  # noqa: ASYNC109 - as base
        """A connection that is still there. Idle ones that broke are passed over at once."""
        loop = asyncio.get_running_loop()
        deadline = loop.time() + (self.timeout if timeout is None else timeout)
        while True:
            connection = await super().getconn(deadline - loop.time())
            try:
                _check_open(connection)
            except OperationalError:
                await connection.close()
                await self.putconn(connection)
            else:
                return connection

    async def reconnect_failed(self) -> None:
        """Tries again after a while, for as long as anybody waits; in one worker of the pool."""
        if self._retrying:
            return
        self._retrying = True
        await asyncio.sleep(RETRY_SECONDS)
        self._retrying = False
        if not self.closed and self.get_stats()["requests_waiting"]:
            await self.check()  # Nothing is idle while somebody waits: it only lets the pool grow.


async def wait_briefly_for_locks(connection: AsyncConnection[Any]) -> None:
    """Who asks is told after some seconds that somebody holds a lock, instead of hanging."""
    await connection.execute(_LOCK_TIMEOUT)


def _check_open(connection: Connection) -> None:
    """Raises OperationalError where the server has closed it.

    A question to the server would tell as well, at a tenth of what a whole page costs.
    """
    connection.pgconn.consume_input()  # A server that stops says so first,
    connection.pgconn.consume_input()  # and only then closes.

"""Connections of pools for questions: which are still there, and how long they wait for a lock."""

from typing import Any, Final

from psycopg import AsyncConnection

from adapters.postgres.log_failures import LOCK_SECONDS_MAX

_LOCK_TIMEOUT: Final = f"SET lock_timeout = '{round(LOCK_SECONDS_MAX)}s'"


async def check_open(connection: AsyncConnection[Any]) -> None:
    """Raises OperationalError where the server has closed it; a pool then opens another.

    A question to the server would tell as well, at a tenth of what a whole page costs.
    """
    connection.pgconn.consume_input()  # A server that stops says so first,
    connection.pgconn.consume_input()  # and only then closes.


async def wait_briefly_for_locks(connection: AsyncConnection[Any]) -> None:
    """Who asks is told after some seconds that somebody holds a lock, instead of hanging."""
    await connection.execute(_LOCK_TIMEOUT)

"""Is a connection of a pool still there? Told by its socket, so nothing is asked of the server."""

from typing import Any

from psycopg import AsyncConnection


async def check_open(connection: AsyncConnection[Any]) -> None:
    """Raises OperationalError where the server has closed it; a pool then opens another.

    A question to the server would tell as well, at a tenth of what a whole page costs.
    """
    connection.pgconn.consume_input()  # A server that stops says so first,
    connection.pgconn.consume_input()  # and only then closes.

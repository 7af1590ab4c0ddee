"""Times that no calendar has, as a superuser may have written them past the walls of the log.

Nothing is answered by them: who meets one names its event. `purvey verify` names all of them.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Final, LiteralString

from psycopg import AsyncConnection, DataError, sql
from psycopg.rows import TupleRow

from adapters.postgres.log_reader import IN_CALENDAR
from adapters.postgres.read_cells import TIMESTAMP_FORM
from application.errors import UnreadableEvent
from projections.projection import OPEN_END, Row

STAMPS: Final = ("recorded_at", "effective_at")
# Of the entered tenant; row-level security shows no other's events.
_FIRST_ODD: Final[LiteralString] = f"""
SELECT position FROM log.event
 WHERE tenant = current_setting('app.tenant') AND position BETWEEN %s AND %s
   AND NOT (recorded_at {IN_CALENDAR} AND effective_at {IN_CALENDAR})
 ORDER BY position LIMIT 1
"""


async def refuse_odd_moments(
    connection: AsyncConnection[TupleRow], first: int = 1, last: int = OPEN_END
) -> None:
    """Raises `UnreadableEvent` where an event between the positions has such a time."""
    row = await (await connection.execute(_FIRST_ODD, [first, last])).fetchone()
    if row is not None:
        raise _odd_moment(row[0])


def stamp_form(name: str) -> sql.Composed:
    """A stamp of a row of the log as lists show it, null for such a time."""
    column = sql.Identifier("t", name)
    return sql.SQL(
        f"CASE WHEN {{}} {IN_CALENDAR} THEN to_char({{}} AT TIME ZONE 'UTC', {{}}) END"
    ).format(column, column, sql.Literal(TIMESTAMP_FORM))


def refuse_unstamped(row: Row) -> None:
    """Raises `UnreadableEvent` for a row whose `stamp_form` is null."""
    if row["recorded_at"] is None or row["effective_at"] is None:
        raise _odd_moment(row["position"])


@asynccontextmanager
async def told_moments(connection: AsyncConnection[TupleRow]) -> AsyncIterator[None]:
    """Tells of the event where rows that were asked for hold a time that Python cannot name."""
    try:
        yield
    except DataError as error:
        if error.sqlstate is not None:
            raise  # The database's own, not of taking its rows apart.
        await refuse_odd_moments(connection)
        raise UnreadableEvent(
            "A row of this answer has a time outside of the years 1 to 9999. `purvey verify` names"
            " the event that it comes from."
        ) from error


def _odd_moment(position: int) -> UnreadableEvent:
    return UnreadableEvent(
        f"The event at position {position} has a time outside of the years 1 to 9999, by which"
        " nothing can be answered. `purvey verify` names all such events.",
        position=position,
    )

"""The tenant's own history as `replay/as_of.py` asks for it, inside an entered transaction.

The questions are answered by functions of schema `read` (migrations 0002, 0010 and 0035), which
look at the log with the projector's eyes and at the entered tenant alone.
"""

from datetime import datetime
from typing import Literal, LiteralString

from psycopg import AsyncConnection

from adapters.postgres.read_moments import refuse_odd_moments, told_moments
from adapters.postgres.read_values import plain
from replay.as_of import OutOfOrder

TokenState = Literal["kept", "awaited", "lost"]


class PostgresHistory:
    """Implements `replay.as_of.History` on a connection that has entered as a tenant."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection

    async def head(self) -> int:
        """See `replay.as_of.History`."""
        return await self._number("SELECT read.tenant_position()")

    async def last_recorded(self, at: datetime) -> int:
        """See `replay.as_of.History`. Raises `UnreadableEvent` where an odd time led the search."""
        found = await self._number("SELECT read.last_recorded(%s)", at)
        await refuse_odd_moments(self._connection, found, found + 1)
        return found

    async def last_effective(self, at: datetime) -> int:
        """See `replay.as_of.History`. Raises `UnreadableEvent` as `last_recorded` does."""
        found = await self._number("SELECT read.last_effective(%s)", at)
        await refuse_odd_moments(self._connection, found, found + 1)
        return found

    async def learned_later(
        self, at: datetime, up_to: int, limit: int
    ) -> tuple[tuple[OutOfOrder, ...], int]:
        """See `replay.as_of.History`."""
        statement: LiteralString = "SELECT * FROM read.learned_later(%s, %s, %s)"
        return await self._out_of_order(statement, at, up_to, limit)

    async def effective_later(
        self, at: datetime, up_to: int, limit: int
    ) -> tuple[tuple[OutOfOrder, ...], int]:
        """See `replay.as_of.History`."""
        statement: LiteralString = "SELECT * FROM read.effective_later(%s, %s, %s)"
        return await self._out_of_order(statement, at, up_to, limit)

    async def _out_of_order(
        self, statement: LiteralString, at: datetime, up_to: int, limit: int
    ) -> tuple[tuple[OutOfOrder, ...], int]:
        async with told_moments(self._connection):
            found = await self._connection.execute(statement, [at, up_to, limit])
            rows = await found.fetchall()
        events = tuple(
            OutOfOrder(
                position=position,
                stream=stream,
                version=version,
                type=kind,
                recorded_at=str(plain(recorded_at)),
                effective_at=str(plain(effective_at)),
            )
            for _, position, stream, version, kind, recorded_at, effective_at in rows
        )
        return events, rows[0][0] if rows else 0

    async def token_state(self, epoch: int, position: int) -> TokenState:
        """What became of the command whose token this is (migration 0010)."""
        found = await self._connection.execute("SELECT read.token_state(%s, %s)", [epoch, position])
        row = await found.fetchone()
        assert row is not None, "a function gives one row"
        state: TokenState = row[0]
        return state

    async def epoch_at(self, position: int) -> int | None:
        """The epoch in which that event was recorded (migration 0030); none where none is yet."""
        found = await self._connection.execute("SELECT read.epoch_at(%s)", [position])
        row = await found.fetchone()
        assert row is not None, "a function gives one row"
        epoch: int | None = row[0]
        return epoch

    async def _number(self, statement: LiteralString, *values: datetime) -> int:
        row = await (await self._connection.execute(statement, values)).fetchone()
        assert row is not None, "a function gives one row"
        return int(row[0])

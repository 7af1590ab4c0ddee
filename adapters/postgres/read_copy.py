"""Rows on their way into a table, as the bytes of a binary COPY.

A row is encoded as soon as it is folded, because its cells are still in the processor's cache:
ten thousand rows later encoding them took half as long again. The bytes wait to be sent together.
"""

import struct
from collections.abc import Iterable, Sequence
from typing import Final

from psycopg import AsyncConnection, AsyncCopy, AsyncCursor
from psycopg.abc import Buffer
from psycopg.rows import TupleRow

from projections.runner import Unstorable

_UNFIT: Final = (ValueError, TypeError, ArithmeticError, AttributeError, struct.error)


class WaitingRows:
    """The rows of one table that wait to be sent."""

    def __init__(self, statement: bytes, types: Sequence[str]) -> None:
        """The COPY that takes them, and the types of its columns."""
        self._statement = statement
        self._types = types
        self._encoder: AsyncCopy | None = None
        self._blocks: list[Buffer] = []
        self.size_bytes = 0  # but for what the encoder has not given out yet

    @property
    def has_rows(self) -> bool:
        """Whether some wait."""
        return self._encoder is not None

    def take(self, connection: AsyncConnection, rows: Iterable[Sequence[object]]) -> None:
        """Encodes the rows. Raises `Unstorable` for a value of another type."""
        if self._encoder is None:
            self._encoder = AsyncCopy(connection.cursor(), binary=True)
            self._encoder.set_types(self._types)
        encode, blocks = self._encoder.formatter.write_row, self._blocks
        try:
            for row in rows:
                if block := encode(row):
                    blocks.append(block)
                    self.size_bytes += len(block)
        except _UNFIT as error:
            raise Unstorable(f"{type(error).__name__}: {error}") from error

    async def send(self, cursor: AsyncCursor[TupleRow]) -> None:
        """Copies them into the table."""
        if self._encoder is None:
            return
        blocks = [*self._blocks, self._encoder.formatter.end()]
        self.forget()
        async with cursor.copy(self._statement) as copy:
            await copy.write(b"".join(blocks))

    def forget(self) -> None:
        """None waits any more."""
        self._encoder, self._blocks, self.size_bytes = None, [], 0

"""Walks through the stream beside the relay's work and compares every message with the log.

`mirror.py` judges by numbers and by the last message. Damage further back shows in none of them:
the server counts a message that it cannot read any more, and its consumers pass over it in silence.
The first walk after a server was reached is quick, because a store changes while its server is
down; after that a page at each check goes round and round. A message that is sound and differs is
no damage: `contradictions.py`.
"""

from dataclasses import replace
from typing import Final

from psycopg import AsyncConnection

from adapters.nats.cloud_event import decode, encode
from adapters.nats.connection import NatsConnection
from adapters.nats.contradictions import contradicts, keep_contradiction
from adapters.nats.errors import ForeignMessage
from adapters.nats.log_page import next_rows
from adapters.nats.mirror import Judgement
from adapters.nats.stored_page import StoredMessage, stored_page
from adapters.nats.topology import stored_body, stream_state
from adapters.postgres.log_reader import LogRow, recorded
from adapters.system import monotonic_seconds

WALK_SECONDS_MAX: Final = 0.25  # Of each check, in the first walk,
WALK_PAUSE_SECONDS: Final = 1.0  # of which there are more: it takes a fifth of the time.
FENCED_MAX: Final = 5  # Another relay at work moves the stream's end; it does not stay for long.


class Patrol:
    """The walk of one relay."""

    def __init__(self) -> None:
        self._compared = 0  # up to this sequence, in the walk of the moment
        self._in_first_walk = True
        self._fenced_at = 0
        self._fenced_times = 0

    @property
    def has_walked(self) -> bool:
        """Whether every message was readable and true since this server was reached."""
        return not self._in_first_walk

    def pause_seconds(self, usual: float) -> float:
        """How long until the next check, which usually waits so long."""
        return usual if self.has_walked else min(usual, WALK_PAUSE_SECONDS)

    def begin(self) -> None:
        """A server was reached, which may be another one by now."""
        self._compared = 0
        self._in_first_walk = True

    def fenced(self, sequence: int) -> None:
        """The stream said that it ends at this sequence, and then took nothing behind it."""
        self._fenced_times = self._fenced_times + 1 if sequence == self._fenced_at else 1
        self._fenced_at = sequence

    async def judged(
        self, log: AsyncConnection, nats: NatsConnection, judgement: Judgement
    ) -> Judgement:
        """The judgement, with what another stretch of the way has shown."""
        flaw = judgement.flaw or self._contradiction(judgement.sequence)
        if flaw is None:
            flaw = await self._walk(log, nats, judgement)
        if flaw is not None:
            # What is made again is true from its first message on: no hurry.
            self._compared, self._in_first_walk, self._fenced_times = 0, False, 0
        return replace(judgement, flaw=flaw)

    def _contradiction(self, sequence: int) -> str | None:
        if sequence != self._fenced_at:
            self._fenced_times = 0
        if self._fenced_times < FENCED_MAX:
            return None
        return f"it says that it ends at {sequence} and takes nothing behind it"

    async def _walk(
        self, log: AsyncConnection, nats: NatsConnection, judgement: Judgement
    ) -> str | None:
        until = monotonic_seconds() + WALK_SECONDS_MAX
        while True:
            if self._compared >= judgement.sequence:
                self._compared, self._in_first_walk = 0, False
                return None
            flaw = await self._compare_page(log, nats, judgement)
            if flaw or not self._in_first_walk or monotonic_seconds() > until:
                return flaw

    async def _compare_page(
        self, log: AsyncConnection, nats: NatsConnection, judgement: Judgement
    ) -> str | None:
        after = max(self._compared, judgement.log.first_offset - 1)
        rows = await next_rows(log, after)
        del rows[judgement.sequence - after :]
        stored = {each.sequence: each for each in await stored_page(nats, after + 1, len(rows))}
        for row in rows:
            message = stored.get(row.offset)
            if not _is_same(row, message):
                if message is None or not contradicts(row, message.body):
                    return await _flaw_at(nats, row, judgement.sequence)
                await keep_contradiction(log, row, message.body)
            self._compared = row.offset
        return None


async def _flaw_at(nats: NatsConnection, row: LogRow, last_sequence: int) -> str | None:
    """What is wrong with the message of this row; none where it was only the page that was short.

    A page may end early, or come from a replica that is behind; and another relay may have begun
    to make the stream again.
    """
    body = await stored_body(nats, row.offset)
    if body is not None and _is_same(row, StoredMessage(row.offset, body)):
        return None
    state = await stream_state(nats)
    if state is None or state.last_sequence < last_sequence:
        return None
    if body is None:
        return f"its message {row.offset} cannot be read"
    return f"its message {row.offset} is not what the log holds"


def _is_same(row: LogRow, stored: StoredMessage | None) -> bool:
    """Whether the message tells the row; another version of us may have worded it."""
    if stored is None:
        return False
    if stored.body == encode(row):
        return True
    try:
        return decode(stored.body) == recorded(row)
    except ForeignMessage:
        return False

"""Events of which log and stream hold two versions, each of them sound.

A damaged message is healed, because it is none that a relay wrote: it cannot be read, or its leaf
hash is not that of what it says. One that is sound was in the log when it was published, and the
log never changes; so if it differs, somebody changed the log past its walls and hashed it anew, or
made a stream of his own. Which of both is true the relay cannot know. It keeps both and says so, at
each walk anew, and leaves the message where it is: it is a witness outside the database. Where a
stream has to be made again for another reason, `testimony.py` hears all of it first.
"""

from typing import Final

import structlog
from psycopg import AsyncConnection

from adapters.nats.cloud_event import carried_hash, decode, encode
from adapters.nats.errors import ForeignMessage
from adapters.postgres.log_reader import LogRow, recorded

KEPT_MAX: Final = 1_000  # Enough to see what was done; each may weigh half a megabyte.

_log: Final = structlog.get_logger(__name__)


def contradicts(row: LogRow, body: bytes) -> bool:
    """Whether a message is sound and tells another event of the row's place.

    The epoch is no part of that: no hash covers it. `purvey verify` reckons it from how they began.
    """
    if carried_hash(body) is None:
        return False
    try:
        event = decode(body)
    except ForeignMessage:
        return False
    return event.offset == row.offset and event._replace(epoch=row.epoch) != recorded(row)


def is_of_one_append(row: LogRow, body: bytes) -> bool:
    """Whether row and message were appended at once, whatever else they say.

    Of a command that was sent again to a database that went back in time, the event goes by the
    same id, and by another time. A message without an id is of none.
    """
    try:
        event = decode(body)
    except ForeignMessage:
        return False
    told = recorded(row)
    event_id = event.metadata.get("event_id")
    return event_id is not None and (event.recorded_at, event_id) == (
        told.recorded_at,
        told.metadata.get("event_id"),
    )


async def keep_contradiction(log: AsyncConnection, row: LogRow, body: bytes) -> None:
    """Keeps both versions for good, as purvey_relay, and says so the first time."""
    stated = carried_hash(body)
    assert stated is not None, "it was found sound"
    kept = await log.execute(
        """
        INSERT INTO log.contradiction ("offset", stream_hash, log_hash, stream_message, log_message)
        SELECT %s, %s, %s, %s, %s WHERE (SELECT count(*) FROM log.contradiction) < %s
            ON CONFLICT DO NOTHING
        """,
        [row.offset, stated, row.hash, body, encode(row), KEPT_MAX],
    )
    if kept.rowcount:
        _log.error(
            "log.contradicted",
            offset=row.offset,
            tenant=row.tenant,
            position=row.position,
            in_stream=stated.hex(),
            in_log=row.hash.hex(),
        )


async def contradiction_count(log: AsyncConnection) -> int:
    """How many are kept."""
    row = await (await log.execute("SELECT count(*) FROM log.contradiction")).fetchone()
    return 0 if row is None else int(row[0])

"""How the relay is, kept in PostgreSQL so that other processes can tell (`purvey status`)."""

from dataclasses import dataclass
from typing import Final, Literal

from psycopg import AsyncConnection

SILENT_SECONDS_MAX: Final = 20  # A relay that lives writes its row every 5 s.

RelayState = Literal[
    "relaying",  # the stream follows the log
    "refilling",  # the stream was lost, foreign or damaged, and is made again
    "stream_ahead",  # the stream holds what the log does not: nothing is published
    "unavailable",  # a server does not answer; tried again
    "stopped",  # the relay ended, or was not heard of
]


@dataclass(frozen=True, slots=True, kw_only=True)
class RelayStatus:
    """`last_offset` is stored in the stream, in `epoch`; `detail` is a sentence, or empty.

    `seen_seconds` is how long ago the relay said so; none where it says it now, or never did.
    """

    state: RelayState
    detail: str = ""
    epoch: int = 0
    last_offset: int = 0
    stream_messages: int = 0
    refills: int = 0
    seen_seconds: float | None = None


async def write_status(connection: AsyncConnection, status: RelayStatus) -> None:
    """Replaces the row, and with it the moment at which the relay was seen."""
    await connection.execute(
        """
        INSERT INTO relay.status (state, detail, epoch, last_offset, stream_messages, refills)
        VALUES (%s, %s, %s, %s, %s, %s)
            ON CONFLICT (only_row) DO UPDATE
           SET (state, detail, epoch, last_offset, stream_messages, refills, seen_at) =
               (excluded.state, excluded.detail, excluded.epoch, excluded.last_offset,
                excluded.stream_messages, excluded.refills, excluded.seen_at)
        """,
        (
            status.state,
            status.detail,
            status.epoch,
            status.last_offset,
            status.stream_messages,
            status.refills,
        ),
    )


async def relay_status(connection: AsyncConnection) -> RelayStatus:
    """The relay as it was last seen; `stopped` when it never was, or not of late.

    One that was seen in the future was seen before the clock was put back; it would have said so
    again since.
    """
    cursor = await connection.execute(
        """
        SELECT CASE WHEN abs(extract(epoch FROM clock_timestamp() - seen_at)) < %s
                    THEN state ELSE 'stopped' END,
               detail, epoch, last_offset, stream_messages, refills,
               round(greatest(extract(epoch FROM clock_timestamp() - seen_at), 0), 1)::float8
          FROM relay.status
        """,
        (SILENT_SECONDS_MAX,),
    )
    row = await cursor.fetchone()
    if row is None:
        return RelayStatus(state="stopped", detail="No relay has run yet.")
    state, detail, epoch, last_offset, stream_messages, refills, seen_seconds = row
    return RelayStatus(
        state=state,
        detail=detail,
        epoch=epoch,
        last_offset=last_offset,
        stream_messages=stream_messages,
        refills=refills,
        seen_seconds=seen_seconds,
    )

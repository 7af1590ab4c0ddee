"""Beginning a new epoch of the log, with all that hangs on it.

The order matters: what only the stream knows is kept in a file before anything else, then the log
raises its epoch, which refuses every process of the former one, then the stream is made anew.
"""

import asyncio
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import psycopg
from psycopg import AsyncConnection

from adapters.fault_points import reach
from adapters.home_epochs import highest_epoch, keep_highest_epoch, keep_starts, known_starts
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.consumers import Consumer, resume_consumer, stopped_consumers
from adapters.nats.errors import EpochUnfounded, StreamAhead
from adapters.nats.mirror import judge
from adapters.nats.parting import Parting, beyond, find_parting
from adapters.nats.relay import CHECK_SECONDS, Relay
from adapters.nats.relay_status import relay_status
from adapters.nats.side_task import meanwhile
from adapters.nats.topology import StreamSettings, delete_stream, stream_state
from adapters.postgres.epochs import (
    EpochStart,
    epoch_starts,
    kept_offset,
    start_epoch,
    tell_epochs,
)
from adapters.postgres.log_reader import LogHead, log_head_async
from adapters.postgres.read_moving import fail_astray
from adapters.postgres.read_registry import SERVING, registered
from adapters.postgres.read_session import connect
from adapters.private_file import private, sync_folder
from adapters.system import monotonic_seconds
from application.errors import Failed

LOST_FOLDER: Final = "lost-events"
LOOK_SECONDS: Final = 0.1
RELAY_SECONDS_MAX: Final = 3 * CHECK_SECONDS  # A relay that lives has looked by then.
NAME: Final = "purvey-operator"
LOCK: Final = 0x65706F6368  # "epoch"
# A new epoch takes one number, so nothing of this log comes so far above what the log knows.
AHEAD_MAX: Final = 1_000_000


class EpochNotNeeded(Failed):
    """Log and stream agree, so nothing calls for a new epoch."""

    code = "log.epoch_not_needed"

    def __init__(self, head: LogHead) -> None:
        super().__init__(
            f"Log and stream agree up to offset {head.offset} of epoch {head.epoch}: there is"
            " nothing to do. Give --force and a --reason to begin a new epoch all the same."
        )


class EpochBeginning(Failed):
    """Another process is about it."""

    code = "log.epoch_beginning"


@dataclass(frozen=True, slots=True, kw_only=True)
class EpochUrls:
    """Where the servers are, for the user of each role that takes part; the instance's secret."""

    relay: str
    operate: str
    project: str
    nats: str
    secret: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEpoch:
    """What began, and what it found. `astray`: read models that must be rebuilt.

    `lost_events` stood in the stream alone; they are kept in `lost_events_file`. `stopped` are the
    consumers that an operator must let go on.
    """

    start: EpochStart
    lost_events: int
    lost_events_file: Path | None
    astray: list[str]
    stopped: list[str]


@contextmanager
def one_new_epoch(urls: EpochUrls) -> Iterator[None]:
    """One at a time, until stream and read models follow it. Raises EpochBeginning."""
    with psycopg.connect(urls.project, autocommit=True) as connection:
        taken = connection.execute("SELECT pg_try_advisory_lock(%s)", [LOCK]).fetchone()
        if taken != (True,):
            raise EpochBeginning(
                "Another process begins a new epoch of this log. Wait for its end; `purvey status`"
                " tells the epoch and whether the stream follows it."
            )
        yield


async def start_new_epoch(
    urls: EpochUrls,
    home: Path,
    *,
    started_by: str,
    reason: str | None,
    force: bool,
    restored: bool = False,
) -> NewEpoch:
    """Begins the next epoch. Without `force` only where the relay stands still for want of one.

    `restored`: the log is a backup's, and nothing was recorded since. Raises EpochNotNeeded,
    EpochChanged when another one began meanwhile, and NatsUnavailable: what the stream alone knows
    must be kept before the relay replaces it.
    """
    async with (
        await AsyncConnection.connect(urls.relay, autocommit=True) as log,
        connected(urls.nats, NAME) as nats,
    ):
        head = await log_head_async(log)
        if (needed := await _needed(log, nats)) is None and not force:
            raise EpochNotNeeded(head)
        parting = await find_parting(log, nats)
        known = [each for each in known_starts(home) if each.epoch <= head.epoch + AHEAD_MAX]
        numbers = [each.epoch for each in [*known, *await epoch_starts(log)]]
        numbers.append(highest_epoch(home))
        epoch, is_of_strangers = _next_epoch(head.epoch, numbers, parting.epoch)
        lost, file = await _keep_lost(nats, parting, home / LOST_FOLDER / f"epoch-{epoch}.jsonl")
        keep_highest_epoch(home, epoch)
        async with await AsyncConnection.connect(urls.operate, autocommit=True) as operator:
            async with operator.transaction():  # Or a number is taken that begins nothing.
                await tell_epochs(operator, urls.secret, known)
                is_whole = restored and await _continues(operator, known, head.epoch, parting)
                started = await start_epoch(
                    operator,
                    urls.secret,
                    former=head.epoch,
                    epoch=epoch,
                    shared_offset=None if is_whole else parting.behind,
                    started_by=started_by,
                    reason=reason or str(needed),
                )
            keep_starts(home, await epoch_starts(operator))
        if is_of_strangers:
            await delete_stream(nats)  # To a relay it is ahead for good.
        stopped = [each.name for each in await stopped_consumers(log)]
    astray = await _astray(urls)
    return NewEpoch(
        start=started, lost_events=lost, lost_events_file=file, astray=astray, stopped=stopped
    )


async def make_stream_anew(
    urls: EpochUrls, settings: StreamSettings, start: EpochStart, *, alone: bool
) -> None:
    """Returns when the stream is that of the epoch and holds the log as it was at its start.

    A relay that lives does it by itself. One works here meanwhile if there is none, or `alone` says
    that there cannot be one.
    """
    reach("epoch.begun")
    if not alone and await _taken_up(urls, start.epoch):
        await _mirrored(urls.nats, start)
        return
    relay = Relay(urls.relay, urls.nats, settings)
    async with meanwhile(relay.run()) as running:
        await _mirrored(urls.nats, start)
        relay.stop()
        await running


async def resumed_consumer(relay_url: str, name: str) -> Consumer:
    """Lets a consumer of a former epoch go on; see `adapters.nats.consumers.resume_consumer`."""
    async with await AsyncConnection.connect(relay_url, autocommit=True) as log:
        return await resume_consumer(log, name)


async def _needed(
    log: AsyncConnection, nats: NatsConnection
) -> StreamAhead | EpochUnfounded | None:
    try:
        await judge(log, nats)
    except (StreamAhead, EpochUnfounded) as need:
        return need
    return None


def _next_epoch(log: int, others: Iterable[int], stream: int) -> tuple[int, bool]:
    """The number above all that are known, and whether the stream's was not believed."""
    known = max([log, *(each for each in others if each <= log + AHEAD_MAX)])
    is_of_strangers = stream > known + AHEAD_MAX
    return (known if is_of_strangers else max(known, stream)) + 1, is_of_strangers


async def _continues(
    log: AsyncConnection, known: Iterable[EpochStart], epoch: int, parting: Parting
) -> bool:
    """Whether a restored log is all of its epoch's history, though the stream tells of another.

    A stream of a later epoch is evidence only up to where that one left this one. Where both part
    earlier, or the home knows other beginnings than the log, the log comes from elsewhere.
    """
    own = {each.epoch: each for each in await epoch_starts(log)}
    if parting.epoch == epoch or any(own.get(each.epoch) != each for each in known):
        return False
    is_known = parting.epoch in own
    return is_known and parting.shared_offset >= await kept_offset(log, parting.epoch)


async def _keep_lost(nats: NatsConnection, parting: Parting, file: Path) -> tuple[int, Path | None]:
    """Writes what the stream alone knows, one message a line; how many, and where."""
    if not parting.has_parted:
        return 0, None
    file.parent.mkdir(mode=0o700, exist_ok=True)
    count = 0
    with open(file, "wb", opener=private) as lines:  # noqa: ASYNC230  # Nothing else runs here.
        async for body in beyond(nats, parting):
            lines.write(body + b"\n")
            count += 1
        lines.flush()
        os.fsync(lines.fileno())  # The stream that knew them is deleted next.
    sync_folder(file.parent)
    reach("epoch.lost_kept")
    return count, file


async def _astray(urls: EpochUrls) -> list[str]:
    """The read models that hold events of the replaced history; from now on they say so."""
    connection = await connect(urls.project)
    try:
        serving = [each for each in await registered(connection) if each.state in SERVING]
        return [each.name for each in await fail_astray(connection, serving)]
    finally:
        await connection.close()


async def _taken_up(urls: EpochUrls, epoch: int) -> bool:
    """Whether a relay that was seen of late makes the stream of the epoch, or is about to."""
    async with (
        await AsyncConnection.connect(urls.relay, autocommit=True) as log,
        connected(urls.nats, NAME) as nats,
    ):
        if (await relay_status(log)).state == "stopped":
            return False
        deadline = monotonic_seconds() + RELAY_SECONDS_MAX
        while monotonic_seconds() < deadline:
            stream = await stream_state(nats)
            if stream is not None and stream.epoch >= epoch:
                return True
            if (await relay_status(log)).state == "refilling":
                return True  # It hears out the one that it deletes, which takes its time.
            await asyncio.sleep(LOOK_SECONDS)
    return False


async def _mirrored(nats_url: str, start: EpochStart) -> None:
    async with connected(nats_url, NAME) as nats:
        while True:
            stream = await stream_state(nats)
            is_of_epoch = stream is not None and stream.epoch >= start.epoch
            if stream is not None and is_of_epoch and stream.last_sequence >= start.offset:
                return
            await asyncio.sleep(LOOK_SECONDS)

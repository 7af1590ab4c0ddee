"""Does a load in several processes, of which this one is the first, and joins what they came to.

Who does what is in `read_deal.py`, what another process does in `read_worker.py`.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from signal import Signals
from typing import Final

from psycopg import AsyncConnection, Connection, OperationalError

from adapters.postgres.read_deal import deal, lengths_of, weights_of
from adapters.postgres.read_load import Loaded, empty_tables, load
from adapters.postgres.read_session import compress_no_log, connect, log_connection
from adapters.postgres.read_share import Target
from adapters.postgres.read_worker import UNAVAILABLE, Portion, Result, Task
from replay.errors import RebuildInterrupted

INDEX: Final = "projections.index"
LINE_BYTES_MAX: Final = 64 * 1024 * 1024  # A worker's last line lists what it parked.
SAID_CHARACTERS_MAX: Final = 2_000  # Of what a failed worker wrote; its error comes last.


class WorkerFailed(Exception):
    """A worker ended before its work did; what it wrote last is in the message."""


@dataclass(slots=True, kw_only=True)
class Workers:
    """How a load is done: by how many processes, this one included.

    `index` is the module in which the others find the read models. A context: on entering it the
    others are started, because they have half a second of code to read before they can work.
    """

    database_url: str
    count: int
    index: str = INDEX
    _processes: list[Process] = field(default_factory=list)

    async def __aenter__(self) -> "Workers":
        self._processes = [await _start(self.index) for _ in range(self.count - 1)]
        return self

    async def __aexit__(self, *_: object) -> None:
        processes, self._processes = self._processes, []
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def load(
        self, targets: Sequence[Target], up_to: int, reached: Callable[[int], None]
    ) -> Loaded:
        """Loads the targets. `reached` hears how far the hindmost is.

        What a worker could not store of its share is loaded once more, as a whole. Raises
        `RebuildInterrupted` where a worker was killed.
        """
        if not targets:
            return Loaded()
        connection = await connect(self.database_url)
        try:
            await compress_no_log(connection)
            weights, lengths = await weights_of(connection), await lengths_of(connection)
            hands = deal(targets, weights, self.count, lengths)
            with log_connection(self.database_url) as log:
                loaded = await self._load(connection, log, hands, up_to, reached)
                again = [
                    each
                    for each in targets
                    if each.projection.name in loaded.unstorable - loaded.newer.keys()
                ]
                for target in again:  # What several have filled, one of them cannot put right.
                    await empty_tables(connection, target)
                if again:
                    once_more = await load(connection, log, again, up_to)
                    loaded.parked |= once_more.parked
                    loaded.newer |= once_more.newer
        finally:
            await connection.close()
        return loaded

    async def _load(
        self,
        connection: AsyncConnection,
        log: Connection,
        hands: Sequence[Sequence[Target]],
        up_to: int,
        reached: Callable[[int], None],
    ) -> Loaded:
        offsets = [0] * len(hands)

        def heard(worker: int, offset: int) -> None:
            offsets[worker] = offset
            reached(min(offsets))

        own, *others = hands
        work = [
            *(
                _follow(process, self._task(hand, up_to), partial(heard, number))
                for number, (process, hand) in enumerate(
                    zip(self._processes, others, strict=True), start=1
                )
            ),
            load(connection, log, own, up_to, partial(heard, 0)),
        ]
        tasks = [asyncio.ensure_future(each) for each in work]
        try:
            return _joined(await asyncio.gather(*tasks))
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)  # Told already, if they failed.

    def _task(self, hand: Sequence[Target], up_to: int) -> Task:
        portions = [
            Portion(name=each.projection.name, schema_name=each.schema, share=each.share)
            for each in hand
        ]
        return Task(database_url=self.database_url, portions=portions, up_to=up_to)


async def _start(index: str) -> Process:
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.postgres.read_worker",
        index,
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=LINE_BYTES_MAX,
    )


async def _follow(process: Process, task: Task, heard: Callable[[int], None]) -> Loaded:
    assert process.stdin is not None, "stdin was asked for"
    assert process.stdout is not None, "stdout was asked for"
    assert process.stderr is not None, "stderr was asked for"
    errors = asyncio.ensure_future(process.stderr.read())
    with suppress(ConnectionError):  # It ended before; why, its errors tell.
        # By stdin, because the task holds a password, which arguments would show to everyone.
        process.stdin.write(task.model_dump_json().encode() + b"\n")
        await process.stdin.drain()
    result = None
    while line := await process.stdout.readline():
        if line.startswith(b"{"):
            result = Result.model_validate_json(line)
        else:
            heard(int(line))
    said = (await errors).decode(errors="replace").strip()[-SAID_CHARACTERS_MAX:]
    code = await process.wait()
    if code < 0:
        raise RebuildInterrupted(Signals(-code).name)
    if code == UNAVAILABLE:
        raise OperationalError(said)
    if code != 0 or result is None:
        raise WorkerFailed(f"a worker ended with code {code}: {said}")
    return Loaded(result.parked, result.unstorable, result.newer)


def _joined(results: Sequence[Loaded]) -> Loaded:
    joined = Loaded()
    for each in results:
        joined.unstorable |= each.unstorable
        joined.newer |= each.newer
        for name, parked in each.parked.items():
            joined.parked.setdefault(name, []).extend(parked)
    return joined

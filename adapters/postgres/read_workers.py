"""Starts the worker processes of a load and joins what they came to.

Several read models are dealt out whole, so that each worker decodes the log once for all of its
own; a single one is split by its partitions. The work of one worker is in `read_worker.py`.
"""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from adapters.postgres.read_load import Loaded, Target, empty_tables, load
from adapters.postgres.read_session import compress_no_log, connect
from adapters.postgres.read_worker import Result, Task
from projections.runner import Unstorable

INDEX: Final = "projections.index"
LINE_BYTES_MAX: Final = 64 * 1024 * 1024  # A worker's last line lists what it parked.
SAID_CHARACTERS_MAX: Final = 2_000  # Of what a failed worker wrote; its error comes last.


class WorkerFailed(Exception):
    """A worker ended before its work did; what it wrote last is in the message."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Workers:
    """How a load is done: by how many processes, 0 for none but this one.

    `index` is the module in which they find the read models.
    """

    database_url: str
    count: int
    index: str = INDEX

    async def load(
        self,
        targets: Sequence[Target],
        up_to: int,
        reached: Callable[[int], None],
        weights: Mapping[str, float],
    ) -> Loaded:
        """Loads the targets, the heavy ones first; `reached` hears how far the hindmost is."""
        try:
            return await self._load(targets, up_to, reached, weights, self.count)
        except Unstorable:
            # A table that several workers filled cannot be put right by one of them.
            connection = await connect(self.database_url)
            try:
                for target in targets:
                    await empty_tables(connection, target)
            finally:
                await connection.close()
            return await self._load(targets, up_to, reached, weights, min(self.count, 1))

    async def _load(
        self,
        targets: Sequence[Target],
        up_to: int,
        reached: Callable[[int], None],
        weights: Mapping[str, float],
        count: int,
    ) -> Loaded:
        if count == 0:
            return await _load_here(self.database_url, targets, up_to, reached)
        tasks = [
            Task(
                database_url=self.database_url,
                index=self.index,
                schemas={target.projection.name: target.schema for target in share},
                up_to=up_to,
                share=number,
                shares=of,
            )
            for share, number, of in _deal(targets, weights, count)
        ]
        return await _run(tasks, reached)


async def _load_here(
    database_url: str, targets: Sequence[Target], up_to: int, reached: Callable[[int], None]
) -> Loaded:
    connection = await connect(database_url)
    try:
        await compress_no_log(connection)
        return await load(connection, targets, up_to, progress=reached)
    finally:
        await connection.close()


async def _run(tasks: Sequence[Task], reached: Callable[[int], None]) -> Loaded:
    offsets = [0] * len(tasks)

    def heard(worker: int, offset: int) -> None:
        offsets[worker] = offset
        reached(min(offsets))

    processes = [await _start(task) for task in tasks]
    try:
        results = await asyncio.gather(
            *(_follow(process, n, heard) for n, process in enumerate(processes))
        )
    finally:
        for process in processes:
            if process.returncode is None:
                process.kill()
            await process.wait()
    return _joined(results)


def _deal(
    targets: Sequence[Target], weights: Mapping[str, float], workers: int
) -> list[tuple[list[Target], int, int]]:
    """Targets, number and count of shares for each worker; the heaviest are dealt first."""
    if len(targets) < workers:
        return [(list(targets), number, workers) for number in range(workers)]
    hands: list[list[Target]] = [[] for _ in range(workers)]
    loads = [0.0] * workers
    for target in sorted(targets, key=lambda each: -weights.get(each.projection.name, 1.0)):
        lightest = loads.index(min(loads))
        hands[lightest].append(target)
        loads[lightest] += weights.get(target.projection.name, 1.0)
    return [(hand, 0, 1) for hand in hands]


async def _start(task: Task) -> Process:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "adapters.postgres.read_worker",
        stdin=PIPE,
        stdout=PIPE,
        stderr=PIPE,
        limit=LINE_BYTES_MAX,
    )
    assert process.stdin is not None, "stdin was asked for"
    # The task goes by stdin because it holds a password, which arguments would show to everyone.
    process.stdin.write(task.model_dump_json().encode() + b"\n")
    await process.stdin.drain()
    return process


async def _follow(process: Process, number: int, heard: Callable[[int, int], None]) -> Loaded:
    assert process.stdout is not None, "stdout was asked for"
    assert process.stderr is not None, "stderr was asked for"
    errors = asyncio.ensure_future(process.stderr.read())
    loaded = None
    while line := await process.stdout.readline():
        if line.startswith(b"{"):
            loaded = Result.model_validate_json(line).loaded()
        else:
            heard(number, int(line))
    text = (await errors).decode(errors="replace").strip()
    if await process.wait() != 0 or loaded is None:
        said = text[-SAID_CHARACTERS_MAX:]
        raise WorkerFailed(f"a worker ended with code {process.returncode}: {said}")
    return loaded


def _joined(results: Sequence[Loaded]) -> Loaded:
    joined = Loaded()
    for each in results:
        joined.positions |= each.positions
        for name, parked in each.parked.items():
            joined.parked.setdefault(name, []).extend(parked)
    return joined

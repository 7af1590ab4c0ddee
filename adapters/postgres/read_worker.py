"""A process that loads a share of the read models: `python -m adapters.postgres.read_worker`.

Its task comes as one JSON object on stdin; each line on stdout is an offset that it has reached,
the last one a JSON object with what it came to. It ends when its parent does. Started by
`read_workers.py`.
"""

import asyncio
import importlib
import os
import sys
import threading
from collections.abc import Sequence

import orjson
from pydantic import BaseModel

from adapters.postgres.read_load import Loaded, Share, Target, load
from adapters.postgres.read_session import compress_no_log, connect
from projections.poison import Parked
from projections.projection import Projection
from projections.runner import Unstorable


class Task(BaseModel):
    """What one worker loads: which read models, into which schemas, which share of partitions."""

    database_url: str
    index: str  # the module whose PROJECTIONS name the read models
    schemas: dict[str, str]  # by name of read model
    up_to: int
    share: int
    shares: int


class Result(BaseModel):
    """What a worker came to."""

    positions: dict[str, int]
    parked: dict[str, list[Parked]]
    unstorable: str | None = None

    def loaded(self) -> Loaded:
        """The same as the load itself said."""
        if self.unstorable is not None:
            raise Unstorable(self.unstorable)
        return Loaded(self.positions, self.parked)


def main() -> None:
    """Carries out the task that stands on stdin."""
    task = Task.model_validate_json(sys.stdin.buffer.readline())
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        loaded = asyncio.run(_load(task))
        result = Result(positions=loaded.positions, parked=loaded.parked)
    except Unstorable as error:
        result = Result(positions={}, parked={}, unstorable=str(error))
    sys.stdout.buffer.write(orjson.dumps(result.model_dump()) + b"\n")


def projections_of(index: str) -> Sequence[Projection]:
    """The read models that an index module names."""
    found: Sequence[Projection] = importlib.import_module(index).PROJECTIONS
    return found


async def _load(task: Task) -> Loaded:
    connection = await connect(task.database_url)
    try:
        await compress_no_log(connection)
        known = {each.name: each for each in projections_of(task.index)}
        targets = [Target(known[name], schema) for name, schema in task.schemas.items()]
        return await load(connection, targets, task.up_to, Share(task.share, task.shares), _report)
    finally:
        await connection.close()


def _report(offset: int) -> None:
    sys.stdout.write(f"{offset}\n")
    sys.stdout.flush()


def _end_with_parent() -> None:
    """Waits for the end of stdin, which comes when nobody holds its other side any more."""
    while os.read(sys.stdin.fileno(), 1):
        continue
    os._exit(1)  # Nothing to clean up: the database rolls back what was not committed.


if __name__ == "__main__":
    main()

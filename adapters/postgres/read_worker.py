"""A process that loads a share of the read models: `python -m adapters.postgres.read_worker INDEX`.

INDEX is the module whose PROJECTIONS name the read models. The task comes as one JSON object on
stdin, when there is one; each line on stdout is an offset that it has reached,
the last one a JSON object with what it came to. Where the database went away it says so on stderr
and ends with UNAVAILABLE. It ends when its parent does. Started by `read_workers.py`.
"""

import importlib
import os
import sys
import threading
from collections.abc import Sequence
from typing import Final

import uvloop
from psycopg import InterfaceError, OperationalError
from pydantic import BaseModel

from adapters.postgres.read_load import Loaded, load
from adapters.postgres.read_session import compress_no_log, connect, log_connection
from adapters.postgres.read_share import Share, Target
from projections.poison import Parked
from projections.projection import Projection

UNAVAILABLE: Final = 3


class Portion(BaseModel):
    """A read model, the schema of its tables, and the share of it that the worker loads."""

    name: str
    schema_name: str
    share: Share


class Task(BaseModel):
    """What one worker loads."""

    database_url: str
    portions: list[Portion]
    up_to: int


class Result(BaseModel):
    """What a worker came to."""

    parked: dict[str, list[Parked]]
    unstorable: set[str]
    newer: dict[str, str]


def main() -> None:
    """Carries out the task that stands on stdin."""
    known = projections_of(sys.argv[1])
    line = sys.stdin.buffer.readline()
    if not line:  # The parent ended, or found nothing to do.
        return
    task = Task.model_validate_json(line)
    threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        loaded = uvloop.run(_load(task, known))
    except (OperationalError, InterfaceError) as error:
        sys.stderr.write(str(error))
        sys.exit(UNAVAILABLE)
    result = Result(parked=loaded.parked, unstorable=loaded.unstorable, newer=loaded.newer)
    sys.stdout.buffer.write(result.model_dump_json().encode() + b"\n")
    sys.stdout.flush()
    os._exit(0)  # Rows by the hundred thousand would be put away one by one.


def projections_of(index: str) -> Sequence[Projection]:
    """The read models that an index module names."""
    found: Sequence[Projection] = importlib.import_module(index).PROJECTIONS
    return found


async def _load(task: Task, projections: Sequence[Projection]) -> Loaded:
    known = {each.name: each for each in projections}
    targets = [Target(known[each.name], each.schema_name, each.share) for each in task.portions]
    connection = await connect(task.database_url)
    try:
        await compress_no_log(connection)
        with log_connection(task.database_url) as log:
            return await load(connection, log, targets, task.up_to, _report)
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

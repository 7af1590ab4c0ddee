"""PostgreSQL is killed under load: what was acknowledged is there, once, and the log goes on."""

import asyncio
import os
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL

import psycopg
import pytest

from adapters.embedded.postgres import PostgresServer, postgres_server
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_users
from adapters.system import new_uuid
from application.ports import Outcome
from tests.adapters.postgres.log_support import change, opened, save
from tests.conftest import SECRET, Database

KILLS = 5
WORKERS = 32
ACKNOWLEDGED_BETWEEN_KILLS = 1_500


@pytest.fixture
def server(tmp_path: Path) -> Iterator[PostgresServer]:
    """A server of this test alone, which waits for the disk as in production."""
    with postgres_server(tmp_path, durable=True) as server:
        server.launch()
        server.finish_start()
        migrate(server.url)
        create_users(server.url, SECRET)
        yield server


async def length(journal: dict[str, Outcome], minimum: int) -> None:
    while True:
        if len(journal) >= minimum:
            return
        await asyncio.sleep(0.001)


def kill_and_revive(server: PostgresServer) -> None:
    pid = server.pid
    assert pid is not None
    os.kill(pid, SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
    assert server.revive()


@pytest.mark.faults
async def test_nothing_acknowledged_is_lost_or_doubled_when_postgres_is_killed_under_load(
    server: PostgresServer,
) -> None:
    journal: dict[str, Outcome] = {}  # Outside of the database, as the caller sees it.
    finished = asyncio.Event()

    async def work(log: PostgresEventLog) -> None:
        while not finished.is_set():
            stream = f"receipt/{new_uuid()}"
            for version in range(5):
                sent = save(change(stream, version))
                journal[sent.command_id] = await log.append(sent)

    async with opened(Database(url=server.url)) as log, asyncio.TaskGroup() as tasks:
        for _ in range(WORKERS):
            tasks.create_task(work(log))
        for kill in range(KILLS):
            await length(journal, (kill + 1) * ACKNOWLEDGED_BETWEEN_KILLS)
            kill_and_revive(server)
        finished.set()
    with psycopg.connect(server.url) as connection:
        rows = connection.execute(
            "SELECT command_id, stream, version, position FROM log.command"
        ).fetchall()
        events = connection.execute(
            'SELECT count(*), min("offset"), max("offset"), count(DISTINCT (stream, version)),'
            " count(DISTINCT position) FROM log.event"
        ).fetchone()
    wanted = {
        (command_id, each.stream, each.version, each.position)
        for command_id, each in journal.items()
    }
    assert set(rows) == wanted
    assert events == (len(wanted), 1, len(wanted), len(wanted), len(wanted))

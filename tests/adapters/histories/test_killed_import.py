"""An import that is killed loses nothing and repeats nothing."""

import asyncio
import sys
import time
from pathlib import Path

import psycopg
import pytest

from adapters.postgres.roles import Role
from tests.adapters.histories.sample import sample
from tests.adapters.histories.traces import log_counts, run_import, write_traces
from tests.conftest import Database

pytestmark = pytest.mark.faults
POLL_SECONDS = 0.01


def log_events(database: Database) -> int:
    with psycopg.connect(database.url) as connection:
        row = connection.execute("SELECT count(*) FROM log.event").fetchone()
    assert row is not None, "a count is one row"
    return int(row[0])


def wait_for(database: Database, events: int) -> None:
    """Until the log holds so many events; pytest's own limit ends a wait in vain."""
    while log_events(database) < events:
        time.sleep(POLL_SECONDS)


@pytest.mark.parametrize("events", [700, 2_000, 3_500])
async def test_a_killed_import_resumes_to_what_an_undisturbed_one_comes_to(
    database: Database, tmp_path: Path, events: int
) -> None:
    path = write_traces(tmp_path / "sample.jsonl.gz", sample())
    roles: tuple[Role, ...] = ("purvey_append", "purvey_relay", "purvey_import")
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "tests.adapters.histories.import_child",
        *(database.role_url(role) for role in roles),
        str(path),
    )
    await asyncio.to_thread(wait_for, database, events)
    assert child.returncode is None, "killed before its end"
    child.kill()
    await child.wait()
    resumed = await run_import(database, path)
    undisturbed = await run_import(database, path, tenant="undisturbed")
    assert resumed.resumed < resumed.source_events
    assert resumed.by_activity == undisturbed.by_activity
    assert resumed.rejected_by_code == undisturbed.rejected_by_code
    assert log_counts(database, "demo") == log_counts(database, "undisturbed")

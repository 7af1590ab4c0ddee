"""The comparisons of the lane can fail: what they look for is found when it is planted."""

from collections.abc import Callable
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.nats import nats_server
from adapters.embedded.servers import ServerAddresses
from adapters.nats.connection import connected
from adapters.postgres.log_reader import LogRow, read
from tests.adapters.nats.mirrors import append, mirrored, relaying, save
from tests.conftest import Database, copied_database
from tests.faults.checks import Walk, check_log_and_stream, log_head
from tests.faults.journal import TOLD, Journal

PLANTED: dict[str, Callable[[list[LogRow]], list[LogRow]]] = {
    "an offset is missing": lambda rows: [*rows[:3], *rows[4:]],
    "an event stands twice": lambda rows: [*rows[:3], rows[2], *rows[3:]],
    "two events are swapped": lambda rows: [*rows[:3], rows[4], rows[3], *rows[5:]],
    "a position is skipped": lambda rows: [*rows[:-1], _moved(rows[-1], position=1)],
    "a version is skipped": lambda rows: [*rows[:-1], _moved(rows[-1], version=1)],
}


def _moved(row: LogRow, **by: int) -> LogRow:
    return row._replace(**{name: getattr(row, name) + step for name, step in by.items()})


@pytest.mark.parametrize("planted", PLANTED)
async def test_a_log_that_is_not_whole_is_seen(database: Database, planted: str) -> None:
    await append(database, save(events=6))
    with psycopg.connect(database.url) as connection:
        rows = read(connection, 0, 10)
    assert walk(rows).offset == log_head(database.url) == 6
    with pytest.raises(AssertionError):
        walk(PLANTED[planted](rows))


def walk(rows: list[LogRow]) -> Walk:
    whole = Walk()
    for row in rows:
        whole.take(row)
    return whole


async def test_a_stream_that_tells_of_other_events_is_seen(
    database: Database, servers: ServerAddresses, migrated_template: str, tmp_path: Path
) -> None:
    made = save(events=6)
    journal = tmp_path / "journal"
    Journal(journal).note(
        TOLD,
        made.command_id,
        events=6,
        stream=made.changes[0].stream,
        version=6,
        position=6,
        epoch=1,
        duplicate=False,
    )
    await append(database, made)
    with nats_server(tmp_path, sync_interval="1s") as server:
        server.launch()
        server.finish_start()
        async with relaying(database, server.url), connected(server.url, "test") as nats:
            await mirrored(database, nats)
        checked = await check_log_and_stream(database.url, server.url, [journal])
        assert (checked.events, checked.acknowledged_events) == (6, 6)
        with copied_database(servers, migrated_template) as other:
            await append(other, save(events=6))
            with pytest.raises(AssertionError):
                await check_log_and_stream(other.url, server.url, [journal])

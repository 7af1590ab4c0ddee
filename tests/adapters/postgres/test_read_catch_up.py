"""Read models that are far behind: how much is taken at once, and how rows are looked up."""

import re
from collections.abc import Iterator
from itertools import count
from typing import Any, Final

import psycopg
import pytest

from adapters.postgres.log_reader import read_page_async
from adapters.postgres.read_rows import WRITER_SETTINGS, GenerationRows
from adapters.postgres.read_tables import create_key_indexes, schema_name
from projections.index import PROJECTIONS
from projections.projection import Projection
from projections.runner import FAR_BEHIND_TIMES_MAX, Runner
from tests.adapters.postgres.read_support import happen, made, read_store
from tests.conftest import Database

LEAST: Final = 3
EVENTS: Final = 40


async def test_batches_grow_while_there_is_more_and_are_small_again_at_the_end(
    database: Database,
) -> None:
    happen(database, [made(f"t{number}") for number in range(EVENTS)])
    async with read_store(database) as store:
        await store.prepare()
        runner = Runner(store, store, batch_events=LEAST)
        sizes = [await runner.step() for _ in range(6)]
        assert sizes == [3, 6, 12, 12, 7, 0]
        assert max(sizes) == FAR_BEHIND_TIMES_MAX * LEAST
        happen(database, [made(f"u{number}") for number in range(EVENTS)])
        assert [await runner.step() for _ in range(2)] == [3, 6]


@pytest.mark.parametrize(("bytes_max", "events"), [(1, 1), (1_000_000, EVENTS)])
async def test_a_page_ends_with_the_event_that_fills_it(
    database: Database, bytes_max: int, events: int
) -> None:
    happen(database, [made(f"t{number}") for number in range(EVENTS)])
    async with await psycopg.AsyncConnection.connect(
        database.role_url("purvey_project")
    ) as connection:
        rows = await read_page_async(connection, 0, EVENTS, bytes_max)
    assert [row.offset for row in rows] == list(range(1, events + 1))


async def test_rows_are_looked_up_by_their_whole_key_in_tables_that_were_empty_when_planned(
    database: Database,
) -> None:
    async with read_store(database, PROJECTIONS) as store:
        await store.prepare()
    with psycopg.connect(database.role_url("purvey_project")) as connection:
        for setting in WRITER_SETTINGS:
            connection.execute(setting)
        connection.execute("SET ROLE purvey_project")
        for projection in PROJECTIONS:
            for index in create_key_indexes(projection, schema_name(projection.name, 1)):
                connection.execute(index)
            for table, statement in _look_ups(projection):
                assert _index_conditions(connection, statement) == [
                    (f"{table}_key", {"tenant_no", *projection.table(table).key})
                ]


def _look_ups(projection: Projection) -> Iterator[tuple[str, str]]:
    rows = GenerationRows(projection, schema_name(projection.name, 1))
    for table, statements in rows.look_ups():
        for statement in statements:
            yield table, statement.decode()


def _index_conditions(connection: psycopg.Connection, statement: str) -> list[tuple[str, set[str]]]:
    """Each index that the plan looks into, and by what."""
    number = count(1)
    numbered = re.sub("%s", lambda _: f"${next(number)}", statement)
    (row,) = connection.execute(f"EXPLAIN (GENERIC_PLAN, FORMAT JSON) {numbered}").fetchall()
    return [
        (node["Index Name"], _conditions(node["Index Cond"]))
        for node in _nodes(row[0][0]["Plan"])
        if "Index Name" in node
    ]


def _nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for each in plan.get("Plans", ()):
        yield from _nodes(each)


def _conditions(told: str) -> set[str]:
    """`((a = k.a) AND (b = (k.b)::text))` as its columns, each compared with the key's."""
    return set(re.findall(r"\((\w+) = \(?k\.\1\)", told))

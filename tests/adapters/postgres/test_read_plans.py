"""Which index a list is answered from: settled by what it asks, not by what the planner knows."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import psycopg
import pytest

from adapters.postgres.read_lists import Lists
from adapters.postgres.read_query import NOW
from adapters.postgres.read_sources import AsOf, Source
from adapters.postgres.roles import Role
from projections.projection import Cell
from tests.adapters.postgres.read_support import (
    catch_up,
    execute,
    happen,
    made,
    moved,
    read_models,
    serving_schema,
)
from tests.conftest import PASSES, Database
from tests.projections.toys import TOYS

TOYS_MADE: Final = 400
PAST: Final = AsOf(position=150)
READER: Final[Role] = "purvey_read"

# What is asked, and which indexes give the answer: of rows that still stand, of those that ended.
ASKED: Final[list[tuple[Mapping[str, Cell], str, str]]] = [
    ({}, "toys_list", "toys_then"),
    ({"box": "red"}, "toys_now_box", "toys_then_box"),
    ({"number": "T-t7"}, "toys_list", "toys_then_number"),
    ({"box": "red", "worn": False}, "toys_now_box", "toys_then_box"),
    ({"worn": False}, "toys_list", "toys_then"),
]


@pytest.mark.parametrize("known", [True, False], ids=["analyzed", "no statistics"])
@pytest.mark.parametrize("mode", ["force_generic_plan", "force_custom_plan"])
async def test_a_list_of_the_past_is_found_in_the_indexes_of_what_it_asks(
    database: Database, mode: str, known: bool
) -> None:
    happen(database, [made(f"t{n}") for n in range(TOYS_MADE)])
    happen(database, [moved(f"t{n}", "blue") for n in range(0, TOYS_MADE, 2)])
    await catch_up(database)
    schema = serving_schema(database)
    execute(database, f"ALTER TABLE {schema}.toys SET (autovacuum_enabled = off)")
    if known:
        execute(database, f"ANALYZE {schema}.toys")
    source = Source(TOYS, schema, 1, TOYS_MADE * 3 // 2)
    for filters, current, closed in ASKED:
        lines = list(_plan(database, source, filters, mode))
        used = {line.split(" using ")[1].split()[0] for line in lines if " using " in line}
        assert used == {current, closed}, "\n".join(lines)
        bounds = [line for line in lines if "Index Cond" in line]
        assert all("valid_from <=" in line for line in bounds), "\n".join(lines)


def _plan(
    database: Database, source: Source, filters: Mapping[str, Cell], mode: str
) -> Iterator[str]:
    statement, values = Lists().page(source, PAST, filters, None, 51)
    with psycopg.connect(database.role_url(READER)) as connection:
        # why off: this table is so small that reading all of it may be the least work.
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET enable_bitmapscan = off")
        connection.execute(f"SET plan_cache_mode = {mode}".encode())
        connection.execute("SELECT read.enter('north', %s)", [PASSES.of("north")])
        for (line,) in connection.execute(b"EXPLAIN " + statement, values).fetchall():
            yield line


async def test_a_question_for_rows_without_a_value_finds_the_past_too(database: Database) -> None:
    happen(database, [made("a", box="red"), made("b", box="red"), moved("b", "blue")])
    await catch_up(database)
    schema = serving_schema(database)
    execute(database, f"UPDATE {schema}.toys SET box = NULL WHERE box = 'red'")
    answers: dict[str, Any] = {}
    async with read_models(database) as models, models.entered("north") as view:
        for name, as_of in (("now", NOW), ("then", AsOf(position=2))):
            found = await view.rows("toy_box", {"box": None}, as_of=as_of)
            answers[name] = [row["toy_id"] for row in found.rows]
    assert answers == {"now": ["a"], "then": ["a", "b"]}

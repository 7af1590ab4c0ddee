"""A table gets all its indexes with its first rows, whoever writes these, and none before."""

from dataclasses import replace
from typing import Final

import psycopg

from adapters.postgres.read_tables import create_indexes
from domain.event import Recorded
from projections.projection import Projection, Table, Tables
from projections.runner import Runner
from tests.adapters.postgres.read_support import (
    catch_up,
    happen,
    made,
    moved,
    read_store,
    rebuilt,
    repriced,
    serving_schema,
    unstorable,
)
from tests.conftest import Database
from tests.projections.toys import TOY_BOX

OFFERS: Final = Table(
    name="toy_offers",
    kind="fact",
    columns={"toy_id": "text", "price": "numeric"},
    selectors=("toy_id",),
)


def _offered(event: Recorded, tables: Tables) -> None:
    row = {"toy_id": event.document_id, "price": event.data["price"]}
    tables.fact("toy_offers").add(event, row)


def _offered_for_nothing(event: Recorded, tables: Tables) -> None:
    tables.fact("toy_offers").add(event, {"toy_id": event.document_id, "price": "much"})


OFFERED: Final = replace(
    TOY_BOX,
    tables=(*TOY_BOX.tables, OFFERS),
    handles={
        **TOY_BOX.handles,
        "toy.repriced": _offered,
        "toy.unstorable": _offered_for_nothing,
    },
)
ALL: Final = (OFFERED,)


def indexes(database: Database) -> dict[str, int]:
    """How many indexes each table of the serving generation has."""
    with psycopg.connect(database.url) as connection:
        found = connection.execute(
            "SELECT c.relname, count(i.indexrelid) FROM pg_class c"
            " LEFT JOIN pg_index i ON i.indrelid = c.oid"
            " WHERE c.relnamespace = to_regnamespace(%s) AND c.relkind = 'r' GROUP BY 1",
            [serving_schema(database)],
        )
        return dict(found.fetchall())


def rows(database: Database, table: str) -> int:
    with psycopg.connect(database.url) as connection:
        statement = f"SELECT count(*) FROM {serving_schema(database)}.{table}"
        row = connection.execute(statement.encode()).fetchone()
    assert row is not None
    return int(row[0])


def expected(database: Database, projection: Projection = OFFERED) -> dict[str, int]:
    return {
        table.name: len(list(create_indexes(table, "x"))) if rows(database, table.name) else 0
        for table in projection.tables
    }


async def test_a_new_read_model_has_tables_and_no_index(database: Database) -> None:
    async with read_store(database, ALL) as store:
        await store.prepare()
    assert indexes(database) == dict.fromkeys(indexes(database), 0)
    assert len(indexes(database)) == len(OFFERED.tables)


async def test_the_first_rows_bring_the_indexes_of_their_table_alone(database: Database) -> None:
    happen(database, [made("a")])
    await catch_up(database, ALL)
    assert indexes(database)["toy_offers"] == 0
    assert indexes(database) == expected(database)
    happen(database, [repriced("a", "2.00")])
    await catch_up(database, ALL)
    assert indexes(database)["toy_offers"] > 0
    assert indexes(database) == expected(database)


async def test_a_rebuild_indexes_what_has_rows_and_what_follows_brings_the_rest(
    database: Database,
) -> None:
    happen(database, [made("a")])
    await catch_up(database, ALL)
    await rebuilt(database, ALL)
    assert indexes(database)["toy_offers"] == 0
    assert indexes(database) == expected(database)
    happen(database, [repriced("a", "2.00")])
    await catch_up(database, ALL)
    assert indexes(database)["toy_offers"] > 0
    assert indexes(database) == expected(database)


async def test_one_store_goes_on_where_a_save_that_failed_took_indexes_back(
    database: Database,
) -> None:
    """The batch is refused, is halved, and the sound halves bring what they need."""
    happen(database, [unstorable("x"), made("a"), repriced("a", "2.00"), moved("a", "blue")])
    async with read_store(database, ALL) as store:
        await store.prepare()
        runner = Runner(store, store)
        while await runner.step():
            continue
        assert indexes(database) == expected(database)
        assert 0 not in indexes(database).values()
        happen(database, [made("b"), repriced("b", "2.00")])
        while await runner.step():
            continue
    assert indexes(database) == expected(database)

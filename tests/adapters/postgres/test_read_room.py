"""A history with more current rows than memory should hold is rebuilt all the same."""

import asyncio
from itertools import chain, pairwise

import pytest

from adapters.postgres import read_load
from adapters.postgres.read_deal import deal
from adapters.postgres.read_load import load
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_session import connect, log_connection
from adapters.postgres.read_share import Target
from adapters.postgres.read_tables import create_tables
from projections.rows import MemoryTables
from tests.adapters.postgres.busy_year import busy_year, everything
from tests.adapters.postgres.read_support import catch_up, execute, happen, in_order, rebuilt
from tests.conftest import Database
from tests.projections.toys import TOY_BOX


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_history_that_outgrows_memory_is_rebuilt_all_the_same(
    database: Database, monkeypatch: pytest.MonkeyPatch, workers: int
) -> None:
    happenings = busy_year()
    happen(database, happenings)
    await catch_up(database)
    live = everything(database)
    monkeypatch.setattr(read_load, "ROWS_IN_MEMORY_MAX", 10)
    monkeypatch.setattr(read_load, "SENT_BYTES", 0)
    monkeypatch.setattr(read_load, "PIECE_EVENTS", 4)
    monkeypatch.setattr(read_load, "CHUNK_EVENTS", 9)
    await rebuilt(database, workers=workers)
    assert everything(database) == live


async def test_read_models_that_are_loaded_together_share_the_room_in_memory(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(read_load, "ROWS_IN_MEMORY_MAX", 150)
    monkeypatch.setattr(read_load, "PIECE_EVENTS", 4)
    held: list[int] = []
    fold = MemoryTables.rows_in_memory

    def watched(tables: MemoryTables) -> int:
        held.append(fold(tables))
        return held[-1]

    monkeypatch.setattr(MemoryTables, "rows_in_memory", watched)
    happen(database, [each for each in busy_year() if each.type != "toy.unstorable"])
    await catch_up(database)
    live = everything(database)
    schemas = ("one", "other")
    connection = await connect(database.role_url("purvey_project"))
    for statement in chain.from_iterable(create_tables(TOY_BOX, each) for each in schemas):
        await connection.execute(statement)
    with log_connection(database.role_url("purvey_project")) as log:
        targets = [Target(TOY_BOX, each) for each in schemas]
        await load(
            connection, log, targets, execute(database, 'SELECT "offset" FROM log.log_head')[0][0]
        )
    await connection.close()
    for schema in schemas:
        for name, table in live:
            assert in_order(database, f"{schema}.{table}") == live[name, table], name
    assert max(held) > 75, "each of them would have had room for itself"
    assert (
        max(one + other for one, other in pairwise(held)) <= 150 + 2 * 4 * 4
    )  # a piece adds its rows to both first


async def test_workers_that_outgrow_memory_at_once_do_not_meet(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    happen(database, [each for each in busy_year() if each.type != "toy.unstorable"])
    await catch_up(database)
    live = everything(database)
    monkeypatch.setattr(read_load, "ROWS_IN_MEMORY_MAX", 10)
    monkeypatch.setattr(read_load, "CHUNK_EVENTS", 9)
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [TOY_BOX]) as workshop:
        await workshop.begin()
        connections = [await connect(url) for _ in range(2)]
        hands = deal([Target(TOY_BOX, "toy_box_g2")], {}, workers=2)
        up_to = await workshop.log_end()
        logs = [log_connection(url) for _ in range(2)]
        await asyncio.gather(*map(load, connections, logs, hands, [up_to, up_to]))
        for connection, log in zip(connections, logs, strict=True):
            await connection.close()
            log.close()
        for name, table in live:
            assert in_order(database, f"{name}_g2.{table}") == live[name, table]
        await workshop.abandon()

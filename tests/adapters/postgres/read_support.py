"""What tests of read models share: events written to a real log, and the whole of a read table."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

import orjson
import psycopg

from adapters.postgres.read_registry import registered
from adapters.postgres.read_session import connect
from adapters.postgres.read_store import PostgresReadStore
from projections.projection import Projection
from projections.runner import Runner

START = datetime(2026, 1, 1, tzinfo=UTC)


class Happening(NamedTuple):
    """An event to come: of which toy and tenant, and what it says."""

    tenant: str
    toy: str
    type: str
    data: Mapping[str, Any]
    effective_at: datetime | None = None


def made(toy: str, *, tenant: str = "north", box: str = "red", price: str = "1.50") -> Happening:
    number = f"T-{toy}"
    return Happening(tenant, toy, "toy.made", {"number": number, "box": box, "price": price})


def moved(toy: str, box: str, *, tenant: str = "north") -> Happening:
    return Happening(tenant, toy, "toy.moved", {"box": box})


def repriced(toy: str, price: str, *, tenant: str = "north") -> Happening:
    return Happening(tenant, toy, "toy.repriced", {"price": price})


def lost(toy: str, *, tenant: str = "north") -> Happening:
    return Happening(tenant, toy, "toy.lost", {})


def broken(toy: str, *, tenant: str = "north") -> Happening:
    return Happening(tenant, toy, "toy.broken", {"why": "a broken toy"})


def unstorable(toy: str, *, tenant: str = "north") -> Happening:
    return Happening(tenant, toy, "toy.unstorable", {})


def happen(database_url: str, happenings: Sequence[Happening]) -> None:
    """Appends them to the log in this order, each as the only event of a command."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        versions: dict[tuple[str, str], int] = {}
        for tenant, stream, version in connection.execute(
            "SELECT tenant, stream, version FROM log.stream_head"
        ).fetchall():
            versions[tenant, stream] = version
        row = connection.execute('SELECT epoch, "offset" FROM log.log_head').fetchone()
        assert row is not None
        columns: list[list[Any]] = [[] for _ in range(9)]
        for number, each in enumerate(happenings, row[1] + 1):
            stream = f"toy/{each.toy}"
            version = versions.get((each.tenant, stream), 0)
            versions[each.tenant, stream] = version + 1
            effective = each.effective_at or START + timedelta(minutes=number)
            metadata = {
                "effective_at": effective.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "number": f"T-{each.toy}",
                "schema": 1,
            }
            cells = (each.tenant, f"c{number}", bytes(32), effective, stream, version, each.type)
            for column, cell in zip(columns, cells, strict=False):
                column.append(cell)
            columns[7].append(orjson.dumps(metadata))
            columns[8].append(orjson.dumps(dict(each.data)))
        ones = [1] * len(happenings)
        connection.execute(
            "SELECT log.append_events(%s::int, %s::text[], %s::text[], %s::bytea[],"
            " %s::timestamptz[], %s::int[], %s::text[], %s::int[], %s::int[], %s::text[],"
            " %s::bytea[], %s::bytea[])",
            [row[0], *columns[:4], ones, *columns[4:6], ones, *columns[6:]],
        )


async def catch_up(
    database_url: str, projections: Sequence[Projection], batch_events: int | None = None
) -> None:
    """Runs a runner until it is at the end of the log."""
    store = PostgresReadStore(database_url, projections)
    try:
        await store.prepare()
        runner = (
            Runner(store, store)
            if batch_events is None
            else Runner(store, store, batch_events=batch_events)
        )
        while await runner.step():
            pass
    finally:
        await store.close()


async def table_rows(database_url: str, projection: Projection, table: str) -> list[Any]:
    """Every row of a table of the generation that serves, past versions included, in order."""
    connection = await connect(database_url)
    try:
        serving = next(
            each
            for each in await registered(connection)
            if each.name == projection.name and each.state == "live"
        )
        found = await connection.execute(
            f'SELECT to_jsonb(t)::text FROM "{serving.schema}"."{table}" t ORDER BY 1'
        )
        return [orjson.loads(text) for (text,) in await found.fetchall()]
    finally:
        await connection.close()

"""What tests of read models share: events in a real log, and the runtime with its real users."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final, NamedTuple

import orjson
import psycopg

from adapters.postgres.append_arrays import Arrays
from adapters.postgres.event_mapper import LogEvent
from adapters.postgres.read_query import ReadModels, open_pool
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_store import PostgresReadStore
from adapters.postgres.read_verify import PostgresInspection
from adapters.system import monotonic_seconds
from projections.projection import Projection
from projections.runner import BATCH_EVENTS_MAX, Runner
from replay.rebuild import Rebuilt, rebuild
from replay.verify import Verified, verify
from tests.adapters.postgres.log_support import PARAMETERS, Encoded, change, save
from tests.conftest import PASSES, Database
from tests.projections.toys import TOY_BOX

TOY_INDEX: Final = "tests.projections.toys"
WAIT_SECONDS: Final = 0.02
WAITS_MAX: Final = 1_500
START: Final = datetime(2026, 1, 1, tzinfo=UTC)


class Happening(NamedTuple):
    """An event to come: of which toy and tenant, and what it says."""

    tenant: str
    toy: str
    type: str
    data: Mapping[str, Any]
    effective_at: datetime | None = None
    schema: int = 1


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


def happen(database: Database, happenings: Sequence[Happening]) -> None:
    """Appends them to the log in this order, each as the only event of a command."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        versions: dict[tuple[str, str], int] = {}
        for tenant, stream, version in connection.execute(
            "SELECT tenant, stream, version FROM log.stream_head"
        ).fetchall():
            versions[tenant, stream] = version
        row = connection.execute('SELECT epoch, "offset" FROM log.log_head').fetchone()
        assert row is not None
        batch = []
        for number, each in enumerate(happenings, row[1] + 1):
            stream = f"toy/{each.toy}"
            version = versions.get((each.tenant, stream), 0)
            versions[each.tenant, stream] = version + 1
            effective = each.effective_at or START + timedelta(minutes=number)
            metadata = {
                "effective_at": effective.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
                "number": f"T-{each.toy}",
                "schema": each.schema,
            }
            event = LogEvent(
                stream,
                version + 1,
                each.type,
                orjson.dumps(dict(each.data)),
                orjson.dumps(metadata),
            )
            sent = save(change(stream, version), tenant=each.tenant, command_id=f"c{number}")
            batch.append(Encoded(replace(sent, effective_at=effective), [[event]]))
        places = ", ".join(f"%s::{kind}" for kind in PARAMETERS)
        connection.execute(
            f"SELECT log.append_events(%s, {places})".encode(),
            [row[0], *(list(each) for each in Arrays(batch).arguments())],
        )


async def catch_up(
    database: Database,
    projections: Sequence[Projection] = (TOY_BOX,),
    batch_events: int = BATCH_EVENTS_MAX,
) -> None:
    """Runs a runner until it is at the end of the log."""
    async with read_store(database, projections) as store:
        await store.prepare()
        runner = Runner(store, store, batch_events=batch_events)
        while await runner.step():
            continue


@asynccontextmanager
async def read_store(
    database: Database, projections: Sequence[Projection] = (TOY_BOX,)
) -> AsyncIterator[PostgresReadStore]:
    """The store of the projector."""
    store = PostgresReadStore(database.role_url("purvey_project"), projections)
    try:
        yield store
    finally:
        await store.close()


@asynccontextmanager
async def read_models(
    database: Database, projections: Sequence[Projection] = (TOY_BOX,)
) -> AsyncIterator[ReadModels]:
    """The read side, as the user that queries log in as."""
    pool = await open_pool(database.role_url("purvey_read"), connections_max=2)
    try:
        yield ReadModels(pool, projections, PASSES)
    finally:
        await pool.close()


async def rebuilt(
    database: Database,
    projections: Sequence[Projection] = (TOY_BOX,),
    workers: int = 1,
    *,
    dry_run: bool = False,
    accepted: str | None = None,
) -> Rebuilt:
    """Rebuilds these read models."""
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, projections, workers=workers, index=TOY_INDEX) as workshop:
        return await rebuild(
            workshop,
            monotonic_seconds,
            lambda progress: None,
            dry_run=dry_run,
            accepted=accepted,
        )


async def verified(
    database: Database,
    projections: Sequence[Projection] = (TOY_BOX,),
    workers: int = 1,
    owners: int = 0,
) -> Verified:
    """Verifies the log and these read models, and a sample of so many owners."""
    url, log_url = database.role_url("purvey_project"), database.role_url("purvey_relay")
    async with PostgresInspection(
        url, projections, log_url=log_url, workers=workers, index=TOY_INDEX, owners=owners
    ) as inspection:
        return await verify(inspection, monotonic_seconds, lambda progress: None)


def serving_schema(database: Database, name: str = "toy_box") -> str:
    """Where the tables of the serving generation are."""
    with psycopg.connect(database.url) as connection:
        row = connection.execute(
            "SELECT name || '_g' || generation FROM read.projection"
            " WHERE name = %s AND state IN ('live', 'paused', 'failed')",
            [name],
        ).fetchone()
    assert row is not None
    return str(row[0])


def table_rows(database: Database, table: str, name: str = "toy_box") -> list[Any]:
    """Every row of a table of the generation that serves, past versions included, in order."""
    return in_order(database, f"{serving_schema(database, name)}.{table}")


def in_order(database: Database, table: str) -> list[Any]:
    """Every row of a table that is named with its schema."""
    statement = f"SELECT to_jsonb(t)::text FROM {table} t ORDER BY 1"
    return [orjson.loads(text) for (text,) in execute(database, statement)]


def execute(database: Database, statement: str, *values: object) -> list[Any]:
    """Runs a statement as the superuser; its rows, if it gives any."""
    with psycopg.connect(database.url, autocommit=True) as connection:
        cursor = connection.execute(statement.encode(), values or None)
        return cursor.fetchall() if cursor.description else []


async def eventually(is_so: Callable[[], bool]) -> None:
    """Waits until it is so, and fails when it never is."""
    for _ in range(WAITS_MAX):
        if is_so():
            return
        await asyncio.sleep(WAIT_SECONDS)
    raise AssertionError("what was waited for did not happen")

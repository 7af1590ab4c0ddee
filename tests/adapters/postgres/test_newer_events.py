"""Events of a schema that only a newer program knows: who needs them waits, all others go on.

The newer program is this one, once it knows another schema of the type.
"""

import asyncio
from dataclasses import replace
from typing import Any, Final

import pytest

from adapters.nats.cloud_event import decode, encode
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.log_reader import read_async, recorded
from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_return import Asked, put_back
from adapters.postgres.read_session import connect
from adapters.postgres.read_sources import AsOf
from adapters.postgres.read_verify import PostgresInspection
from adapters.system import monotonic_seconds
from application.errors import NewerProgramNeeded
from domain.event import Newer
from projections.runner import Runner
from replay.errors import BeyondHistory, ReadModelStopped
from replay.rebuild import Rebuilt, rebuild
from replay.verify import Verified, verify
from tests.adapters.postgres.read_support import (
    Happening,
    catch_up,
    eventually,
    execute,
    happen,
    made,
    moved,
    read_models,
    read_store,
    table_rows,
)
from tests.conftest import PASSES, Database
from tests.projections.holds import HOLDS, KIND, PROJECTIONS
from tests.projections.toys import TOY_BOX

RETIRED: Final = 'SELECT generation, state, "offset" FROM read.projection'
INDEX: Final = "tests.projections.holds"
STANDS: Final = 'SELECT name, state, "offset" FROM read.projection ORDER BY name'
WHY: Final = (
    r"the event at offset 3 \(purchase_order\.hold_placed, schema 2\) was stored by a newer"
)

_ACTOR: Final = (
    b'"actor":{"id":"a","type":"human"},"event_id":"e","command_id":"c",'  # as messages need them
)


def held(document: str, reason: str = "audit", *, schema: int = 1) -> Happening:
    return Happening("north", document, KIND.TYPE, {"reason_code": reason}, schema=schema)


HISTORY: Final = [made("a"), held("a"), held("b", "new", schema=2), moved("a", "blue"), held("c")]


@pytest.fixture
def newer_program(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Lets the program know another schema of the type: `setattr(KIND, "SCHEMA", 2)`."""
    return monkeypatch


def reasons(database: Database) -> list[Any]:
    return sorted(row["reason"] for row in table_rows(database, "placed", "holds"))


async def rebuilt(database: Database, workers: int) -> Rebuilt:
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [TOY_BOX, HOLDS], workers=workers, index=INDEX) as workshop:
        return await rebuild(workshop, monotonic_seconds, lambda progress: None)


async def verified(database: Database, workers: int = 1) -> Verified:
    url, log_url = database.role_url("purvey_project"), database.role_url("purvey_relay")
    async with PostgresInspection(
        url, PROJECTIONS, log_url=log_url, workers=workers, index=INDEX
    ) as inspection:
        return await verify(inspection, monotonic_seconds, lambda progress: None)


@pytest.mark.parametrize("batch_events", [1, 2, 100])
async def test_a_read_model_waits_for_a_newer_program_and_the_others_go_on(
    database: Database, batch_events: int
) -> None:
    happen(database, HISTORY)
    await catch_up(database, PROJECTIONS, batch_events)
    assert execute(database, STANDS) == [
        ("holds", "paused", 2),
        ("seen", "live", 5),
        ("toy_box", "live", 5),
    ]
    assert reasons(database) == ["audit"]
    assert [row["document"] for row in table_rows(database, "seen", "seen")] == ["a", "b", "c"]
    assert execute(database, "SELECT count(*) FROM read.parked") == [(0,)]
    ((reason,),) = execute(database, "SELECT reason FROM read.projection WHERE name = 'holds'")
    assert reason == (
        "the event at offset 3 (purchase_order.hold_placed, schema 2) was stored by a newer version"
        " of Purvey, and holds reads it; run that version or a newer one, which goes on from there"
        " by itself"
    )


async def test_a_question_that_needs_more_than_was_read_is_told_why_it_waits(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database, PROJECTIONS)
    async with read_models(database, PROJECTIONS) as models, models.entered("north") as view:
        assert len((await view.rows("holds", as_of=AsOf(2))).rows) == 1
        with pytest.raises(ReadModelStopped, match=rf"stands still at position 2: {WHY}"):
            await view.rows("holds", as_of=AsOf(3))
        with pytest.raises(BeyondHistory):
            await view.rows("seen", as_of=AsOf(9))


async def test_what_another_version_has_replaced_waits_for_nobody_and_ends_to_answer(
    database: Database,
) -> None:
    """It serves the older program alone, which never learns to read the event."""
    happen(database, HISTORY[:2])
    await catch_up(database, [HOLDS])
    async with read_store(database, [HOLDS]) as older:
        await older.live()
        url = database.role_url("purvey_project")
        async with PostgresWorkshop(url, [replace(HOLDS, version=2)]) as workshop:
            await rebuild(workshop, monotonic_seconds, lambda progress: None)
        happen(database, [moved("a", "blue"), *HISTORY[2:]])
        runner = Runner(older, older)
        while await runner.step():
            continue
        assert await older.live() == []
    assert execute(database, f"{RETIRED} ORDER BY generation") == [
        (1, "retired", 3),
        (2, "live", 2),
    ]


async def test_a_newer_program_beside_takes_it_up_without_a_start(
    database: Database, newer_program: pytest.MonkeyPatch
) -> None:
    happen(database, HISTORY)
    await catch_up(database, PROJECTIONS)
    stop = asyncio.Event()
    async with read_store(database, PROJECTIONS) as store:
        running = asyncio.create_task(Runner(store, store).run(stop))
        happen(database, [moved("a", "grey")])
        await eventually(
            lambda: ("toy_box", "live", 6) in execute(database, STANDS) and not running.done()
        )
        assert ("holds", "paused", 2) in execute(database, STANDS)
        newer_program.setattr(KIND, "SCHEMA", 2)
        await eventually(lambda: ("holds", "live", 6) in execute(database, STANDS))
        stop.set()
        await running
    assert reasons(database) == ["audit", "audit", "new"]
    assert execute(database, "SELECT count(*) FROM read.projection WHERE waits_at > 0") == [(0,)]
    assert (await verified(database)).differences == 0


async def test_an_older_program_that_starts_waits_again(database: Database) -> None:
    happen(database, HISTORY)
    await catch_up(database, PROJECTIONS)
    await catch_up(database, PROJECTIONS)
    assert ("holds", "paused", 2) in execute(database, STANDS)


async def test_a_log_that_was_put_back_before_it_keeps_nobody_waiting(database: Database) -> None:
    happen(database, HISTORY[:2])
    await catch_up(database, PROJECTIONS)
    execute(
        database,
        "UPDATE read.projection SET state = 'paused', waits_at = 3 WHERE name = 'holds'",
    )
    async with read_store(database, PROJECTIONS) as store:
        assert {each.projection.name for each in await store.live()} == {"holds", "seen", "toy_box"}


@pytest.mark.parametrize("workers", [1, 2])
async def test_a_rebuild_says_which_event_it_cannot_read_and_changes_nothing(
    database: Database, workers: int
) -> None:
    happen(database, HISTORY)
    await catch_up(database, PROJECTIONS)
    before = execute(database, STANDS)
    with pytest.raises(NewerProgramNeeded, match=WHY):
        await rebuilt(database, workers)
    assert execute(database, STANDS) == before


async def test_a_rebuild_that_meets_it_as_it_catches_up_says_so_too(database: Database) -> None:
    happen(database, HISTORY[:2])
    await catch_up(database, PROJECTIONS)
    url = database.role_url("purvey_project")
    async with PostgresWorkshop(url, [HOLDS]) as workshop:
        await workshop.begin()
        await workshop.load(2, lambda offset: None)
        await workshop.index()
        happen(database, HISTORY[2:])
        with pytest.raises(NewerProgramNeeded, match=WHY):
            await workshop.catch_up()
        await workshop.abandon()
    assert ("holds", "live", 2) in execute(database, STANDS)


async def test_verification_leaves_out_what_it_cannot_make_and_says_why(
    database: Database,
) -> None:
    happen(database, HISTORY)
    await catch_up(database, PROJECTIONS)
    found = await verified(database)
    assert (found.differences, found.events) == (0, 5)
    assert "it is paused at offset 2: the event at offset 3" in found.skipped["holds"]
    assert found.by_read_model.keys() == {"seen", "toy_box"}


@pytest.mark.parametrize("workers", [1, 2])
async def test_verification_by_an_older_program_than_the_projector(
    database: Database, newer_program: pytest.MonkeyPatch, workers: int
) -> None:
    happen(database, HISTORY)
    with newer_program.context() as program:
        program.setattr(KIND, "SCHEMA", 2)
        await catch_up(database, PROJECTIONS)
    found = await verified(database, workers)
    assert found.differences == 0
    assert found.skipped["holds"].startswith("the event at offset 3")
    assert found.by_read_model.keys() == {"seen", "toy_box"}


async def test_a_parked_document_is_not_put_back_without_it(database: Database) -> None:
    happen(database, [held("a", "odd"), held("a", "new", schema=2), held("b")])
    await catch_up(database, PROJECTIONS)
    assert ("holds", "live", 3) in execute(database, STANDS)
    url = database.role_url("purvey_project")
    asked = Asked(
        projection=HOLDS,
        tenant="north",
        key="toy/a",
        decision="skipped",
        by="olga",
        reason="ticket 7",
    )
    with pytest.raises(NewerProgramNeeded, match=r"toy/a stays parked: the event at offset 2"):
        await put_back(url, asked)
    assert execute(database, 'SELECT "offset" FROM read.parked') == [(1,)]


async def test_a_document_that_holds_one_is_not_told_by_halves(database: Database) -> None:
    happen(database, [held("a"), held("a", "new", schema=2), held("b")])
    async with AuditReader(database.role_url("purvey_audit"), PASSES) as reader:
        assert len(await reader.document("north", "toy/b")) == 1
        with pytest.raises(NewerProgramNeeded, match=r"position 2 .* schema 2 .* toy/a") as refused:
            await reader.document("north", "toy/a")
    assert refused.value.code == "event.newer_program"


async def test_it_is_relayed_and_compared_as_it_is_stored(database: Database) -> None:
    happen(database, HISTORY)
    connection = await connect(database.role_url("purvey_project"))
    try:
        (row,) = await read_async(connection, 2, 1)
    finally:
        await connection.close()
    event = recorded(row)
    assert isinstance(event.data, Newer)
    row = row._replace(metadata=row.metadata.replace(b'"number"', _ACTOR + b'"number"'))
    assert decode(encode(row)) == recorded(row)
    other = row._replace(payload=b'{"reason_code":"other"}')
    assert decode(encode(other)) != recorded(row)

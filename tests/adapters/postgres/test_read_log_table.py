"""The audit trail, which the log itself holds: found by what is asked, and by nobody else's."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import orjson
import psycopg
import pytest

from adapters.postgres.append_call import append_events
from adapters.postgres.event_mapper import LogEvent
from adapters.postgres.read_lists import Lists
from adapters.postgres.read_query import NOW, View
from adapters.postgres.read_sources import AsOf, Source
from projections.audit_trail import AUDIT_TRAIL, LONG_RUN, RUN_CHARACTERS
from projections.projection import Cell, Row
from tests.adapters.postgres.log_support import Encoded, change, connected, save
from tests.adapters.postgres.read_support import catch_up, read_models, serving_schema
from tests.adapters.postgres.test_odd_events import without_the_wall
from tests.conftest import PASSES, Database

EVENTS: Final = 5 * LONG_RUN + 40
START: Final = datetime(2026, 1, 1, tzinfo=UTC)
LONG: Final = "x" * RUN_CHARACTERS
ALL: Final = (AUDIT_TRAIL,)


def told(number: int) -> tuple[str, str, dict[str, Any]]:
    """Stream, type and metadata of the event at a position: some names are rare, some are not."""
    seldom = number % 97 == 0
    actor = f"{LONG}{number % 2}" if seldom else f"a{number % 11}"
    moment = START + timedelta(minutes=(number * 37) % 1_000)
    return (
        f"toy/{number % 23}" if number % 5 else f"toy_box/{number % 23}",
        "toy.broken" if seldom else f"toy.moved_{number % 3}",
        {
            "actor": {"id": actor, "type": "human"},
            "effective_at": moment.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "event_id": f"e{number}",
            "number": f"N-{number % 23}",
            "schema": 1,
        },
    )


async def grow(database: Database, tenant: str, numbers: range, odd: bytes | None = None) -> None:
    """Appends these events, each of a command of its own; `odd` are other bytes of metadata."""
    async with await connected(database) as connection:
        versions = Counter(told(number)[0] for number in range(1, numbers.start))
        sent = []
        for number in numbers:
            stream, kind, metadata = told(number)
            version = versions[stream]
            versions[stream] += 1
            around = odd or orjson.dumps(metadata)
            event = LogEvent(stream, version + 1, kind, b"{}", around)
            saved = save(change(stream, version), tenant=tenant, command_id=f"c{number}")
            moment = datetime.fromisoformat(metadata["effective_at"])
            sent.append(Encoded(replace(saved, effective_at=moment), [[event]]))
        await append_events(connection, 1, sent)


@pytest.fixture
async def grown(database: Database) -> Database:
    """A database with two tenants' histories, and the trail at their ends."""
    await grow(database, "north", range(1, EVENTS + 1))
    await grow(database, "south", range(1, 30))
    await catch_up(database, ALL)
    return database


async def listed(
    view: View, filters: Mapping[str, Cell], as_of: AsOf = NOW, limit: int = 60
) -> list[Row]:
    rows: list[Row] = []
    after = None
    while True:
        page = await view.rows("audit_trail", filters, as_of=as_of, after=after, limit=limit)
        rows += page.rows
        after = page.next
        if after is None:
            return rows


ASKED: Final[Sequence[Mapping[str, Cell]]] = (
    {"type": "toy.broken"},
    {"type": "toy.moved_1"},
    {"actor_id": "a3"},
    {"actor_id": f"{LONG}1"},
    {"number": "N-7"},
    {"document_id": "7"},
    {"document_id": "7", "document": "toy_box"},
    {"document_id": "7", "actor_id": "a3"},
    {"actor_id": "a3", "type": "toy.moved_2"},
    {"document": "toy_box"},
    {"facility": None},
    {"number": None},
    {"number": "N-none"},
    {"actor_type": "human"},
    {"event_id": "e77"},
    {"reason_code": "none"},
    {"document_id": "none"},
)
MOMENTS: Final = (
    NOW,
    AsOf(position=3 * LONG_RUN + 5),
    AsOf(position=0),
    AsOf(effective_at=START + timedelta(minutes=400)),
    AsOf(position=300, effective_at=START + timedelta(minutes=400)),
    AsOf(position=300, effective_at=START + timedelta(minutes=400), both=True),
)


async def test_what_is_asked_for_is_what_a_walk_through_everything_finds(grown: Database) -> None:
    found = 0
    async with read_models(grown, ALL) as models, models.entered("north") as view:
        for moment in MOMENTS:
            everything = await listed(view, {}, moment)
            positions = [row["position"] for row in everything]
            assert positions == sorted(positions, reverse=True)
            for filters in ASKED:
                fit = [r for r in everything if all(r[n] == v for n, v in filters.items())]
                assert await listed(view, filters, moment, limit=7) == fit, (moment, filters)
                found += bool(fit)
    assert found > len(ASKED), "most of them have answers"


async def test_a_row_is_the_event_and_what_stands_around_it(grown: Database) -> None:
    async with read_models(grown, ALL) as models, models.entered("north") as view:
        assert len(await listed(view, {})) == EVENTS
        row = (await view.rows("audit_trail", limit=1)).rows[0]
    stream, kind, metadata = told(EVENTS)
    assert (f"{row['document']}/{row['document_id']}", row["type"]) == (stream, kind)
    assert (row["position"], row["fact"], row["event_id"]) == (EVENTS, 1, metadata["event_id"])
    assert (row["effective_at"], row["number"]) == (metadata["effective_at"], metadata["number"])
    assert (row["actor_id"], row["reason_code"]) == (metadata["actor"]["id"], None)


async def test_what_the_trail_has_not_seen_yet_is_not_told(grown: Database) -> None:
    await grow(grown, "north", range(EVENTS + 1, EVENTS + 200))
    async with read_models(grown, ALL) as models, models.entered("north") as view:
        for filters in ({}, *ASKED[:6]):
            rows = await listed(view, filters)
            assert rows
            assert all(row["position"] <= EVENTS for row in rows)


async def test_no_other_tenant_and_no_payload_is_shown(grown: Database) -> None:
    async with read_models(grown, ALL) as models, models.entered("south") as view:
        assert len(await listed(view, {})) == 29
        assert len(await listed(view, {"number": "N-7"})) == 1
    with psycopg.connect(grown.role_url("purvey_read")) as connection:
        assert connection.execute("SELECT count(*) FROM read.audit_trail").fetchone() == (0,)
        connection.execute("SELECT read.enter('south', %s)", [PASSES.of("south")])
        assert connection.execute("SELECT count(*) FROM read.audit_trail").fetchone() == (29,)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT payload FROM log.event")


@pytest.mark.parametrize("odd", [b"no json", b'{"number":"\xff"}', b'{"number":"\\u0000"}', b"[]"])
async def test_an_event_whose_metadata_nobody_can_read_is_told_without(
    grown: Database, odd: bytes
) -> None:
    async with without_the_wall(grown):
        await grow(grown, "north", range(EVENTS + 1, EVENTS + 2), odd)
    await grow(grown, "north", range(EVENTS + 2, EVENTS + 4))
    await catch_up(grown, ALL)
    async with read_models(grown, ALL) as models, models.entered("north") as view:
        answer = await view.rows("audit_trail", limit=3)
        _, kind, _ = told(EVENTS + 1)
        (found,) = (await view.rows("audit_trail", {"type": kind}, limit=1)).rows
    assert [row["number"] is None for row in answer.rows] == [False, False, True]
    assert (answer.parked, found["position"]) == (0, EVENTS + 1)


@pytest.mark.parametrize("spelt", [b'"ana"', b'"\\u0061na"', b'"an\\u0061"', b'"ana" '])
async def test_a_person_is_found_however_the_name_is_spelt(grown: Database, spelt: bytes) -> None:
    around = (
        b'{"actor" : {"id":%s}, "reason":{"code":"q\\"uote"}, "effective_at":'
        b'"%s", "event_id":"e", "number":"\xc3\xa4\\/N", "schema":1}'
    )
    around %= spelt, told(EVENTS + 1)[2]["effective_at"].encode()
    await grow(grown, "north", range(EVENTS + 1, EVENTS + 2), around)
    await catch_up(grown, ALL)
    asked: tuple[dict[str, Cell], ...] = (
        {"actor_id": "ana"},
        {"number": "ä/N"},
        {"reason_code": 'q"uote'},
        {"actor_id": "ana", "number": "ä/N", "reason_code": 'q"uote'},
    )
    async with read_models(grown, ALL) as models, models.entered("north") as view:
        for filters in asked:
            found = await listed(view, filters)
            assert [row["position"] for row in found] == [EVENTS + 1], filters
        assert await listed(view, {"actor_id": "an"}) == []


async def test_a_selector_leads_to_its_runs_and_a_document_to_its_streams(grown: Database) -> None:
    schema = serving_schema(grown, "audit_trail")
    source = Source(AUDIT_TRAIL.table("audit_trail"), schema, 1, EVENTS)
    expected: tuple[tuple[Mapping[str, Cell], set[str]], ...] = (
        ({}, {"event_by_position"}),
        ({"actor_id": "a3"}, {"audit_runs_key", "audit_runs_life", "event_by_position"}),
        ({"document_id": "7"}, {"event_by_stream"}),
    )
    with psycopg.connect(grown.role_url("purvey_read")) as connection:
        connection.execute("SET enable_seqscan = off")
        connection.execute("SET enable_bitmapscan = off")
        connection.execute("SET plan_cache_mode = force_generic_plan")
        connection.execute("SELECT read.enter('north', %s)", [PASSES.of("north")])
        for filters, indexes in expected:
            statement, values = Lists().page(source, NOW, filters, None, 51)
            lines = connection.execute(b"EXPLAIN " + statement, values).fetchall()
            used = {line.split(" using ")[1].split()[0] for (line,) in lines if " using " in line}
            assert used == indexes, "\n".join(line for (line,) in lines)
            if "audit_runs_life" in used:  # Its newest runs first, and no more than a page needs.
                plan = "\n".join(line for (line,) in lines)
                assert "Merge Append" in plan, plan
                assert "Index Scan Backward using audit_runs_life" in plan, plan

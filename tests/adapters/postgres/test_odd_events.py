"""What no reader can take apart is not stored; where it stands already, it stops itself alone."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Final, NamedTuple

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.append_call import append_events
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.census import census
from adapters.postgres.event_mapper import LogEvent
from adapters.postgres.read_parked import parked_keys
from application.errors import UnreadableEvent
from tests.adapters.postgres.forging import past_the_walls
from tests.adapters.postgres.log_support import NOON, Encoded, change, checked, connected, save
from tests.adapters.postgres.read_support import (
    catch_up,
    execute,
    happen,
    made,
    moved,
    serving_schema,
    verified,
)
from tests.conftest import PASSES, Database

SOUND: Final = b'{"effective_at":"2026-03-01T12:00:00.000000Z","schema":1}'


class Odd(NamedTuple):
    """An event of toy `b` as bytes, and how the append refuses it; none: it cannot tell."""

    sqlstate: str | None = "PV004"
    type: str = "toy.moved"
    metadata: bytes = SOUND
    payload: bytes = b'{"box":"blue"}'


ODD: Final = {
    "a payload that is no JSON": Odd(payload=b"no json"),
    "a payload that is two objects": Odd(payload=b'{"box":"blue"},"data":{}'),
    "a payload that is a list": Odd(payload=b"[]"),
    "a payload that is empty": Odd(payload=b""),
    "a payload that is no text": Odd("22021", payload=b'{"box":"\xff"}'),
    "a payload with half a surrogate pair": Odd(None, payload=b'{"box":"\\ud800"}'),
    "metadata that is no JSON": Odd(metadata=b"no json"),
    "metadata that is a number": Odd(metadata=b"1"),
    "metadata that is no text": Odd("22021", metadata=b'{"schema":"\xff"}'),
    "metadata without a schema": Odd(None, metadata=SOUND.replace(b"schema", b"s")),
    "metadata with NUL": Odd(
        "22P05", metadata=SOUND.replace(b'"schema"', b'"a":"\\u0000","schema"')
    ),
    "a schema that is no number": Odd(None, metadata=SOUND.replace(b"1}", b'"new"}')),
    "a time that is none": Odd(metadata=SOUND.replace(b"2026-03", b"2026-33")),
    "a facility that is no code": Odd(None, metadata=b'{"facility":">",' + SOUND[1:]),
    "a type with a blank": Odd(type="toy moved"),
    "a type of three words": Odd(type="toy.was.moved"),
    "a type for every subject": Odd(type="toy.>"),
    "a type that is too long": Odd(type=f"toy.{'x' * 200}"),
}
# Plain JSON with a time: only who reads for a purpose finds these odd.
PLAIN: Final = {
    "metadata without a schema",
    "a schema that is no number",
    "a facility that is no code",
}
# Of a type that the read model handles, and not to be read by it.
STOPPED: Final = {
    name
    for name, odd in ODD.items()
    if odd.type == "toy.moved"
    and name not in ("metadata with NUL", *PLAIN - {"metadata without a schema"})
}


async def append(database: Database, toy: str, odd: Odd) -> None:
    """The toy is moved, by whoever holds the login of the append."""
    event = LogEvent(f"toy/{toy}", 2, odd.type, odd.payload, odd.metadata)
    sent = replace(save(change(f"toy/{toy}", 1), tenant="north"), effective_at=NOON)
    async with await connected(database) as connection:
        await append_events(connection, 1, [Encoded(sent, [[event]])])


@asynccontextmanager
async def without_the_wall(database: Database) -> AsyncIterator[None]:
    """The log as it was before, or as its owner could write to it."""
    with psycopg.connect(database.url, autocommit=True) as superuser:
        superuser.execute("SET event_triggers = off")
        kept = superuser.execute(
            "SELECT pg_get_functiondef(p.oid) FROM pg_proc p"
            " WHERE p.oid IN ('log.is_readable'::regproc, 'log.is_dated'::regproc,"
            "                 'log.is_commanded'::regproc)"
        ).fetchall()
        assert len(kept) == 3
        superuser.execute(
            "CREATE OR REPLACE FUNCTION log.is_readable(type text, metadata bytea, payload bytea)"
            " RETURNS boolean LANGUAGE sql RETURN true"
        )
        superuser.execute(
            "CREATE OR REPLACE FUNCTION log.is_dated(metadata bytea, effective_at timestamptz)"
            " RETURNS boolean LANGUAGE sql RETURN true"
        )
        superuser.execute(
            "CREATE OR REPLACE FUNCTION log.is_commanded(metadata bytea, command_id text)"
            " RETURNS boolean LANGUAGE sql RETURN true"
        )
        yield
        for (definition,) in kept:
            superuser.execute(definition)


@pytest.fixture
async def odd_log(database: Database) -> dict[str, int]:
    """Toys with an odd event between two others, and a sound toy; the offsets of the odd ones."""
    happen(database, [made("sound"), *(made(str(toy)) for toy in range(len(ODD)))])
    async with without_the_wall(database):
        for toy, odd in enumerate(ODD.values()):
            await append(database, str(toy), odd)
    happen(
        database, [moved("sound", "green"), *(moved(str(toy), "grey") for toy in range(len(ODD)))]
    )
    return {name: 2 + len(ODD) + toy for toy, name in enumerate(ODD)}


async def test_what_no_reader_can_take_apart_is_refused(database: Database) -> None:
    happen(database, [made(str(toy)) for toy in range(len(ODD))])
    refused: dict[str, str | None] = {}
    for toy, (name, odd) in enumerate(ODD.items()):
        refused[name] = None
        try:
            await append(database, str(toy), odd)
        except psycopg.Error as error:
            refused[name] = error.sqlstate
    assert refused == {name: odd.sqlstate for name, odd in ODD.items()}


DEEP: Final = b'{"box":' + 2_000 * b"[" + 2_000 * b"]" + b"}"


@pytest.mark.parametrize("payload", [b'{"a":"\\ud800"}', DEEP])
async def test_what_stands_beside_an_odd_event_is_verified_all_the_same(
    database: Database, payload: bytes
) -> None:
    happen(database, [made("a"), made("b"), moved("b", "blue")])
    await append(database, "a", Odd(None, payload=payload))
    await catch_up(database)
    sound = await verified(database)
    assert (sound.skipped, sound.doubt) == ({}, None)
    assert sound.by_read_model["toy_box"] > 0
    (fault,) = sound.named_faults
    assert fault.offset == 4
    assert fault.what.startswith("no reader can take it apart, as toy.moved of toy/a")
    assert sound.named_differences == ()
    execute(database, f"UPDATE {serving_schema(database)}.toys SET box = 'x' WHERE toy_id = 'b'")
    assert {each.column for each in (await verified(database)).named_differences} == {"box"}


async def test_commands_that_odd_metadata_hide_are_named_and_others_compared(
    database: Database, odd_log: dict[str, int]
) -> None:
    await catch_up(database)
    with past_the_walls(database) as superuser:
        superuser.execute("ALTER TABLE log.command DISABLE TRIGGER ALL")
        superuser.execute("UPDATE log.command SET version = 9 WHERE stream = 'toy/sound'")
    report = await verified(database)
    told = [each for each in report.named_faults if each.table == "log.command"]
    assert report.skipped == {}
    hidden = {each.offset for each in told if "cannot be taken apart" in each.what}
    none = ("metadata that is no JSON", "metadata that is a number", "metadata that is no text")
    assert hidden == {odd_log[name] for name in none}
    assert {each.stream for each in told if each.column == "version"} == {"toy/sound"}


async def test_verification_names_each_that_stands(
    database: Database, odd_log: dict[str, int]
) -> None:
    found = await checked(database.role_url("purvey_project"), 2 + 3 * len(ODD))
    named = {fault.offset: fault.what for fault in found.faults}
    assert named.keys() == {odd_log[name] for name in ODD.keys() - PLAIN}
    assert found.checked == 2 + 3 * len(ODD)
    assert (
        "no reader can take it apart, as toy.> of toy/"
        in named[odd_log["a type for every subject"]]
    )


async def test_each_stops_its_own_document_and_no_other(
    database: Database, odd_log: dict[str, int]
) -> None:
    await catch_up(database)
    async with await AsyncConnection.connect(database.role_url("purvey_project")) as project:
        parked = {each.offset for each in await parked_keys(project)}
        boxes = await (
            await project.execute("SELECT box FROM toy_box_g1.toys WHERE toy_id = 'sound'")
        ).fetchall()
    assert parked == {odd_log[name] for name in STOPPED}
    assert ("green",) in boxes


async def test_a_document_that_cannot_be_told_whole_says_which_event_is_to_blame(
    database: Database, odd_log: dict[str, int]
) -> None:
    toy = list(ODD).index("a payload that is no JSON")
    async with AuditReader(database.role_url("purvey_audit"), PASSES) as reader:
        assert len(await reader.document("north", "toy/sound")) == 2
        with pytest.raises(UnreadableEvent, match=r"toy\.moved at position"):
            await reader.document("north", f"toy/{toy}")


async def test_the_census_counts_them(database: Database, odd_log: dict[str, int]) -> None:
    async with await AsyncConnection.connect(database.role_url("purvey_project")) as project:
        counted = {(each.type, each.schema) for each in (await census(project)).counted}
    assert {("toy.moved", 0), ("toy.moved", 1), ("toy.>", 1)} <= counted

"""The leaf hash covers what it says; `test_leaf_hash_document.py` compares all writings of it."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.leaf_hash import MICROSECOND, leaf_hash
from adapters.postgres.log_reader import read
from tests.adapters.postgres.log_support import change, checked, opened, placed, released, save
from tests.conftest import PASSES, Database

VECTORS: Final = json.loads(
    (Path(__file__).parents[2] / "golden" / "leaf_hash.json").read_text(encoding="utf-8")
)
COVERED: Final = (
    "tenant",
    "position",
    "stream",
    "version",
    "type",
    "recorded_at",
    "metadata",
    "payload",
)
FIELDS: Final[Mapping[str, Any]] = {
    "tenant": "demo",
    "position": 7,
    "stream": "receipt/1",
    "version": 2,
    "type": "receipt.posted",
    "recorded_at": datetime(2026, 3, 1, tzinfo=UTC),
    "metadata": b'{"schema":1}',
    "payload": b"{}",
}


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["why"])
def test_the_published_examples_hold(vector: dict[str, Any]) -> None:
    fields = dict(vector["fields"])
    fields["recorded_at"] = datetime.fromisoformat(fields["recorded_at"])
    for name in ("metadata", "payload"):
        fields[name] = fields[name].encode()
    assert leaf_hash(**fields).hex() == vector["hash"]


async def test_the_stored_hash_can_be_computed_from_the_stored_row(database: Database) -> None:
    async with opened(database) as log:
        await log.append(save(change("receipt/1", 0, placed("one"), released())))
        await log.append(save(change("receipt/2", 0, placed("zwei"))))
    with psycopg.connect(database.role_url("purvey_audit")) as connection:
        connection.execute("SELECT log.enter('demo', %s)", [PASSES.of("demo")])
        rows = read(connection, 0, 10)
    assert len(rows) == 3
    for row in rows:
        assert leaf_hash(**{name: getattr(row, name) for name in COVERED}) == row.hash


@pytest.mark.parametrize("name", COVERED)
def test_a_change_of_any_field_changes_the_hash(name: str) -> None:
    other = {
        str: lambda value: value + "x",
        bytes: lambda value: value + b"x",
        int: lambda value: value + 1,
        datetime: lambda value: value + MICROSECOND,
    }[type(FIELDS[name])](FIELDS[name])
    assert leaf_hash(**{**FIELDS, name: other}) != leaf_hash(**FIELDS)


def test_what_moves_from_one_field_to_the_next_changes_the_hash() -> None:
    moved = {**FIELDS, "metadata": b'{"schema":1}{', "payload": b"}"}
    assert leaf_hash(**moved) != leaf_hash(**FIELDS)


async def test_verification_notices_another_hash_function(database: Database) -> None:
    """One that repeats what is stored would find every altered event to be right."""
    assert (await checked(database.url, 0)).faults == ()
    async with await AsyncConnection.connect(database.url) as superuser:
        await superuser.execute("SET event_triggers = off")
        await superuser.execute("ALTER FUNCTION log.leaf_hash RENAME TO former_hash")
        await superuser.execute(
            "CREATE FUNCTION log.leaf_hash(text, bigint, text, integer, text, bigint, bytea, bytea)"
            " RETURNS bytea LANGUAGE sql AS 'SELECT hash FROM log.event WHERE position = $2'"
        )
    findings = await checked(database.url, 0)
    assert [fault.what for fault in findings.faults] == [
        "the database's hash function is another one"
    ]
    assert findings.count == 1

"""Tests of this folder share a database: none finds what another did, and the walls stand."""

import psycopg
import pytest

from tests.application.company import Company
from tests.application.emptied import EmptiedLog

OF_LOG = ("event", "log_head", "tenant_head", "stream_head", "command", "snapshot")


def rows(emptied: EmptiedLog) -> list[object]:
    return [
        emptied.connection.execute(f"SELECT * FROM log.{each}".encode()).fetchall()
        for each in OF_LOG
    ]


async def test_a_log_that_was_emptied_is_as_new_and_only_grows(
    emptied: EmptiedLog, company: Company
) -> None:
    told = rows(emptied)
    assert all(told[:5])
    emptied.empty()
    first, *rest = rows(emptied)
    assert not first
    assert rest[0] == emptied.connection.execute("TABLE first_head").fetchall()
    assert not any(rest[1:])
    for change in ("DELETE FROM", "TRUNCATE"):
        with pytest.raises(psycopg.errors.InsufficientPrivilege, match="only grows"):
            emptied.connection.execute(f"{change} log.event".encode())
    with pytest.raises(psycopg.errors.InsufficientPrivilege, match="guarded"):
        emptied.connection.execute("ALTER TABLE log.event DISABLE TRIGGER ALL")


def test_a_row_that_is_left_beside_the_log_is_told(emptied: EmptiedLog) -> None:
    emptied.connection.execute("INSERT INTO relay.consumer VALUES ('left', '{purvey.>}', 30, 1, 9)")
    with pytest.raises(AssertionError, match=r"relay\.consumer"):
        emptied.empty()
    emptied.connection.execute("TRUNCATE relay.consumer")
    emptied.empty()

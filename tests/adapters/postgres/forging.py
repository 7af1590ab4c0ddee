"""Forging the log as a superuser can, who goes past its walls by name and hashes anew."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

import psycopg

from tests.conftest import Database

CONTRADICTED: Final = "the stream was given another event in its place, sound as well"


@contextmanager
def past_the_walls(database: Database) -> Iterator[psycopg.Connection]:
    """A superuser for whom events can be changed, until he leaves."""
    with psycopg.connect(database.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.event DISABLE TRIGGER ALL")
        yield superuser
        superuser.execute("ALTER TABLE log.event ENABLE ALWAYS TRIGGER refuse_change")


def forge(database: Database, offset: int, told: bytes, instead: bytes) -> None:
    """Another actor of one event, and the hash that fits."""
    with past_the_walls(database) as superuser:
        superuser.execute(
            "UPDATE log.event SET metadata = replace(metadata::text, %s, %s)::bytea"
            ' WHERE "offset" = %s',
            [f"{told.hex()}", f"{instead.hex()}", offset],
        )
        superuser.execute(
            "UPDATE log.event SET hash = log.leaf_hash(tenant, position, stream, version, type,"
            " (extract(epoch FROM recorded_at) * 1000000)::bigint, metadata, payload)"
            ' WHERE "offset" = %s',
            [offset],
        )


def move_to_epoch(database: Database, epoch: int, since: int, up_to: int) -> None:
    """Events that say another epoch than they were recorded in; no hash covers it."""
    with past_the_walls(database) as superuser:
        superuser.execute(
            'UPDATE log.event SET epoch = %s WHERE "offset" BETWEEN %s AND %s',
            [epoch, since, up_to],
        )


def raise_epoch(database: Database, epoch: int) -> None:
    """Another epoch of the whole log, without a record of how it began."""
    with psycopg.connect(database.url) as superuser:
        superuser.execute("UPDATE log.log_head SET epoch = %s", [epoch])

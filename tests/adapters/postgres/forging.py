"""Forging the log as a superuser can, who goes past its walls by name and hashes anew."""

from typing import Final

import psycopg

from tests.conftest import Database

CONTRADICTED: Final = "the stream was given another event in its place, sound as well"


def forge(database: Database, offset: int, told: bytes, instead: bytes) -> None:
    """Another actor of one event, and the hash that fits; as only a superuser can."""
    with psycopg.connect(database.url) as superuser:
        superuser.execute("SET event_triggers = off")
        superuser.execute("ALTER TABLE log.event DISABLE TRIGGER ALL")
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
        superuser.execute("ALTER TABLE log.event ENABLE ALWAYS TRIGGER refuse_change")

"""What attackers find: two tenants with facts, commands, rows, parked documents and an import."""

import asyncio
from typing import Final

import psycopg

from tests.adapters.postgres.read_support import broken, catch_up, happen, made, moved
from tests.conftest import Database

HAPPENINGS: Final = [
    made("n"),
    made("s", tenant="south"),
    moved("s", "blue", tenant="south"),
    made("lost", tenant="south"),
    broken("lost", tenant="south"),
]


def set_the_scene(database: Database) -> None:
    """Tells both histories and lets the read models follow."""
    happen(database, HAPPENINGS)
    asyncio.run(catch_up(database))
    with psycopg.connect(database.url) as superuser:
        superuser.execute("ANALYZE")
        superuser.execute(
            "INSERT INTO import.run (tenant, digest, seed) VALUES (%s, %s, 1)", ["south", "0" * 64]
        )
        superuser.execute("INSERT INTO log.snapshot VALUES ('south', 'toy/s', 1, 1, 'form', 'x')")
        superuser.execute("INSERT INTO read.chunk VALUES (2, 0, '2026-01-01', '2026-01-02')")

"""What is read first after the database was away finds connections that are there."""

import psycopg

from adapters.postgres.audit_reader import AuditReader
from tests.adapters.postgres.read_support import catch_up, happen, made, read_models
from tests.conftest import PASSES, Database


def end_connections(database: Database, role: str) -> int:
    """Ends those of the role in this database, as a restart does; how many there were."""
    with psycopg.connect(database.url, autocommit=True) as superuser:
        row = superuser.execute(
            "SELECT count(*) FILTER (WHERE pg_terminate_backend(pid, 5000)) FROM pg_stat_activity"
            " WHERE usename = %s AND datname = current_database()",
            [f"{role}_login"],
        ).fetchone()
    assert row is not None
    return int(row[0])


async def test_read_models_are_read_though_every_idle_connection_broke(database: Database) -> None:
    happen(database, [made("a", box="red")])
    await catch_up(database)
    async with read_models(database) as models:
        async with models.entered("north"), models.entered("north"):
            pass
        assert end_connections(database, "purvey_read") == 2
        for _ in range(2):
            async with models.entered("north") as view:
                assert [row["toy_id"] for row in (await view.rows("toy_box")).rows] == ["a"]


async def test_an_audit_trail_is_read_though_every_idle_connection_broke(
    database: Database,
) -> None:
    happen(database, [made("a", box="red")])
    async with AuditReader(database.role_url("purvey_audit"), PASSES) as reader:
        assert await reader.document("north", "toy/none") == []
        assert end_connections(database, "purvey_audit") == 1
        assert await reader.document("north", "toy/none") == []

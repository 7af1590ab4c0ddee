"""The embedded servers start, keep what they were given, and leave nothing running."""

from pathlib import Path

import psycopg

from adapters.embedded.servers import EmbeddedServers


def test_committed_rows_are_there_after_a_restart_on_the_same_folder(tmp_path: Path) -> None:
    with (
        EmbeddedServers(tmp_path) as addresses,
        psycopg.connect(addresses.database_url) as connection,
    ):
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
    with (
        EmbeddedServers(tmp_path) as addresses,
        psycopg.connect(addresses.database_url) as connection,
    ):
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)

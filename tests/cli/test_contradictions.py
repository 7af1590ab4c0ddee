"""A superuser forges who did something, and its hash: the instance says so from then on."""

from pathlib import Path

import psycopg
import pytest

from tests.adapters.postgres.forging import CONTRADICTED, forge
from tests.cli.program import Home, copied, until
from tests.cli.suppliers import has_mirror, propose
from tests.conftest import Database

pytestmark = pytest.mark.timeout(400)  # Many processes start, on whatever machine this is.


def contradictions(home: Home) -> int:
    with psycopg.connect(home.addresses.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM log.contradiction").fetchone()
    return row[0] if row else 0


def test_a_forged_event_is_told_by_status_and_verification(tmp_path: Path, prepared: Path) -> None:
    home = Home(copied(prepared, tmp_path / "home"))
    with home.up():
        assert propose(home, "S-1").is_success
        assert propose(home, "S-2").is_success
        until(lambda: has_mirror(home))
        forge(Database(url=home.addresses.database_url), 1, b'"id":"developer"', b'"id":"somebody"')
        until(lambda: contradictions(home) == 1)
        assert propose(home, "S-3").is_success
        until(lambda: has_mirror(home))
        report = home.here("status", "--json").report
        assert (report["nats"], report["stream"]["contradictions"]) == ("ok", 1)
        assert "1 events stand in the stream otherwise than in the log" in " ".join(
            home.here("status").said.split()
        )
        verified = home.here("verify", "--json")
        assert verified.code == 1
        (fault,) = verified.report["named_faults"]
        assert (fault["what"], fault["offset"]) == (CONTRADICTED, 1)
        # The log is sound in itself, so the read models are compared with it all the same.
        assert verified.report["by_read_model"]["suppliers"] > 0
    until(lambda: not home.processes())

"""What is wrong with the log itself is told by its code, and nothing is recorded meanwhile."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

import psycopg
import pytest

from adapters.postgres.event_log import PostgresEventLog
from api.wiring import service as wiring
from api.wiring.database import prepare_database
from api.wiring.instance import Addresses
from tests.adapters.postgres.forging import past_the_walls
from tests.api.office import Office, offices, refused
from tests.api.running import serving
from tests.api.test_failures import NOWHERE
from tests.conftest import SECRET, Database

LOCK_SECONDS_MAX: Final = 0.3
SUPPLIER: Final = {"name": "A"}
ONCE: Final = {"Idempotency-Key": "once"}
STORED: Final = "SELECT (SELECT count(*) FROM log.event), (SELECT count(*) FROM log.command)"


@pytest.fixture
def lonely(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A tenant on an API of this test alone, whose log waits for a lock no longer than this."""
    hurried = partial(PostgresEventLog, lock_seconds_max=LOCK_SECONDS_MAX)
    monkeypatch.setattr(wiring, "PostgresEventLog", hurried)
    prepare_database(database.url, SECRET.decode())
    addresses = Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        yield office


@pytest.mark.parametrize("table", ["log_head", "event", "command", "stream_head"])
def test_a_lock_that_somebody_forgot_answers_503_until_it_is_gone(
    lonely: Office, database: Database, table: str
) -> None:
    with psycopg.connect(database.url) as forgetful:
        forgetful.execute(f"LOCK TABLE log.{table} IN ACCESS EXCLUSIVE MODE".encode())
        response = lonely.post("suppliers", SUPPLIER, "sam", ONCE)
        told = refused(response, 503, "log.locked")
        assert "Nothing was recorded" in told["detail"]
        assert "same command id" in told["detail"]
        assert response.headers["retry-after"] == "1"
        assert forgetful.execute(STORED).fetchone() == (0, 0)
    assert lonely.post("suppliers", SUPPLIER, "sam", ONCE).json()["version"] == 1


def test_a_head_of_the_log_that_cannot_be_answers_503_until_it_is_mended(
    lonely: Office, database: Database
) -> None:
    with past_the_walls(database) as superuser:
        superuser.execute("UPDATE log.log_head SET recorded_at = 'infinity'")
    response = lonely.post("suppliers", SUPPLIER, "sam", ONCE)
    told = refused(response, 503, "log.unsound")
    assert "retry-after" not in response.headers, "no time mends it"
    assert "`purvey verify` tells more" in told["detail"]
    with past_the_walls(database) as superuser:
        assert superuser.execute(STORED).fetchone() == (0, 0)
        superuser.execute("UPDATE log.log_head SET recorded_at = '2026-01-01Z'")
    assert lonely.post("suppliers", SUPPLIER, "sam", ONCE).json()["version"] == 1

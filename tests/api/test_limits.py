"""What the system cannot take now is answered 503 with the limit, and taken later."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Final

import httpx2
import psycopg
import pytest

from adapters import disk_space
from adapters.postgres.event_log import PostgresEventLog
from api.wiring import service as wiring
from api.wiring.database import prepare_database
from api.wiring.instance import Addresses
from tests.api.office import Office, offices, refused
from tests.api.running import serving
from tests.api.test_failures import NOWHERE
from tests.conftest import SECRET, Database

SAVES_MAX: Final = 2
CALLERS: Final = 12
EVENTS: Final = "SELECT count(*) FROM log.event"


@pytest.fixture
def lonely(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A tenant on an API of this test alone, whose log lets two saves wait."""
    monkeypatch.setattr(wiring, "PostgresEventLog", partial(PostgresEventLog, saves_max=SAVES_MAX))
    prepare_database(database.url, SECRET.decode())
    addresses = Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        yield office


def test_a_busy_log_answers_503_with_its_limit(lonely: Office, database: Database) -> None:
    def propose(number: int) -> httpx2.Response:
        return lonely.post("suppliers", {"name": f"Supplier {number}"}, "sam")

    with ThreadPoolExecutor(CALLERS) as threads:
        with psycopg.connect(database.url) as superuser:
            superuser.execute("SELECT FROM log.log_head FOR UPDATE")  # Appends wait for this.
            sent = [threads.submit(propose, number) for number in range(CALLERS)]
            busy = 0
            while busy < CALLERS - 2 * SAVES_MAX - 1:
                busy = sum(each.done() and each.result().status_code == 503 for each in sent)
        answers = [each.result() for each in sent]
    refusals = [each for each in answers if not each.is_success]
    for each in refusals:
        told = refused(each, 503, "log.busy")
        assert told["values"]["saves_max"] == SAVES_MAX
        assert each.headers["retry-after"] == "1"
    with psycopg.connect(database.url) as superuser:
        assert superuser.execute(EVENTS).fetchone() == (2 * (CALLERS - len(refusals)),)
    assert propose(CALLERS).is_success


def test_a_read_only_database_answers_503_until_it_is_writable(
    lonely: Office, database: Database
) -> None:
    with psycopg.connect(database.url, autocommit=True) as superuser:
        name = superuser.info.dbname
        lonely.do("suppliers", {"name": "Before"}, "sam")
        superuser.execute(f"ALTER DATABASE {name} SET default_transaction_read_only = on".encode())
        superuser.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE usename = 'purvey_append_login' AND datname = %s",
            [name],
        )
        response = lonely.post("suppliers", {"name": "Meanwhile"}, "sam")
        refused(response, 503, "log.read_only")
        assert response.headers["retry-after"] == "1"
        superuser.execute(f"ALTER DATABASE {name} RESET default_transaction_read_only".encode())
        assert lonely.post("suppliers", {"name": "After"}, "sam").is_success


def test_an_almost_full_disk_answers_503_with_both_figures(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk_space, "ENOUGH_BYTES", 2**62)
    monkeypatch.setattr(disk_space, "LOOK_SECONDS", 0.0)
    prepare_database(database.url, SECRET.decode())
    addresses = Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())
    with (
        serving(addresses, tmp_path, alone=True, disk_free_percent_min=99) as running,
        offices(running, "t") as office,
    ):
        told = refused(office.post("suppliers", {"name": "A"}, "sam"), 503, "log.disk_full")
        assert told["values"]["free_percent_min"] == 99
        assert 0 <= told["values"]["free_percent"] < 99
        monkeypatch.setattr(disk_space, "ENOUGH_BYTES", 0)
        assert office.post("suppliers", {"name": "A"}, "sam").is_success


def test_a_document_whose_event_would_be_too_large_is_refused(lonely: Office) -> None:
    supplier = lonely.do("suppliers", {"name": "A"}, "sam")["id"]
    lonely.do(f"suppliers/{supplier}/activate", {}, "cleo")
    line = {
        "description": "é" * 250,
        "quantity": "1",
        "unit": "EA",
        "unit_price": "1.00",
        "amount": "1.00",
    }
    body = {
        "number": "INV-1",
        "supplier_id": supplier,
        "legal_entity": "LE",
        "facility": "F",
        "currency": "USD",
        "invoice_date": "2026-03-02",
        "due_on": "2026-04-01",
        "lines": [{**line, "line": number} for number in range(1, 701)],
        "total": "700.00",
    }
    told = refused(lonely.post("invoices", body, "ana"), 413, "event.too_large")
    assert told["values"]["type"] == "invoice.captured"
    assert told["values"]["bytes"] > told["values"]["bytes_max"] == 262_144
    body["lines"] = body["lines"][:300]
    body["total"] = "300.00"
    assert lonely.post("invoices", body, "ana").is_success, "nothing of it was kept"

"""Every way to fail answers as problem+json: unknown paths, lost servers, and our own faults."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Final

import httpx2
import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict

from adapters.embedded.servers import ServerAddresses
from adapters.system import utc_now
from api.wiring.database import prepare_database
from api.wiring.instance import Addresses
from tests.api import tour
from tests.api.office import Office, offices, refused
from tests.api.running import Api, serving
from tests.api.test_tour import take
from tests.conftest import SECRET, Database
from tests.plain_http import WITHOUT_TLS

NOWHERE: Final = "nats://127.0.0.1:1"
SHORT_SECONDS: Final = 2.0
SHORTENED: Final = (
    "adapters.postgres.read_query.CONNECTION_SECONDS_MAX",
    "api.app.PATIENCE_SECONDS",
    "api.reading.BEHIND_SECONDS_MAX",
)


@pytest.fixture
def lonely(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Office]:
    """A tenant on an API that soon gives up, whose database this test alone uses and may harm."""
    for each in SHORTENED:
        monkeypatch.setattr(each, SHORT_SECONDS)
    prepare_database(database.url, SECRET.decode())
    addresses = Addresses(database_url=database.url, nats_url=NOWHERE, secret=SECRET.decode())
    with serving(addresses, tmp_path, alone=True) as running, offices(running, "t") as office:
        yield office


@pytest.mark.parametrize(
    "path", ["/v1", "/v1/", "/v1/supliers", "/v1/suppliers/", "/docs", "/redoc"]
)
def test_an_unknown_path_is_a_problem(api: Api, path: str) -> None:
    told = refused(httpx2.get(f"{api.url}{path}", verify=WITHOUT_TLS), 404, "request.unknown_path")
    assert path in told["detail"]


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("DELETE", "/v1/suppliers/7", "GET"),
        ("PUT", "/v1/suppliers/7/activate", "POST"),
        ("POST", "/v1/journal-lines", "GET"),
        ("PATCH", "/healthz", "GET"),
    ],
)
def test_a_method_that_a_path_has_not_is_a_problem(
    api: Api, method: str, path: str, allowed: str
) -> None:
    response = httpx2.request(method, f"{api.url}{path}", verify=WITHOUT_TLS)
    refused(response, 405, "request.method_not_allowed")
    assert response.headers["allow"] == allowed


def test_a_healthy_instance_is_alive_ready_and_tells_its_parts(office: Office) -> None:
    alive = office.client.get("/healthz").json()
    assert (alive.pop("status"), list(alive)) == ("ok", ["instance"])
    assert office.client.get("/readyz").json() == {"status": "ready"}
    status = office.get("status").json()
    assert (status["api"], status["database"]) == ("ok", "ok")
    lag = status["projections"]["suppliers"]
    assert set(lag) == {"offset", "lag_events", "lag_seconds", "state"}
    assert lag["state"] == "live"


def test_a_lost_database_is_answered_with_try_again(
    lonely: Office, database: Database, servers: ServerAddresses
) -> None:
    name = conninfo_to_dict(database.url)["dbname"]
    with psycopg.connect(servers.database_url, autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS false")
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [name]
        )
        assert lonely.client.get("/healthz").is_success
        ready = lonely.client.get("/readyz")
        refused(ready, 503, "database.unavailable")
        assert ready.headers["retry-after"] == "1"
        refused(lonely.get("status"), 503, "database.unavailable")
        with ThreadPoolExecutor(1) as beside:
            listed = beside.submit(lonely.get, "suppliers")
            refused(lonely.post("suppliers", {"name": "A"}, "sam"), 503, "log.unavailable")
            refused(listed.result(), 503, "database.unavailable")
        administrator.execute(f"ALTER DATABASE {name} ALLOW_CONNECTIONS true")
    assert lonely.client.get("/readyz").is_success
    assert lonely.get("suppliers").is_success
    assert lonely.post("suppliers", {"name": "A"}, "sam").is_success


def test_a_fault_of_ours_is_told_without_its_inside(
    lonely: Office, database: Database, capfd: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(database.url, autocommit=True) as administrator:
        administrator.execute("ALTER FUNCTION read.enter RENAME TO lost")
    told = refused(lonely.get("suppliers"), 500, "internal.error")
    assert set(told) == {"type", "title", "status", "code", "detail", "values"}
    assert "read.enter" not in str(told)
    logged = capfd.readouterr()
    assert "read.enter" in logged.out + logged.err, "the log tells more"


def test_projections_that_stand_still_let_no_query_pass_as_fresh(lonely: Office) -> None:
    lonely.do("suppliers", {"name": "A"}, "sam")
    response = lonely.get("suppliers", min_position=lonely.last_token)
    told = refused(response, 503, "read_model.behind")
    assert told["values"] == {"read_models": ["suppliers"]}
    assert response.headers["retry-after"] == "1"
    assert lonely.get("suppliers").json()["data"] == []


def test_payments_are_stopped_also_while_projections_stand_still(
    lonely: Office, database: Database
) -> None:
    """What the read model of invoices does not know yet is found in the log."""
    take(lonely, *tour.PREPARE, *tour.REQUEST, *tour.BUY, tour.RECEIVE_SIX, tour.RECEIVE_FOUR)
    take(lonely, tour.INVOICE_TEN)
    run = {"payment": "RUN-1", "pay_on": utc_now().date().isoformat(), "amount": "1450.00"}
    lonely.do(f"invoices/{tour.INVOICE}/payments/schedule", run, "max")
    stop = {"scope": "payment", "reason_code": "fraud"}
    lonely.do(f"suppliers/{tour.SUPPLIER}/holds", stop, "cleo")
    with psycopg.connect(database.url) as reader:
        newest = "SELECT type FROM log.event WHERE stream = %s ORDER BY position DESC LIMIT 3"
        facts = {each for (each,) in reader.execute(newest, [f"invoice/{tour.INVOICE}"])}
    assert facts >= {"invoice.hold_placed", "invoice.payment_withdrawn"}

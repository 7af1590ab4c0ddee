"""`purvey up`: it serves, ends without a trace, and starts again what was killed."""

import os
import re
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import httpx2
import orjson
import psycopg
import pytest

from adapters.embedded.locks import sole_use_of
from adapters.postgres.redefining import redefining
from api.settings import API_PORT_DEFAULT
from tests.cli.program import PURVEY, Home, copied, end, until
from tests.cli.suppliers import ask
from tests.plain_http import WITHOUT_TLS

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.
LOOPBACK = "127.0.0.1"
ODD_FOLDER = "a home, with spaces/" + "and quite deep/" * 8
NEW_EPOCH = ("log", "new-epoch", "--force", "--reason", "a drill")
PARTS = ("api", "projections", "relay", "postgres", "nats")


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Home]:
    """A home folder on which nothing may run when the test is over."""
    home = Home(tmp_path / "home")
    yield home
    until(lambda: not home.processes())


def healthy(home: Home) -> bool:
    return home.here("status").code == 0


def test_whatever_is_killed_is_started_again_and_a_supervisor_leaves_a_home_that_serves_again(
    home: Home, prepared: Path
) -> None:
    copied(prepared, home.path)
    with home.up() as process:
        before = home.addresses
        killed = {part: home.pid(part) for part in PARTS}
        assert set(killed.values()) <= set(home.processes())
        for pid in killed.values():
            os.kill(pid, signal.SIGKILL)
        until(lambda: all(home.pid(part) not in (0, killed[part]) for part in PARTS))
        until(lambda: healthy(home))
        assert home.addresses == before
        assert httpx2.get(f"{before.api_url}/readyz", verify=WITHOUT_TLS).is_success
        told = home.errors.read_text()
        assert told.count("Started again") >= len(PARTS) - 1  # Both servers may share a line.
        end(process, signal.SIGKILL)
    until(lambda: not home.processes())
    assert (home.path / "instance.json").exists()
    assert home.here("status", "--json").report["database"] == "unavailable"
    with home.up() as process:
        serves_what_it_announces(home)
        assert end(process, signal.SIGINT) == 0
    assert home.processes() == [], "it ends without a trace"
    assert not (home.path / "instance.json").exists()


def serves_what_it_announces(home: Home) -> None:
    told = home.errors.read_text()
    (sign_in,) = re.findall(r"http://\S+/sign-in\?token=\S+", told)
    url = sign_in.partition("/sign-in")[0]
    instance = home.addresses.instance
    assert httpx2.get(f"{url}/healthz", verify=WITHOUT_TLS).json() == {
        "status": "ok",
        "instance": instance,
    }
    assert httpx2.get(sign_in, follow_redirects=True, verify=WITHOUT_TLS).is_success
    assert (home.path / "dev-token").stat().st_mode & 0o777 == 0o600
    until(lambda: healthy(home))


def test_a_database_of_an_older_version_is_told_and_brought_up_to_date_at_the_next_start(
    home: Home, prepared: Path
) -> None:
    """Read models in other tables, then the database as it was put back to before a function."""
    copied(prepared, home.path)
    with home.up():
        until(lambda: healthy(home))
        with psycopg.connect(home.addresses.database_url, autocommit=True) as connection:
            connection.execute("UPDATE read.projection SET shape = 'older' WHERE name = 'stock'")
            connection.execute("ALTER TABLE stock_g1.stock_levels DROP COLUMN item_id CASCADE")
        tells_of_older_read_models(home)
        with psycopg.connect(home.addresses.database_url, autocommit=True) as connection:
            with redefining(connection):
                connection.execute("DROP FUNCTION log.tell_epochs(text, bytea)")
            connection.execute("DELETE FROM purvey_migration WHERE name ~ '^functions/tell_epochs'")
        tells_of_a_missing_function(home)
    with home.up():
        until(lambda: "Rebuilt: stock" in home.errors.read_text())
        assert ask(home, "stock-levels").is_success
        assert home.here("verify", "--json").report["skipped"] == {}
        begun = home.here(*NEW_EPOCH, "--json")
        assert (begun.code, begun.report["epoch"]) == (0, 2), begun.said


def tells_of_older_read_models(home: Home) -> None:
    refused = ask(home, "stock-levels")
    assert (refused.status_code, refused.json()["code"]) == (503, "read_model.outdated")
    asked = home.here("as-of", "0", "stock")
    assert (asked.code, "read_model.outdated" in asked.said) == (3, True)
    verified = home.here("verify", "--json")
    assert verified.code == 1
    assert "purvey rebuild stock" in verified.report["skipped"]["stock"]


def tells_of_a_missing_function(home: Home) -> None:
    refused = home.here(*NEW_EPOCH)
    assert (refused.code, "database.outdated" in refused.said) == (1, True), refused.said
    assert "functions/tell_epochs.sql" in refused.said
    assert "purvey up" in refused.said
    proven = home.here("verify")
    assert (proven.code, "database.outdated" in proven.said) == (1, True), proven.said
    status = home.here("status", "--json")
    assert (status.code, status.report["code"]) == (3, "database.outdated")
    assert {name: status.report[name] for name in ("api", "nats", "database")} == {
        "api": "ok",
        "nats": "ok",
        "database": "unavailable",
    }


def test_a_second_one_on_the_same_home_is_refused_and_the_first_one_named(running: Home) -> None:
    first = orjson.loads((running.path / "instance.json").read_bytes())["pid"]
    assert "api.cli\0up" in Path(f"/proc/{first}/cmdline").read_text()
    for command in (["up"], ["demo", "--exit"]):
        refused = running.purvey(*command)
        assert refused.code == 3
        assert f"process {first}" in refused.said
    until(lambda: healthy(running))


def test_what_the_caller_tells_postgresql_of_other_servers_reaches_none_of_ours(
    running: Home,
) -> None:
    of_other_servers = {
        "PGSERVICE": "elsewhere",
        "PGDATESTYLE": "German, DMY",
        "PGOPTIONS": "-c default_transaction_read_only=on",
        "PGTARGETSESSIONATTRS": "standby",
    }
    told = Home(running.path, **of_other_servers).purvey("verify", "--json")
    assert (told.code, told.report["differences"]) == (0, 0), told.said


@contextmanager
def usual_port_taken() -> Iterator[None]:
    """By this test, unless anybody has it already."""
    with ExitStack() as stack:
        with suppress(OSError):
            stack.enter_context(socket.create_server((LOOPBACK, API_PORT_DEFAULT)))
        yield


def test_a_port_that_is_taken_is_refused_before_anything_starts(tmp_path: Path) -> None:
    with socket.create_server((LOOPBACK, 0)) as taken:
        port = str(taken.getsockname()[1])
        home = Home(tmp_path / "home", PURVEY_API_PORT=port)
        refused = home.here("up")
    assert refused.code == 3
    assert f"port {port}" in refused.said
    assert not (home.path / "postgres").exists()


def test_while_it_starts_others_are_told_so_whatever_a_killed_one_left(home: Home) -> None:
    home.path.mkdir()
    (home.path / "instance.json").write_text('{"pid": 1, "database_url": "gone"}')
    with sole_use_of(home.path):  # As `up` does before all else.
        status = home.here("status", "--json")
        others = [home.here("verify"), home.here("import", "file"), home.here("up")]
    assert (status.code, status.report["database"]) == (3, "unavailable")
    assert f"Process {os.getpid()} holds" in status.said
    assert [each.code for each in others] == [3, 3, 3]
    assert "instance.not_ready" in others[0].said
    assert "instance.not_ready" in others[1].said
    assert f"in use by process {os.getpid()}" in others[2].said


def test_a_relative_home_of_any_name_serves_beside_others_for_who_closed_all_streams(
    tmp_path: Path, running: Home
) -> None:
    home = Home(tmp_path / ODD_FOLDER)
    named = {name: value for name, value in home.environment.items() if name != "PURVEY_API_PORT"}
    home.environment = {**named, "PURVEY_HOME": ODD_FOLDER}
    with usual_port_taken():
        closed = subprocess.Popen(
            ["sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", *PURVEY, "up"],
            cwd=tmp_path,
            env=home.environment,
        )
        try:
            until((home.path / "instance.json").exists)
            until(lambda: healthy(Home(home.path)))
            assert home.run([*PURVEY, "status"], cwd=tmp_path).code == 0
            assert home.addresses.api_url != f"http://{LOOPBACK}:{API_PORT_DEFAULT}"
            assert home.addresses.api_url != running.addresses.api_url
            assert home.addresses.database_url != running.addresses.database_url
            assert healthy(running)
        finally:
            assert end(closed, signal.SIGTERM) == 0
    until(lambda: not home.processes())

"""Wrong usage, servers that are not there, and servers that exist already."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread

import psycopg
import pytest
from psycopg.conninfo import conninfo_to_dict
from typer.testing import CliRunner

from adapters.embedded.servers import EmbeddedServers
from api.cli import program
from api.cli.commands import COMMANDS, HIDDEN, imported, summary
from api.cli.failures import exit_code_of
from api.wiring.addresses import NoInstance
from tests.cli.conftest import has_settled
from tests.cli.program import Home, until

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.
NOWHERE = "postgresql://purvey:secret-word@127.0.0.1:1/purvey"
NO_NATS = "nats://127.0.0.1:1"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """A home folder that does not exist yet."""
    return Home(tmp_path / "home")


@pytest.mark.parametrize("command", [each for each in COMMANDS if each not in HIDDEN])
def test_each_command_explains_itself(
    home: Home, command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURVEY_HOME", str(home.path))
    told = CliRunner().invoke(program(), [command, "--help"])
    assert told.exit_code == 0
    assert f"{command} " in told.output
    assert not home.path.exists()


def test_the_program_lists_its_commands_and_refuses_others(home: Home) -> None:
    told = home.purvey("--help").out
    assert all((f"│ {command} " in told) == (command not in HIDDEN) for command in COMMANDS)
    wrong = home.purvey("order")
    assert (wrong.code, wrong.out) == (2, "")
    assert "order" in wrong.said
    assert home.here("history").code == 2
    before = home.here("history", "purchase_order/PO-1", "--until", "-1")
    assert (before.code, before.out) == (2, "")
    assert "--until" in before.said
    assert not home.path.exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_the_program_lists_each_command_with_what_its_own_help_begins_with(command: str) -> None:
    told = imported(command).help
    assert told
    assert summary(COMMANDS[command]) == told


def test_who_asks_for_the_list_of_commands_waits_for_none_of_them(home: Home) -> None:
    """And a signal behind the end of the work changes nothing of what it came to."""
    seen = """
import atexit, signal, sys
atexit.register(lambda: (signal.raise_signal(signal.SIGTERM), print("modules", *sys.modules)))
sys.argv = ["purvey", "--help"]
from api.cli import main
main()
"""
    told = home.run([sys.executable, "-c", seen])
    assert told.code == 0, told.said
    listed, _, loaded = told.out.partition("modules ")
    assert "Tell one document's life." in listed
    places = {place.partition(":")[0] for place in COMMANDS.values()}
    assert not places & set(loaded.split())


def test_who_starts_and_asks_for_addresses_waits_for_no_events_and_no_rules(home: Home) -> None:
    seen = "import sys, api.cli.up, api.cli.run, api.cli.status; print(*sys.modules)"
    loaded = set(home.run([sys.executable, "-c", seen]).out.split())
    assert "api.wiring.instance" in loaded
    assert not loaded & {"domain.registry", "application.handle", "projections.index"}


def test_a_folder_without_an_instance_is_told_and_left_alone(home: Home) -> None:
    answer = home.purvey("status", "--json")
    assert answer.code == 3
    assert answer.report["projections"] == {}
    assert "No instance runs" in answer.said
    people = home.here("status")
    assert people.code == 3
    assert people.out == "API unavailable, database unavailable, NATS unavailable\n"
    assert "`purvey up` starts one" in people.said
    assert not home.path.exists()


@pytest.mark.parametrize(
    ("settings", "code", "words"),
    [
        ({"PURVEY_DATABASE_URL": NOWHERE}, 2, "both PURVEY_DATABASE_URL and PURVEY_NATS_URL"),
        ({"PURVEY_NATS_URL": NO_NATS}, 2, "both PURVEY_DATABASE_URL and PURVEY_NATS_URL"),
        ({"PURVEY_API_PORT": "http"}, 2, "PURVEY_API_PORT"),
        ({"PURVEY_API_PORT": "65536"}, 2, "PURVEY_API_PORT"),
        ({"PURVEY_STREAM_STORAGE": "tape"}, 2, "PURVEY_STREAM_STORAGE"),
        ({"PURVEY_STREAM_REPLICAS": "6"}, 2, "PURVEY_STREAM_REPLICAS"),
        ({"PURVEY_NATS_SYNC_INTERVAL": "often"}, 2, "PURVEY_NATS_SYNC_INTERVAL"),
        (
            {"PURVEY_DATABASE_URL": "mysql://secret-word@x/y", "PURVEY_NATS_URL": NO_NATS},
            2,
            "PURVEY_DATABASE_URL",
        ),
        *(
            ({"PURVEY_DATABASE_URL": NOWHERE, "PURVEY_NATS_URL": f"nats://{rest}"}, 2, "as in nats")
            for rest in ("", ":4222", "x:secret-word", "x:65536", "[::1", "x:secret-word/@y")
        ),
        *(
            (
                {"PURVEY_DATABASE_URL": f"postgresql://{rest}", "PURVEY_NATS_URL": NO_NATS},
                2,
                "as in ",
            )
            for rest in ("x:secret-word/y", "x:65536/y", "x:1,y:z/y", "[::1/y")
        ),
        *(
            (
                {"PURVEY_DATABASE_URL": f"{NOWHERE}{rest}", "PURVEY_NATS_URL": NO_NATS},
                2,
                "has an option that PostgreSQL's client does not know",
            )
            for rest in ("?foo=bar", "?sslmode", "?secret-word=x&connect_timeout=1", "%secret-word")
        ),
        *(
            (
                {
                    "PURVEY_DATABASE_URL": f"{NOWHERE}?{option}=secret-word",
                    "PURVEY_NATS_URL": NO_NATS,
                },
                2,
                f"has a value of its option {option} that PostgreSQL's client does not take",
            )
            for option in (
                "sslmode",
                "connect_timeout",
                "keepalives",
                "port",
                "hostaddr",
                "service",
            )
        ),
        *(
            ({"PURVEY_DATABASE_URL": f"{NOWHERE}{rest}", "PURVEY_NATS_URL": NO_NATS}, 2, words)
            for rest, words in (
                ("?replication=database", "asks for replication"),
                ("?client_encoding=SQL_ASCII", "in another encoding than UTF-8"),
                ("?dbname=host%3Dx%20password%3Dsecret-word", "as if it were another address"),
                ("?options=-cdefault_transaction_read_only%3Don", "that only read"),
                ("#secret-word", "a # or an @"),
            )
        ),
        ({"PURVEY_HOME": "/tmp/h\udcff"}, 2, "no UTF-8"),
        ({"PURVEY_DATABASE_URL": f"{NOWHERE}\udcff", "PURVEY_NATS_URL": NO_NATS}, 2, "PURVEY_"),
        ({"PURVEY_DATABASE_URL": NOWHERE, "PURVEY_NATS_URL": f"{NO_NATS}\udcff"}, 2, "PURVEY_"),
        (
            {
                "PURVEY_DATABASE_URL": "postgresql://x:a@secret-word@x/y",
                "PURVEY_NATS_URL": NO_NATS,
            },
            2,
            "a # or an @",
        ),
        ({"PURVEY_DATABASE_URL": NOWHERE, "PURVEY_NATS_URL": NO_NATS}, 3, "127.0.0.1"),
    ],
)
def test_settings_that_cannot_work_are_told_without_their_secrets(
    tmp_path: Path, settings: dict[str, str], code: int, words: str
) -> None:
    home = Home(tmp_path / "home", **settings)
    # All commands read them alike; what the servers answer, each finds out for itself.
    others = [["as-of", "0", "stock"], ["status", "--json"]] if code == 3 else []
    for command in (["up"], *others):
        # What cannot be begun needs no process; the servers of `up` would be children of this one.
        answer = home.purvey(*command) if (command, code) == (["up"], 3) else home.here(*command)
        assert answer.code == code
        assert words in answer.said
        assert "secret-word" not in answer.said + answer.out


def test_a_home_that_is_no_folder_is_not_available(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    home = Home(tmp_path / "file" / "home")
    for answer in (home.here("up"), home.here("verify"), home.here("status")):
        assert answer.code == 3
        assert "embedded.home_unusable" in answer.said or "No instance" in answer.said


@contextmanager
def another_instance() -> Iterator[str]:
    """The port of somebody else's API, which lives."""

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(b'{"status":"ok","instance":"0123456789abcdef"}')

        def log_message(self, *_: object) -> None:
            """Tells nobody."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    thread = Thread(target=server.serve_forever)
    thread.start()
    try:
        yield str(server.server_port)
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def test_servers_that_exist_are_used_and_left_running(tmp_path: Path, small_file: Path) -> None:
    with EmbeddedServers(tmp_path / "servers", durable=False) as servers:
        place = conninfo_to_dict(servers.database_url)
        named = {
            "PURVEY_DATABASE_URL": f"postgresql:///{place['dbname']}?application_name=ours",
            "PURVEY_NATS_URL": servers.nats_url,
            # What the address leaves out: the parts of an instance have no such variables.
            "PGHOST": str(place["host"]),
            "PGPORT": str(place["port"]),
            "PGUSER": str(place["user"]),
            "PGOPTIONS": "-c datestyle=German -c search_path=x -c intervalstyle=iso_8601",
            "PGDATESTYLE": "German",
            "PGCLIENTENCODING": "SQL_ASCII",
        }
        home = Home(tmp_path / "home", **named)
        alone = home.here("import", small_file, "--json")
        assert alone.code == 0, alone.said
        with home.up():
            told = conninfo_to_dict(home.addresses.database_url)
            assert {name: told[name] for name in place} == place
            until(lambda: has_settled(home))
            assert home.here("status").code == 0
            assert home.here("import", small_file, "--json").report["commands"] > 0
            assert home.here("up").code == 3
        with another_instance() as port:
            named["PURVEY_API_PORT"] = port
            down = Home(tmp_path / "home", **named).here("status", "--json")
        assert (down.code, down.report["api"], down.report["database"]) == (3, "unavailable", "ok")
        assert home.here("verify", "--json").report["differences"] == 0
        assert not (home.path / "postgres").exists()
        until(lambda: not home.processes())
        with psycopg.connect(servers.database_url) as connection:
            assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize(
    "words",
    [
        ["verify"],
        ["history", "purchase_order/PO-1"],
        ["as-of", "0", "stock"],
        ["diff", "--from", "0", "--to", "0", "stock"],
        ["rebuild", "--all"],
        ["parked", "retry", "stock", "stock_item/1"],
        ["backup"],
        ["log", "new-epoch"],
        ["log", "resume-consumer", "ledger"],
        ["log", "split", "--at", "1000000"],
    ],
)
def test_a_command_that_needs_an_instance_makes_none(
    home: Home, words: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PURVEY_HOME", str(home.path))
    answer = CliRunner().invoke(program(), words)
    assert isinstance(answer.exception, NoInstance), answer.output
    assert exit_code_of(answer.exception) == 3
    assert "PURVEY_HOME" in str(answer.exception)
    assert not home.path.exists()


def test_named_servers_get_no_other_passwords_by_a_slip_in_the_home(tmp_path: Path) -> None:
    named = {"PURVEY_DATABASE_URL": NOWHERE, "PURVEY_NATS_URL": NO_NATS}
    home = Home(tmp_path / "home", **named)
    for command in ("verify", "status"):
        answer = home.here(command)
        assert (answer.code, "PURVEY_HOME" in answer.said) == (3, True)
        assert not home.path.exists()

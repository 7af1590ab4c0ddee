"""How the program ends where its work was not done: by which code, and what it says."""

import errno
import sys
from io import StringIO
from pathlib import Path

import psycopg
import pytest
from psycopg_pool import PoolTimeout
from rich.console import Console

from api.cli.failures import exit_code_of, explain
from projections.runner import StoreUnavailable
from tests.cli.program import Home


def test_a_signal_before_a_command_has_begun_ends_with_the_code_of_those_that_are_stopped(
    tmp_path: Path,
) -> None:
    early = """
import signal, sys
class Early:
    def find_spec(self, name, *_):
        if name == "typer":
            exec("signal.raise_signal(signal.SIGTERM)")
sys.argv = ["purvey", "--help"]
from api.cli import main
sys.meta_path.insert(0, Early())
main()
"""
    (tmp_path / "early.py").write_text(early)
    stopped = Home(tmp_path / "home").run([sys.executable, "-m", "early"], cwd=tmp_path)
    assert stopped == (130, "", "")


@pytest.mark.parametrize(
    ("code", "failure"),
    [
        ("unavailable", StoreUnavailable("the connection was closed")),
        ("unavailable", psycopg.OperationalError("FATAL: the database system is starting up")),
        ("unavailable", psycopg.errors.TooManyConnections("sorry, too many clients already")),
        ("unavailable", PoolTimeout("couldn't get a connection after 5.00 sec")),
        ("disk_full", psycopg.errors.DiskFull("could not extend file")),
        ("read_only", psycopg.errors.ReadOnlySqlTransaction("cannot execute INSERT")),
    ],
)
def test_a_database_that_does_not_take_us_is_not_available_and_told_by_a_code(
    code: str, failure: Exception, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert exit_code_of(failure) == 3
    said = StringIO()
    monkeypatch.setattr("api.cli.failures.messages", Console(file=said, markup=False))
    explain(failure)
    assert said.getvalue().startswith(f"database.{code}: ")
    assert str(failure) in said.getvalue()


def test_a_full_disk_ends_no_part_for_its_log_and_is_told_by_a_code(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    logs = "from api.cli.report import log_to_standard_error; import structlog;"
    logs += " log_to_standard_error(); structlog.get_logger().info('x'); print('lives')"
    home = Home(tmp_path / "home")
    lives = home.run(["sh", "-c", f'{sys.executable} -c "$1" 2>/dev/full', "sh", logs])
    assert lives.out == "lives\n"
    full = OSError(errno.ENOSPC, "No space left on device")
    assert exit_code_of(full) == 3
    said = StringIO()
    monkeypatch.setattr("api.cli.failures.messages", Console(file=said, markup=False))
    explain(full)
    assert said.getvalue().startswith("disk.full: ")

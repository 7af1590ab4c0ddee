"""However the process that started the servers ends, they end too, and the next start is safe."""

import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.embedded.servers import EmbeddedServers
from adapters.embedded.socket_folder import socket_folder
from adapters.system import monotonic_seconds, sleep_seconds
from tests.adapters.embedded.processes import is_alive, server_pids, signal_all

END_SECONDS_MAX = 30
WAKE_SECONDS = 0.5
SUPERVISOR = """
import pathlib, signal, sys, time
from adapters.embedded.servers import EmbeddedServers

# Whoever starts the tests in the background of a shell has all that they start ignore it.
signal.signal(signal.SIGINT, signal.default_int_handler)
with EmbeddedServers(pathlib.Path(sys.argv[1])) as addresses:
    print(addresses.database_url, flush=True)
    time.sleep(600)
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    """A home folder; what a killed process left outside it is removed as the next start would."""
    yield tmp_path
    with socket_folder(tmp_path):
        pass


def start_supervisor(home: Path) -> subprocess.Popen[str]:
    """Run a process of its own that starts the servers and then only sleeps."""
    return subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(home)], stdout=subprocess.PIPE, text=True
    )


def first_line(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def end(process: subprocess.Popen[str], number: signal.Signals) -> None:
    process.send_signal(number)
    process.wait(END_SECONDS_MAX)
    assert process.stdout is not None
    process.stdout.close()


def wait_until_dead(pids: list[int]) -> None:
    deadline = monotonic_seconds() + END_SECONDS_MAX
    while any(is_alive(pid) for pid in pids):
        assert monotonic_seconds() < deadline, f"still alive: {pids}"
        sleep_seconds(0.01)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_both_servers_end_with_the_process_that_started_them(
    home: Path, number: signal.Signals
) -> None:
    supervisor = start_supervisor(home)
    database_url = first_line(supervisor)
    pids = server_pids(home)
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        end(supervisor, number)
    wait_until_dead(pids)
    # PostgreSQL shut down in order, so there is nothing to recover and no pid file is left.
    assert not (home / "postgres" / "postmaster.pid").exists()


def test_a_start_right_after_the_death_of_its_predecessor_finds_every_row(home: Path) -> None:
    supervisor = start_supervisor(home)
    with psycopg.connect(first_line(supervisor), autocommit=True) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")
        end(supervisor, signal.SIGKILL)
    with (
        EmbeddedServers(home) as addresses,
        psycopg.connect(addresses.database_url) as connection,
    ):
        assert connection.execute("SELECT answer FROM kept").fetchone() == (42,)


def test_a_server_that_outlived_its_starter_is_ended_before_a_second_one_starts(
    home: Path,
) -> None:
    supervisor = start_supervisor(home)
    first_line(supervisor)
    pids = server_pids(home)
    signal_all(pids, signal.SIGSTOP)  # Deaf to the death of its parent until it goes on.
    end(supervisor, signal.SIGKILL)
    wake = threading.Timer(WAKE_SECONDS, signal_all, [pids, signal.SIGCONT])
    wake.start()
    with EmbeddedServers(home):
        assert not any(is_alive(pid) for pid in pids)
    wake.join()


def test_a_start_that_is_killed_half_way_leaves_no_process_and_a_usable_home(
    home: Path,
) -> None:
    supervisor = start_supervisor(home)
    deadline = monotonic_seconds() + END_SECONDS_MAX
    while not (home / "postgres.unfinished").exists():
        assert monotonic_seconds() < deadline, "initdb never began"
        sleep_seconds(0.01)
    end(supervisor, signal.SIGKILL)
    with (
        EmbeddedServers(home) as addresses,
        psycopg.connect(addresses.database_url) as connection,
    ):
        assert connection.execute("SELECT 1").fetchone() == (1,)

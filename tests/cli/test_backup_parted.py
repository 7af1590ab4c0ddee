"""A backup whose database was put back by hand, past `purvey restore`: it keeps one history."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.backups.log_end import PAGE_BYTES
from adapters.backups.log_files import whole_segments
from tests.cli.program import Home, copied, until
from tests.cli.suppliers import has_mirror, propose, status, suppliers
from tests.cli.test_backup import is_received

pytestmark = pytest.mark.timeout(400)  # Many processes start, on whatever machine this is.

SHARED = {f"S-SHARED-{n}" for n in range(3)}
FORMER = {f"S-FORMER-{n}" for n in range(3)}
SINCE = {f"S-SINCE-{n}" for n in range(3)}


def propose_all(home: Home, numbers: set[str]) -> None:
    """Each in a segment of the server's log of its own."""
    for number in sorted(numbers):
        assert propose(home, number).is_success
        with psycopg.connect(home.addresses.database_url) as connection:
            connection.execute("SELECT pg_switch_wal()")


@pytest.fixture(scope="module")
def parted(tmp_path_factory: pytest.TempPathFactory, prepared: Path) -> Iterator[tuple[Home, Path]]:
    """A stopped instance that went on from an older copy of its data, behind its backup's back."""
    folder = tmp_path_factory.mktemp("parted")
    home, backup = Home(copied(prepared, folder / "home")), folder / "backup"
    with home.up():
        assert home.here("backup", backup).code == 0
        propose_all(home, SHARED)
        until(lambda: is_received(home))
    copy = home.path / "copy"
    shutil.copytree(home.path / "postgres", copy)
    with home.up():
        propose_all(home, FORMER)
        until(lambda: is_received(home) and has_mirror(home))
    shutil.rmtree(home.path / "postgres")
    copy.rename(home.path / "postgres")
    with home.up():
        until(lambda: status(home).get("nats") == "stream_ahead")
        (folder / "before.json").write_text(home.here("status", "--json").out)
        propose_all(home, SINCE)
        begun = home.here("log", "new-epoch", "--by", "olga", "--json")
        assert begun.code == 0, begun.said
        until(lambda: propose(home, "S-LAST").is_success)
        (folder / "epoch.json").write_text(begun.out)
        (folder / "status.json").write_text(home.here("status", "--json").out)
        (folder / "status.txt").write_text(home.here("status").out)
    yield home, backup
    until(lambda: not home.processes())


def test_a_backup_takes_nothing_of_another_history_and_says_so(parted: tuple[Home, Path]) -> None:
    _, backup = parted
    told = json.loads((backup.parent / "status.json").read_text())["backup"]
    assert (told["state"], told["behind_bytes"]) == ("other_history", None)
    assert told["code"] == "backup.other_history"
    assert "purvey backup" in told["reason"]
    assert "backup.other_history" in (backup.parent / "status.txt").read_text()
    before = json.loads((backup.parent / "before.json").read_text())["backup"]
    assert before["code"] == told["code"], "also while its log is shorter than the backup's"
    begun = json.loads((backup.parent / "epoch.json").read_text())
    assert begun["backup"] == told


def test_what_the_backup_holds_is_the_former_history_whole(
    parted: tuple[Home, Path], tmp_path: Path
) -> None:
    _, backup = parted
    fresh = Home(tmp_path / "fresh")
    restored = fresh.here("restore", backup, "--to", "latest", "--json")
    assert restored.code == 0, restored.said
    assert suppliers(fresh) == SHARED | FORMER


def test_a_backup_that_holds_two_histories_is_refused_unless_a_piece_is_wanted(
    parted: tuple[Home, Path], tmp_path: Path
) -> None:
    """As versions before received them, or whoever copies segments by hand."""
    home, backup = parted
    mixed, fresh = tmp_path / "mixed", Home(tmp_path / "fresh")
    shutil.copytree(backup, mixed)
    latest = max((mixed / "wal").iterdir())
    received = latest.read_bytes().rstrip(b"\0")
    # Behind the page with its last record, or the two might fit each other by chance: both were
    # switched to this segment, and PostgreSQL reads on where a record says where the one before is.
    kept = -(-len(received) // PAGE_BYTES) * PAGE_BYTES
    latest.unlink()
    for segment in whole_segments(home.path / "postgres/pg_wal").values():
        if segment.name == latest.name[:24]:
            both = received.ljust(kept, b"\0") + segment.read_bytes()[kept:]
            (mixed / "wal" / segment.name).write_bytes(both)
        elif segment.name > latest.name:
            shutil.copyfile(segment, mixed / "wal" / segment.name)
    refused = fresh.here("restore", mixed, "--to", "latest")
    assert (refused.code, "restore.log_broken" in refused.said) == (1, True), refused.said
    assert not {"postgres", "restoring"} & {each.name for each in fresh.path.iterdir()}
    restored = fresh.here("restore", mixed, "--to", "latest", "--incomplete", "--json")
    assert restored.code == 0, restored.said
    assert suppliers(fresh) == SHARED | FORMER


def test_a_new_backup_follows_what_stands(parted: tuple[Home, Path], tmp_path: Path) -> None:
    home, backup = parted
    second = tmp_path / "second"
    former = {each.name: each.stat().st_mtime_ns for each in (backup / "wal").iterdir()}
    with home.up():
        assert home.here("backup", second).code == 0
        assert propose(home, "S-BACKED-UP").is_success
        until(lambda: is_received(home))
    assert {each.name: each.stat().st_mtime_ns for each in (backup / "wal").iterdir()} == former
    fresh = Home(tmp_path / "fresh")
    assert fresh.here("restore", second, "--to", "latest").code == 0
    assert suppliers(fresh) == SHARED | SINCE | {"S-LAST", "S-BACKED-UP"}

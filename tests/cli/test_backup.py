"""`purvey backup` and `purvey restore`: what was acknowledged by a moment is there, and no more."""

import json
import os
import shutil
import signal
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import orjson
import psycopg
import pytest

from adapters.backups.errors import BackupError
from adapters.backups.restoring import check_backup, restore
from adapters.postgres import event_mapper
from adapters.system import utc_now
from adapters.vault import FileVault
from application.errors import UnreadableLog
from domain.event import SealedText
from domain.registry import EVENTS
from tests.cli.conftest import has_settled
from tests.cli.damages import DAMAGES, copied_by_files
from tests.cli.program import PURVEY, Home, copied, end, until
from tests.cli.suppliers import ask, has_mirror, propose, suppliers

pytestmark = pytest.mark.timeout(400)  # Many processes start, on whatever machine this is.


def is_received(home: Home) -> bool:
    """Whether the backup has all that the server wrote."""
    backup = home.here("status", "--json").report["backup"]
    return bool(backup["state"] == "receiving" and backup["behind_bytes"] == 0)


def outcomes(home: Home) -> int:
    """How many events of imported histories the ledger knows."""
    with psycopg.connect(home.addresses.database_url) as connection:
        row = connection.execute("SELECT count(*) FROM import.outcome").fetchone()
    assert row is not None
    return int(row[0])


def test_a_moment_is_restored_whole_and_the_history_goes_on_from_there(
    tmp_path: Path, prepared: Path, small_file: Path
) -> None:
    home, backup = Home(copied(prepared, tmp_path / "home")), tmp_path / "backup"
    with home.up():
        assert propose(home, "S-BEFORE").is_success
        taken = home.here("backup", backup, "--json")
        assert taken.code == 0, taken.said
        assert (taken.report["log_events"], taken.report["epoch"]) == (2, 1)
        assert home.here("import", small_file, "--json").code == 0
        known = outcomes(home)
        assert propose(home, "S-AFTER").is_success
        moment = utc_now().isoformat()
        lost = propose(home, "S-LOST")
        lost_token = orjson.loads(lost.content)["token"]
        running = home.here("restore", backup, "--to", moment)
        assert running.code == 3
        assert "embedded.home_in_use" in running.said
        until(lambda: has_settled(home))
        until(lambda: has_mirror(home))

    restored = home.purvey("restore", backup, "--to", moment, "--by", "olga", "--json")
    assert restored.code == 0, restored.said
    report = restored.report
    assert (report["epoch"]["epoch"], report["epoch"]["started_by"]) == (2, "olga")
    assert report["epoch"]["offset"] == report["log_events"]
    assert report["epoch"]["lost_events"] == 2
    assert b"S-LOST" in Path(report["epoch"]["lost_events_file"]).read_bytes()
    assert (Path(report["former_data"]) / "PG_VERSION").exists()
    assert report["last_recorded_at"] <= moment

    with home.up():
        assert outcomes(home) == known
        told = ask(home, "suppliers", min_position=lost_token)
        assert (told.status_code, told.json()["code"]) == (410, "request.token_lost")
        assert propose(home, "S-NEW").is_success
        until(lambda: has_settled(home))
        until(lambda: has_mirror(home))
        found = suppliers(home)
        assert {"S-BEFORE", "S-AFTER", "S-NEW"} <= found
        assert "S-LOST" not in found
        again = home.here("import", small_file, "--json").report
        assert again["resumed"] == again["source_events"]
        verified = home.here("verify", "--json")
        assert (verified.code, verified.report["differences"]) == (0, 0), verified.said
        report = home.here("status", "--json").report
        assert (report["epoch"], report["nats"], report["backup"]) == (2, "ok", None)
    until(lambda: not home.processes())


def test_all_that_was_acknowledged_is_restored_after_everything_was_killed(tmp_path: Path) -> None:
    """Also behind a restore to a wrong moment, which put the end of the history aside."""
    home, backup = Home(tmp_path / "home"), tmp_path / "backup"
    with home.up() as process:
        assert home.here("backup", backup).code == 0
        acknowledged = {f"S-{n}" for n in range(30)}
        for number in sorted(acknowledged)[:10]:
            assert propose(home, number).is_success
        moment = utc_now().isoformat()
        with psycopg.connect(home.addresses.database_url) as connection:
            connection.execute("SELECT pg_switch_wal()")  # What follows is in another segment.
        later = [propose(home, number) for number in sorted(acknowledged)[10:]]
        assert all(each.is_success for each in later)
        for part in ("postgres", "nats", "api"):
            os.kill(home.pid(part), signal.SIGKILL)
        end(process, signal.SIGKILL)
    until(lambda: not home.processes())
    # The backup lost what it received of the last moments: they stand in the home alone.
    for received in (backup / "wal").glob("*.partial"):
        received.unlink()
    restored = home.here("restore", backup, "--to", moment, "--json")
    assert (restored.code, restored.report["log_events"]) == (0, 2 * 10), restored.said
    with home.up():
        wrong = propose(home, "S-WRONG").json()["token"]
        until(lambda: has_mirror(home))
    restored = home.here("restore", backup, "--to", "latest", "--json")
    assert restored.code == 0, restored.said
    assert restored.report["log_events"] == 2 * len(acknowledged)
    assert suppliers(home) == acknowledged
    with home.up():
        assert ask(home, "suppliers", min_position=wrong).json()["code"] == "request.token_lost"
        assert ask(home, "suppliers", min_position=later[-1].json()["token"]).is_success


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Path]]:
    """A stopped instance and its backup, with a key of sealed text before and one after it."""
    folder = tmp_path_factory.mktemp("kept")
    home, backup = Home(folder / "home", PURVEY_NATS_SYNC_INTERVAL="always"), folder / "backup"
    with home.up():
        assert '"sync_interval": "always"' in (home.path / "nats.conf").read_text()
        vault = FileVault(home.path / "keys")
        texts = {name: vault.seal("demo", name, f"of {name}") for name in ("early", "erased")}
        assert home.here("backup", backup).code == 0
        texts["late"] = vault.seal("demo", "late", "of late")
        vault.erase("demo", "erased")
        assert propose(home, "S-1").is_success
        until(lambda: is_received(home))
        until(lambda: (backup / "secrets/keys/demo/late").exists())
    (folder / "texts.json").write_text(json.dumps({n: t.model_dump() for n, t in texts.items()}))
    yield home, backup
    until(lambda: not home.processes())


def test_a_backup_brings_an_instance_up_on_a_machine_that_has_nothing(
    kept: tuple[Home, Path], tmp_path: Path
) -> None:
    _, backup = kept
    fresh, copy = Home(tmp_path / "fresh"), copied_by_files(backup, tmp_path / "copy")
    restored = fresh.here("restore", copy, "--to", "latest", "--json")
    assert restored.code == 0, restored.said
    assert restored.report["former_data"] is None
    assert restored.report["keys_brought_back"] == 2
    with fresh.up():
        assert propose(fresh, "S-2").is_success
    assert suppliers(fresh) == {"S-1", "S-2"}
    texts = json.loads((backup.parent / "texts.json").read_text())
    vault = FileVault(fresh.path / "keys")
    opened = {name: vault.open("demo", _sealed(text)) for name, text in texts.items()}
    assert opened == {"early": "of early", "late": "of late", "erased": None}
    assert (fresh.path / "dev-token").exists()


def test_what_a_backup_holds_is_for_its_owner_alone(kept: tuple[Home, Path]) -> None:
    _, backup = kept
    held = {each.name for each in backup.iterdir()} - {"received.json"}
    assert (backup.stat().st_mode & 0o077, held) == (0, {"backup.json", "base", "secrets", "wal"})
    assert {each.name for each in (backup / "secrets").iterdir()} == {
        *("database-secret", "keys", "keys.json", "postgres.password")
    }


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_backup_that_is_not_what_it_was_is_refused_and_nothing_is_touched(
    kept: tuple[Home, Path], tmp_path: Path, damage: str
) -> None:
    _, backup = kept
    do, code = DAMAGES[damage]
    copy, home = tmp_path / "copy", tmp_path / "home"
    home.mkdir()
    shutil.copytree(backup, copy, copy_function=os.link)
    do(copy)
    with pytest.raises(BackupError) as refused:
        restore(home, copy, None)
    assert refused.value.code == code
    assert not {"postgres", "restoring"} & {each.name for each in home.iterdir()}


def test_a_backup_that_this_program_cannot_read_is_refused_and_nothing_is_touched(
    kept: tuple[Home, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, backup = kept
    (home := tmp_path / "home").mkdir()
    before = {name: kind for name, kind in EVENTS.items() if name != "supplier.proposed"}
    monkeypatch.setattr(event_mapper, "EVENTS", before)  # Other tests need them in their order.
    with pytest.raises(UnreadableLog, match=r"supplier\.proposed"):
        restore(home, backup, None)
    assert not {"postgres", "restoring"} & {each.name for each in home.iterdir()}


@pytest.mark.parametrize("to", ["2026-01-01T00:00:00Z", "2999-01-01T00:00:00Z"])
def test_a_moment_before_the_backup_or_of_the_future_is_refused(
    kept: tuple[Home, Path], to: str
) -> None:
    _, backup = kept
    with pytest.raises(BackupError) as refused:
        check_backup(backup, datetime.fromisoformat(to))
    assert refused.value.code == "restore.out_of_range"


def test_a_moment_that_the_backup_does_not_reach_is_refused(
    kept: tuple[Home, Path], tmp_path: Path
) -> None:
    _, backup = kept
    home = Home(tmp_path / "home")
    # Nothing was recorded between the backup's end and now, so its log cannot say that it is over.
    refused = home.here("restore", backup, "--to", utc_now().isoformat())
    assert refused.code == 1
    assert "restore.out_of_range" in refused.said
    assert not (home.path / "postgres").exists()


@pytest.mark.parametrize(
    ("to", "words"), [("2026-01-01T00:00:00", "offset"), ("yesterday", "latest")]
)
def test_what_is_no_moment_is_refused(tmp_path: Path, to: str, words: str) -> None:
    refused = Home(tmp_path / "home").here("restore", tmp_path, "--to", to)
    assert refused.code == 2
    assert words in " ".join(refused.said.split())


def test_a_backup_goes_into_an_empty_folder_and_of_our_own_servers_alone(
    kept: tuple[Home, Path], tmp_path: Path
) -> None:
    home, backup = kept
    twice = home.here("backup", backup)
    assert (twice.code, "backup.folder_not_empty" in twice.said) == (1, True)
    named = Home(
        tmp_path / "home",
        PURVEY_DATABASE_URL="postgresql://nobody@127.0.0.1:1/purvey",
        PURVEY_NATS_URL="nats://127.0.0.1:1",
    )
    for words in (["backup"], ["restore", str(backup), "--to", "latest"]):
        refused = named.here(*words)
        assert (refused.code, "backup.not_embedded" in refused.said) == (1, True)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_a_backup_that_is_stopped_leaves_nothing(
    kept: tuple[Home, Path], tmp_path: Path, number: signal.Signals
) -> None:
    home, _ = kept
    place = tmp_path / "stopped"
    process = home.start([*PURVEY, "backup", place])
    until(lambda: (place / "base").exists())
    assert end(process, number) == 130, home.errors.read_text()
    assert "stopped" in home.errors.read_text()
    assert not place.exists()
    until(lambda: not home.processes())


def test_a_home_whose_restore_was_interrupted_starts_only_by_another_restore(
    kept: tuple[Home, Path], tmp_path: Path
) -> None:
    _, backup = kept
    home = Home(tmp_path / "home")
    (home.path / "restoring").mkdir(parents=True)
    refused = home.here("verify")
    assert (refused.code, "restore.unfinished" in refused.said) == (1, True)
    assert home.here("restore", backup, "--to", "latest").code == 0
    assert suppliers(home) == {"S-1"}


@pytest.mark.faults  # Two whole backups of a running instance: half a minute.
def test_a_second_backup_takes_over_and_lets_go_of_the_first(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    first, second = tmp_path / "first", tmp_path / "second"
    slots = "SELECT count(*) FROM pg_replication_slots"
    with home.up():
        for backup in (first, second):
            assert home.purvey("backup", backup).code == 0
            assert propose(home, f"S-{backup.name}").is_success
            until(lambda: is_received(home))

        def is_single() -> bool:
            with psycopg.connect(home.addresses.database_url) as connection:
                return connection.execute(slots).fetchone() == (1,)

        until(is_single)
    restored = home.purvey("restore", first, "--to", "latest", "--json")
    assert restored.code == 0, restored.said
    assert suppliers(home) == {"S-first", "S-second"}


def _sealed(told: dict[str, str]) -> SealedText:
    return SealedText(**told)

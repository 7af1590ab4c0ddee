"""Whatever ends a run: whole files stay and nothing half done; what is foreign is left alone."""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

import pytest

from adapters.archive.errors import (
    ArchiveDamaged,
    ArchiveRunning,
    ArchiveUnreadable,
    FolderNotEmpty,
    FolderUnusable,
)
from adapters.archive.folder import LOCK, held_folder
from adapters.archive.manifest import FILE, UNFINISHED, name_of, read_manifest
from tests.adapters.archive.archives import (
    checked,
    contents,
    edit_manifest,
    events_of_all,
    listed,
    logged,
    written,
)
from tests.conftest import Imported
from tests.tidy.sources import ROOT

POLL_SECONDS: Final = 0.005


def test_a_folder_that_holds_something_else_is_refused_and_left_alone(
    imported: Imported, tmp_path: Path
) -> None:
    (tmp_path / "thesis.txt").write_text("mine")
    with pytest.raises(FolderNotEmpty):
        written(imported.database, tmp_path)
    (tmp_path / "thesis.txt").rename(tmp_path / name_of(1, 9))  # Not ours, whatever its name.
    with pytest.raises(FolderNotEmpty):
        written(imported.database, tmp_path)
    assert (tmp_path / name_of(1, 9)).read_text() == "mine"
    with pytest.raises(FolderUnusable):
        written(imported.database, tmp_path / name_of(1, 9))


def test_two_processes_do_not_write_the_same_archive(imported: Imported, tmp_path: Path) -> None:
    with held_folder(tmp_path / "a"), pytest.raises(ArchiveRunning):
        written(imported.database, tmp_path / "a")
    assert not (tmp_path / "a").exists()


def test_a_run_that_is_stopped_keeps_its_whole_files_and_nothing_else(
    imported: Imported, tmp_path: Path
) -> None:
    def stop(done: int, total: int) -> None:
        del total
        if done > 1_200:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        written(imported.database, tmp_path, reached=stop)
    assert {path.name for path in tmp_path.iterdir()} == {
        *(FILE, LOCK, name_of(1, 500), name_of(501, 1_000))
    }
    assert checked(tmp_path, imported.database).differences == 0


@pytest.mark.parametrize("files", [0, 1, 3, 9, 20])
def test_a_run_that_is_killed_leaves_an_archive_that_the_next_one_completes(
    imported: Imported, tmp_path: Path, files: int
) -> None:
    child = subprocess.Popen(
        [
            *(sys.executable, "-m", "tests.adapters.archive.archive_child"),
            *(imported.database.role_url("purvey_relay"), str(tmp_path)),
        ],
        cwd=ROOT,
    )
    while len([*tmp_path.glob(f"events-*{UNFINISHED}")]) == 0 or len(contents(tmp_path)) < files:
        assert child.poll() is None, "killed before its end"
        time.sleep(POLL_SECONDS)
    child.kill()
    child.wait()
    if (tmp_path / FILE).exists():
        left = checked(tmp_path, imported.database)
        assert {fault.what for fault in left.faults} <= {"the manifest does not name it"}
    written(imported.database, tmp_path)
    assert events_of_all(tmp_path) == logged(imported.database)
    assert checked(tmp_path, imported.database).differences == 0
    assert not [*tmp_path.glob(f"*{UNFINISHED}")]


def test_what_died_between_file_and_manifest_is_written_again(
    imported: Imported, tmp_path: Path
) -> None:
    with held_folder(tmp_path / "a") as folder:
        folder.intend(name_of(1, 250))
        (tmp_path / "a" / name_of(1, 250)).write_bytes(b"whole, and never named")
    assert written(imported.database, tmp_path / "a", last=400).rows == 400
    assert [each.name for each in (tmp_path / "a").glob("*.parquet")] == [name_of(1, 400)]


def test_a_file_of_the_name_that_comes_next_is_not_written_over(
    imported: Imported, tmp_path: Path
) -> None:
    written(imported.database, tmp_path, last=300)
    (tmp_path / name_of(301, 400)).write_text("mine")
    with pytest.raises(ArchiveDamaged, match="does not name it"):
        written(imported.database, tmp_path, last=400)
    assert (tmp_path / name_of(301, 400)).read_text() == "mine"


def test_nothing_is_added_to_an_archive_that_lacks_or_changed_a_file(
    imported: Imported, tmp_path: Path
) -> None:
    written(imported.database, tmp_path, last=1_000)
    with (tmp_path / name_of(1, 500)).open("ab") as file:
        file.write(b"more")
    with pytest.raises(ArchiveDamaged, match="not as long"):
        written(imported.database, tmp_path)
    (tmp_path / name_of(1, 500)).unlink()
    with pytest.raises(ArchiveDamaged, match="is missing"):
        written(imported.database, tmp_path)
    assert listed(read_manifest(tmp_path))[-1].last_offset == 1_000


def test_a_manifest_that_contradicts_itself_is_refused(imported: Imported, tmp_path: Path) -> None:
    written(imported.database, tmp_path, last=10)
    edit_manifest(tmp_path, lambda told: told.update(rows=11))
    with pytest.raises(ArchiveUnreadable, match="sums up"):
        written(imported.database, tmp_path)
    edit_manifest(tmp_path, lambda told: told.update(rows=10, format=2))
    with pytest.raises(ArchiveUnreadable, match="form is 2"):
        written(imported.database, tmp_path)
    (tmp_path / FILE).write_text("{")
    with pytest.raises(ArchiveUnreadable):
        written(imported.database, tmp_path)


def test_a_name_that_leads_out_of_the_folder_is_no_file_of_an_archive(
    imported: Imported, tmp_path: Path
) -> None:
    written(imported.database, tmp_path, last=10)
    edit_manifest(tmp_path, lambda told: told["files"][0].update(name="../elsewhere.parquet"))
    with pytest.raises(ArchiveUnreadable):
        read_manifest(tmp_path)

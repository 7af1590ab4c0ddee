"""A backup is what its backup.json says, where that has the shape of one."""

import hashlib
import json
from pathlib import Path

import pytest

from adapters.backups.errors import BackupAbsent, BackupNotReadable, BackupUnreadable
from adapters.backups.manifest import CHECKSUM, FILE, Manifest, read_manifest, write_manifest
from adapters.embedded.postgres import VERSION
from adapters.system import utc_now

MANIFEST = Manifest(
    taken_at=utc_now(),
    finished_at=utc_now(),
    epoch=1,
    offset=0,
    postgres=VERSION,
    timeline=1,
    slot="purvey_backup_0123456789ab",
    migrations=("0001_log.sql",),
    digests={"database-secret": hashlib.sha256(b"").hexdigest()},
)


def test_what_was_written_is_read(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    assert read_manifest(tmp_path) == MANIFEST


@pytest.mark.parametrize("said", [b"", b"[]", b"null", b'"x"', b"5", b"\xff", b"[" * 100_000])
def test_other_words_are_none_of_a_backup(tmp_path: Path, said: bytes) -> None:
    (tmp_path / FILE).write_bytes(said)
    with pytest.raises(BackupUnreadable, match=FILE):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        *(("digests", []), ("digests", {"../x": "0" * 64}), ("digests", {"database-secret": "x"})),
        *(("timeline", "1"), ("timeline", 0), ("timeline", 2**32), ("timeline", True)),
        *(("taken_at", "2026-01-01T00:00:00"), ("finished_at", "2026-01-01 00:00:00")),
        *(("finished_at", 5), ("epoch", None), ("offset", -1), ("slot", "x"), ("migrations", "x")),
    ],
)
def test_a_word_of_another_shape_is_named(tmp_path: Path, key: str, value: object) -> None:
    write_manifest(tmp_path, MANIFEST)
    told = json.loads((tmp_path / FILE).read_text())
    (tmp_path / FILE).write_text(json.dumps({**told, key: value}))
    with pytest.raises(BackupUnreadable, match=key):
        read_manifest(tmp_path)


@pytest.mark.parametrize(
    ("key", "value"),
    [("digests", {}), ("offset", 7), ("migrations", []), ("format", True), ("timeline", 2)],
)
def test_another_word_of_the_right_shape_is_told(tmp_path: Path, key: str, value: object) -> None:
    write_manifest(tmp_path, MANIFEST)
    told = json.loads((tmp_path / FILE).read_text())
    (tmp_path / FILE).write_text(json.dumps({**told, key: value}))
    with pytest.raises(BackupUnreadable, match="its own checksum does not fit"):
        read_manifest(tmp_path)


def test_words_without_a_checksum_are_as_an_older_version_left_them(tmp_path: Path) -> None:
    write_manifest(tmp_path, MANIFEST)
    told = json.loads((tmp_path / FILE).read_text())
    del told[CHECKSUM]
    (tmp_path / FILE).write_text(json.dumps(told))
    assert read_manifest(tmp_path) == MANIFEST


def test_a_folder_that_is_away_is_not_called_unfinished(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "away", tmp_path / "file"):
        with pytest.raises(BackupAbsent, match="on a disk that is away"):
            read_manifest(folder)


def test_words_that_cannot_be_read_are_not_called_damaged(tmp_path: Path) -> None:
    (tmp_path / FILE).mkdir()
    with pytest.raises(BackupNotReadable, match="nothing shows that it is damaged"):
        read_manifest(tmp_path)

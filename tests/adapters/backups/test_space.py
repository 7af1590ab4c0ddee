"""A disk that is too small is told before anything is copied."""

import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from adapters.backups.errors import DiskTooSmall
from adapters.backups.restoring import restore
from adapters.backups.taking import take_backup
from adapters.embedded.postgres import postgres_server
from adapters.postgres.migrate import migrate


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 16 MiB, where this process may mount one."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=16m", "tmpfs", str(folder)]
    mounted = subprocess.run(mount, check=False, capture_output=True, text=True)
    if mounted.returncode != 0:
        pytest.skip(f"this process may not mount a file system: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.timeout(200)
def test_a_disk_that_cannot_hold_the_copy_is_refused(tmp_path: Path, small_disk: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    with postgres_server(home) as server:
        server.launch()
        server.finish_start()
        migrate(server.url)
        with pytest.raises(DiskTooSmall, match="MiB are needed"):
            take_backup(server.url, home, small_disk / "backup")
        assert list(small_disk.iterdir()) == []
        with psycopg.connect(server.url) as connection:
            slots = connection.execute("SELECT count(*) FROM pg_replication_slots").fetchone()
        assert slots == (0,)
        take_backup(server.url, home, tmp_path / "backup")
    fresh = small_disk / "home"
    fresh.mkdir()
    with pytest.raises(DiskTooSmall):
        restore(fresh, tmp_path / "backup", None)
    assert list(fresh.iterdir()) == []

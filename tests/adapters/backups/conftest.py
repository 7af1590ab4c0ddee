"""What tests of backups begin with."""

from pathlib import Path

import pytest

from adapters.backups.keys import mirror_keys
from adapters.vault import FileVault
from tests.adapters.backups.kept_keys import Places


@pytest.fixture
def places(tmp_path: Path) -> Places:
    """A home with a key for Ann, and a backup that has it too."""
    found = Places(tmp_path / "home", tmp_path / "backup")
    FileVault(found.home).seal("demo", "ann", "a text")
    assert mirror_keys(*found) == (1, [])
    return found

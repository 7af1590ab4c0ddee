"""A private file is whole or absent, for its owner alone, and its name outlives a power cut."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from adapters.private_file import create_private, write_private


@pytest.mark.parametrize("write", [write_private, create_private])
def test_a_file_and_then_its_name_are_put_on_disk(
    tmp_path: Path, write: Callable[[Path, bytes], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    synced: list[tuple[str, bool]] = []
    file = tmp_path / "secret"

    def seen(descriptor: int) -> None:
        name = os.readlink(f"/proc/self/fd/{descriptor}")
        synced.append((name, file.exists()))

    monkeypatch.setattr(os, "fsync", seen)
    write(file, b"hidden")
    (_, early), (folder, late) = synced
    assert (early, folder, late) == (False, str(tmp_path), True)
    assert file.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in tmp_path.iterdir()] == ["secret"]


def test_writing_replaces_what_is_there_and_creating_leaves_it(tmp_path: Path) -> None:
    file = tmp_path / "secret"
    write_private(file, "first")
    create_private(file, b"second")
    assert file.read_text() == "first"
    write_private(file, b"third")
    assert file.read_text() == "third"

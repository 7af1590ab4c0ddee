"""What a home remembers of epochs comes back as it was kept, or is refused by name."""

from pathlib import Path
from typing import Final

import orjson
import pytest

from adapters.backups.restoring import restore
from adapters.home_epochs import (
    HIGHEST_FILE,
    STARTS_FILE,
    EpochsSpoilt,
    highest_epoch,
    keep_highest_epoch,
    keep_starts,
    known_starts,
)
from adapters.postgres.epochs import EpochStart
from adapters.system import utc_now

STARTS: Final = [
    EpochStart(2, 1, 7, 5, utc_now(), "olga", "put back"),
    EpochStart(3, 1, 9, 9, utc_now(), "olga", "zurückgeholt"),
]
SPOILT: Final = {
    "half a line": b'{"epoch": 4, "former_epoch": 1, "off',
    "no object": b"[]",
    "zeros": bytes(64),
    "no number": b'{"offset": "9"}',
    "beyond the log": b'{"shared_offset": 10}',
    "itself": b'{"former_epoch": 4}',
    "nobody": b'{"started_by": ""}',
    "more than a number": b'{"offset": 9223372036854775808}',
    "no time": b'{"started_at": "yesterday"}',
    "something more": b'{"also": 1}',
}


def test_what_is_kept_comes_back(tmp_path: Path) -> None:
    assert (highest_epoch(tmp_path), known_starts(tmp_path)) == (0, [])
    keep_highest_epoch(tmp_path, 3)
    keep_starts(tmp_path, STARTS)
    assert (highest_epoch(tmp_path), known_starts(tmp_path)) == (3, STARTS)


@pytest.mark.parametrize("spoilt", SPOILT)
def test_a_line_that_is_not_as_it_was_written_is_named(tmp_path: Path, spoilt: str) -> None:
    keep_starts(tmp_path, STARTS)
    file, line = tmp_path / STARTS_FILE, SPOILT[spoilt]
    if line.startswith(b"{") and line.endswith(b"}"):
        line = orjson.dumps({**STARTS[1]._asdict(), "epoch": 4, **orjson.loads(line)})
    file.write_bytes(file.read_bytes() + line)
    with pytest.raises(EpochsSpoilt, match=r"epochs\.jsonl is not as it was written: line 3"):
        known_starts(tmp_path)


@pytest.mark.parametrize("told", ["", "four", "-1", "2.5", "\0"])
def test_a_number_that_is_not_as_it_was_written_is_named(tmp_path: Path, told: str) -> None:
    (tmp_path / HIGHEST_FILE).write_text(told)
    with pytest.raises(EpochsSpoilt, match="it holds no number"):
        highest_epoch(tmp_path)


@pytest.mark.parametrize("name", [HIGHEST_FILE, STARTS_FILE])
def test_a_restore_looks_at_what_the_home_keeps_before_anything_changes_places(
    tmp_path: Path, name: str
) -> None:
    (home := tmp_path / "home").mkdir()
    (home / name).write_text('{"epoch": 2')
    with pytest.raises(EpochsSpoilt, match="Bring it back from a copy, or move it"):
        restore(home, tmp_path / "backup", None)
    assert {each.name for each in home.iterdir()} == {name}

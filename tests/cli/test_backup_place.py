"""Where in a home a backup may lie, whatever links lead there."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import program

USAGE = 2


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A home behind a link, and nothing in it that runs."""
    (tmp_path / "real/postgres").mkdir(parents=True)
    (tmp_path / "home").symlink_to(tmp_path / "real")
    (tmp_path / "data").symlink_to(tmp_path / "real/postgres")
    monkeypatch.setenv("PURVEY_HOME", str(tmp_path / "home"))
    return tmp_path


@pytest.mark.parametrize(
    "place",
    [
        "home",
        "home/postgres/b",
        "real/postgres/b",
        "data/b",
        "home/backups/../postgres/b",
        "home/keys",
        "home/restoring",
        "home/backups",
    ],
)
def test_a_backup_elsewhere_in_the_home_is_refused(home: Path, place: str) -> None:
    refused = CliRunner().invoke(program(), ["backup", str(home / place)])
    assert (refused.exit_code, "backups" in refused.output) == (USAGE, True), refused.output


@pytest.mark.parametrize("place", ["home/backups/monday", "real/backups/monday", "elsewhere"])
def test_a_backup_below_backups_or_outside_goes_on(home: Path, place: str) -> None:
    went_on = CliRunner().invoke(program(), ["backup", str(home / place)])
    assert went_on.exit_code != USAGE, "it fails later, since nothing runs"

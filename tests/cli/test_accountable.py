"""Who begins an epoch and why is checked before anything is looked at, let alone done."""

import getpass
import os
from pathlib import Path

import pytest
from typer.testing import CliRunner

from api.cli import program
from api.cli.accountable import who_begins, who_runs

RESTORE = ("restore", "no-backup", "--to", "latest")
NEW_EPOCH = ("log", "new-epoch", "--force")


@pytest.mark.parametrize(
    ("command", "option"),
    [
        ((*RESTORE, "--by", "x" * 257), "--by"),
        ((*RESTORE, "--by", "é" * 129), "--by"),
        ((*RESTORE, "--by", "  "), "--by"),
        ((*RESTORE, "--by", "\udcff"), "--by"),
        (("restore", "/".join(["x" * 200] * 11), "--to", "latest"), "The path of the backup"),
        ((*NEW_EPOCH, "--reason", "x" * 2049), "--reason"),
        ((*NEW_EPOCH, "--reason", "é" * 1025), "--reason"),
        ((*NEW_EPOCH, "--reason", "a drill", "--by", "x" * 257), "--by"),
    ],
)
def test_words_that_the_log_would_refuse_end_the_command_before_it_begins(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], option: str
) -> None:
    monkeypatch.setenv("PURVEY_HOME", str(tmp_path / "home"))
    refused = CliRunner().invoke(program(), command)
    assert refused.exit_code == 2, refused.output
    assert option in refused.output
    assert not (tmp_path / "home").exists()


def test_the_longest_words_are_taken() -> None:
    assert who_begins("é" * 128) == "é" * 128


@pytest.mark.parametrize("failure", [KeyError("uid not found: 4242"), OSError("no user name")])
def test_a_user_without_a_name_goes_by_its_number(
    monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    def nameless() -> str:
        raise failure

    monkeypatch.setattr(getpass, "getuser", nameless)
    assert who_runs(None) == who_begins("") == str(os.getuid())
    assert who_runs("olga") == "olga"

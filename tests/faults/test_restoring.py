"""A restore dies at each of its points: the next one ends sound, and nothing of the home is lost.

The backup is another home's, so data, secrets and stream of the home that is restored all differ.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path
from signal import SIGKILL
from typing import NamedTuple

import pytest

from adapters.backups.manifest import KEPT_SECRETS
from adapters.system import FAULT_PLAN
from tests.cli.program import Home, until
from tests.cli.suppliers import has_mirror, propose, suppliers
from tests.cli.test_backup import is_received
from tests.faults.points import RESTORE

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.

SHORT = ("restore.put_aside", "restore.epoch_followed")  # The lane does all of them.


class Ground(NamedTuple):
    """A home that stands still, and the backup of another one."""

    home: Path
    backup: Path


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    """Both have a history."""
    folder = tmp_path_factory.mktemp("ground")
    other, own = Home(folder / "other"), Home(folder / "own")
    with other.up():
        assert other.purvey("backup", folder / "backup").code == 0
        assert propose(other, "S-BACKED-UP").is_success
        until(lambda: is_received(other))
    with own.up():
        assert propose(own, "S-OWN").is_success
        until(lambda: has_mirror(own))
    yield Ground(own.path, folder / "backup")
    until(lambda: not other.processes() and not own.processes())


@pytest.mark.parametrize(
    "point",
    [
        pytest.param(point, marks=[] if point in SHORT else [pytest.mark.faults])
        for point in RESTORE
    ],
)
def test_a_restore_that_is_killed_is_ended_by_the_next_one_and_loses_nothing(
    ground: Ground, tmp_path: Path, point: str
) -> None:
    shutil.copytree(ground.home, tmp_path / "home")
    dying = Home(tmp_path / "home", **{FAULT_PLAN: f"{point}@1=kill"})
    home = Home(tmp_path / "home")
    restore = ("restore", ground.backup, "--to", "latest")
    died = dying.purvey(*restore)
    assert (died.code, f"at {point}" in died.said) == (-SIGKILL, True), died.said
    until(lambda: not home.processes())

    told = home.here("status", "--json")
    assert (told.code, told.report["code"]) == (3, "restore.unfinished"), told
    assert "purvey restore" in told.report["reason"]
    refused = home.here("as-of", "2026-01-01T00:00:00Z", "suppliers")
    assert "restore.unfinished" in refused.said
    wrong = home.purvey("restore", _broken(ground.backup, tmp_path), "--to", "latest")
    assert (wrong.code, "backup.damaged" in wrong.said) == (1, True), wrong.said
    assert "restore.unfinished" in home.here("status").said, "a refused one opens no home"

    restored = home.purvey(*restore, "--json")
    assert restored.code == 0, restored.said
    assert suppliers(home) == {"S-BACKED-UP"}
    with home.up():
        assert propose(home, "S-SINCE").is_success
        until(lambda: has_mirror(home))
        verified = home.purvey("verify", "--json")
        assert (verified.code, verified.report["differences"]) == (0, 0), verified.said
    put_back(home)
    assert suppliers(home) == {"S-OWN"}


def put_back(home: Home) -> None:
    """By hand: the oldest data that were put aside, with the secrets kept under their name."""
    aside = min(home.path.glob("postgres.before-*"))
    shutil.rmtree(home.path / "postgres")
    aside.rename(home.path / "postgres")
    for name in KEPT_SECRETS:
        (home.path / f"{name}.{aside.name}").replace(home.path / name)


def _broken(backup: Path, folder: Path) -> Path:
    copy = folder / "broken"
    shutil.copytree(backup, copy)
    (copy / "base/PG_VERSION").unlink()
    return copy

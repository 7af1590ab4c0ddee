"""`purvey split-log` on an instance that does not run, and the refusal of an offset too near."""

from pathlib import Path

import pytest

from tests.cli.program import Home

pytestmark = pytest.mark.timeout(300)


def test_a_log_is_split_far_enough_ahead_only(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    near = home.purvey("split-log", "--at", "7")
    assert near.code == 1
    assert "log.split_refused" in near.said
    assert "split at 100000 or above" in near.said
    assert home.purvey("split-log", "--at", "9" * 20).code == 2
    split = home.purvey("split-log", "--at", "1000000", "--json")
    assert (split.code, split.report) == (
        0,
        {"closed": "event_1", "opened": "event_2", "first_offset": 1_000_000},
    )

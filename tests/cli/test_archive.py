"""`purvey archive` and `purvey analyse` as the program runs, with and without the extra."""

import signal
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Final

import pytest

from adapters.archive.needs import PACKAGES
from tests.cli.program import PURVEY, Home, end, until

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.
with_extra = pytest.mark.skipif(not all(map(find_spec, PACKAGES)), reason="run make analytics")
# The program on a machine where nothing of the extra is installed.
WITHOUT: Final = (
    sys.executable,
    "-c",
    f"import sys; sys.modules.update(dict.fromkeys({PACKAGES}))\nfrom api.cli import main\nmain()",
)


@pytest.fixture(scope="module")
def folder(running: Home, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An archive of the running instance."""
    folder = tmp_path_factory.mktemp("archives") / "archive"
    first = running.purvey("archive", folder, "--to", "100", "--json")
    assert (first.code, first.report["rows_added"]) == (0, 100)
    rest = running.here("archive", folder, "--json")
    assert (rest.code, rest.report["first_offset"]) == (0, 1)
    assert rest.report["last_offset"] == running.here("status", "--json").report["log_events"]
    return folder


@pytest.mark.parametrize(
    "words",
    [
        ["archive", "somewhere"],
        ["archive", "verify", "somewhere"],
        ["archive", "verify", "somewhere", "--alone"],
        ["analyse", "somewhere", "holds_by_cause"],
        ["analyse", "somewhere"],
    ],
)
def test_without_the_extra_it_is_told_what_to_install(tmp_path: Path, words: list[str]) -> None:
    home = Home(tmp_path / "home")
    told = home.run([*WITHOUT, *words])
    assert (told.code, told.out) == (3, "")
    assert "archive.analytics_missing" in told.said
    assert "make analytics" in told.said
    assert "requirements-analytics.lock" in told.said
    assert not home.path.exists()


def test_without_the_extra_all_else_runs(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    told = home.run([*WITHOUT, "--help"])
    assert told.code == 0
    assert "analyse" in told.out
    assert home.run([*WITHOUT, "archive", "--help"]).code == 0
    assert home.run([*WITHOUT, "status", "--json"]).code == 3


@with_extra
def test_an_archive_is_written_proved_and_asked(running: Home, folder: Path) -> None:
    again = running.here("archive", folder)
    assert (again.code, "nothing new; it holds offsets 1 to" in again.out) == (0, True)
    proved = running.here("archive", "verify", folder, "--json")
    assert (proved.code, proved.report["differences"], proved.report["faults"]) == (0, 0, [])
    assert proved.report["rows"] == proved.report["log_offset"] == proved.report["last_offset"]
    told = running.here("archive", "verify", folder).out
    assert "0 differences" in told
    assert "against the log up to offset" in told
    asked = running.purvey("analyse", folder, "cycle_times_by_leg", "--json")
    assert (asked.code, asked.said) == (0, "")
    assert asked.report["columns"] == ["leg", "ended", "days_p50", "days_p90"]
    assert {row[0] for row in asked.report["rows"]} >= {"capture_to_match", "order_to_receipt"}
    people = running.here("analyse", folder, "cycle_times_by_leg").out
    assert "order_to_receipt" in people


@with_extra
def test_ready_queries_are_listed_and_others_refused(running: Home, folder: Path) -> None:
    listed = running.here("analyse", folder, "--json").report
    assert set(listed) >= {"spend_by_supplier_and_month", "cycle_times_by_leg", "holds_by_cause"}
    wrong = running.here("analyse", folder, "holds")
    assert (wrong.code, wrong.out) == (2, "")
    assert "holds_by_cause" in wrong.said
    both = running.here("analyse", folder, "holds_by_cause", "--sql", "SELECT 1")
    assert both.code == 2


@with_extra
def test_sql_of_ones_own_is_asked_and_what_cannot_be_is_told(running: Home, folder: Path) -> None:
    asked = running.here(
        *("analyse", folder, "--json", "--limit", "2", "--sql"),
        "SELECT type, count(*) AS events, sum(1.50) AS money, min(recorded_at) AS at,"
        " min(leaf_hash) AS hash FROM log GROUP BY type ORDER BY type",
    )
    assert (asked.code, len(asked.report["rows"]), asked.report["more"]) == (0, 2, True)
    kind, events, money, at, digest = asked.report["rows"][0]
    assert float(money) == events * 1.5
    assert (kind.count("."), at[10], len(digest)) == (1, "T", 64)
    refused = running.here("analyse", folder, "--sql", "DROP VIEW events")
    assert (refused.code, "archive.query_refused" in refused.said) == (2, True)


@with_extra
def test_an_archive_is_proved_and_asked_where_no_instance_is(tmp_path: Path, folder: Path) -> None:
    home = Home(tmp_path / "home")
    alone = home.here("archive", "verify", folder, "--alone", "--json")
    assert (alone.code, alone.report["differences"], alone.report["log_offset"]) == (0, 0, None)
    assert home.here("analyse", folder, "holds_by_cause").code == 0
    assert home.here("archive", "verify", folder).code == 3
    assert home.here("archive", tmp_path / "new").code == 3
    assert not home.path.exists()
    assert not (tmp_path / "new").exists()


@with_extra
def test_differences_end_with_1_and_refusals_say_why(
    running: Home, folder: Path, tmp_path: Path
) -> None:
    assert running.here("archive", tmp_path / "own", "--from", "5", "--to", "9").code == 0
    (file,) = (tmp_path / "own").glob("*.parquet")
    assert file.name == "events-000000000000005-000000000000009.parquet"
    content = bytearray(file.read_bytes())
    content[len(content) // 2] ^= 1
    file.write_bytes(content)
    found = running.here("archive", "verify", tmp_path / "own")
    assert found.code == 1
    assert f"file {file.name}: its bytes are not those that were archived" in found.out
    gap = running.here("archive", folder, "--from", "999999")
    assert (gap.code, "archive.not_next" in gap.said) == (1, True)
    reversed_range = running.here("archive", tmp_path / "x", "--from", "5", "--to", "4")
    assert reversed_range.code == 2
    none = running.here("archive", "verify", tmp_path)
    assert (none.code, "archive.unreadable" in none.said) == (1, True)


@with_extra
def test_a_folder_may_have_any_name(running: Home, tmp_path: Path) -> None:
    named = running.here("archive", "write", tmp_path / "verify", "--to", "3")
    assert named.code == 0, named.said
    assert running.here("archive", "--to", "3", "--json", tmp_path / "b").code == 0


@with_extra
def test_an_archive_that_is_stopped_leaves_nothing_half_done(running: Home, tmp_path: Path) -> None:
    process = running.start([*PURVEY, "archive", tmp_path / "stopped"])
    until(lambda: process.poll() is not None or (tmp_path / "stopped").exists())
    code = end(process, signal.SIGTERM)
    assert code in (0, 130), running.errors.read_text()
    if (tmp_path / "stopped" / "archive.json").exists():
        assert running.here("archive", "verify", tmp_path / "stopped").code == 0
    again = running.here("archive", tmp_path / "stopped")
    assert again.code == 0, "what is there stands in nobody's way"
    assert running.here("archive", "verify", tmp_path / "stopped").code == 0

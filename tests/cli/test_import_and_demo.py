"""`purvey import` and `purvey demo`: refused files, stopped imports, and the promised report."""

import signal
import sys
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from adapters.embedded.servers import EmbeddedServers
from adapters.histories.activities import Activity
from projections.index import PROJECTIONS
from tests.adapters.histories.sample import sample
from tests.adapters.histories.traces import trace, write_traces
from tests.cli.program import PURVEY, Ended, Home, end, until

pytestmark = pytest.mark.timeout(300)  # Many processes start, on whatever machine this is.
# The demonstration as it is, but for the file.
DEMO = (
    "import pathlib, sys; from api.cli.demo import show_histories;"
    " show_histories(pathlib.Path(sys.argv[1]), leave=True, as_json='--json' in sys.argv)"
)
SUMS = ("accepted", "rejected", "explained")
KEYS = [
    *("cases", "source_events", *SUMS, "by_activity", "log_events", "stream_messages"),
    *("projections", "verify", "seconds", "shown"),
]


@pytest.fixture(scope="module")
def shows(tmp_path_factory: pytest.TempPathFactory, small_file: Path) -> tuple[Home, Ended, Ended]:
    """A home, and what two demonstrations on it came to."""
    home = Home(tmp_path_factory.mktemp("shows") / "home")
    command: list[str | Path] = [sys.executable, "-c", DEMO, small_file, "--json"]
    return home, home.run(command), home.run(command)


def test_a_demo_prints_one_object_and_a_second_one_imports_nothing_twice(
    shows: tuple[Home, Ended, Ended],
) -> None:
    home, first, second = shows
    assert (first.code, second.code) == (0, 0), first.said + second.said
    report = first.report
    assert list(report) == KEYS
    assert sum(report[each] for each in SUMS) == report["source_events"]
    for tally in report["by_activity"].values():
        assert list(tally) == list(SUMS)
    for each in SUMS:
        assert sum(tally[each] for tally in report["by_activity"].values()) == report[each]
    assert report["accepted"] > 0
    assert report["stream_messages"] == report["log_events"] > 0
    assert set(report["projections"]) == {each.name for each in PROJECTIONS}
    assert set(report["projections"].values()) == {report["log_events"]}
    assert report["verify"]["differences"] == 0
    assert report["verify"]["checked"] > report["log_events"]
    shown = {each["what"]: each["count"] for each in report["shown"]}
    assert {"holds raised", "change orders", "substitutions"} <= shown.keys()
    assert shown["balances by account and period"] > 0
    again = second.report
    assert {**again, "seconds": 0} == {**report, "seconds": 0}
    assert home.processes() == []


def test_a_wrong_file_is_refused_whole_with_line_and_cause(running: Home, tmp_path: Path) -> None:
    before = running.here("status", "--json").report["log_events"]
    good = trace("case-1", Activity.CREATE_ORDER)
    bad = {"case": "case-2", "events": [["2018-02-30T00:00:00+00:00", good["events"][0][1]]]}
    refused = running.here("import", write_traces(tmp_path / "bad.gz", [good, bad]), "--json")
    assert (refused.code, refused.out) == (1, "")
    assert "import.refused_file: bad.gz, line 2: '2018-02-30T00:00:00+00:00'" in refused.said
    missing = running.here("import", tmp_path / "none.gz")
    assert missing.code == 1
    assert "none.gz: cannot be read" in missing.said
    assert running.here("status", "--json").report["log_events"] == before


def test_a_wrong_file_is_refused_before_anything_is_started_for_it(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    refused = home.here("import", tmp_path / "none.gz")
    assert (refused.code, "none.gz: cannot be read" in refused.said) == (1, True)
    assert not home.path.exists()


def test_what_an_instance_has_imported_is_not_imported_again(
    running: Home, small_file: Path
) -> None:
    before = running.here("status", "--json").report["log_events"]
    again = running.here("import", small_file, "--json").report
    assert again["resumed"] == again["source_events"]
    assert sum(again[each] for each in SUMS) == again["source_events"]
    assert running.here("status", "--json").report["log_events"] == before


def test_a_stopped_import_ends_in_order_and_resumes(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    file = write_traces(tmp_path / "sample.gz", sample()[::4])
    process = home.start([*PURVEY, "import", str(file)])
    until((home.path / "instance.json").exists)
    with psycopg.connect(home.addresses.database_url, autocommit=True) as connection:
        until(lambda: connection.execute("SELECT FROM log.event LIMIT 1").fetchone() is not None)
    assert end(process, signal.SIGINT) == 130
    assert "Start the import again to resume it." in home.errors.read_text()
    assert home.processes() == []
    resumed = home.here("import", file, "--json")
    assert resumed.code == 0, resumed.said
    report = resumed.report
    assert sum(report[each] for each in SUMS) == report["source_events"]
    verified = home.here("verify", "--json").report
    assert (verified["differences"], verified["events"] > report["commands"]) == (0, True)


def test_read_models_that_a_killed_instance_left_behind_catch_up_before_they_answer(
    shows: tuple[Home, Ended, Ended],
) -> None:
    home, *_ = shows
    with EmbeddedServers(home.path) as servers, psycopg.connect(servers.database_url) as connection:
        (row,) = connection.execute('SELECT "offset" FROM log.log_head').fetchall()
    before = home.here("as-of", str(row[0]), "purchase_orders", "--json").report
    forget_read_models(home)
    assert home.here("as-of", str(row[0]), "purchase_orders", "--json").report == before


def forget_read_models(home: Home) -> None:
    """As if the instance had been killed before the first event was projected."""
    with EmbeddedServers(home.path) as servers, psycopg.connect(servers.database_url) as connection:
        found = connection.execute("SELECT name, generation FROM read.projection").fetchall()
        for name, generation in found:
            schema = sql.Identifier(f"{name}_g{generation}")
            connection.execute(sql.SQL("DROP SCHEMA {} CASCADE").format(schema))
        connection.execute("DELETE FROM read.projection")

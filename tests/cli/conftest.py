"""One running instance for each pytest worker, with a few real histories in it, to be read."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.adapters.histories.sample import sample
from tests.adapters.histories.traces import write_traces
from tests.cli.program import Home, until
from tests.cli.suppliers import status

CASES = 12


@pytest.fixture(scope="session")
def small_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A few histories of moderate length."""
    shortest = sorted(sample(), key=lambda each: (len(each["events"]), each["case"]))
    step = len(shortest) // CASES
    return write_traces(tmp_path_factory.mktemp("few") / "few.jsonl.gz", shortest[::step][:CASES])


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home whose database is ready, which takes seconds to make and is copied fast (`copied`)."""
    home = Home(tmp_path_factory.mktemp("prepared") / "home")
    made = home.here("run", "migrate")
    assert made.code == 0, made.said
    return home.path


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory, small_file: Path) -> Iterator[Home]:
    """An instance that runs; its read models have come to the end of the imported histories."""
    home = Home(tmp_path_factory.mktemp("running") / "home")
    with home.up():
        imported = home.purvey("import", small_file, "--json")
        assert imported.code == 0, imported.said
        until(lambda: has_settled(home))
        yield home
    until(lambda: not home.processes())


def has_settled(home: Home) -> bool:
    """Whether every read model stands at the end of the log."""
    told = status(home)
    return bool(told) and all(each["lag_events"] == 0 for each in told["projections"].values())

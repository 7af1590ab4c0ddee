"""What the workers of a run share out: whoever asks for the dearest fixtures is found."""

import inspect
from typing import Final

from tests.cli import conftest as of_cli
from tests.conftest import Imported
from tests.division import FOLDERS, LONGEST_FIRST, SHARED, SHORT, group_of
from tests.projections import conftest as of_projections
from tests.tidy.sources import ROOT

SESSION: Final = 'scope="session"'


def test_files_that_ask_for_the_same_dear_fixture_are_of_one_group() -> None:
    assert group_of("tests/cli/test_as_of.py") == group_of("tests/cli/test_reports.py")
    assert group_of("tests/api/test_lists.py") == group_of("tests/api/test_moments.py")
    assert group_of("tests/projections/test_queries.py") == "asked: Asked"
    assert group_of("tests/replay/test_what_if.py") == "imported: Imported"
    assert group_of("tests/test_tidy.py") == group_of("tests/adapters/test_fault_points.py")
    alone = "tests/cli/test_backup.py"
    assert group_of(alone) == alone


def test_the_fixtures_that_are_looked_for_are_there_and_last_for_the_session() -> None:
    assert "Iterator[Home]" in inspect.getsource(of_cli).partition("def running(")[2]
    assert "Iterator[Asked]" in inspect.getsource(of_projections).partition("def asked(")[2]
    assert Imported.__name__ in SHARED.pattern
    for folder in FOLDERS:
        assert SESSION in (ROOT / folder / "conftest.py").read_text()


def test_every_folder_that_is_named_is_one() -> None:
    assert all((ROOT / each).is_dir() for each in (*FOLDERS, *LONGEST_FIRST, SHORT))

"""How a run divides the tests among its workers: `pytest -n 2 --dist loadfile`.

The tests of a file stay together, because of what the file sets up, and so do all files that ask
for one of the dearest fixtures, or for the syntax of all sources: no worker sets up what another
one has. What takes longest comes first, so that the workers end together. (Marks of `--dist
loadgroup` would say the same, but pytest-xdist 3.8 writes them into names of tests, where pytest
9.2 reads them no more.)

pyproject.toml loads this module as a plugin. It also spares the collector of cycles: what is
collected stays, and it would look for cycles among a million objects again and again.
"""

import gc
import re
from collections.abc import Generator
from functools import cache
from typing import Final

import pytest

from tests.tidy.sources import ROOT

FOLDERS: Final = ("tests/api/", "tests/web/")  # Each has an application that serves.
SHARED: Final = re.compile(r"\b(running: Home|asked: Asked|imported: Imported|python_sources)\b")
LONGEST_FIRST: Final = (
    *("tests/cli/", "tests/simulation/", "tests/web/", "tests/api/", "tests/projections/"),
    *("tests/adapters/", "tests/faults/"),
)
SHORT: Final = "tests/domain/"


@pytest.hookimpl(wrapper=True)
def pytest_collection() -> Generator[None, object, object]:
    """What is there afterwards, code and tests, is never looked at again."""
    gc.disable()
    try:
        return (yield)
    finally:
        gc.freeze()
        gc.enable()


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """The order in which files are handed out is that in which the workers name them."""
    if hasattr(config, "workerinput"):
        items.sort(key=lambda item: _place(item.nodeid))


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> object:
    """Hands out to one worker what `group_of` names alike."""
    if config.getvalue("dist") != "loadfile":
        return None
    from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped] # without types

    config.option.loadscopereorder = False  # It would begin with most tests, not the longest.
    scheduler = LoadScopeScheduling(config, log)
    scheduler._split_scope = lambda nodeid: group_of(nodeid.partition("::")[0])
    return scheduler


@cache
def group_of(file: str) -> str:
    """What the file shares with others, or the file itself."""
    for folder in FOLDERS:
        if file.startswith(folder):
            return folder
    shared = SHARED.search((ROOT / file).read_text())
    return shared[0] if shared else file


def _place(file: str) -> int:
    """Lower comes sooner."""
    if file.startswith(SHORT):
        return len(LONGEST_FIRST) + 1
    places = (place for place, each in enumerate(LONGEST_FIRST) if file.startswith(each))
    return next(places, len(LONGEST_FIRST))

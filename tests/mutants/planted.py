"""One process with one fault: plants it and runs the tests until the first of them fails.

The module is compiled from its changed tree when it is imported first; no file of the project is
touched. `bench.py` forks the process, before anything has imported the module.
"""

import ast
import os
import sys
from collections.abc import Mapping, Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from tests.mutants.faults import faults

# Whether an assertion fails is all that counts, so what it would tell costs nothing.
QUICK: Final = (
    *("-x", "-q", "-s", "-p", "no:cacheprovider", "--hypothesis-profile=mutants", "--no-header"),
    *("--assert=plain", "--tb=no"),
)


class Planter(MetaPathFinder, Loader):
    """Finds the one module, and gives it the code with the fault."""

    def __init__(self, module: str, number: int) -> None:
        assert module not in sys.modules, "a fault is planted before the module is imported"
        self.module = module
        path = Path(f"{module.replace('.', '/')}.py")
        tree = ast.parse(path.read_text(encoding="utf-8"))
        faults(tree)[number].plant()
        self.code = compile(ast.fix_missing_locations(tree), str(path), "exec")

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        return spec_from_loader(fullname, self) if fullname == self.module else None

    def exec_module(self, module: ModuleType) -> None:
        exec(self.code, module.__dict__)


class Watch:
    """Puts those tests first that saw most, then the fastest; remembers what each of them did."""

    def __init__(self, rank: Mapping[str, float]) -> None:
        self._rank = rank
        self.durations: dict[str, float] = {}
        self.failed: str | None = None

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items.sort(key=lambda item: self._rank.get(item.nodeid, 0.0))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        self.durations[report.nodeid] = self.durations.get(report.nodeid, 0.0) + report.duration
        if report.failed:
            self.failed = report.nodeid


def run(tests: Sequence[str], watch: Watch) -> int:
    """Pytest's exit status. What it would say is not kept: the verdict is all that counts."""
    nowhere = os.open(os.devnull, os.O_WRONLY)
    for stream in (1, 2):
        os.dup2(nowhere, stream)
    return int(pytest.main([*QUICK, *tests], plugins=[watch]))

"""Runs tests over one module with one fault planted; the exit status is that of pytest.

`python -m tests.mutants.planted MODULE NUMBER TESTS...`: the module is compiled from its changed
tree when it is imported first; no file of the project is touched. With `none` for the number the
tests run as they are.
"""

import ast
import sys
from collections.abc import Sequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType
from typing import Final

import pytest

from tests.mutants.faults import faults

UNHARMED: Final = "none"
QUICK: Final = ("-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile=ci", "--no-header")


class Planter(MetaPathFinder, Loader):
    """Finds the one module, and gives it the code with the fault."""

    def __init__(self, module: str, number: int) -> None:
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


def main(module: str, number: str, *tests: str) -> int:
    """Plants the fault before anything imports the module."""
    if number != UNHARMED:
        sys.meta_path.insert(0, Planter(module, int(number)))
    return int(pytest.main([*QUICK, *tests]))


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

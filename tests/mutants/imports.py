"""Which modules of the project reach another one by what they import, and which do not."""

import ast
import sys
from collections.abc import Mapping, Set
from pathlib import Path

_PROJECT = frozenset({"domain", "tests", "adapters", "application", "projections", "replay", "api"})


def loaded() -> Mapping[str, str]:
    """The files of the modules that this process has loaded, in the order in which they came."""
    return {
        name: str(module.__file__)
        for name, module in sys.modules.copy().items()
        if getattr(module, "__file__", None) and getattr(module, "__spec__", None)
    }


def independent(files: Mapping[str, str], target: str) -> list[str]:
    """Those that no import leads to the target, be it within a function.

    Tests are not among them: pytest loads these itself.
    """
    own = {name: file for name, file in files.items() if name.partition(".")[0] in _PROJECT}
    needs = {name: _needed(Path(file), name, own.keys()) for name, file in own.items()}
    reaching, more = set[str](), {target}
    while more:
        reaching |= more
        more = {name for name, needed in needs.items() if needed & reaching} - reaching
    return [name for name in files if name not in reaching and ".test_" not in name]


def _needed(file: Path, name: str, known: Set[str]) -> Set[str]:
    """What the module imports, each with the packages that are imported before it."""
    named = {name}
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        match node:
            case ast.Import():
                named |= {alias.name for alias in node.names}
            case ast.ImportFrom(module=str(module)):
                named |= {module, *(f"{module}.{alias.name}" for alias in node.names)}
            case _:
                pass  # It imports nothing.
    packages = {each[:dot] for each in named for dot, sign in enumerate(each) if sign == "."}
    return ((named | packages) & known) - {name}

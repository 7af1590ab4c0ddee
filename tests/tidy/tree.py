"""The rules that need more than one file: modules nobody uses, and words that must not ship."""

import ast
import re
from collections.abc import Iterable, Iterator
from typing import Final

from tests.tidy.sources import Source

# Called from outside: a package by whoever imports from it, a program by `python -m`.
ENTRY_POINTS: Final = ("__init__.py", "__main__.py")

# Addresses of package registries and folders of one developer's machine. Each is written so that
# this file does not hold it.
PRIVATE: Final = re.compile(
    "|".join(
        (
            r"pypi[.]org",
            r"pythonhosted[.]org",
            r"registry[.]npmjs",
            r"(--|_)(extra-)?index[-_]url",
            r"--find[-]links",
            r"(?<![\w.-])/(work|root|opt|mnt)/\w",
            r"/home/\w+/",
            r"[.][.]/shared\b",
        )
    )
)


def unused_modules(sources: Iterable[Source]) -> Iterator[str]:
    """Modules of the rings that no other module of the rings imports or starts by its name."""
    everything = list(sources)
    for source in everything:
        if source.path.endswith(ENTRY_POINTS):
            continue
        others = (other for other in everything if other is not source)
        if not any(_mentions(other, source.module) for other in others):
            yield f"{source.module}: nothing uses it"


def private_words(path: str, text: str) -> Iterator[str]:
    """Words that tie the project to the place where it was written."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := PRIVATE.search(line):
            yield f"{path}:{number}: names {found[0]!r}"


def _mentions(source: Source, module: str) -> bool:
    package, _, name = module.rpartition(".")
    for each in ast.walk(source.tree):
        match each:
            case ast.Import():
                found = any(alias.name == module for alias in each.names)
            case ast.ImportFrom():
                imports = {alias.name for alias in each.names}
                found = each.module == module or (each.module == package and name in imports)
            case ast.Constant(value=str(text)):
                program = text == f"{name}.py" and source.module.startswith(f"{package}.")
                found = program or text == module or text.startswith(f"{module}:")
            case _:
                found = False
        if found:
            return True
    return False

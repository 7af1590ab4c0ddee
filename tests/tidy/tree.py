"""The rules that need more than one file: modules nobody uses, and words that must not ship."""

import ast
import re
from collections.abc import Collection, Iterator
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


def unused_modules(sources: Collection[Source]) -> Iterator[str]:
    """Modules of the rings that no other module of the rings imports or starts by its name."""
    mentions = {source.module: set(_mentions(source)) for source in sources}
    for source in sources:
        others = (names for module, names in mentions.items() if module != source.module)
        used = any(source.module in names for names in others)
        if not used and not source.path.endswith(ENTRY_POINTS):
            yield f"{source.module}: nothing uses it"


def private_words(path: str, text: str) -> Iterator[str]:
    """Words that tie the project to the place where it was written."""
    for number, line in enumerate(text.splitlines(), start=1):
        if found := PRIVATE.search(line):
            yield f"{path}:{number}: names {found[0]!r}"


def _mentions(source: Source) -> Iterator[str]:
    package = source.module.rpartition(".")[0]
    for each in source.nodes:
        match each:
            case ast.Import():
                yield from (alias.name for alias in each.names)
            case ast.ImportFrom(module=str(module)):
                yield module
                yield from (f"{module}.{alias.name}" for alias in each.names)
            case ast.Constant(value=str(text)):
                yield text.partition(":")[0]  # As in uvicorn's "api.app:app".
                if text.endswith(".py"):
                    yield f"{package}.{text.removesuffix('.py')}"  # A program beside this module.
            case _:
                pass

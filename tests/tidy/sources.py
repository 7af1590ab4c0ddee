"""The files that the tidy rules read: Python by ring, and every text that the project ships."""

import ast
import io
import tokenize
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from functools import cache, cached_property
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).parents[2]
RINGS: Final = ("domain", "application", "projections", "replay", "adapters", "api")
BINARY: Final = (".gz", ".png", ".ico", ".woff2")


@dataclass(frozen=True)
class Source:
    """One Python file: where it stands in the project, and what it says."""

    path: str
    text: str

    @property
    def folder(self) -> str:
        """The ring that the file belongs to, or `tests`."""
        return self.path.partition("/")[0]

    @property
    def module(self) -> str:
        """The name under which others import it."""
        return self.path.removesuffix(".py").removesuffix("/__init__").replace("/", ".")

    @property
    def lines(self) -> list[str]:
        """The text line by line, without line ends."""
        return self.text.splitlines()

    @cached_property
    def tree(self) -> ast.Module:
        """The syntax tree."""
        return ast.parse(self.text, self.path)

    @cached_property
    def nodes(self) -> list[ast.AST]:
        """All of the tree: most rules look at each node, and walking costs more than looking."""
        return list(ast.walk(self.tree))

    @cached_property
    def comments(self) -> dict[int, str]:
        """The comment on each line that has one, line numbers from 1."""
        if "#" not in self.text:
            return {}
        tokens = tokenize.generate_tokens(io.StringIO(self.text).readline)
        return {each.start[0]: each.string for each in tokens if each.type == tokenize.COMMENT}


def python_sources(*folders: str) -> list[Source]:
    """Every Python file below these folders of the project."""
    return [source for folder in folders for source in _sources_of(folder)]


def shipped_texts() -> Iterator[tuple[str, str]]:
    """Path and content of every text file that a clone holds."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text().splitlines()]

    def walk(folder: Path) -> Iterator[Path]:
        for path in sorted(folder.iterdir()):
            if path.name == ".git" or any(fnmatch(path.name, pattern) for pattern in ignored):
                continue
            if path.is_dir():
                yield from walk(path)
            elif path.suffix not in BINARY:
                yield path

    for path in walk(ROOT):
        yield path.relative_to(ROOT).as_posix(), path.read_text()


@cache
def _sources_of(folder: str) -> list[Source]:
    """Every rule looks at the same objects, so that each file is parsed once."""
    paths = sorted((ROOT / folder).rglob("*.py"))
    return [Source(path.relative_to(ROOT).as_posix(), path.read_text()) for path in paths]

"""How the command line speaks: JSON on standard output, words and tables for people."""

import sys
from collections.abc import Sequence
from typing import Annotated, Any, Final

import orjson
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeRemainingColumn,
)
from rich.table import Table
from rich.text import Text

console: Final = Console()
messages: Final = Console(stderr=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
TenantOption = Annotated[str, typer.Option("--tenant", help="Whose history.")]
TENANT_DEFAULT: Final = "demo"
TABLE_WIDTH_MAX: Final = 2_000
_FORM: Final = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS


def print_json(report: Any) -> None:  # noqa: ANN401 - any report that orjson can write
    """Writes one JSON object and a line end to standard output."""
    sys.stdout.buffer.write(orjson.dumps(report, default=str, option=_FORM) + b"\n")
    sys.stdout.flush()


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Writes a table for people; numbers stand to the right."""
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, overflow="fold", justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text("" if cell is None else _text(cell)) for cell in row))
    # A table that goes to a file or another program keeps its full width.
    console.print(table, width=None if console.is_terminal else TABLE_WIDTH_MAX)


def say(words: str) -> None:
    """Tells people something on standard error, in one line and as it is."""
    messages.print(Text(words), soft_wrap=True)


class _RateColumn(ProgressColumn):
    """How many a second; empty until that is known."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:,.0f}/s" if task.speed else "")


def progress_bar() -> Progress:
    """A bar on standard error with count, rate and time left."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _RateColumn(),
        TimeRemainingColumn(),
        console=messages,
    )


def _text(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)

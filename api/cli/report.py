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
        table.add_column(column, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*("" if cell is None else _text(cell) for cell in row))
    console.print(table)


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


def explain(failure: Exception) -> None:
    """Tells an expected failure on standard error: its code, and what to do."""
    code = getattr(failure, "code", None)
    messages.print(f"[red]{code or type(failure).__name__}[/red]: {failure}", highlight=False)


def _text(cell: object) -> str:
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)

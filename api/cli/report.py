"""How the command line speaks: JSON on standard output, words and tables for people."""

import io
import sys
from collections.abc import Mapping, Sequence
from contextlib import suppress
from typing import Annotated, Any, Final, TextIO, cast

import orjson
import structlog
import typer
from rich.console import Console
from rich.measure import Measurement
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

TABLE_WIDTH_MAX: Final = 2_000  # What goes to a file or another program is not squeezed.

# No text is markup: names of folders and documents hold brackets.
console: Final = Console(markup=False, width=None if sys.stdout.isatty() else TABLE_WIDTH_MAX)
messages: Final = Console(markup=False, stderr=True)

JsonFlag = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
TenantOption = Annotated[str, typer.Option("--tenant", help="Whose history.")]
TENANT_DEFAULT: Final = "demo"
_FORM: Final = orjson.OPT_INDENT_2 | orjson.OPT_NON_STR_KEYS


def print_json(report: Any) -> None:  # noqa: ANN401 - any report that orjson can write
    """Writes one JSON object and a line end to standard output."""
    sys.stdout.buffer.write(orjson.dumps(report, default=str, option=_FORM) + b"\n")
    sys.stdout.flush()


def print_table(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    """Writes a table for people; numbers stand to the right.

    One that is too wide for the terminal becomes a block of lines for each row.
    """
    table = Table(title=title, title_justify="left")
    for index, column in enumerate(columns):
        numeric = bool(rows) and all(isinstance(row[index], int | float) for row in rows)
        table.add_column(column, no_wrap=True, justify="right" if numeric else "left")
    for row in rows:
        table.add_row(*(Text(_text(cell)) for cell in row))
    wide = console.options.update(max_width=TABLE_WIDTH_MAX)
    if Measurement.get(console, wide, table).maximum <= console.width:
        console.print(table)
    else:
        _print_blocks(title, columns, rows)


def tell_out_of_order(standing: Mapping[str, Any], moment: str) -> None:
    """Says how much of what stands up to a moment was not recorded in order of effect."""
    learned, ahead = (standing.get(f"{each}_later_count") for each in ("learned", "effective"))
    if learned:
        console.print(f"{learned} events up to {moment} were learned later.")
    if ahead:
        console.print(f"{ahead} events up to {moment} take effect later, and are counted.")


def say(words: str) -> None:
    """Tells people something on standard error, in one line and as it is."""
    messages.print(Text(words), soft_wrap=True)


def log_to_standard_error() -> None:
    """What the program's parts log is no report, where they work within a command.

    What cannot be written is lost, on a full disk for example: nothing ends for its log.
    """
    lossy = cast(TextIO, _Lossy(sys.stderr))
    structlog.configure(logger_factory=structlog.PrintLoggerFactory(lossy))


class _Lossy(io.TextIOBase):
    """Writes to a stream what it takes."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def write(self, text: str, /) -> int:
        with suppress(OSError):
            self._stream.write(text)
        return len(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._stream.flush()


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


def _print_blocks(title: str, columns: Sequence[str], rows: Sequence[Sequence[object]]) -> None:
    name_width = max(map(len, columns))
    for number, row in enumerate(rows, start=1):
        console.print(Text(f"{title}, row {number}", "bold"), soft_wrap=True)
        for column, cell in zip(columns, row, strict=True):
            line = Text.assemble((f"  {column:<{name_width}}  ", "dim"), _text(cell))
            console.print(line, soft_wrap=True)


def _text(cell: object) -> str:
    if cell is None:
        return ""
    return f"{cell:,}" if isinstance(cell, int) and not isinstance(cell, bool) else str(cell)

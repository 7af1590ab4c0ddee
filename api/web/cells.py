"""One cell of a page: its text, whether it is a figure, and where a click on it leads."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from api.web import words
from api.web.columns import Column, Form
from api.web.days import Moment
from api.wiring.history import READ_MODELS
from projections.projection import Row

Narrow = Callable[[str, str], str]  # the list filtered by one more column and value

STATE_COLUMN: Final = "state"
# Colours carry meaning only: done, waiting for somebody, void.
_TONES: Final[Mapping[str, str]] = {
    "matched": "good",
    "paid": "good",
    "approved": "good",
    "posted": "good",
    "active": "good",
    "released": "good",
    "applied": "good",
    "credited": "good",
    "refunded": "good",
    "held": "waits",
    "short_paid": "waits",
    "open": "waits",
    "pending": "waits",
    "pending_approval": "waits",
    "submitted": "waits",
    "entering": "waits",
    "partially_paid": "waits",
    "voided": "void",
    "rejected": "void",
    "reversed": "void",
    "withdrawn": "void",
    "superseded": "void",
    "retired": "void",
    "written_off": "void",
    "cause_gone": "void",
}


@dataclass(frozen=True, slots=True)
class Cell:
    """What stands in the cell. `tone` colours states."""

    text: str
    link: str | None = None
    right: bool = False
    tone: str | None = None
    narrows: bool = False


@dataclass(frozen=True, slots=True)
class Shown:
    """A table as a page shows it."""

    columns: Sequence[Column]
    rows: Sequence[Sequence[Cell]]


def cell(column: Column, row: Row, moment: Moment, narrow: Narrow | None = None) -> Cell:
    """The cell of a row; in a list a click on some columns filters by their value."""
    value = row.get(column.name)
    if value is None or value == "":
        return Cell("", right=column.is_right_aligned)
    tone = _TONES.get(str(value), "plain") if column.name == STATE_COLUMN else None
    link, narrows = document_link(column, row, moment), False
    if link is None and column.narrows and narrow is not None:
        asked = str(value).lower() if isinstance(value, bool) else str(value)
        link, narrows = narrow(column.name, asked), True
    text = _FORMS[column.form](value)
    return Cell(text, link, right=column.is_right_aligned, tone=tone, narrows=narrows)


def table(columns: Sequence[Column], rows: Iterable[Sequence[Cell]]) -> Shown:
    """The rows without the columns in which nothing stands, which would only take room."""
    cells = list(rows)
    used = [n for n in range(len(columns)) if any(row[n].text for row in cells)]
    return Shown([columns[n] for n in used], [[row[n] for n in used] for row in cells])


def document_link(column: Column, row: Row, moment: Moment) -> str | None:
    """Where the document is that the column names; none where it has no page."""
    if column.to is None or column.by is None or not row.get(column.by):
        return None
    name = f"{column.to}/{row[column.by]}"
    if column.to == ANY:
        name = str(row["document"])
        name = name if "/" in name else f"{name}/{row[column.by]}"
    known = name.partition("/")[0] in READ_MODELS
    return moment.link(f"/documents/{name}") if known else None


ANY: Final = "*"  # `Column.to` where the row itself says which aggregate it is.
_FORMS: Final[Mapping[Form, Callable[[object], str]]] = {
    "text": str,
    "words": words.words,
    "number": words.number,
    "money": words.money,
    "found": words.found,
    "day": words.day,
    "moment": words.moment,
    "days": words.days,
    "month": lambda value: words.month(str(value)),
    "flag": lambda value: "yes" if value else "no",
}

"""Where figures of the journal come from: each entry of a document, with the fact that made it.

Rows are those that finance sees, corrections and all; the fact is told as its document's history
tells it. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from replay.history import Step

Row = Mapping[str, Any]
_DIMENSIONS: Final = (
    *("facility", "department", "charge", "cost_centre", "cost_account", "project", "grant_code"),
)
_FIGURES: Final = (
    *("line", "account", "debit", "credit", "currency", "books_currency", "books_debit"),
    *("books_credit", "period", "relates_to_period", "purchase_order_line", *_DIMENSIONS),
)
_NOTHING: Final = ("0", 0)


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplainedEntry:
    """One entry of the journal, and the fact that made it."""

    entry: str
    posted_on: str
    position: int
    type: str
    sentence: str
    recorded_at: str
    effective_at: str
    actor: Mapping[str, str]
    command_id: str
    lines: tuple[Row, ...]


def explain_postings(rows: Iterable[Row], steps: Sequence[Step]) -> tuple[ExplainedEntry, ...]:
    """The entries that these rows make up, in the order of the facts that made them."""
    by_entry: dict[str, list[Row]] = {}
    for row in rows:
        by_entry.setdefault(str(row["entry"]), []).append(row)
    step_at = {step.position: step for step in steps}
    found = [_explained(name, lines, step_at) for name, lines in by_entry.items()]
    return tuple(sorted(found, key=lambda each: (each.position, each.entry)))


def sentences(entry: ExplainedEntry) -> tuple[str, ...]:
    """The entry as text: the fact, and under it what it put on which account."""
    told = [_line(each) for each in entry.lines]
    return (f"{entry.posted_on}  {entry.sentence} (position {entry.position})", *told)


def _explained(name: str, rows: Sequence[Row], step_at: Mapping[int, Step]) -> ExplainedEntry:
    step = step_at[int(rows[0]["position"])]
    lines = sorted(rows, key=lambda row: int(row["line"]))
    return ExplainedEntry(
        entry=name,
        posted_on=str(lines[0]["posted_on"]),
        position=step.position,
        type=step.type,
        sentence=step.sentence,
        recorded_at=step.recorded_at.isoformat(),
        effective_at=step.effective_at,
        actor=step.actor,
        command_id=step.command_id,
        lines=tuple({name: row.get(name) for name in _FIGURES} for row in lines),
    )


def _line(row: Row) -> str:
    side = _side(row)
    where = [f"{name.replace('_', ' ')} {row[name]}" for name in _DIMENSIONS if row[name]]
    if row["purchase_order_line"]:
        where.insert(0, f"order line {row['purchase_order_line']}")
    about = f" ({', '.join(where)})" if where else ""
    return f"    {side} {row[side]} {row['currency']} {row['account']}{_books(row, side)}{about}"


def _side(row: Row) -> str:
    """The side it stands on: of a line in the books alone, as a difference of rates, theirs."""
    if row["credit"] not in _NOTHING:
        return "credit"
    in_books_alone = row["debit"] in _NOTHING and row["books_credit"] not in (None, *_NOTHING)
    return "credit" if in_books_alone else "debit"


def _books(row: Row, side: str) -> str:
    """What it comes to in the books, where they are kept in another currency."""
    if row["books_currency"] in (None, row["currency"]):
        return ""
    value = row[f"books_{side}"]
    if value is None:
        return ", in the books not valued: no rate of the day was known"
    return f", in the books {value} {row['books_currency']}"

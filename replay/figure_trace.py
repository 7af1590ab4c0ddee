"""A figure of the journal down to its facts: what chosen lines come to, and who did what for each.

The lines are told in the entries that they stand in, each with the fact that made it, the latest
first; other lines of the same entries are those of `posting_explanation.py`. Pure.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from replay.history import Step
from replay.posting_explanation import ExplainedEntry, Row, explain_postings, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedEntry:
    """What an entry of one document has of the chosen lines, with the fact that made it."""

    document: str  # <aggregate>/<id>
    document_number: str | None
    entry: ExplainedEntry


@dataclass(frozen=True, slots=True, kw_only=True)
class TracedFigure:
    """`sums`: all chosen lines, by legal entity and currency. `entries`: as many as are told.

    `next`: where those go on that are not; none: no more.
    """

    sums: Sequence[Row]
    entries: tuple[TracedEntry, ...]
    next: str | None

    @property
    def lines(self) -> int:
        """How many lines make up the figure."""
        return sum(int(row["lines"]) for row in self.sums)

    @property
    def lines_told(self) -> int:
        """Of these, how many stand under `entries`."""
        return sum(len(each.entry.lines) for each in self.entries)


def trace_entries(
    rows: Iterable[Row], histories: Mapping[str, Sequence[Step]]
) -> tuple[TracedEntry, ...]:
    """The entries that these lines stand in, the latest first; `histories` by document."""
    by_document: dict[str, list[Row]] = {}
    for row in rows:
        by_document.setdefault(str(row["document"]), []).append(row)
    found = [
        TracedEntry(document=name, document_number=lines[0]["document_number"], entry=entry)
        for name, lines in by_document.items()
        for entry in explain_postings(lines, histories[name])
    ]
    return tuple(sorted(found, key=lambda each: (-each.entry.position, each.entry.entry)))


def figure_sentences(figure: TracedFigure) -> tuple[str, ...]:
    """The figure as text: what it comes to, and under it each fact with its lines."""
    told = [_sum(row) for row in figure.sums]
    for each in figure.entries:
        aggregate, _, key = each.document.partition("/")
        named = f"{aggregate}/{each.document_number or key}"
        fact = f"{each.entry.sentence} (position {each.entry.position})"
        told += [f"{each.entry.posted_on}  {named}: {fact}", *sentences(each.entry)[1:]]
    left = figure.lines - figure.lines_told
    if left:
        told.append(f"{left} more lines are not told; choose fewer, or raise --limit.")
    return tuple(told)


def _sum(row: Row) -> str:
    told = f"debit {row['debit']} less credit {row['credit']} is {row['balance']} {row['currency']}"
    if row["books_currency"] not in (None, row["currency"]):
        told += f", in the books {row['books_balance']} {row['books_currency']}"
    told += f", {row['lines']} lines of {row['documents']} documents"
    unvalued = row["lines_unvalued"]
    return f"{row['legal_entity']}: {told}" + (f", {unvalued} not valued" if unvalued else "")

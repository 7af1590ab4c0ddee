"""Entries that finance has seen: what stands of them, and what a correction adds.

Whoever reads events again tells of one whose entries were corrected what they were, as `STANDS` in
its metadata (`adapters/postgres/read_posted.py`). Its rules are not asked any more: what was posted
never changes, whatever version of the rules reads the event.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Any, Final, NamedTuple

from domain.event import Recorded
from domain.journal_corrections.events import CorrectingLine, JournalCorrectionPosted
from domain.journal_lines import PERIOD_LENGTH, JournalLine

CORRECTION: Final = JournalCorrectionPosted.TYPE
STANDS: Final = "posted_as"  # lines, as `journal_correction.posted` keeps them
_ZERO: Final = Decimal(0)


class Dimensions(NamedTuple):
    """What a sum of lines is told apart by."""

    account: Any
    currency: str
    relates_to_period: str
    legal_entity: str | None
    facility: str | None
    supplier_id: str | None
    purchase_order_id: str | None
    purchase_order_line: int | None
    department: str | None
    charge: str | None
    cost_centre: str | None
    cost_account: str | None
    project: str | None
    grant_code: str | None
    books_currency: str | None


def standing(event: Recorded) -> list[JournalLine] | None:
    """The lines that stand whatever the rules say; none: the rules are asked."""
    told = event.metadata.get(STANDS)
    if told is None:
        return None
    return [_line(event, each) for each in told]


def correcting(event: Recorded) -> list[JournalLine]:
    """What a correction adds, in the period that was open as it was posted."""
    data, around = event.data, event.metadata
    posted_on = max(data["posted_on"], around.get("posting_from", data["posted_on"]))
    place = {
        "entry": f"{around['event_id']}/1",
        "posted_on": posted_on,
        "period": posted_on[:PERIOD_LENGTH],
        "document_number": around["number"],
    }
    numbered = enumerate(data["lines"], start=1)
    return [_line(event, {**each, **place, "line": number}) for number, each in numbered]


def _line(event: Recorded, told: Mapping[str, Any]) -> JournalLine:
    absent = dict.fromkeys(JournalLine._fields)
    return JournalLine(**{**absent, **told, "document": event.stream})


def correcting_lines(
    stands: Iterable[JournalLine],
    earlier: Iterable[CorrectingLine],
    wanted: Iterable[JournalLine],
) -> list[CorrectingLine]:
    """What brings the books from what was posted, corrections included, to what is wanted."""
    amounts: dict[Dimensions, Decimal] = defaultdict(Decimal)
    books: dict[Dimensions, Decimal] = defaultdict(Decimal)
    sides: tuple[tuple[int, Iterable[JournalLine | CorrectingLine]], ...] = (
        (-1, stands),
        (-1, earlier),
        (1, wanted),
    )
    for sign, lines in sides:
        for line in lines:
            at = Dimensions(*(getattr(line, name) for name in Dimensions._fields))
            amounts[at] += sign * (Decimal(line.debit) - Decimal(line.credit))
            if line.books_debit is not None and line.books_credit is not None:
                books[at] += sign * (Decimal(line.books_debit) - Decimal(line.books_credit))
    return [
        _correcting(at, amounts[at], books.get(at))
        for at in amounts
        if amounts[at] or books.get(at)
    ]


def _correcting(at: Dimensions, amount: Decimal, books: Decimal | None) -> CorrectingLine:
    return CorrectingLine(
        **at._asdict(),
        debit=max(amount, _ZERO),
        credit=max(-amount, _ZERO),
        books_debit=None if books is None else max(books, _ZERO),
        books_credit=None if books is None else max(-books, _ZERO),
    )


def same(
    stands: Sequence[JournalLine], wanted: Sequence[JournalLine], columns: Iterable[str]
) -> bool:
    """Whether both are the same lines in these columns, whatever the spelling of their numbers."""
    if len(stands) != len(wanted):
        return False
    names = [each for each in columns if each in JournalLine._fields]
    pairs = zip(sorted(stands, key=_place), sorted(wanted, key=_place), strict=True)
    return all(_told(getattr(a, n), n) == _told(getattr(b, n), n) for a, b in pairs for n in names)


def _place(line: JournalLine) -> tuple[str, int]:
    return line.entry, line.line


_NUMBERS: Final = frozenset({"debit", "credit", "books_debit", "books_credit"})


def _told(cell: Any, name: str) -> object:  # noqa: ANN401 - of any column
    return Decimal(cell) if cell is not None and name in _NUMBERS else cell

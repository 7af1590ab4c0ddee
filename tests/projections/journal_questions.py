"""What finance asks of the journal, summed up from its rows: a part of `test_queries.py`."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from domain.event import Recorded
from projections.journal import JOURNAL
from projections.projection import Row
from tests.projections.folding import fold

BATCH_EVENTS: Final = 500
Answer = Callable[[Sequence[Recorded]], set[tuple[Any, ...]]]


def grouped(rows: Sequence[Row], *by: str) -> dict[tuple[Any, ...], list[Row]]:
    groups: dict[tuple[Any, ...], list[Row]] = defaultdict(list)
    for row in rows:
        groups[tuple(row[name] for name in by)].append(row)
    return groups


def summed(rows: Sequence[Row], column: str) -> Decimal | None:
    """As SQL does: nothing where every value is missing."""
    values = [Decimal(row[column]) for row in rows if row[column] is not None]
    return sum(values, Decimal(0)) if values else None


def grir_by_facility(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    balances = fold(JOURNAL, history, BATCH_EVENTS).table("grir_balances")
    groups = grouped([row for row in balances if row["open"]], "facility", "currency")
    return {(*key, summed(rows, "balance"), len(rows)) for key, rows in groups.items()}


def trial_balance(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    lines = fold(JOURNAL, history, BATCH_EVENTS).table("journal_lines")
    found = set()
    for key, rows in grouped(lines, "legal_entity", "currency", "account").items():
        debit, credit = summed(rows, "debit"), summed(rows, "credit")
        assert debit is not None
        assert credit is not None
        found.add((*key, debit, credit, debit - credit))
    return found


def period_balance(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    """Histories without a calendar post to the period of each fact."""
    lines = fold(JOURNAL, history, BATCH_EVENTS).table("journal_lines")
    found = set()
    groups = grouped(lines, "legal_entity", "period", "currency", "account")
    for key, rows in groups.items():
        debit, credit = summed(rows, "debit") or 0, summed(rows, "credit") or 0
        found.add((*key, debit, credit, debit - credit, 0))
    return found


def books_balance(history: Sequence[Recorded]) -> set[tuple[Any, ...]]:
    """What is in another currency than the books has no rate in these histories."""
    lines = fold(JOURNAL, history, BATCH_EVENTS).table("journal_lines")
    found = set()
    for key, rows in grouped(lines, "legal_entity", "books_currency", "account").items():
        debit, credit = summed(rows, "books_debit") or 0, summed(rows, "books_credit") or 0
        unvalued = len([row for row in rows if row["books_debit"] is None])
        found.add((*key, debit, credit, debit - credit, unvalued))
    return found


JOURNAL_QUESTIONS: Final[dict[tuple[str, str], Answer]] = {
    ("journal", "grir_by_facility"): grir_by_facility,
    ("journal", "trial_balance"): trial_balance,
    ("journal", "period_balance"): period_balance,
    ("journal", "books_balance"): books_balance,
}
JOURNAL_COLUMNS: Final = {
    "grir_by_facility": ["facility", "currency", "balance", "order_lines"],
    "trial_balance": ["legal_entity", "currency", "account", "debit", "credit", "balance"],
    "period_balance": [
        *("legal_entity", "period", "currency", "account", "debit", "credit", "balance"),
        "of_earlier_periods",
    ],
    "books_balance": [
        *("legal_entity", "books_currency", "account", "debit", "credit", "balance"),
        "lines_unvalued",
    ],
}

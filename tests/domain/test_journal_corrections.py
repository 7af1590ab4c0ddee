"""What finance has seen stands, and what newer rules make of it is added once, balanced."""

from collections.abc import Mapping
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.accounting import journal_entries
from domain.accounting_calendars.state import AccountingCalendar, PeriodState, PeriodStatus
from domain.event import DocumentRef, Recorded
from domain.journal_corrections.commands import PostJournalCorrection
from domain.journal_corrections.decide import post
from domain.journal_corrections.errors import (
    JournalCorrectionOutOfBalance,
    JournalCorrectionPostedAlready,
)
from domain.journal_corrections.events import CorrectingLine, JournalCorrectionPosted
from domain.journal_corrections.state import evolve
from domain.journal_lines import JournalLine
from domain.posted_entries import STANDS, correcting_lines, same
from tests.domain.orders import ORDER, RECEIPT
from tests.domain.receipts import posted, receipt_line
from tests.projections.folding import Story

NOW: Final = datetime(2026, 4, 2, 9, tzinfo=UTC)
SOURCE: Final = DocumentRef(aggregate="receipt", id=RECEIPT.id, number="GR-1")


def receipt() -> Recorded:
    return (
        Story().happens(f"receipt/{RECEIPT.id}", posted(receipt_line("100", "1000.00"))).events[0]
    )


def as_expense(lines: list[JournalLine]) -> list[JournalLine]:
    """As former rules may have posted goods: used up at once."""
    return [
        each._replace(account="expense") if each.account == "inventory" else each for each in lines
    ]


def added(lines: list[CorrectingLine]) -> dict[str, Decimal]:
    return {each.account: each.debit - each.credit for each in lines}


def command(*lines: CorrectingLine) -> PostJournalCorrection:
    return PostJournalCorrection(
        now=NOW,
        correction_id="c",
        source=SOURCE,
        source_type="receipt.posted",
        source_event=RECEIPT.id,
        source_position=1,
        former_version=1,
        version=2,
        stands=(),
        lines=lines,
        purchase_order=ORDER,
        legal_entity="NHS",
        facility="NORTH",
    )


def moved() -> list[CorrectingLine]:
    wanted = journal_entries(receipt())
    return correcting_lines(as_expense(wanted), (), wanted)


def test_what_is_added_brings_the_books_to_what_the_rules_want() -> None:
    assert added(moved()) == {"expense": Decimal("-1000.00"), "inventory": Decimal("1000.00")}


def test_what_was_added_before_is_not_added_again() -> None:
    wanted = journal_entries(receipt())
    assert correcting_lines(as_expense(wanted), moved(), wanted) == []
    back = correcting_lines(as_expense(wanted), moved(), as_expense(wanted))
    assert added(back) == {"expense": Decimal("1000.00"), "inventory": Decimal("-1000.00")}


def test_what_was_never_posted_is_added_whole_and_what_is_not_wanted_taken_back() -> None:
    wanted = journal_entries(receipt())
    whole = {each.account: Decimal(each.debit) - Decimal(each.credit) for each in wanted}
    assert added(correcting_lines((), (), wanted)) == whole
    assert added(correcting_lines(wanted, (), ())) == {k: -v for k, v in whole.items()}


def test_an_amount_is_the_same_however_it_is_written() -> None:
    lines = journal_entries(receipt())
    spelled = [each._replace(debit=f"{each.debit}0") for each in lines]
    assert same(spelled, lines[::-1], ("debit", "credit", "account"))
    assert not same(as_expense(lines), lines, ("account",))
    assert same(as_expense(lines), lines, ("debit", "credit"))
    assert not same(lines[:1], lines, ())


def test_an_event_that_tells_what_was_posted_of_it_is_not_asked_again() -> None:
    event = receipt()
    stands = as_expense(journal_entries(event))
    told: list[Mapping[str, Any]] = [
        {name: value for name, value in each._asdict().items() if name != "document"}
        for each in stands
    ]
    kept = event._replace(metadata={**event.metadata, STANDS: told})
    assert journal_entries(kept) == stands
    assert journal_entries(event._replace(metadata={**event.metadata, STANDS: []})) == []


@pytest.mark.parametrize(
    ("posting_from", "day", "period"),
    [(None, "2026-04-02", "2026-04"), ("2026-05-01", "2026-05-01", "2026-05")],
    ids=["open", "closed"],
)
def test_a_correction_stands_in_the_open_period_and_names_the_one_it_is_of(
    posting_from: str | None, day: str, period: str
) -> None:
    (event,) = Story().happens("journal_correction/c", *post(None, command(*moved()), None)).events
    if posting_from is not None:
        event = event._replace(metadata={**event.metadata, "posting_from": posting_from})
    lines = journal_entries(event)
    assert {(each.posted_on, each.period) for each in lines} == {(day, period)}
    assert {each.relates_to_period for each in lines} == {"2026-03"}
    assert {each.purchase_order_id for each in lines} == {ORDER.id}
    assert sum(Decimal(each.debit) - Decimal(each.credit) for each in lines) == 0
    assert [each.line for each in lines] == [1, 2]


def test_one_version_corrects_an_entry_once() -> None:
    (event,) = post(None, command(*moved()), None)
    assert isinstance(event, JournalCorrectionPosted)
    with pytest.raises(JournalCorrectionPostedAlready, match="GR-1"):
        post(evolve(None, event), command(*moved()), None)


def test_what_does_not_balance_is_refused() -> None:
    with pytest.raises(JournalCorrectionOutOfBalance, match="USD"):
        post(None, command(moved()[0]), None)


@pytest.mark.parametrize(
    ("periods", "day"),
    [
        ({"2026-03": "closed", "2026-04": "open", "2026-05": "open"}, "2026-04-02"),
        ({"2026-04": "closed", "2026-05": "open"}, "2026-05-01"),
        ({"2026-01": "closed", "2026-02": "open"}, "2026-02-28"),
        ({"2026-01": "open", "2026-02": "soft_closed"}, "2026-02-28"),
        ({"2026-01": "closed", "2026-02": "closed"}, "2026-03-01"),
    ],
    ids=["its own", "the next", "the last opened", "softly closed", "none"],
)
def test_a_correction_posts_on_the_nearest_day_that_is_open(
    periods: dict[str, PeriodStatus], day: str
) -> None:
    calendar = AccountingCalendar(
        legal_entity="NHS",
        periods={month: PeriodState(status) for month, status in periods.items()},
    )
    (event,) = post(None, command(*moved()), calendar)
    assert event.posted_on.isoformat() == day

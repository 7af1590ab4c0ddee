"""Periods through the real log: late facts post to the next open one, liabilities wait for one."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest

from application.errors import Forbidden, NotFound
from application.handle import Application
from application.handlers import HANDLERS
from domain.accounting import journal_entries
from domain.accounting_calendars.commands import (
    CloseAccountingPeriod,
    OpenAccountingPeriod,
    ReopenAccountingPeriod,
    SoftCloseAccountingPeriod,
)
from domain.accounting_calendars.errors import AccountingPeriodNoneOpen
from domain.legal_entities.commands import RegisterLegalEntity
from replay.posted_entries import Versions, correction_of
from tests.application.desk import NOW
from tests.application.office import Office, billed

APRIL: Final = datetime(2026, 4, 2, 9, tzinfo=UTC)
MARCH: Final = "2026-03"


def to_open(period: str) -> OpenAccountingPeriod:
    return OpenAccountingPeriod(now=NOW, legal_entity="NHS", period=period, opened_by="fred")


def to_close(period: str = MARCH) -> CloseAccountingPeriod:
    return CloseAccountingPeriod(now=APRIL, legal_entity="NHS", period=period, closed_by="fred")


async def has_periods(office: Office, *periods: str) -> None:
    await office.open()
    await office.send(
        "fred", RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North", currency="USD")
    )
    for period in periods:
        await office.send("fred", to_open(period))


def posted(office: Office) -> set[tuple[str, str, str, str]]:
    """Of each document that booked: the day, the period, and the period of the fact."""
    lines = office.journal()
    return {
        (line.document.partition("/")[0], line.posted_on, line.period, line.relates_to_period)
        for line in lines
    }


async def test_books_without_a_calendar_are_always_open(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    assert posted(office) == {("receipt", "2026-03-01", MARCH, MARCH)}
    assert all("posting_from" not in event.metadata for event in office.history())


async def test_a_correction_of_the_journal_posts_into_a_period_that_was_opened(
    office: Office,
) -> None:
    """However much later the rebuild is that finds it."""
    await has_periods(office, MARCH)
    await office.receive(1, "60")
    (receipt,) = [each for each in office.history() if each.type == "receipt.posted"]
    lines = journal_entries(receipt)
    as_expense = [
        each._replace(account="expense") if each.account == "inventory" else each for each in lines
    ]
    versions = Versions(former=1, declared=2, columns=("account",))
    found = correction_of(receipt, as_expense, (), versions)
    assert found is not None
    await office.send("fred", found.command(APRIL.replace(year=2031)))
    *_, line = office.journal()
    assert (line.posted_on, line.period, line.document) == (
        "2026-03-31",
        MARCH,
        f"journal_correction/{found.command(APRIL).correction_id}",
    )


async def test_what_comes_late_into_a_closed_period_posts_to_the_next_open_one(
    office: Office,
) -> None:
    await has_periods(office, MARCH, "2026-04")
    await office.receive(1, "60")
    before = office.journal()
    await office.send("fred", to_close())
    await office.receive(2, "40")
    await office.capture(1, billed("100"))
    assert office.journal()[: len(before)] == before, "what is posted never moves"
    assert posted(office) == {
        ("receipt", "2026-03-01", MARCH, MARCH),
        ("receipt", "2026-04-01", "2026-04", MARCH),
        ("invoice", "2026-04-01", "2026-04", MARCH),
    }
    assert office.balance("grir") == 0
    await office.reverse(2)
    assert ("receipt", "2026-04-01", "2026-04", MARCH) in posted(office)


async def test_a_soft_close_shuts_the_month_to_goods_alone(office: Office) -> None:
    await has_periods(office, MARCH, "2026-04")
    await office.send(
        "fred",
        SoftCloseAccountingPeriod(now=APRIL, legal_entity="NHS", period=MARCH, closed_by="fred"),
    )
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert posted(office) == {
        ("receipt", "2026-04-01", "2026-04", MARCH),
        ("invoice", "2026-03-01", MARCH, MARCH),
    }


async def test_a_reopened_month_takes_postings_again(office: Office) -> None:
    await has_periods(office, MARCH, "2026-04")
    await office.send("fred", to_close())
    reopen = ReopenAccountingPeriod(
        now=APRIL,
        legal_entity="NHS",
        period=MARCH,
        reason_code="late_bills",
        reopened_by="flora",
    )
    await office.send("flora", reopen)
    await office.receive(1, "100")
    assert posted(office) == {("receipt", "2026-03-01", MARCH, MARCH)}


async def test_goods_that_come_before_the_month_is_opened_post_on_their_day(
    office: Office,
) -> None:
    await has_periods(office, "2026-02")
    await office.receive(1, "100")
    assert posted(office) == {("receipt", "2026-03-01", MARCH, MARCH)}


async def test_an_invoice_waits_until_its_period_is_opened(office: Office) -> None:
    await has_periods(office, "2026-02")
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    assert await office.held(1) == ("period_closed",)
    with pytest.raises(AccountingPeriodNoneOpen):
        await office.release(1)
    assert office.balance("accounts_payable") == 0
    await office.send("fred", to_open(MARCH))
    await office.release(1)
    assert await office.held(1) == ()
    assert office.balance("accounts_payable") == Decimal("-1000.00")


async def test_an_invoice_is_not_linked_into_books_that_are_not_open(office: Office) -> None:
    await has_periods(office, "2026-02")
    await office.capture(1, billed("100"), purchase_order_id=None)
    assert await office.held(1) == ("unlinked",)
    with pytest.raises(AccountingPeriodNoneOpen):
        await office.link(1)
    await office.send("fred", to_open(MARCH))
    await office.link(1)
    assert office.balance("accounts_payable") == Decimal("-1000.00")


async def test_a_period_that_another_process_closes_meanwhile_is_closed_to_what_follows(
    office: Office,
) -> None:
    await has_periods(office, MARCH, "2026-04")
    await office.receive(1, "60")  # This process knows that March is open.
    elsewhere = Office(log=office.log, database_url=office.database_url)
    elsewhere.application = Application(office.log, HANDLERS)
    await elsewhere.send("fred", to_close())
    await office.receive(2, "40")
    assert ("receipt", "2026-04-01", "2026-04", MARCH) in posted(office)


async def test_only_a_registered_entity_keeps_a_calendar_and_only_who_may_opens_it(
    office: Office,
) -> None:
    await office.open()
    with pytest.raises(NotFound):
        await office.send("fred", to_open(MARCH))
    with pytest.raises(Forbidden):
        await office.send(
            "anna",
            OpenAccountingPeriod(now=NOW, legal_entity="NHS", period=MARCH, opened_by="anna"),
        )

"""Accounting periods: opened and closed in order, and re-opened by somebody else for a reason."""

from datetime import UTC, date, datetime
from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.accounting_calendars.commands import (
    CloseAccountingPeriod,
    OpenAccountingPeriod,
    ReopenAccountingPeriod,
    SoftCloseAccountingPeriod,
)
from domain.accounting_calendars.decide import close, open_period, reopen, soft_close
from domain.accounting_calendars.errors import (
    AccountingPeriodEarlierOpen,
    AccountingPeriodLaterClosed,
    AccountingPeriodNotOver,
    AccountingPeriodOutOfOrder,
    AccountingPeriodSelfReopened,
    AccountingPeriodStandsSo,
    AccountingPeriodTooFar,
    AccountingPeriodUnknown,
)
from domain.accounting_calendars.events import (
    AccountingCalendarPeriodClosed,
    AccountingCalendarPeriodOpened,
    AccountingCalendarPeriodReopened,
    AccountingCalendarPeriodSoftClosed,
)
from domain.accounting_calendars.periods import first_day, last_day, later, next_period, period_of
from domain.accounting_calendars.state import ACCOUNTING_CALENDAR
from domain.legal_entities.state import LegalEntity
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 5, 2, 9, tzinfo=UTC)
NHS: Final = LegalEntity(code="NHS", name="North Health", currency="USD", fiscal_year_start=7)


def opened(
    period: str, fiscal_year: int = 2026, fiscal_month: int = 9
) -> AccountingCalendarPeriodOpened:
    return AccountingCalendarPeriodOpened(
        legal_entity="NHS",
        period=period,
        fiscal_year=fiscal_year,
        fiscal_month=fiscal_month,
        opened_by="fred",
    )


def closed(period: str, by: str = "fred") -> AccountingCalendarPeriodClosed:
    return AccountingCalendarPeriodClosed(period=period, closed_by=by)


def soft(period: str, by: str = "fred") -> AccountingCalendarPeriodSoftClosed:
    return AccountingCalendarPeriodSoftClosed(period=period, closed_by=by)


def reopened(period: str) -> AccountingCalendarPeriodReopened:
    return AccountingCalendarPeriodReopened(
        period=period, reason_code="late_bills", reopened_by="flora"
    )


def to_open(period: str) -> OpenAccountingPeriod:
    return OpenAccountingPeriod(now=NOW, legal_entity="NHS", period=period, opened_by="fred")


def to_close(period: str) -> CloseAccountingPeriod:
    return CloseAccountingPeriod(now=NOW, legal_entity="NHS", period=period, closed_by="fred")


def to_soft_close(period: str) -> SoftCloseAccountingPeriod:
    return SoftCloseAccountingPeriod(now=NOW, legal_entity="NHS", period=period, closed_by="fred")


def to_reopen(period: str, by: str = "flora") -> ReopenAccountingPeriod:
    return ReopenAccountingPeriod(
        now=NOW, legal_entity="NHS", period=period, reason_code="late_bills", reopened_by=by
    )


MARCH, APRIL = opened("2026-03"), opened("2026-04", fiscal_month=10)
SPRING: Final = given(ACCOUNTING_CALENDAR, MARCH, APRIL)


@pytest.mark.parametrize(
    ("period", "fiscal_year", "fiscal_month"),
    [("2026-06", 2026, 12), ("2026-07", 2027, 1), ("2026-03", 2026, 9), ("2025-12", 2026, 6)],
)
def test_the_first_period_may_be_any_and_has_its_place_in_a_fiscal_year(
    period: str, fiscal_year: int, fiscal_month: int
) -> None:
    started = given(ACCOUNTING_CALENDAR).when(open_period, to_open(period), entity=NHS)
    started.then(opened(period, fiscal_year, fiscal_month))


def test_periods_are_opened_one_after_another() -> None:
    SPRING.when(open_period, to_open("2026-05"), entity=NHS).then(
        opened("2026-05", fiscal_month=11)
    )
    for period in ("2026-06", "2026-02"):
        asked = SPRING.when(open_period, to_open(period), entity=NHS)
        asked.rejected(AccountingPeriodOutOfOrder, following="2026-05")
    again = SPRING.when(open_period, to_open("2026-03"), entity=NHS)
    again.rejected(AccountingPeriodStandsSo, status="open")


def test_a_period_more_than_a_year_ahead_is_a_mistake() -> None:
    nothing = given(ACCOUNTING_CALENDAR)
    nothing.when(open_period, to_open("2027-05"), entity=NHS).then(opened("2027-05", 2027, 11))
    far = nothing.when(open_period, to_open("2027-06"), entity=NHS)
    far.rejected(AccountingPeriodTooFar, last="2027-05")


def test_a_period_closes_softly_first_or_at_once() -> None:
    SPRING.when(soft_close, to_soft_close("2026-03")).then(soft("2026-03"))
    SPRING.when(close, to_close("2026-03")).then(closed("2026-03"))
    given(ACCOUNTING_CALENDAR, MARCH, soft("2026-03")).when(close, to_close("2026-03")).then(
        closed("2026-03")
    )


def test_what_is_closed_is_not_closed_again() -> None:
    shut = given(ACCOUNTING_CALENDAR, MARCH, closed("2026-03"))
    shut.when(close, to_close("2026-03")).rejected(AccountingPeriodStandsSo, status="closed")
    shut.when(soft_close, to_soft_close("2026-03")).rejected(AccountingPeriodStandsSo)
    softly = given(ACCOUNTING_CALENDAR, MARCH, soft("2026-03"))
    twice = softly.when(soft_close, to_soft_close("2026-03"))
    twice.rejected(AccountingPeriodStandsSo, status="soft_closed")
    SPRING.when(reopen, to_reopen("2026-03")).rejected(AccountingPeriodStandsSo, status="open")


def test_a_month_that_runs_is_not_closed() -> None:
    running = given(ACCOUNTING_CALENDAR, opened("2026-05"))
    for decide, command in ((close, to_close("2026-05")), (soft_close, to_soft_close("2026-05"))):
        running.when(decide, command).rejected(AccountingPeriodNotOver, last="2026-05-31")


def test_a_month_closes_from_the_day_after_its_last() -> None:
    for day, decides in ((30, False), (31, False), (1, True)):
        month = 6 if day == 1 else 5
        command = CloseAccountingPeriod(
            now=datetime(2026, month, day, tzinfo=UTC),
            legal_entity="NHS",
            period="2026-05",
            closed_by="fred",
        )
        asked = given(ACCOUNTING_CALENDAR, opened("2026-05")).when(close, command)
        if decides:
            asked.then(closed("2026-05"))
        else:
            asked.rejected(AccountingPeriodNotOver)


def test_periods_close_in_their_order() -> None:
    SPRING.when(close, to_close("2026-04")).rejected(AccountingPeriodEarlierOpen, earlier="2026-03")
    SPRING.when(soft_close, to_soft_close("2026-04")).rejected(AccountingPeriodEarlierOpen)
    softly = given(ACCOUNTING_CALENDAR, MARCH, APRIL, soft("2026-03"))
    softly.when(soft_close, to_soft_close("2026-04")).then(soft("2026-04"))
    softly.when(close, to_close("2026-04")).rejected(AccountingPeriodEarlierOpen)


def test_an_unknown_period_is_told() -> None:
    for decide, command in (
        (close, to_close("2026-01")),
        (soft_close, to_soft_close("2026-01")),
        (reopen, to_reopen("2026-01")),
    ):
        SPRING.when(decide, command).rejected(AccountingPeriodUnknown, period="2026-01")


def test_another_person_reopens_what_was_closed_last() -> None:
    shut = given(ACCOUNTING_CALENDAR, MARCH, APRIL, closed("2026-03"), closed("2026-04"))
    shut.when(reopen, to_reopen("2026-04")).then(reopened("2026-04"))
    shut.when(reopen, to_reopen("2026-03")).rejected(AccountingPeriodLaterClosed, later="2026-04")
    shut.when(reopen, to_reopen("2026-04", by="fred")).rejected(
        AccountingPeriodSelfReopened, person="fred"
    )
    history = (soft("2026-03", by="mona"), closed("2026-03"))
    both = given(ACCOUNTING_CALENDAR, MARCH, *history)
    for person in ("mona", "fred"):
        both.when(reopen, to_reopen("2026-03", by=person)).rejected(AccountingPeriodSelfReopened)
    both.when(reopen, to_reopen("2026-03")).then(reopened("2026-03"))


def test_a_period_that_was_reopened_closes_again_and_forgets_who_closed_it_before() -> None:
    again = given(ACCOUNTING_CALENDAR, MARCH, closed("2026-03"), reopened("2026-03"))
    again.when(close, to_close("2026-03")).then(closed("2026-03"))
    by_another = (closed("2026-03"), reopened("2026-03"), closed("2026-03", by="flora"))
    given(ACCOUNTING_CALENDAR, MARCH, *by_another).when(
        reopen, to_reopen("2026-03", by="flora")
    ).rejected(AccountingPeriodSelfReopened)


def test_goods_post_from_the_first_open_period_and_payables_also_to_a_softly_closed_one() -> None:
    calendar = folded(ACCOUNTING_CALENDAR, MARCH, APRIL, soft("2026-03"))
    for goods in ("receipt", "purchase_order", "stock_item"):
        assert calendar.open_from(goods) == date(2026, 4, 1)
    for payables in ("invoice", "credit_memo"):
        assert calendar.open_from(payables) == date(2026, 3, 1)
    shut = folded(ACCOUNTING_CALENDAR, MARCH, closed("2026-03"))
    assert {shut.open_from(each) for each in ("receipt", "invoice")} == {date(2026, 4, 1)}


@pytest.mark.parametrize(
    ("day", "takes"),
    [
        (date(2026, 2, 27), True),  # late, and posted to March
        (date(2026, 4, 30), True),
        (date(2026, 5, 1), False),
    ],
)
def test_a_liability_stands_in_a_period_that_was_opened(day: date, takes: bool) -> None:
    assert folded(ACCOUNTING_CALENDAR, MARCH, APRIL).takes_liability(day) is takes
    assert not folded(ACCOUNTING_CALENDAR, MARCH, closed("2026-03")).takes_liability(day)


@for_all(st.dates(min_value=date(1970, 1, 1), max_value=date(2199, 11, 30)))
def test_every_day_falls_into_one_period_and_the_next_one_follows_at_once(day: date) -> None:
    period = period_of(day)
    assert first_day(period) <= day <= last_day(period)
    assert period_of(first_day(next_period(period))) == next_period(period) == later(period, 1)
    assert (first_day(next_period(period)) - last_day(period)).days == 1

"""What an accounting calendar answers: periods open and close in order, one person at a time."""

from datetime import date
from typing import Final

from domain.accounting_calendars.commands import (
    CloseAccountingPeriod,
    OpenAccountingPeriod,
    ReopenAccountingPeriod,
    SoftCloseAccountingPeriod,
)
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
    AccountingCalendarEvent,
    AccountingCalendarPeriodClosed,
    AccountingCalendarPeriodOpened,
    AccountingCalendarPeriodReopened,
    AccountingCalendarPeriodSoftClosed,
)
from domain.accounting_calendars.periods import MONTHS, last_day, later, next_period, period_of
from domain.accounting_calendars.state import AccountingCalendar, PeriodState, PeriodStatus
from domain.legal_entities.state import LegalEntity

MONTHS_AHEAD_MAX: Final = 12  # A year that is planned; what is further ahead is a typing mistake.


def open_period(
    calendar: AccountingCalendar | None, command: OpenAccountingPeriod, *, entity: LegalEntity
) -> tuple[AccountingCalendarEvent, ...]:
    """The next month takes postings. The first month that is ever opened may be any."""
    period = command.period
    if calendar is not None:
        if period in calendar.periods:
            raise AccountingPeriodStandsSo(period, calendar.periods[period].status)
        following = next_period(calendar.last)
        if period != following:
            raise AccountingPeriodOutOfOrder(calendar.legal_entity, period, following)
    last = later(period_of(command.now.date()), MONTHS_AHEAD_MAX)
    if period > last:
        raise AccountingPeriodTooFar(period, last)
    begins = date.fromisoformat(f"{period}-01")
    return (
        AccountingCalendarPeriodOpened(
            legal_entity=entity.code,
            period=period,
            fiscal_year=entity.fiscal_year(begins),
            fiscal_month=(begins.month - entity.fiscal_year_start) % MONTHS + 1,
            opened_by=command.opened_by,
        ),
    )


def soft_close(
    calendar: AccountingCalendar, command: SoftCloseAccountingPeriod
) -> tuple[AccountingCalendarEvent, ...]:
    """Goods that come late post to the next month from now on."""
    state = _known(calendar, command.period)
    if state.status != "open":
        raise AccountingPeriodStandsSo(command.period, state.status)
    _check_over(command.period, command.now.date())
    _check_earlier(calendar, command.period, ("soft_closed", "closed"))
    return (AccountingCalendarPeriodSoftClosed(period=command.period, closed_by=command.closed_by),)


def close(
    calendar: AccountingCalendar, command: CloseAccountingPeriod
) -> tuple[AccountingCalendarEvent, ...]:
    """Whatever comes late posts to the next month from now on."""
    state = _known(calendar, command.period)
    if state.status == "closed":
        raise AccountingPeriodStandsSo(command.period, state.status)
    _check_over(command.period, command.now.date())
    _check_earlier(calendar, command.period, ("closed",))
    return (AccountingCalendarPeriodClosed(period=command.period, closed_by=command.closed_by),)


def reopen(
    calendar: AccountingCalendar, command: ReopenAccountingPeriod
) -> tuple[AccountingCalendarEvent, ...]:
    """The month takes postings again. What stands in other periods stays there."""
    state = _known(calendar, command.period)
    if state.status == "open":
        raise AccountingPeriodStandsSo(command.period, state.status)
    after = next_period(command.period)
    if after in calendar.periods and calendar.periods[after].status != "open":
        raise AccountingPeriodLaterClosed(command.period, after)
    if command.reopened_by in state.closed_by:
        raise AccountingPeriodSelfReopened(command.period, command.reopened_by)
    return (
        AccountingCalendarPeriodReopened(
            period=command.period,
            reason_code=command.reason_code,
            reopened_by=command.reopened_by,
        ),
    )


def _known(calendar: AccountingCalendar, period: str) -> PeriodState:
    state = calendar.periods.get(period)
    if state is None:
        raise AccountingPeriodUnknown(calendar.legal_entity, period)
    return state


def _check_over(period: str, today: date) -> None:
    last = last_day(period)
    if today <= last:
        raise AccountingPeriodNotOver(period, last)


def _check_earlier(
    calendar: AccountingCalendar, period: str, statuses: tuple[PeriodStatus, ...]
) -> None:
    for earlier, state in calendar.periods.items():
        if earlier < period and state.status not in statuses:
            raise AccountingPeriodEarlierOpen(period, earlier)

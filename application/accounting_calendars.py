"""Accounting calendars: what each command saves, and from when on the books take what is late.

`with_open_books` lets every command that books tell in the same save from which day on the books
of its legal entity were open: a day before it posts on it. The calendar is read, so that a period
that is closed meanwhile makes the command be decided again.
"""

from datetime import date
from typing import Any, Final

from application.exchange_rates import books_rates
from application.legal_entities import known_entity
from application.open_items import Before, Source, as_they_were, value_items
from application.work import Handler, Handlers, Work
from domain.accounting import BOOKED
from domain.accounting_calendars import decide
from domain.accounting_calendars.commands import (
    CloseAccountingPeriod,
    OpenAccountingPeriod,
    ReopenAccountingPeriod,
    SoftCloseAccountingPeriod,
)
from domain.accounting_calendars.errors import AccountingPeriodNoneOpen
from domain.accounting_calendars.state import (
    ACCOUNTING_CALENDAR,
    AccountingCalendar,
    accounting_calendar_id,
)
from domain.event import Command
from domain.legal_entities.state import LEGAL_ENTITY, legal_entity_id


async def open_accounting_period(work: Work, command: OpenAccountingPeriod) -> None:
    """The next month; the first one makes the calendar."""
    entity = await work.load(LEGAL_ENTITY, legal_entity_id(work.tenant, command.legal_entity))
    calendar_id = accounting_calendar_id(work.tenant, command.legal_entity)
    calendar = await work.find(ACCOUNTING_CALENDAR, calendar_id)
    events = decide.open_period(calendar, command, entity=entity)
    await work.record(ACCOUNTING_CALENDAR, calendar_id, events)


async def soft_close_accounting_period(work: Work, command: SoftCloseAccountingPeriod) -> None:
    """Shut to goods."""
    calendar_id, calendar = await _load(work, command.legal_entity)
    await work.record(ACCOUNTING_CALENDAR, calendar_id, decide.soft_close(calendar, command))


async def close_accounting_period(work: Work, command: CloseAccountingPeriod) -> None:
    """Shut to everything."""
    calendar_id, calendar = await _load(work, command.legal_entity)
    await work.record(ACCOUNTING_CALENDAR, calendar_id, decide.close(calendar, command))


async def reopen_accounting_period(work: Work, command: ReopenAccountingPeriod) -> None:
    """Open again."""
    calendar_id, calendar = await _load(work, command.legal_entity)
    await work.record(ACCOUNTING_CALENDAR, calendar_id, decide.reopen(calendar, command))


def with_open_books(handler: Handler) -> Handler:
    """The handler, and after it from when on, and at which rates, the books take what it books."""

    async def carry_out(work: Work, command: Command) -> None:
        await handler(work, command)
        before: Before | None = None  # Few books are in another currency than what they take.
        for stream, events in work.recorded():
            if BOOKED.isdisjoint([each.TYPE for each in events]):
                continue
            state: Any = work.read[stream].state
            if state.legal_entity is None:
                continue
            calendar = await calendar_of(work, state.legal_entity)
            if calendar is not None:
                aggregate = work.aggregates[stream].name
                work.posting_from[stream] = calendar.open_from(aggregate)
            entity = await known_entity(work, state.legal_entity)
            if entity is not None:
                told = await books_rates(
                    work, state, events, entity.currency, work.first_version(stream)
                )
                if told is not None:
                    before = as_they_were(work) if before is None else before
                    await value_items(work, Source(state, before), events, told)
                    work.posting_rates[stream] = told

    return carry_out


async def no_open_period(work: Work, legal_entity: str, day: date) -> str | None:
    """The last period of books that are not yet open for a liability of this day; none: they are.

    An entity without a calendar has books that are always open.
    """
    calendar = await calendar_of(work, legal_entity)
    if calendar is None or calendar.takes_liability(day):
        return None
    return calendar.last


async def require_open_period(work: Work, legal_entity: str, day: date) -> None:
    """Refuses to post a liability of a day for which no period was opened."""
    last = await no_open_period(work, legal_entity, day)
    if last is not None:
        raise AccountingPeriodNoneOpen(legal_entity, day, last)


async def calendar_of(work: Work, legal_entity: str) -> AccountingCalendar | None:
    """That of the entity's books; none: they are always open."""
    calendar_id = accounting_calendar_id(work.tenant, legal_entity)
    return await work.find(ACCOUNTING_CALENDAR, calendar_id)


async def _load(work: Work, legal_entity: str) -> tuple[str, AccountingCalendar]:
    calendar_id = accounting_calendar_id(work.tenant, legal_entity)
    return calendar_id, await work.load(ACCOUNTING_CALENDAR, calendar_id)


HANDLERS: Final[Handlers] = {
    OpenAccountingPeriod: open_accounting_period,
    SoftCloseAccountingPeriod: soft_close_accounting_period,
    CloseAccountingPeriod: close_accounting_period,
    ReopenAccountingPeriod: reopen_accounting_period,
}

"""An accounting calendar as its history left it, and where it lets facts post.

Periods are opened one after another and closed in the same order, so that what is open is always
the latest part: one day says from when on the books are open. A legal entity without a calendar
has books that are always open.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Final, Literal, NamedTuple, assert_never

from domain.accounting_calendars.events import (
    AccountingCalendarEvent,
    AccountingCalendarPeriodClosed,
    AccountingCalendarPeriodOpened,
    AccountingCalendarPeriodReopened,
    AccountingCalendarPeriodSoftClosed,
)
from domain.accounting_calendars.periods import first_day, last_day, next_period
from domain.aggregate import Aggregate
from domain.frozen import replace
from domain.ids import IDS_REMEMBERED, derived_id

PeriodStatus = Literal["open", "soft_closed", "closed"]

# Whose facts are of goods: a soft close shuts the month to them. All others are payables.
GOODS: Final = frozenset({"receipt", "purchase_order", "stock_item"})


class PeriodState(NamedTuple):
    """How one period stands, and who closed it, softly or wholly, since it was last open."""

    status: PeriodStatus = "open"
    closed_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountingCalendar:
    """The periods of one legal entity, by month in order."""

    legal_entity: str
    periods: Mapping[str, PeriodState] = field(default_factory=dict)
    facility: None = None

    @property
    def number(self) -> str:
        """The code of the entity whose calendar it is."""
        return self.legal_entity

    @property
    def last(self) -> str:
        """The latest period that was opened."""
        return max(self.periods)

    def open_from(self, aggregate: str) -> date:
        """The first day to which facts of such documents may post."""
        taking = ("open",) if aggregate in GOODS else ("open", "soft_closed")
        is_open = (each for each, now in self.periods.items() if now.status in taking)
        return first_day(min(is_open, default=next_period(self.last)))

    def nearest_open(self, day: date, aggregate: str) -> date:
        """The day to which such a document of this day posts where only open periods count.

        The day itself, or where its period was closed or not opened yet, the nearest that is open.
        """
        return max(min(day, last_day(self.last)), self.open_from(aggregate))

    def takes_liability(self, day: date) -> bool:
        """Whether a liability of this day has an open period; one not yet opened is none.

        Goods lie in the store whether or not finance has opened the month, so they always post.
        """
        return max(day, self.open_from("invoice")) <= last_day(self.last)


@lru_cache(IDS_REMEMBERED)
def accounting_calendar_id(tenant: str, legal_entity: str) -> str:
    """The id of the calendar of the entity with this code."""
    return derived_id(tenant, "accounting_calendar", legal_entity)


def evolve(state: AccountingCalendar | None, event: AccountingCalendarEvent) -> AccountingCalendar:
    """What the calendar says after the event."""
    match event:
        case AccountingCalendarPeriodOpened():
            calendar = state or AccountingCalendar(legal_entity=event.legal_entity)
            return _put(calendar, event.period, PeriodState())
        case AccountingCalendarPeriodSoftClosed():
            assert state is not None, "a calendar begins with an opened period"
            return _put(state, event.period, PeriodState("soft_closed", (event.closed_by,)))
        case AccountingCalendarPeriodClosed():
            assert state is not None, "a calendar begins with an opened period"
            by = (*state.periods[event.period].closed_by, event.closed_by)
            return _put(state, event.period, PeriodState("closed", by))
        case AccountingCalendarPeriodReopened():
            assert state is not None, "a calendar begins with an opened period"
            return _put(state, event.period, PeriodState())
        case _:
            assert_never(event)


def _put(calendar: AccountingCalendar, period: str, state: PeriodState) -> AccountingCalendar:
    return replace(calendar, periods={**calendar.periods, period: state})


ACCOUNTING_CALENDAR: Final = Aggregate(
    name="accounting_calendar", state=AccountingCalendar, evolve=evolve
)

"""Facts of an accounting calendar. Stored names are a contract; see `state` for their sum.

A period is a calendar month (2026-03). Closing is in two steps: first to goods, while payables
still enter what was billed for the month, then to everything.
"""

from typing import Annotated, ClassVar, Final

from pydantic import Field, StringConstraints

from domain.budgets.events import FiscalYear
from domain.event import Event
from domain.ids import Code

PERIOD_PATTERN: Final = r"^(19[7-9]\d|2[01]\d\d)-(0[1-9]|1[0-2])$"
Period = Annotated[str, StringConstraints(pattern=PERIOD_PATTERN)]
FiscalMonth = Annotated[int, Field(ge=1, le=12)]


class AccountingCalendarPeriodOpened(Event):
    """The month takes postings. It is the so-and-so-many month of a fiscal year."""

    TYPE: ClassVar[str] = "accounting_calendar.period_opened"
    legal_entity: Code
    period: Period
    fiscal_year: FiscalYear
    fiscal_month: FiscalMonth
    opened_by: Code


class AccountingCalendarPeriodSoftClosed(Event):
    """Goods that come or go no longer post to the month; invoices, credits and payments do."""

    TYPE: ClassVar[str] = "accounting_calendar.period_soft_closed"
    period: Period
    closed_by: Code


class AccountingCalendarPeriodClosed(Event):
    """Nothing posts to the month any more; what comes late posts to the next open one."""

    TYPE: ClassVar[str] = "accounting_calendar.period_closed"
    period: Period
    closed_by: Code


class AccountingCalendarPeriodReopened(Event):
    """The month takes postings again. Whoever closed it is somebody else."""

    TYPE: ClassVar[str] = "accounting_calendar.period_reopened"
    period: Period
    reason_code: Code
    reopened_by: Code


AccountingCalendarEvent = (
    AccountingCalendarPeriodOpened
    | AccountingCalendarPeriodSoftClosed
    | AccountingCalendarPeriodClosed
    | AccountingCalendarPeriodReopened
)
EVENTS: Final = (
    AccountingCalendarPeriodOpened,
    AccountingCalendarPeriodSoftClosed,
    AccountingCalendarPeriodClosed,
    AccountingCalendarPeriodReopened,
)

"""Which days an invoice and its payment may bear: what cannot be so is a slip of the pen.

A supplier may date an invoice ahead; what we did ourselves has happened (`domain/days.py`).
"""

from datetime import date, datetime, timedelta
from typing import Final

from domain.days import EVIDENCE_DAYS, NEXT_DAY, ahead, back, days_of_deeds
from domain.invoices.commands import CaptureInvoice
from domain.invoices.errors import InvoiceDateOutOfRange

DATED_AHEAD_MAX: Final = timedelta(days=366)
TERM_MAX: Final = timedelta(days=5 * 366)


def check_document(command: CaptureInvoice) -> None:
    """Raises `InvoiceDateOutOfRange` for an invoice that was not written, or is never due."""
    written = command.invoice_date
    check_written("The invoice date", written, command.now)
    _within("The due date", command.due_on, written, ahead(written, TERM_MAX))
    if command.discount_until is not None:
        _within("The last day of the discount", command.discount_until, written, command.due_on)


def check_written(what: str, day: date, now: datetime) -> None:
    """Raises `InvoiceDateOutOfRange` for the date of a document that nobody can have written."""
    today = now.date()
    _within(what, day, back(today, EVIDENCE_DAYS), ahead(today, DATED_AHEAD_MAX))


def check_done(what: str, day: date, now: datetime, since: date | None = None) -> None:
    """Raises `InvoiceDateOutOfRange` for a deed of ours that has not been done yet.

    `since` is the day of what it is about.
    """
    first, last = days_of_deeds(now)
    _within(what, day, first if since is None else max(first, since), last)


def check_planned(what: str, day: date, now: datetime, ahead_max: timedelta) -> None:
    """Raises `InvoiceDateOutOfRange` for a plan of a day that is over, or too far away."""
    today = now.date()
    _within(what, day, back(today, NEXT_DAY), ahead(today, ahead_max))


def _within(what: str, day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise InvoiceDateOutOfRange(what, day, first, last)

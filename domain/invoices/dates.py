"""Which days an invoice and its payment may bear: what cannot be so is a slip of the pen.

A supplier may date an invoice ahead; what we did ourselves has happened. Days are told in the zone
of whoever writes them, so the next one may have begun there already. What is older than the
evidence that is kept cannot be new.
"""

from datetime import date, datetime, timedelta
from typing import Final

from domain.invoices.commands import CaptureInvoice
from domain.invoices.errors import InvoiceDateOutOfRange

NEXT_DAY: Final = timedelta(days=1)
EVIDENCE_DAYS: Final = timedelta(days=3_653)  # Ten years: how long evidence is kept.
DATED_AHEAD_MAX: Final = timedelta(days=366)
TERM_MAX: Final = timedelta(days=5 * 366)


def check_document(command: CaptureInvoice) -> None:
    """Raises `InvoiceDateOutOfRange` for an invoice that was not written, or is never due."""
    today, written = command.now.date(), command.invoice_date
    _within("The invoice date", written, _back(today), _ahead(today, DATED_AHEAD_MAX))
    _within("The due date", command.due_on, written, _ahead(written, TERM_MAX))


def check_done(what: str, day: date, now: datetime) -> None:
    """Raises `InvoiceDateOutOfRange` for a deed of ours that has not been done yet."""
    today = now.date()
    _within(what, day, _back(today), _ahead(today, NEXT_DAY))


def _within(what: str, day: date, first: date, last: date) -> None:
    if not first <= day <= last:
        raise InvoiceDateOutOfRange(what, day, first, last)


def _back(day: date) -> date:
    return day - EVIDENCE_DAYS if day - date.min >= EVIDENCE_DAYS else date.min


def _ahead(day: date, term: timedelta) -> date:
    return day + term if date.max - day >= term else date.max

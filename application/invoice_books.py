"""Whether the books take an invoice today: the period, the rate, the cap on small differences.

No commands: whoever captures, links, judges or posts an invoice asks.
"""

from decimal import Decimal

from application.accounting_calendars import no_open_period, require_open_period
from application.invoice_surroundings import no_rate, require_rate
from application.small_differences import over_cap, require_within_cap
from application.work import Work
from domain.invoices.book_barriers import Books
from domain.invoices.commands import CaptureInvoice
from domain.invoices.parts import adjustment
from domain.invoices.state import Invoice


async def books_of(work: Work, billed: Invoice | CaptureInvoice) -> Books:
    """What stands between the invoice and the books."""
    return Books(
        end=await no_open_period(work, billed.legal_entity, work.today),
        no_rate=await no_rate(work, billed),
        over_cap=await over_cap(work, billed, _difference(billed)),
    )


async def require_books(work: Work, invoice: Invoice) -> None:
    """Refuses what the books do not take today."""
    await require_open_period(work, invoice.legal_entity, work.today)
    await require_rate(work, invoice)
    await require_within_cap(work, invoice, _difference(invoice))


def _difference(billed: Invoice | CaptureInvoice) -> Decimal:
    """By how much the total misses what the lines and all beside them add up to."""
    beside = billed.tax + billed.freight + adjustment(billed.parts)
    return billed.total - sum((line.amount for line in billed.lines), beside)

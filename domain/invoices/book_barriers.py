"""What keeps an invoice out of the books on a day, whatever it says and whoever has ordered."""

from dataclasses import dataclass
from typing import Final

from domain.invoices.decide_match import standing
from domain.invoices.state import Invoice
from domain.match_sides import WantedHold


@dataclass(frozen=True, slots=True, kw_only=True)
class Books:
    """The books of the day. `end` is their last period, where none is open for it.

    `no_rate` is the pair of currencies that has no rate of the day, `over_cap` the hold that the
    invoice's small difference asks for.
    """

    end: str | None = None
    no_rate: str | None = None
    over_cap: WantedHold | None = None


OPEN: Final = Books()


def book_barrier(invoice: Invoice, books: Books) -> WantedHold | None:
    """The first that stands in the way; none: it can be posted."""
    if books.end is not None:
        actual = f"none after {books.end}"
        return standing("period_closed", "an open period", actual, invoice.total)
    if books.no_rate is not None:
        expected = f"a rate {books.no_rate} of the day"
        return standing("exchange_rate_missing", expected, "none", invoice.total)
    if ("small_difference_cap", None) in invoice.accepted:
        return None
    return books.over_cap

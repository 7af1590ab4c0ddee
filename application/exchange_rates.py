"""Exchange rates: what the command saves, and which rates the books take for what a save books.

A day's rate never changes once the day has begun, whatever day a command is dated to, so that it
may be looked up again at any time.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from application.work import Handlers, Work
from domain.accounting import BOOKED
from domain.event import Event
from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.decide import record
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id
from domain.invoices.events import InvoicePaymentRecorded, InvoiceUnlinked
from domain.invoices.payment_events import InvoicePaymentVoided
from domain.invoices.state import Invoice
from domain.receipts.state import Receipt
from domain.stock.value_events import StockItemRevalued


async def record_exchange_rate(work: Work, command: RecordExchangeRate) -> None:
    """A rate of the pair from a day on; the first one makes the pair known."""
    pair_id = exchange_rate_id(work.tenant, command.from_currency, command.to_currency)
    pair = await work.find(EXCHANGE_RATE, pair_id)
    await work.record(EXCHANGE_RATE, pair_id, record(pair, command, work.entered_on))


async def books_rates(
    work: Work, state: object, events: Sequence[Event], currency: str
) -> dict[str, object] | None:
    """What the metadata of a change tells of its value in books of this currency.

    None: all of it is in that currency. A currency without a rate of the day is left out.
    """
    foreign = sorted(_currencies(events) - {currency})
    if not foreign:
        return None
    day = _day_of(state, events, work.today)
    told: dict[str, object] = {"currency": currency, "rates": {}}
    told["rates"] = await _rates(work, foreign, currency, day)
    if isinstance(state, Invoice) and state.accounted is not None and _paid_on(state, events):
        told["carried"] = await _rates(work, foreign, currency, state.accounted.posted_on)
    return told


async def _rates(work: Work, foreign: Sequence[str], books: str, day: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for currency in foreign:
        pair = await work.find(EXCHANGE_RATE, exchange_rate_id(work.tenant, currency, books))
        rate: Decimal | None = None if pair is None else pair.on(day)
        if rate is not None:
            found[currency] = f"{rate:f}"
    return found


def _day_of(state: object, events: Sequence[Event], today: date) -> date:
    """The day whose rate values the change: a receipt's own, whatever becomes of it later."""
    if isinstance(state, Receipt) and state.received_on is not None:
        return state.received_on
    if isinstance(state, Invoice) and state.accounted is not None:
        return _paid_on(state, events) or state.accounted.posted_on
    for event in events:
        if isinstance(event, InvoiceUnlinked):
            return event.accounted.posted_on
        if isinstance(event, StockItemRevalued):
            return event.revalued_on
    return today


def _paid_on(invoice: Invoice, events: Sequence[Event]) -> date | None:
    """The day of the payment that was made or came back; none: the events are of no payment."""
    for event in events:
        if isinstance(event, InvoicePaymentRecorded):
            return event.paid_on
        if isinstance(event, InvoicePaymentVoided):
            return invoice.payments[event.payment].paid_on or event.voided_on
    return None


def _currencies(events: Sequence[Event]) -> set[str]:
    """Of all that the events book."""
    found: set[str] = set()
    for event in events:
        if event.TYPE not in BOOKED:
            continue
        posted = getattr(event, "accounted", None) or event
        sources = [posted, *getattr(event, "costs", ()), *getattr(event, "written_off", ())]
        found |= {each.currency for each in sources if getattr(each, "currency", None)}
    return found


HANDLERS: Final[Handlers] = {RecordExchangeRate: record_exchange_rate}

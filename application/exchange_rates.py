"""Exchange rates: what the command saves, and which rates the books take for what a save books.

A day's rate never changes once the day has begun, whatever day a command is dated to, so that it
may be looked up again at any time.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Final

from application.work import Handlers, Work
from domain.accounting import BOOKED, booked_on
from domain.credit_memos.events import CreditMemoRefunded
from domain.event import Event
from domain.exchange_rates.commands import RecordExchangeRate
from domain.exchange_rates.decide import record
from domain.exchange_rates.errors import ExchangeRateUnknown
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id
from domain.invoices.events import (
    InvoiceCreditApplied,
    InvoicePaymentRecorded,
    InvoiceUnlinked,
    InvoiceVoided,
)
from domain.invoices.payment_events import InvoicePaymentVoided
from domain.invoices.state import Invoice
from domain.prepayments.events import PrepaymentPaid
from domain.purchase_orders.ledger_events import PurchaseOrderLineUseReversed
from domain.purchase_orders.residue_events import PurchaseOrderLineWriteOffTakenBack
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.rebates.events import RebateReceived
from domain.receipts.state import RECEIPT, Receipt
from domain.recoveries.events import RecoveryPartlyRefunded, RecoveryRefunded
from domain.shipments.events import ShipmentLossWrittenOff
from domain.shipments.state import SHIPMENT, Shipment
from domain.stock.events import StockItemConsumptionReversed, StockItemTakenBack
from domain.stock.shipment_events import StockItemArrived, StockItemShipmentTakenBack
from domain.stock.value_events import StockItemRevalued

# What a bank has moved.
_MONEY: Final = (
    InvoicePaymentRecorded,
    PrepaymentPaid,
    CreditMemoRefunded,
    RecoveryPartlyRefunded,
    RecoveryRefunded,
    RebateReceived,
)


async def record_exchange_rate(work: Work, command: RecordExchangeRate) -> None:
    """A rate of the pair from a day on; the first one makes the pair known."""
    pair_id = exchange_rate_id(work.tenant, command.from_currency, command.to_currency)
    pair = await work.find(EXCHANGE_RATE, pair_id)
    await work.record(EXCHANGE_RATE, pair_id, record(pair, command, work.entered_on))


async def books_rates(
    work: Work, state: object, events: Sequence[Event], currency: str, first: int
) -> dict[str, object] | None:
    """What the metadata of a change tells of its value in books of this currency.

    None: all of it is in that currency. A currency without a rate of the day is left out, but money
    is refused: no rate that comes later would find it again. `first` is the version of the first
    event; those of another day than the first have their own rates.
    """
    foreign = sorted(_currencies(events) - {currency})
    if not foreign:
        return None
    booked = [each for each in enumerate(events, start=first) if each[1].TYPE in BOOKED]
    days = {version: await day_of(work, state, event) for version, event in booked}
    for version, event in booked:
        await _require_rate(work, event, currency, days[version])
    day = next(iter(days.values()))
    told: dict[str, object] = {"currency": currency}
    told["rates"] = await _rates(work, foreign, currency, day)
    otherwise = {
        str(version): await _rates(work, foreign, currency, other)
        for version, other in days.items()
        if other != day
    }
    if otherwise:
        told["rates_of"] = otherwise
    if isinstance(state, Invoice) and state.accounted is not None and _is_payment(events):
        told["carried"] = await _rates(work, foreign, currency, state.accounted.posted_on)
    return told


async def _require_rate(work: Work, event: Event, books: str, day: date) -> None:
    """Refuses money of a day that nobody can value, as bills of such a day wait for a rate."""
    if not isinstance(event, _MONEY) or event.currency == books:
        return
    if not await _rates(work, (event.currency,), books, day):
        raise ExchangeRateUnknown(event.currency, books, day)


async def _rates(work: Work, foreign: Sequence[str], books: str, day: date) -> dict[str, str]:
    found: dict[str, str] = {}
    for currency in foreign:
        pair = await work.find(EXCHANGE_RATE, exchange_rate_id(work.tenant, currency, books))
        rate: Decimal | None = None if pair is None else pair.on(day)
        if rate is not None:
            found[currency] = f"{rate:f}"
    return found


async def day_of(work: Work, state: object, event: Event) -> date:
    """The day whose rate values the fact: that on which what it books happened.

    What takes a fact back is of the day of that fact, and what moves on what another document
    booked is of that document's, so that they meet at one rate. No day to come has a rate yet.
    """
    if isinstance(state, Receipt) and state.received_on is not None:
        return state.received_on
    found = await _of_another(work, event) or _taken_back(state, event)
    if found is None:
        told = booked_on(event.TYPE, event.model_dump(mode="json", exclude_none=True))
        found = work.today if told is None else min(date.fromisoformat(told), work.today)
    return found


async def _of_another(work: Work, event: Event) -> date | None:
    """That of what another document booked, and the fact moves on or takes back."""
    if isinstance(event, StockItemTakenBack):
        receipt = await work.load(RECEIPT, event.receipt.id)
        return receipt.received_on
    if isinstance(event, StockItemRevalued):
        stream = f"{event.source.aggregate}/{event.source.id}"
        for other in dict(work.recorded()).get(stream, ()):
            if other.TYPE in BOOKED:
                return await day_of(work, work.read[stream].state, other)
    if isinstance(event, StockItemArrived | StockItemShipmentTakenBack):
        shipment = await work.load(SHIPMENT, event.shipment.id)
        within = isinstance(event, StockItemShipmentTakenBack) or shipment.is_within
        return shipment.dispatched_on if within else None
    if isinstance(event, StockItemConsumptionReversed) and event.purchase_order is not None:
        order = await work.load(PURCHASE_ORDER, event.purchase_order.id)
        number = event.purchase_order_consumption
        came_on = order.lines[event.purchase_order_line or 0].ledger.came_on
        return came_on.get(f"consumption {number}")
    return None


def _taken_back(state: object, event: Event) -> date | None:
    """That of what the document booked itself before, or settles now."""
    match event, state:
        case ((InvoiceVoided() | InvoiceUnlinked()), _):
            return None if event.accounted is None else event.accounted.posted_on
        case InvoicePaymentVoided(), Invoice():
            return state.payments[event.payment].paid_on or event.voided_on
        case InvoiceCreditApplied(), Invoice():
            return None if state.accounted is None else state.accounted.posted_on
        case PurchaseOrderLineUseReversed(), PurchaseOrder():
            return state.lines[event.line].ledger.came_on.get(f"usage {event.usage}")
        case PurchaseOrderLineWriteOffTakenBack(), _:
            return event.written_off_on
        case ShipmentLossWrittenOff(), Shipment():
            return state.dispatched_on
        case _:
            return None


def _is_payment(events: Sequence[Event]) -> bool:
    return any(isinstance(each, InvoicePaymentRecorded | InvoicePaymentVoided) for each in events)


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

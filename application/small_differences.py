"""Small differences against the caps of their day; no commands: whoever posts an invoice asks.

The day of an entity is a stream of its own, read by those alone whose total misses its parts, so
two of them that meet at the last cent are decided one after the other.
"""

from datetime import date
from decimal import Decimal

from application.invoice_surroundings import Billed
from application.legal_entities import known_entity
from application.work import Work
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id
from domain.invoices.events import InvoiceAccounted
from domain.invoices.linking_errors import InvoiceSmallDifferenceCap
from domain.invoices.state import Invoice
from domain.legal_entities.state import Caps
from domain.match_sides import WantedHold
from domain.money import EXACT, rounded
from domain.small_differences import decide
from domain.small_differences.decide import Difference
from domain.small_differences.state import SMALL_DIFFERENCE, small_differences_id


async def over_cap(work: Work, billed: Billed, difference: Decimal) -> WantedHold | None:
    """The hold that the difference asks for today; none: it may be written off, or there is none.

    `difference` is by what the total misses all that it consists of.
    """
    caps = await _caps(work, billed.legal_entity) if difference else None
    found = await _difference(work, billed, difference) if caps else None
    if caps is None or found is None:
        return None
    day_id = small_differences_id(work.tenant, billed.legal_entity, work.today)
    day = await work.find(SMALL_DIFFERENCE, day_id)
    return decide.beyond_cap(day, found, caps, abs(difference))


async def require_within_cap(work: Work, invoice: Invoice, difference: Decimal) -> None:
    """Refuses to post what the caps of the day leave no room for."""
    hold = await over_cap(work, invoice, difference)
    if hold is not None:
        raise InvoiceSmallDifferenceCap(invoice.number, hold.actual, hold.expected)


async def write_off(work: Work, invoice: Invoice, accounted: InvoiceAccounted) -> None:
    """What was posted counts against the caps of the day on which it was."""
    caps = await _caps(work, invoice.legal_entity) if accounted.difference else None
    found = await _difference(work, invoice, accounted.difference) if caps else None
    if caps is None or found is None:
        return
    on = accounted.posted_on
    day_id = small_differences_id(work.tenant, invoice.legal_entity, on)
    day = await work.find(SMALL_DIFFERENCE, day_id)
    beyond = decide.beyond_cap(day, found, caps, found.amount) is not None
    events = decide.write_off(invoice.legal_entity, on, invoice.ref, found, caps, beyond=beyond)
    await work.record(SMALL_DIFFERENCE, day_id, events)


async def take_back(work: Work, invoice: Invoice, accounted: InvoiceAccounted) -> None:
    """The day on which it was posted has so much left again."""
    if not accounted.difference:
        return
    day_id = small_differences_id(work.tenant, invoice.legal_entity, accounted.posted_on)
    day = await work.find(SMALL_DIFFERENCE, day_id)
    await work.record(SMALL_DIFFERENCE, day_id, decide.take_back(day, invoice.ref))


async def _caps(work: Work, legal_entity: str) -> Caps | None:
    entity = await known_entity(work, legal_entity)
    caps = Caps() if entity is None else entity.small_difference_caps
    return None if caps == Caps() else caps


async def _difference(work: Work, billed: Billed, difference: Decimal) -> Difference | None:
    """In the currency of the books; none: nothing, or of no known value there."""
    entity = await known_entity(work, billed.legal_entity)
    if entity is None or difference == 0:
        return None
    rate = await _rate(work, billed.currency, entity.currency, work.today)
    if rate is None:
        return None
    amount = rounded(EXACT.multiply(abs(difference), rate), entity.currency)
    return Difference(billed.supplier_id, amount, entity.currency)


async def _rate(work: Work, currency: str, books: str, day: date) -> Decimal | None:
    if currency == books:
        return Decimal(1)
    pair = await work.find(EXCHANGE_RATE, exchange_rate_id(work.tenant, currency, books))
    return None if pair is None else pair.on(day)

"""Small differences against the caps of their day; no commands: whoever posts an invoice asks.

The day of an entity is a stream of its own, read by those alone whose total misses its parts, so
two of them that meet at the last cent are decided one after the other.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from application.invoice_surroundings import Billed
from application.legal_entities import known_entity
from application.work import Work
from domain.credit_memos.errors import CreditMemoSmallDifferenceCap
from domain.credit_memos.events import CreditMemoAccounted, CreditMemoEvent
from domain.credit_memos.state import CreditMemo
from domain.exchange_rates.state import EXCHANGE_RATE, exchange_rate_id
from domain.invoices.events import InvoiceAccounted
from domain.invoices.linking_errors import InvoiceSmallDifferenceCap
from domain.invoices.state import Invoice
from domain.legal_entities.state import Caps
from domain.match_sides import WantedHold
from domain.money import EXACT, rounded
from domain.small_differences import decide
from domain.small_differences.decide import Difference
from domain.small_differences.state import (
    SMALL_DIFFERENCE,
    SmallDifferences,
    small_differences_id,
)


async def over_cap(work: Work, billed: Billed, difference: Decimal) -> WantedHold | None:
    """The hold that the difference asks for today; none: it may be written off, or there is none.

    `difference` is by what the total misses all that it consists of.
    """
    told = await _told(work, billed, difference, work.today)
    return None if told is None else decide.beyond_cap(*told, abs(difference))


async def require_within_cap(work: Work, invoice: Invoice, difference: Decimal) -> None:
    """Refuses to post what the caps of the day leave no room for."""
    hold = await over_cap(work, invoice, difference)
    if hold is not None:
        raise InvoiceSmallDifferenceCap(invoice.number, hold.actual, hold.expected)


async def write_off(work: Work, invoice: Invoice, accounted: InvoiceAccounted) -> None:
    """What was posted counts against the caps of the day on which it was, at that day's rate."""
    on = accounted.posted_on
    told = await _told(work, invoice, accounted.difference, on)
    if told is None:
        return
    _, found, caps = told
    beyond = decide.beyond_cap(*told, found.amount) is not None
    events = decide.write_off(invoice.legal_entity, on, invoice.ref, found, caps, beyond=beyond)
    day_id = small_differences_id(work.tenant, invoice.legal_entity, on)
    await work.record(SMALL_DIFFERENCE, day_id, events)


async def count_credit(
    work: Work, memo: CreditMemo, invoice: Invoice, events: Sequence[CreditMemoEvent]
) -> None:
    """A credit's difference counts as a bill's does; refused where the day has no room for it."""
    for posted in events:
        if not isinstance(posted, CreditMemoAccounted):
            continue
        on, entity = posted.posted_on, invoice.legal_entity
        told = await _told(work, invoice, posted.difference, on)
        if told is None:
            continue
        _, found, caps = told
        hold = decide.beyond_cap(*told, abs(posted.difference))
        if hold is not None:
            raise CreditMemoSmallDifferenceCap(memo.number, hold.actual, hold.expected)
        source = (entity, on, invoice.ref, found, caps)
        counted = decide.write_off(*source, beyond=False, credit_memo=memo.ref)
        day_id = small_differences_id(work.tenant, entity, on)
        await work.record(SMALL_DIFFERENCE, day_id, counted)


async def take_back(work: Work, invoice: Invoice, accounted: InvoiceAccounted) -> None:
    """The day on which it was posted has so much left again."""
    if not accounted.difference:
        return
    day_id = small_differences_id(work.tenant, invoice.legal_entity, accounted.posted_on)
    day = await work.find(SMALL_DIFFERENCE, day_id)
    await work.record(SMALL_DIFFERENCE, day_id, decide.take_back(day, invoice.ref))


async def _told(
    work: Work, billed: Billed, difference: Decimal, on: date
) -> tuple[SmallDifferences | None, Difference, Caps] | None:
    """What was written off on the day, the difference at its rate, and the caps.

    None: nothing differs, nothing is capped, or the difference has no known value in the books.
    """
    entity = await known_entity(work, billed.legal_entity) if difference else None
    caps = Caps() if entity is None else entity.small_difference_caps
    if entity is None or caps == Caps():
        return None
    rate = await _rate(work, billed.currency, entity.currency, on)
    if rate is None:
        return None
    amount = rounded(EXACT.multiply(abs(difference), rate), entity.currency)
    found = Difference(billed.supplier_id, amount, entity.currency)
    day_id = small_differences_id(work.tenant, billed.legal_entity, on)
    return await work.find(SMALL_DIFFERENCE, day_id), found, caps


async def _rate(work: Work, currency: str, books: str, day: date) -> Decimal | None:
    if currency == books:
        return Decimal(1)
    pair = await work.find(EXCHANGE_RATE, exchange_rate_id(work.tenant, currency, books))
    return None if pair is None else pair.on(day)

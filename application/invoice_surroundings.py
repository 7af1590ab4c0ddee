"""What stands around an invoice as it is judged: the day, the supplier's account, rates.

No commands: whoever links, judges or pays an invoice asks.
"""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from application.legal_entities import known_entity
from application.supplier_standing import one_company
from application.work import Work
from domain.agreements.claims import corrected_price
from domain.agreements.state import PRICE_AGREEMENT
from domain.catalogue.state import CATALOGUE_ITEM
from domain.duties import Participants
from domain.exchange_rates.state import EXCHANGE_RATE, ExchangeRate, exchange_rate_id
from domain.frozen import replace
from domain.invoices.decide_match import standing
from domain.invoices.lines import MatchedRates
from domain.invoices.linking_errors import InvoiceExchangeRateMissing
from domain.invoices.order_facts import Around, OrderFacts, before_linking
from domain.invoices.state import Invoice
from domain.invoices.units import BilledLine, items_asked, with_units
from domain.match_sides import WantedHold
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.suppliers.caution import bank_caution
from domain.suppliers.state import SUPPLIER


class Billed(Protocol):
    """An invoice, or the command that captures it."""

    @property
    def supplier_id(self) -> str:
        """Who bills."""

    @property
    def legal_entity(self) -> str:
        """Who is billed."""

    @property
    def currency(self) -> str:
        """Of its amounts."""

    @property
    def total(self) -> Decimal:
        """What it asks."""


async def order_before(
    work: Work,
    order: PurchaseOrder,
    named: Iterable[int],
    stopped: str | None,
    lines: Sequence[BilledLine],
) -> OrderFacts:
    """The order as it stands before a bill with these lines, which knows the units that they are
    billed in.
    """
    facts = before_linking(order, named, stopped)
    asked = sorted(items_asked(facts, lines))
    if not asked:
        return facts
    found = [(each, await work.find(CATALOGUE_ITEM, each)) for each in asked]
    return with_units(facts, {each: item for each, item in found if item is not None})


async def with_surroundings(work: Work, facts: OrderFacts, billed: Billed) -> OrderFacts:
    """The order's facts, with what else the invoice is judged by today."""
    facts = await with_company(work, facts, billed.supplier_id)
    facts = await _at_corrected_prices(work, facts)
    caution = await account_caution(work, billed)
    around = Around(
        today=work.today,
        cautions=(caution,) if caution is not None else (),
        rates=await _rates(work, billed, facts.issued_on),
    )
    return replace(facts, around=around)


async def _at_corrected_prices(work: Work, facts: OrderFacts) -> OrderFacts:
    """Its lines with the prices that agreements were corrected to since it was made out."""
    order = await work.load(PURCHASE_ORDER, facts.purchase_order.id)
    sides = dict(facts.sides)
    for number, side in facts.sides.items():
        line = order.lines.get(number)
        if line is None or line.pricing is None:
            continue
        agreement = await work.find(PRICE_AGREEMENT, line.pricing.agreement.id)
        price = corrected_price(order, number, agreement) if agreement is not None else None
        if price is not None:
            sides[number] = replace(side, agreed_price=price, corrected=True)
    return replace(facts, sides=sides)


async def with_company(work: Work, facts: OrderFacts, supplier_id: str) -> OrderFacts:
    """The order's facts, which know whether the one who bills has become its supplier."""
    if facts.is_of(supplier_id) or not await one_company(work, facts.supplier_id, supplier_id):
        return facts
    return replace(facts, merged=(supplier_id,))


async def account_caution(work: Work, billed: Billed) -> WantedHold | None:
    """The hold that a change of the supplier's account asks for; none: it changed long ago."""
    supplier = await work.load(SUPPLIER, billed.supplier_id)
    found = bank_caution(supplier, work.today)
    if found is None:
        return None
    wanted = standing(
        "bank_account",
        f"the account {found.former}",
        f"the account {found.masked}, paid to from {found.in_force_from} on",
        billed.total,
    )
    return replace(wanted, excess=Decimal(found.bank_details), until=found.until)


async def account_hands(work: Work, invoice: Invoice, hold: int) -> Participants:
    """Who sent in and called back the account that this hold is about; nobody: it is about none."""
    held = next((each for each in invoice.holds if each.hold == hold), None)
    if held is None or held.kind != "bank_account":
        return {}
    supplier = await work.load(SUPPLIER, invoice.supplier_id)
    account = supplier.evidence.bank_details[int(held.excess)]
    verified = (account.verified_by,) if account.verified_by else ()
    return {"bank_details_proposer": (account.proposed_by,), "bank_details_verifier": verified}


async def no_rate(work: Work, billed: Billed) -> str | None:
    """The pair that has no rate today, where the books are in another currency; none: it has."""
    entity = await known_entity(work, billed.legal_entity)
    if entity is None or entity.currency == billed.currency:
        return None
    pair = await _pair(work, billed.currency, entity.currency)
    if pair is not None and pair.on(work.today) is not None:
        return None
    return f"{billed.currency}/{entity.currency}"


async def require_rate(work: Work, billed: Billed) -> None:
    """Refuses to post what nobody can value in the books."""
    pair = await no_rate(work, billed)
    if pair is not None:
        raise InvoiceExchangeRateMissing(pair, work.today)


async def _rates(work: Work, billed: Billed, issued_on: date | None) -> MatchedRates | None:
    entity = await known_entity(work, billed.legal_entity)
    if entity is None or entity.currency == billed.currency or issued_on is None:
        return None
    pair = await _pair(work, billed.currency, entity.currency)
    planned, current = (None, None) if pair is None else (pair.on(issued_on), pair.on(work.today))
    if planned is None or current is None:
        return None
    return MatchedRates(
        books_currency=entity.currency, planned=planned, planned_on=issued_on, current=current
    )


async def _pair(work: Work, currency: str, books: str) -> ExchangeRate | None:
    return await work.find(EXCHANGE_RATE, exchange_rate_id(work.tenant, currency, books))

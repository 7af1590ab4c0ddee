"""What an order line takes of the agreement that it names: its cover, and its price.

An agreement that has a price for the line gives it, unless the buyer overrides it with a reason.
One that prices other things does not cover the line, for whether a line is under contract decides
who has to approve it; one without any prices covers whatever is bought, at a price from elsewhere.
The break follows the quantity within the version that priced the line, until something of the line
is invoiced.
"""

from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

from domain.agreements.price_errors import (
    PriceAgreementNoPrice,
    PriceAgreementNotApplicable,
    PriceAgreementOverrideUnneeded,
    PriceAgreementPriceDiffers,
    PriceAgreementPriceNotRepresentable,
)
from domain.agreements.resolution import (
    Buying,
    PriceQuestion,
    ResolvedPrice,
    no_price_because,
    obstacle,
    price_in,
    unit_price_of,
)
from domain.agreements.state import PriceAgreement
from domain.agreements.terms import PriceVersion
from domain.agreements.unit_prices import in_six_places
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder, OrderedLine
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.pricing_events import (
    AGREED,
    BY_HAND,
    LinePricing,
    PurchaseOrderLinePriced,
)
from domain.purchase_orders.state import PurchaseOrder

Priced = tuple[OrderedLine, PurchaseOrderLinePriced | None]
Agreements = Mapping[str, PriceAgreement]  # Every agreement that the lines name, by number.


def require_cover(agreement: PriceAgreement, line: int, buying: Buying) -> None:
    """Raises unless the agreement covers what is bought, with or without a price for it."""
    found = obstacle(agreement, buying)
    if found is not None:
        raise PriceAgreementNotApplicable(line, agreement.number, found.says)


def require_priced(
    agreement: PriceAgreement, line: int, item_id: str | None, question: PriceQuestion | None
) -> None:
    """Raises where the agreement has prices, and none for what the line buys."""
    if not agreement.prices:
        return
    if item_id is None or item_id not in agreement.prices:
        raise PriceAgreementNotApplicable(line, agreement.number, "has no price for what it buys")
    if question is not None and price_in(agreement, question) is None:
        says = no_price_because(agreement, question).says
        raise PriceAgreementNotApplicable(line, agreement.number, says)


def question_of(line: OrderedLine, buying: Buying, currency: str) -> PriceQuestion | None:
    """What an agreement is asked for the line; nothing where it has no item, or buys nothing."""
    if line.item_id is None or line.quantity <= 0:
        return None
    return PriceQuestion(
        supplier_id=buying.supplier_id,
        legal_entity=buying.legal_entity,
        facility=buying.facility,
        on=buying.on,
        known_on=buying.known_on,
        item_id=line.item_id,
        currency=currency,
        quantity=line.quantity,
        pack=line.pack,
    )


def priced_line(
    line: OrderedLine, agreement: PriceAgreement, buying: Buying, currency: str
) -> Priced:
    """The line at the agreed price, or as the buyer says, with why."""
    require_cover(agreement, line.line, buying)
    line = replace(line, agreement=agreement.number)  # However it was spelled.
    question = question_of(line, buying, currency)
    found = None if question is None else price_in(agreement, question)
    if found is not None:
        return taken(line, found, buying)
    if line.price_source == AGREED or line.unit_price is None:
        raise PriceAgreementNoPrice(line.line, f"{agreement.number} has none for it in {currency}")
    if line.price_override is not None:
        raise PriceAgreementOverrideUnneeded(line.line)
    require_priced(agreement, line.line, line.item_id, question)
    return line, None


def priced_changes(
    order: PurchaseOrder, command: ImplementChangeOrder, agreements: Agreements
) -> tuple[ImplementChangeOrder, tuple[PurchaseOrderLinePriced, ...]]:
    """The change order with the prices that follow from its quantities, and where they are from."""
    if command.currency is not None and command.currency != order.currency:
        _require_no_agreed_price(order)
    changed, events = [], []
    for asked in command.lines:
        line = order.lines.get(asked.line)
        number = line.terms.agreement if line is not None and _is_agreed(line) else None
        if line is None or number is None or number not in agreements:
            if asked.price_override is not None:
                raise PriceAgreementOverrideUnneeded(asked.line)
            changed.append(asked)
            continue
        new, event = _followed(line, asked, agreements[number])
        changed.append(new)
        if event is not None:
            events.append(event)
    return replace(command, lines=tuple(changed)), tuple(events)


def taken(line: OrderedLine, found: ResolvedPrice, buying: Buying) -> Priced:
    """The line at this price, or at another one that it states, with why."""
    exact, number = found.unit_price, found.agreement.number
    pricing = LinePricing(
        agreement=found.agreement,
        version=found.version,
        tier=found.tier,
        priced_on=buying.on,
        agreed_price=in_six_places(exact),
    )
    if line.unit_price is not None and Fraction(line.unit_price) != exact:
        source = BY_HAND if line.price_source == AGREED else line.price_source
        override = _override(line.line, line.price_override, number, exact, line.unit_price)
        pricing = pricing.model_copy(update={"override_reason": override})
        told = PurchaseOrderLinePriced(line=line.line, price_source=source, pricing=pricing)
        return replace(line, price_source=source), told
    if line.price_override is not None:
        raise PriceAgreementOverrideUnneeded(line.line)
    if pricing.agreed_price is None:
        raise PriceAgreementPriceNotRepresentable(line.line, number, line.pack.unit, str(exact))
    told = PurchaseOrderLinePriced(line=line.line, price_source=AGREED, pricing=pricing)
    return replace(line, unit_price=pricing.agreed_price, price_source=AGREED), told


def _followed(
    line: Line, asked: ChangedLine, agreement: PriceAgreement
) -> tuple[ChangedLine, PurchaseOrderLinePriced | None]:
    pricing, terms = line.pricing, line.terms
    assert pricing is not None, "an agreement prices the line"
    quantity = line.ordered if asked.quantity is None else asked.quantity
    exact = Fraction(terms.unit_price)
    if line.invoiced <= ZERO and quantity > ZERO:
        exact = unit_price_of(_version(agreement, line), quantity, terms.pack)
    agreed = in_six_places(exact)
    if asked.unit_price is not None and Fraction(asked.unit_price) != exact:
        number = agreement.number
        override = _override(asked.line, asked.price_override, number, exact, asked.unit_price)
        new = pricing.model_copy(update={"agreed_price": agreed, "override_reason": override})
        return asked, PurchaseOrderLinePriced(line=asked.line, price_source=BY_HAND, pricing=new)
    if asked.price_override is not None:
        raise PriceAgreementOverrideUnneeded(asked.line)
    if agreed is None:
        raise PriceAgreementPriceNotRepresentable(
            asked.line, agreement.number, terms.pack.unit, str(exact)
        )
    if agreed == terms.unit_price:
        return asked, None
    new = pricing.model_copy(update={"agreed_price": agreed})
    told = PurchaseOrderLinePriced(line=asked.line, price_source=AGREED, pricing=new)
    return replace(asked, unit_price=agreed), told


def _is_agreed(line: Line) -> bool:
    return line.pricing is not None and line.pricing.override_reason is None


def _version(agreement: PriceAgreement, line: Line) -> PriceVersion:
    assert line.pricing is not None, "an agreement prices the line"
    wanted, item = line.pricing.version, line.terms.item_id or ""
    known = agreement.prices.get(item, ())
    return next(each.price for each in known if each.price.version == wanted)


def _override(line: int, reason: str | None, number: str, exact: Fraction, stated: Decimal) -> str:
    if reason is None:
        agreed = in_six_places(exact)
        raise PriceAgreementPriceDiffers(
            line, number, str(exact if agreed is None else agreed), stated
        )
    return reason


def _require_no_agreed_price(order: PurchaseOrder) -> None:
    for number, line in order.lines.items():
        if line.live and _is_agreed(line):
            problem = f"prices it in {order.currency}"
            raise PriceAgreementNotApplicable(number, line.terms.agreement or "", problem)

"""Lines that name no agreement: the one that applies covers them, or they buy beside it.

A line that leaves its price out, or states the agreed one, is under the agreement. One that states
another price, or a reason, buys beside it, but that it exists must not go unnoticed: dearer, it
says why, and the reason stands with the agreed price, as for every price that was not taken.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.agreements.order_lines import Priced, taken
from domain.agreements.price_errors import (
    PriceAgreementDearer,
    PriceAgreementNoPrice,
    PriceAgreementOverrideUnneeded,
    PriceAgreementPriceDiffers,
    PriceAgreementReasonUnneeded,
)
from domain.agreements.resolution import Buying, ResolvedPrice
from domain.agreements.unit_prices import in_six_places
from domain.purchase_orders.commands import ChangedLine, OrderedLine
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.pricing_events import (
    AGREED,
    BY_HAND,
    LinePricing,
    PurchaseOrderLinePriced,
)
from domain.purchase_orders.state import PurchaseOrder

Raised = tuple[ChangedLine, PurchaseOrderLinePriced | None]


def unnamed_line(line: OrderedLine, found: ResolvedPrice | None, buying: Buying) -> Priced:
    """The line under the agreement that goes before all others, or beside it."""
    if line.agreement_reason is not None:
        raise PriceAgreementReasonUnneeded(line.line)
    stated, is_free = line.unit_price, line.price_override is None
    if found is not None and is_free and (stated is None or Fraction(stated) == found.unit_price):
        return taken(replace(line, agreement=found.agreement.number), found, buying)
    return without_agreement(line, found, buying.on)


def without_agreement(line: OrderedLine, found: ResolvedPrice | None, on: date) -> Priced:
    """A line off contract asks for no agreed price; dearer than there is one, it says why."""
    stated, source, why = line.unit_price, line.price_source, line.price_override
    if found is None:
        if source == AGREED:
            raise PriceAgreementNoPrice(line.line, "none applies to it")
        if why is not None:
            raise PriceAgreementOverrideUnneeded(line.line)
        return line, None
    is_told = why is not None or source == AGREED
    if stated is None or (not is_told and Fraction(stated) <= found.unit_price):
        return line, None
    told = _beside(line.line, stated, source, why, found, on)
    return replace(line, price_source=told.price_source), told


def grows_off_contract(order: PurchaseOrder, asked: ChangedLine) -> bool:
    """Whether a line of this order that names no agreement wants more, or costs more, by this."""
    line = order.lines.get(asked.line)
    if line is None or line.terms.agreement is not None or line.terms.item_id is None:
        return False
    is_more = asked.quantity is not None and asked.quantity > line.ordered
    return is_more or _is_raised(line, asked)


def raised(
    order: PurchaseOrder, asked: ChangedLine, found: ResolvedPrice | None, on: date
) -> Raised:
    """The change of such a line: where it is dearer than an agreement has it by now, with why.

    A reason that was given stands for as long as the price does.
    """
    line = order.lines[asked.line]
    price = line.terms.unit_price if asked.unit_price is None else asked.unit_price
    if found is None or Fraction(price) <= found.unit_price:
        return asked, None
    is_told = line.pricing is not None and line.pricing.override_reason is not None
    if asked.price_override is None and is_told and not _is_raised(line, asked):
        return asked, None
    told = _beside(asked.line, price, BY_HAND, asked.price_override, found, on)
    return replace(asked, price_override=None), told


def _is_raised(line: Line, asked: ChangedLine) -> bool:
    return asked.unit_price is not None and asked.unit_price > line.terms.unit_price


def _beside(
    line: int, stated: Decimal, source: str, reason: str | None, found: ResolvedPrice, on: date
) -> PurchaseOrderLinePriced:
    agreed = in_six_places(found.unit_price)
    if reason is None:
        exact = str(found.unit_price if agreed is None else agreed)
        if source == AGREED:
            raise PriceAgreementPriceDiffers(line, found.agreement.number, exact, stated)
        raise PriceAgreementDearer(line, found.agreement.number, exact, stated)
    pricing = LinePricing(
        agreement=found.agreement,
        version=found.version,
        tier=found.tier,
        priced_on=on,
        agreed_price=agreed,
        override_reason=reason,
    )
    source = BY_HAND if source == AGREED else source
    return PurchaseOrderLinePriced(line=line, price_source=source, pricing=pricing)

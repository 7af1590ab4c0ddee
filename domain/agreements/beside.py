"""Buying beside an agreement: what a line that names none says where it is dearer than one has it.

Nobody is bound to an agreement that he does not name, but that it exists must not go unnoticed. The
reason stands with the price that was agreed, as for every other price that was not taken.
"""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.agreements.order_lines import Priced, in_six_places
from domain.agreements.price_errors import (
    PriceAgreementDearer,
    PriceAgreementNoPrice,
    PriceAgreementOverrideUnneeded,
)
from domain.agreements.resolution import ResolvedPrice
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


def without_agreement(line: OrderedLine, found: ResolvedPrice | None, on: date) -> Priced:
    """A line off contract asks for no agreed price; dearer than there is one, it says why."""
    if line.price_source == AGREED:
        raise PriceAgreementNoPrice(line.line, "it names none")
    stated = line.unit_price
    if found is None or stated is None or Fraction(stated) <= found.unit_price:
        if line.price_override is not None:
            raise PriceAgreementOverrideUnneeded(line.line)
        return line, None
    return line, _dearer(line.line, stated, line.price_source, line.price_override, found, on)


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
    told = _dearer(asked.line, price, BY_HAND, asked.price_override, found, on)
    return replace(asked, price_override=None), told


def _is_raised(line: Line, asked: ChangedLine) -> bool:
    return asked.unit_price is not None and asked.unit_price > line.terms.unit_price


def _dearer(
    line: int, stated: Decimal, source: str, reason: str | None, found: ResolvedPrice, on: date
) -> PurchaseOrderLinePriced:
    agreed = in_six_places(found.unit_price)
    if reason is None:
        exact = str(found.unit_price if agreed is None else agreed)
        raise PriceAgreementDearer(line, found.agreement.number, exact, stated)
    pricing = LinePricing(
        agreement=found.agreement,
        version=found.version,
        tier=found.tier,
        priced_on=on,
        agreed_price=agreed,
        override_reason=reason,
    )
    return PurchaseOrderLinePriced(line=line, price_source=source, pricing=pricing)

"""What a correction of past prices gives back: the lines it touches, and the claim they add up to.

A line is touched where, with what the correction made known, its price would come from the
correction. It keeps the price that it had; what was billed beyond the corrected one is claimed,
less what was claimed for it before. Money is rounded once, for each line.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

from domain.agreements.claim_errors import (
    PriceAgreementClaimLines,
    PriceAgreementNothingToClaim,
    PriceAgreementUnknownCorrection,
)
from domain.agreements.commands import RaisePriceClaim
from domain.agreements.events import PriceAgreementEvent, PriceAgreementPriceClaimRaised
from domain.agreements.policy import CLAIM_LINES_MAX
from domain.agreements.resolution import PriceQuestion, price_in
from domain.agreements.state import PriceAgreement, line_key
from domain.agreements.terms import ClaimedLine
from domain.event import DocumentRef
from domain.money import rounded
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLine:
    """An order line whose price an agreement gave; quantities are net and count in its pack."""

    order: DocumentRef
    line: int
    item_id: str
    legal_entity: str
    facility: str
    pack: Pack
    priced_on: date
    unit_price: Decimal
    quantity: Decimal
    invoiced_quantity: Decimal
    invoiced_amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedLine:
    """A line and what the correction means for it. Negative: the supplier may ask for more."""

    bought: BoughtLine
    version: int
    corrected_price: Fraction
    overbilled: Decimal  # billed beyond the corrected price
    claimed: Decimal  # of it, before
    overpriced: Decimal  # still to be billed beyond it


def bought_line(order: PurchaseOrder, number: int, agreement: PriceAgreement) -> BoughtLine | None:
    """The order's line, where this agreement priced it; none: it did not, or was overridden."""
    line = order.lines.get(number)
    if line is None or line.pricing is None or line.pricing.override_reason is not None:
        return None
    if line.pricing.agreement.id != agreement.id or line.terms.item_id is None:
        return None
    invoiced = line.ledger.net_invoiced
    return BoughtLine(
        order=order.ref,
        line=number,
        item_id=line.terms.item_id,
        legal_entity=order.legal_entity,
        facility=order.facility,
        pack=line.terms.pack,
        priced_on=line.pricing.priced_on,
        unit_price=line.terms.unit_price,
        quantity=line.ordered,
        invoiced_quantity=invoiced.quantity,
        invoiced_amount=invoiced.amount,
    )


def touched_lines(
    agreement: PriceAgreement, correction: int, lines: Iterable[BoughtLine]
) -> tuple[TouchedLine, ...]:
    """Those of the lines whose price the correction changes, in their order."""
    learned = {
        known.price.version: known.learned_on
        for prices in agreement.prices.values()
        for known in prices
        if known.correction == correction
    }
    if not learned:
        raise PriceAgreementUnknownCorrection(agreement.number, correction)
    known_on = max(learned.values())
    found = (_touched(agreement, each, known_on) for each in lines)
    return tuple(each for each in found if each is not None and each.version in learned)


def raise_claim(
    agreement: PriceAgreement, command: RaisePriceClaim, lines: tuple[BoughtLine | None, ...]
) -> tuple[PriceAgreementEvent, ...]:
    """The claim over the lines that the command names; `lines` are they, none: not priced by it."""
    _check_lines(command)
    bought = tuple(each for each in lines if each is not None)
    touched = {
        (each.bought.order.id, each.bought.line): each
        for each in touched_lines(agreement, command.correction, bought)
    }
    claimed = []
    for asked, line in zip(command.lines, lines, strict=True):
        order = asked.purchase_order_id if line is None else line.order.number
        found = touched.get((asked.purchase_order_id, asked.line))
        if line is None or found is None:
            problem = "does not have a price that it changes"
            raise PriceAgreementNothingToClaim(order, asked.line, command.correction, problem)
        amount = found.overbilled - found.claimed
        if amount <= 0:
            problem = f"was billed {amount} beyond it and earlier claims"
            raise PriceAgreementNothingToClaim(order, asked.line, command.correction, problem)
        claimed.append(
            ClaimedLine(
                purchase_order=line.order,
                line=line.line,
                version=found.version,
                quantity=line.invoiced_quantity,
                amount_paid=line.invoiced_amount,
                amount=amount,
            )
        )
    return (
        PriceAgreementPriceClaimRaised(
            claim=agreement.claims + 1,
            correction=command.correction,
            supplier_id=agreement.supplier_id,
            currency=agreement.currency,
            amount=sum((each.amount for each in claimed), Decimal(0)),
            lines=tuple(claimed),
            raised_by=command.raised_by,
        ),
    )


def _check_lines(command: RaisePriceClaim) -> None:
    if not 1 <= len(command.lines) <= CLAIM_LINES_MAX:
        raise PriceAgreementClaimLines(f"names {len(command.lines)} lines", CLAIM_LINES_MAX)
    if len(set(command.lines)) < len(command.lines):
        raise PriceAgreementClaimLines("names a line twice", CLAIM_LINES_MAX)


def _touched(agreement: PriceAgreement, bought: BoughtLine, known_on: date) -> TouchedLine | None:
    question = PriceQuestion(
        item_id=bought.item_id,
        supplier_id=agreement.supplier_id,
        legal_entity=bought.legal_entity,
        facility=bought.facility,
        currency=agreement.currency,
        quantity=bought.quantity,
        pack=bought.pack,
        on=bought.priced_on,
        known_on=known_on,
    )
    found = price_in(agreement, question)
    if found is None:
        return None
    corrected, currency = found.unit_price, agreement.currency
    open_quantity = max(bought.quantity - bought.invoiced_quantity, Decimal(0))
    should_be = corrected * Fraction(bought.invoiced_quantity)
    still = (Fraction(bought.unit_price) - corrected) * Fraction(open_quantity)
    return TouchedLine(
        bought=bought,
        version=found.version,
        corrected_price=corrected,
        overbilled=rounded(Fraction(bought.invoiced_amount) - should_be, currency),
        claimed=agreement.claimed.get(line_key(bought.order.id, bought.line), Decimal(0)),
        overpriced=rounded(still, currency),
    )

"""What a correction of past prices gives back: the lines it touches, and the claim they add up to.

A line is touched where its price comes from the correction, or did with what the correction made
known. It keeps the price that it had. What is judged is always the newest price: what was billed
beyond it is claimed, less what earlier claims still wait for (`line_claims`). A correction that a
newer one replaced on the line gives nothing any more. Money is rounded once, for each line.
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
from domain.agreements.line_claims import ZERO, Billed, line_key
from domain.agreements.policy import CLAIM_LINES_MAX
from domain.agreements.resolution import PriceQuestion, ResolvedPrice, price_in
from domain.agreements.state import PriceAgreement
from domain.agreements.terms import ClaimedLine, GivenBack
from domain.agreements.unit_prices import in_six_places
from domain.event import DocumentRef
from domain.money import rounded
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack


@dataclass(frozen=True, slots=True, kw_only=True)
class BoughtLine:
    """An order line whose price an agreement gave; quantities are net and count in its pack.

    What was invoiced is net of voids and credits; `given_back` tells these.
    """

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
    given_back: GivenBack

    @property
    def billed(self) -> Billed:
        """As claims look at it."""
        return Billed(
            quantity=self.invoiced_quantity,
            amount=self.invoiced_amount,
            given_back=self.given_back,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class TouchedLine:
    """A line and what the newest price means for it. Negative: the supplier may ask for more."""

    bought: BoughtLine
    version: int
    corrected_price: Fraction
    replaced_by: int | None  # the newer correction that its price comes from
    overbilled: Decimal  # billed beyond the newest price, and not credited
    claimed: Decimal  # so far, answered or not
    unanswered: Decimal  # of what was claimed, by whatever price
    overpriced: Decimal  # still to be billed beyond it

    @property
    def open_claim(self) -> Decimal:
        """What the supplier was asked for and still owes."""
        return max(min(self.unanswered, self.overbilled), ZERO)

    @property
    def to_claim(self) -> Decimal:
        """What he owes and was not asked for; a replaced correction leaves it to the newer one."""
        if self.replaced_by is not None:
            return ZERO
        return max(self.overbilled - self.unanswered, ZERO)

    @property
    def credited_too_much(self) -> Decimal:
        """What he credited on price and, by the newest one, did not owe."""
        return max(min(-self.overbilled, self.bought.given_back.on_price), ZERO)


def bought_line(order: PurchaseOrder, number: int, agreement: PriceAgreement) -> BoughtLine | None:
    """The order's line, where this agreement priced it; none: it did not, or was overridden."""
    line = order.lines.get(number)
    if line is None or line.pricing is None or line.pricing.override_reason is not None:
        return None
    if line.pricing.agreement.id != agreement.id or line.terms.item_id is None:
        return None
    ledger, invoiced = line.ledger, line.ledger.net_invoiced
    taken = ledger.invoice_reversed.plus(*ledger.credited)
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
        given_back=GivenBack(
            on_price=ledger.credited_on_price,
            quantity=taken.quantity,
            amount=taken.amount - ledger.credited_on_price,
        ),
    )


def corrected_price(order: PurchaseOrder, number: int, agreement: PriceAgreement) -> Decimal | None:
    """What a published correction says of the line's unit; none: none is about it, or its price
    takes more than six places.
    """
    bought = bought_line(order, number, agreement)
    known = agreement.prices.get(bought.item_id, ()) if bought is not None else ()
    corrections = {each.price.version for each in known if each.correction is not None}
    if bought is None or not corrections:
        return None
    newest = _priced(agreement, bought, date.max)
    if newest is None or newest.version not in corrections:
        return None
    return in_six_places(newest.unit_price)


def touched_lines(
    agreement: PriceAgreement, correction: int, lines: Iterable[BoughtLine]
) -> tuple[TouchedLine, ...]:
    """Those of the lines whose price the correction changes, or did, in their order."""
    known = [each for prices in agreement.prices.values() for each in prices]
    corrections = {each.price.version: each.correction for each in known}
    learned = [each.learned_on for each in known if each.correction == correction]
    if not learned:
        raise PriceAgreementUnknownCorrection(agreement.number, correction)
    touched = []
    for bought in lines:
        newest = _priced(agreement, bought, date.max)
        if newest is None:
            continue
        now_by = corrections[newest.version]
        then = _priced(agreement, bought, max(learned))
        if correction == now_by or (then is not None and corrections[then.version] == correction):
            newer = None if now_by == correction else now_by
            touched.append(_touched(agreement, bought, newest, newer))
    return tuple(touched)


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
        if found.to_claim <= 0:
            problem = _why_nothing(found)
            raise PriceAgreementNothingToClaim(order, asked.line, command.correction, problem)
        claimed.append(
            ClaimedLine(
                purchase_order=line.order,
                line=line.line,
                version=found.version,
                quantity=line.invoiced_quantity,
                amount_paid=line.invoiced_amount,
                amount=found.to_claim,
                given_back=line.given_back,
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


def _why_nothing(found: TouchedLine) -> str:
    if found.replaced_by is not None:
        return f"has its price from correction {found.replaced_by} since then: claim by that one"
    if found.credited_too_much:
        return f"was credited {found.credited_too_much} more than was billed beyond it"
    if found.open_claim:
        waits = f"of which {found.open_claim} is claimed and not answered"
        return f"was billed {found.overbilled} beyond it, {waits}"
    return f"was billed {found.overbilled} beyond it"


def _priced(agreement: PriceAgreement, bought: BoughtLine, known_on: date) -> ResolvedPrice | None:
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
    return price_in(agreement, question)


def _touched(
    agreement: PriceAgreement, bought: BoughtLine, found: ResolvedPrice, newer: int | None
) -> TouchedLine:
    claims = agreement.claimed.get(line_key(bought.order.id, bought.line))
    corrected, currency = found.unit_price, agreement.currency
    open_quantity = max(bought.quantity - bought.invoiced_quantity, Decimal(0))
    should_be = corrected * Fraction(bought.invoiced_quantity)
    still = (Fraction(bought.unit_price) - corrected) * Fraction(open_quantity)
    return TouchedLine(
        bought=bought,
        version=found.version,
        corrected_price=corrected,
        replaced_by=newer,
        overbilled=rounded(Fraction(bought.invoiced_amount) - should_be, currency),
        claimed=ZERO if claims is None else claims.claimed,
        unanswered=ZERO if claims is None else claims.unanswered(bought.billed, currency),
        overpriced=rounded(still, currency),
    )

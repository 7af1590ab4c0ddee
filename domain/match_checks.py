"""The single checks of a match: quantities, price, a debit on price, and the bill's own sums.

Each yields a finding only when something deviates. Prices are compared as whole ratios, never
divided before they are judged; money is rounded last.
"""

from collections.abc import Iterator, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import Check, Variance
from domain.match_findings import ONE, ZERO, Compared, Judge, finding
from domain.match_sides import Bill, Claim, Finding, OrderSide, Taken
from domain.money import EXACT, extended, rounded
from domain.quantity import content
from domain.tolerance import ZERO_BASE, Judgement

_QUANTITIES: Final[tuple[Check, Check]] = ("ordered_quantity", "received_quantity")
_AMOUNTS: Final[tuple[Check, Check]] = ("ordered_amount", "received_amount")
HOLDS: Final[dict[Check, HoldKind]] = {
    "ordered_quantity": "quantity_ordered",
    "received_quantity": "quantity_received",
    "ordered_amount": "amount_ordered",
    "received_amount": "amount_received",
}
RATIO_TOLD_APART: Final = 2  # Packs of fewer base units say nothing about a price.
RATIO_CLOSE: Final = Fraction(2, 100)
PRICE_PLACES_SHOWN: Final = Decimal("0.000001")


class Against(NamedTuple):
    """A quantity, what it is judged against, and what is billed of that already."""

    base: Decimal
    billed: Decimal
    asked: Decimal

    @property
    def deviation(self) -> Decimal:
        """By how much all that is billed is beyond the base; below zero: so much is left."""
        return self.billed + self.asked - self.base

    @property
    def excess(self) -> Decimal:
        """Of that, what this bill is to blame for: the rest belongs to earlier ones."""
        return max(min(self.deviation, self.asked), ZERO)


def quantities(claim: Claim, before: Taken, judge: Judge) -> Iterator[Finding]:
    """Against what was ordered, on three-way lines received, on four-way lines also accepted.

    Of a line that counts money, the amounts: checks and limits of their own, in the currency.

    Over when everything billed up to this invoice exceeds the base: no salami of small steps. Less
    than available is a partial invoice and passes without a word. A line that names receipts is
    for these: where it exceeds them by more than all that came, they are the base, each by itself,
    so that what one has left makes up for no other.
    """
    side = _side(claim)
    taken = side.prior + before.of_line
    ordered, received = _AMOUNTS if side.by_amount else _QUANTITIES
    yield from _quantity(ordered, claim, [Against(side.ordered, taken, claim.quantity)], judge)
    if side.match != "two_way":
        yield from _quantity(received, claim, _received(claim, taken, before), judge)
    if side.match == "four_way":
        yield from _acceptance(claim, taken, judge)


def _received(claim: Claim, taken: Decimal, before: Taken) -> list[Against]:
    """All that came; or the receipts named, unless the line as a whole has even less left."""
    side = _side(claim)
    line = Against(side.received, taken, claim.quantity)
    beyond = [each for each in of_receipts(claim, before) if each.deviation > 0]
    is_named = sum((each.deviation for each in beyond), ZERO) >= line.deviation
    return beyond if is_named and beyond else [line]


def of_receipts(claim: Claim, before: Taken) -> list[Against]:
    """What it asks of each receipt that it names, `before` it by earlier lines of its bill."""
    side = _side(claim)
    return [
        Against(
            side.receipts.get(receipt, ZERO),
            side.named.get(receipt, ZERO) + before.of_receipts.get(receipt, ZERO),
            quantity,
        )
        for receipt, quantity in claim.named.items()
    ]


def _quantity(
    check: Check, claim: Claim, bases: Sequence[Against], judge: Judge
) -> Iterator[Finding]:
    """What goes beyond the bases, each judged by itself; the worst verdict is told once."""
    side, excess = _side(claim), sum((each.excess for each in bases), ZERO)
    if excess <= 0:
        return
    found = [judge(check, each.deviation, each.base, side) for each in bases]
    judgement, scope = next((each for each in found if each[0].violated), found[0])
    kind, is_received = HOLDS[check], check in ("received_quantity", "received_amount")
    is_missing = is_received and all(each.base <= 0 for each in bases)
    if is_missing and judge.watches_over(check, side):
        check, kind, judgement = "receipt_missing", "receipt_missing", _MISSING
    exposure = extended(excess, side.unit_price, judge.currency)
    compared = Compared(claim.quantity - excess, claim.quantity, excess, exposure)
    yield finding(kind, check, claim.line, compared, judgement, scope)


def _acceptance(claim: Claim, taken: Decimal, judge: Judge) -> Iterator[Finding]:
    """What is here is paid once it is accepted; what is not here waits for its receipt alone."""
    side = _side(claim)
    here = min(taken + claim.quantity, side.received)
    excess = here - max(taken, side.accepted)
    if excess <= 0:
        return
    judgement, scope = judge("accepted_quantity", here - side.accepted, side.accepted, side)
    if side.accepted <= 0 and judge.watches_over("accepted_quantity", side):
        judgement = _NOTHING_ACCEPTED
    kind: HoldKind = "inspection_pending" if side.uninspected > 0 else "goods_rejected"
    exposure = extended(excess, side.unit_price, judge.currency)
    compared = Compared(claim.quantity - excess, claim.quantity, excess, exposure)
    yield finding(kind, "accepted_quantity", claim.line, compared, judgement, scope)


def price(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """The unit price against the order's, per order unit; after a credit, what is left of it."""
    side = _side(claim)
    agreed, deviation, scale = deviation_of(claim, side.price_in_force, judge.currency)
    if deviation == 0:
        return
    judgement, scope = judge("price", deviation, agreed, side, scale)
    if judgement.violated and claim.price_settled and not _dearer(claim, judge.currency):
        return
    compared = per_unit(claim, side.price_in_force, deviation, scale, judge.currency)
    yield finding("price", "price", claim.line, compared, judgement, scope)


def deviation_of(
    claim: Claim, unit_price: Decimal, currency: str
) -> tuple[Decimal, Decimal, Decimal]:
    """What should be asked by this price, by how much it is missed, and what scales both."""
    if claim.gross is not None:
        agreed = extended(claim.quantity, unit_price, currency)
        return agreed, claim.amount - agreed, claim.quantity
    scale, factor = _ratio(claim)
    agreed = EXACT.multiply(unit_price, scale)
    return agreed, EXACT.multiply(claim.stated[1], factor) - agreed, scale


def _ratio(claim: Claim) -> tuple[Decimal, Decimal]:
    """So much one and the other price are multiplied by, to be of the same quantity."""
    pack = _side(claim).pack
    if claim.unit == pack.unit:
        return ONE, ONE
    if claim.pack is None:
        return Decimal(pack.denominator), Decimal(pack.numerator)
    billed = claim.pack
    return (
        Decimal(pack.denominator * billed.numerator),
        Decimal(pack.numerator * billed.denominator),
    )


def per_unit(
    claim: Claim, unit_price: Decimal, deviation: Decimal, scale: Decimal, currency: str
) -> Compared:
    """The deviation of a price as people read it: for one unit, and what it costs in all."""
    exposure = claim.amount - extended(claim.quantity, unit_price, currency)
    shown = _shown(EXACT.divide(deviation, scale))
    return Compared(unit_price, unit_price + shown, shown, exposure)


def unit_ratio(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """A price off by just the ratio of the pack was meant for its other unit: a warning.

    The price's own limits decide whether it is paid; a price too low is seldom looked at else.
    """
    side = _side(claim)
    pack, price_asked = side.pack, claim.stated[1]
    if claim.gross is not None or 0 in (price_asked, side.unit_price):
        return
    scale, factor = _ratio(claim)
    holds, billed = content(pack), Fraction(factor) / Fraction(scale)
    off = Fraction(price_asked) * billed / Fraction(side.unit_price)
    meant = (holds,) if claim.pack is None else (billed, content(claim.pack))
    told_apart = (each for each in meant if max(each, 1 / each) >= RATIO_TOLD_APART)
    if all(abs(off / each - 1) > RATIO_CLOSE for hold in told_apart for each in (hold, 1 / hold)):
        return
    yield Finding(
        Variance(
            line=claim.line,
            check="unit_of_measure",
            expected=f"{side.unit_price:f} per {pack.unit}",
            actual=f"{price_asked:f} per {claim.unit}",
            difference="",
            exposure=claim.amount - extended(claim.quantity, side.unit_price, judge.currency),
            limit=f"1 {pack.unit} is {holds} {pack.base_unit}",
            verdict="warn",
        ),
        None,
    )


def debit(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """A later debit raises the price of what was billed before: both are judged as one price."""
    side = _side(claim)
    agreed = extended(side.billed, side.price_in_force, judge.currency)
    asked = side.billed_amount + claim.amount
    if side.billed > 0 and asked <= agreed:
        return
    judgement, scope = judge("price", asked - agreed, agreed, side, max(side.billed, ONE))
    if side.billed <= 0 and judge.watches_over("price", side):
        judgement = _NOTHING_BILLED
    compared = Compared(agreed, asked, asked - agreed, claim.amount)
    yield finding("price", "price", claim.line, compared, judgement, scope)


def line_amount(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """The line's own product: a right price must not hide a wrong amount."""
    if claim.gross is not None:
        return
    quantity, unit_price = claim.stated
    product = extended(quantity, unit_price, judge.currency)
    difference = claim.amount - product
    if difference == 0:
        return
    judgement, scope = judge("line_amount", difference, product, _side(claim))
    compared = Compared(product, claim.amount, difference, difference)
    yield finding("line_amount", "line_amount", claim.line, compared, judgement, scope)


def remainder(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """What is left of a line whose whole quantity was credited: nobody pays it for nothing."""
    if claim.amount == 0:
        return
    judgement, scope = judge("line_amount", claim.amount, ZERO, _side(claim))
    compared = Compared(ZERO, claim.amount, claim.amount, claim.amount)
    yield finding("line_amount", "line_amount", claim.line, compared, judgement, scope)


def balance(bill: Bill, judge: Judge) -> Iterator[Finding]:
    """The total against its parts; within limits it is posted as a small difference."""
    difference = bill.total - bill.parts
    if difference == 0:
        return
    judgement, scope = judge("header_total", difference, bill.parts)
    compared = Compared(bill.parts, bill.total, difference, difference)
    yield finding("header_total", "header_total", None, compared, judgement, scope)


_MISSING: Final = Judgement(True, "receipt missing")
_NOTHING_ACCEPTED: Final = Judgement(True, "nothing accepted")
_NOTHING_BILLED: Final = Judgement(True, ZERO_BASE)


def _dearer(claim: Claim, currency: str) -> bool:
    """Whether a credit that gave back too little left more per unit than was billed at first."""
    if claim.gross is None:
        return False
    quantity, amount = (Fraction(each) for each in claim.gross)
    return claim.amount > rounded(amount * Fraction(claim.quantity) / quantity, currency)


def _side(claim: Claim) -> OrderSide:
    assert claim.against is not None, "an unmatched claim has nothing to be judged against"
    return claim.against


def _shown(value: Decimal) -> Decimal:
    """At most six places, for people: the judgement itself was exact."""
    if value == value.quantize(ONE):
        return value.quantize(ONE)
    rounded = value.quantize(PRICE_PLACES_SHOWN)
    return rounded.normalize() if rounded != 0 else rounded

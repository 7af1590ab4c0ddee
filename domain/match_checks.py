"""The single checks of a match: quantities, price, a debit on price, and the bill's own sums.

Each yields a finding only when something deviates. Prices are compared as whole ratios, never
divided before they are judged; money is rounded last.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.invoices.lines import Check, HoldKind, Variance, Verdict
from domain.match_sides import Bill, Claim, Finding, OrderSide, WantedHold
from domain.money import EXACT, extended, rounded
from domain.tolerance import (
    ZERO_BASE,
    Judgement,
    NotChecked,
    Scope,
    TolerancePolicy,
    judge,
    resolved,
)

ZERO: Final = Decimal(0)
ONE: Final = Decimal(1)
PRICE_PLACES_SHOWN: Final = Decimal("0.000001")


@dataclass(frozen=True, slots=True)
class Judge:
    """What every check of one bill shares: its currency and the tolerances."""

    currency: str
    policies: Sequence[TolerancePolicy]

    def __call__(
        self, check: Check, deviation: Decimal, base: Decimal, scale: Decimal = ONE
    ) -> tuple[Judgement, Scope]:
        """The judgement of one deviation, and the scope that its limits came from."""
        limits, scope = resolved(check, self.policies)
        return judge(limits, deviation, base, scale), scope

    def watches_over(self, check: Check) -> bool:
        """Whether the check has any limit on the side that costs money."""
        limits, _ = resolved(check, self.policies)
        return not (
            isinstance(limits.abs_over, NotChecked) and isinstance(limits.pct_over, NotChecked)
        )


def quantities(claim: Claim, before: Decimal, judge: Judge) -> Iterator[Finding]:
    """Against what was ordered, and on three-way lines against what was received.

    Over when everything billed up to this invoice exceeds the base: no salami of small steps. Less
    than available is a partial invoice and passes without a word. `before` was taken by earlier
    lines of the same bill.
    """
    side = _side(claim)
    taken = side.prior + before
    yield from _quantity("ordered_quantity", claim, side.ordered, taken, judge)
    if side.match == "three_way":
        yield from _quantity("received_quantity", claim, side.received, taken, judge)


def _quantity(
    check: Check, claim: Claim, base: Decimal, taken: Decimal, judge: Judge
) -> Iterator[Finding]:
    """The excess of one invoice is at most its own quantity: the rest belongs to earlier ones."""
    deviation = taken + claim.quantity - base
    if deviation <= 0:
        return
    judgement, scope = judge(check, deviation, base)
    kind: HoldKind = "quantity_ordered"
    if check == "received_quantity":
        kind = "quantity_received"
        if base <= 0 and judge.watches_over(check):
            check, kind, judgement = "receipt_missing", "receipt_missing", _MISSING
    excess = min(deviation, claim.quantity)
    exposure = extended(excess, _side(claim).unit_price, judge.currency)
    compared = _Compared(claim.quantity - excess, claim.quantity, excess, exposure)
    yield _finding(kind, check, claim.line, compared, judgement, scope)


def price(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """The unit price against the order's, per order unit; after a credit, what is left of it."""
    side = _side(claim)
    agreed_amount = extended(claim.quantity, side.unit_price, judge.currency)
    exposure = claim.amount - agreed_amount
    if claim.gross is not None:
        scale = claim.quantity
        agreed, asked = agreed_amount, claim.amount
    else:
        pack = side.pack
        same_unit = claim.unit == pack.unit
        scale = ONE if same_unit else Decimal(pack.denominator)
        factor = ONE if same_unit else Decimal(pack.numerator)
        agreed = EXACT.multiply(side.unit_price, scale)
        asked = EXACT.multiply(claim.stated[1], factor)
    deviation = asked - agreed
    if deviation == 0:
        return
    judgement, scope = judge("price", deviation, agreed, scale)
    if judgement.violated and claim.price_settled and not _dearer(claim, judge.currency):
        return
    per_unit = _shown(EXACT.divide(deviation, scale))
    compared = _Compared(side.unit_price, side.unit_price + per_unit, per_unit, exposure)
    yield _finding("price", "price", claim.line, compared, judgement, scope)


def debit(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """A later debit raises the price of what was billed before: both are judged as one price."""
    side = _side(claim)
    agreed = extended(side.billed, side.unit_price, judge.currency)
    asked = side.billed_amount + claim.amount
    if side.billed > 0 and asked <= agreed:
        return
    judgement, scope = judge("price", asked - agreed, agreed, max(side.billed, ONE))
    if side.billed <= 0 and judge.watches_over("price"):
        judgement = _NOTHING_BILLED
    compared = _Compared(agreed, asked, asked - agreed, claim.amount)
    yield _finding("price", "price", claim.line, compared, judgement, scope)


def line_amount(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """The line's own product: a right price must not hide a wrong amount."""
    if claim.gross is not None:
        return
    quantity, unit_price = claim.stated
    product = extended(quantity, unit_price, judge.currency)
    difference = claim.amount - product
    if difference == 0:
        return
    judgement, scope = judge("line_amount", difference, product)
    compared = _Compared(product, claim.amount, difference, difference)
    yield _finding("line_amount", "line_amount", claim.line, compared, judgement, scope)


def remainder(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """What is left of a line whose whole quantity was credited: nobody pays it for nothing."""
    if claim.amount == 0:
        return
    judgement, scope = judge("line_amount", claim.amount, ZERO)
    compared = _Compared(ZERO, claim.amount, claim.amount, claim.amount)
    yield _finding("line_amount", "line_amount", claim.line, compared, judgement, scope)


def balance(bill: Bill, judge: Judge) -> Iterator[Finding]:
    """The total against its parts; within limits it is posted as a small difference."""
    difference = bill.total - bill.parts
    if difference == 0:
        return
    judgement, scope = judge("header_total", difference, bill.parts)
    compared = _Compared(bill.parts, bill.total, difference, difference)
    yield _finding("header_total", "header_total", None, compared, judgement, scope)


def fault(kind: HoldKind, check: Check, claim: Claim | Bill, expected: str, actual: str) -> Finding:
    """Something that no tolerance excuses. The whole amount of the line or bill is at stake."""
    line = claim.line if isinstance(claim, Claim) else None
    exposure = claim.amount if isinstance(claim, Claim) else claim.total
    variance = Variance(
        line=line,
        check=check,
        expected=expected,
        actual=actual,
        difference="",
        exposure=exposure,
        verdict="hold",
    )
    hold = WantedHold(
        kind=kind, line=line, expected=expected, actual=actual, excess=ZERO, exposure=exposure
    )
    return Finding(variance, hold)


@dataclass(frozen=True, slots=True)
class _Compared:
    expected: Decimal
    actual: Decimal
    difference: Decimal
    exposure: Decimal


_MISSING: Final = Judgement(True, "receipt missing")
_NOTHING_BILLED: Final = Judgement(True, ZERO_BASE)


def _finding(
    kind: HoldKind,
    check: Check,
    line: int | None,
    compared: _Compared,
    judgement: Judgement,
    scope: Scope,
) -> Finding:
    passed: Verdict = "pass_with_small_difference" if check == "header_total" else "pass"
    variance = Variance(
        line=line,
        check=check,
        expected=format(compared.expected, "f"),
        actual=format(compared.actual, "f"),
        difference=format(compared.difference, "f"),
        exposure=compared.exposure,
        limit=judgement.limit,
        scope=scope,
        verdict="hold" if judgement.violated else passed,
    )
    if not judgement.violated:
        return Finding(variance, None)
    hold = WantedHold(
        kind=kind,
        line=line,
        expected=variance.expected,
        actual=variance.actual,
        excess=compared.difference,
        exposure=compared.exposure,
    )
    return Finding(variance, hold)


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

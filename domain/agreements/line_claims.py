"""What an order line was claimed for, and how much of that the supplier has not answered yet.

He answers by a credit on price, or takes back what he billed dearer than was claimed: a bill that
is voided and written anew, goods that are credited as they were billed. What he bills later answers
nothing, however cheap it is: it is what of the line is overbilled.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Final

from domain.agreements.terms import ClaimedLine, GivenBack
from domain.money import rounded

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Billed:
    """Net of voids and credits, which `given_back` tells; none: recorded before it was told."""

    quantity: Decimal
    amount: Decimal
    given_back: GivenBack | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LineClaims:
    """All claims for one line; `left` and `billed` as they were once the last one was raised."""

    claimed: Decimal  # in all, answered or not
    left: Decimal
    billed: Billed
    due: Decimal  # for what was billed, at the price that was claimed by

    def unanswered(self, now: Billed, currency: str) -> Decimal:
        """What of the claims is still to come, as far as bills and credits since then tell."""
        beyond = now.amount - self._due_for(now.quantity, currency)
        before, after = self.billed.given_back, now.given_back
        if before is None or after is None:
            return _within(self.left, beyond)
        on_price = after.on_price - before.on_price
        quantity = self.billed.quantity - (after.quantity - before.quantity)
        amount = self.billed.amount - (after.amount - before.amount) - on_price
        kept = amount - self._due_for(quantity, currency)
        return _within(self.left - on_price, max(beyond, kept))

    def _due_for(self, quantity: Decimal, currency: str) -> Decimal:
        if quantity == self.billed.quantity or self.billed.quantity == 0:
            return self.due
        share = Fraction(quantity) / Fraction(self.billed.quantity)
        return rounded(Fraction(self.due) * share, currency)


def line_key(order_id: str, line: int) -> str:
    """How an order line is called among those that were claimed for."""
    return f"{order_id}/{line}"


def with_claim(
    claims: Mapping[str, LineClaims], lines: tuple[ClaimedLine, ...], currency: str
) -> Mapping[str, LineClaims]:
    """Once more was claimed for these lines."""
    known = dict(claims)
    for line in lines:
        key = line_key(line.purchase_order.id, line.line)
        known[key] = _claimed(known.get(key), line, currency)
    return known


def _claimed(former: LineClaims | None, line: ClaimedLine, currency: str) -> LineClaims:
    """Claims were once raised for what was overbilled less all that was ever claimed."""
    billed = Billed(quantity=line.quantity, amount=line.amount_paid, given_back=line.given_back)
    claimed = left = line.amount
    if former is not None:
        claimed += former.claimed
        left += former.unanswered(billed, currency)
    overbilled = claimed if line.given_back is None else left
    return LineClaims(claimed=claimed, left=left, billed=billed, due=line.amount_paid - overbilled)


def _within(left: Decimal, beyond: Decimal) -> Decimal:
    return max(min(left, beyond), ZERO)

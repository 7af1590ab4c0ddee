"""What a supplier may still bill of an order: line by line, and receipt by receipt.

A bill rests on what the line waits for: what is ordered where it waits for no receipt, less what
was billed and went back; what has come where it does; what was accepted where it waits for an
inspection too. Here nothing is decided: whoever is billed otherwise finds out by the match
(`domain/matching.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from fractions import Fraction
from typing import Final, Literal, NamedTuple, assert_never

from domain.money import extended, price_at, rounded
from domain.purchase_orders.in_force import in_force
from domain.purchase_orders.line_state import ZERO, Line, Total
from domain.purchase_orders.named_receipts import shared
from domain.purchase_orders.state import PurchaseOrder

PERCENT: Final = 100


class BilledReceipt(NamedTuple):
    """One receipt of a line: what it still stands for, and what of that is billed."""

    stands: Total
    billed: Total  # its amount is the receipt's value, whatever the supplier asked for it

    @property
    def left(self) -> Decimal:
        """What of it nobody has billed."""
        return self.stands.quantity - self.billed.quantity

    @property
    def percent(self) -> Decimal:
        """How much of it is billed."""
        return PERCENT * self.billed.quantity / self.stands.quantity

    @property
    def state(self) -> Literal["to_bill", "billed"]:
        """Whether anything of it is still to be billed."""
        return "billed" if self.left <= 0 else "to_bill"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposedLine:
    """What a supplier may bill of one order line now, at its price.

    `receipts` are those that nobody has billed whole, oldest first, and what is left of each. What
    went back or was not accepted is no part of `quantity`, so they may hold more than that.
    """

    line: int
    description: str
    quantity: Decimal
    unit: str
    unit_price: Decimal
    amount: Decimal
    receipts: Mapping[str, BilledReceipt]


def to_bill(line: Line) -> Decimal:
    """What may be billed of the line now, in its unit.

    Below zero: so much more was billed than it rests on, and a credit is expected, or the goods.
    """
    left = _rests_on(line) - line.invoiced
    return min(left, ZERO) if line.closed_for_invoicing else left


def proposed_bill(order: PurchaseOrder) -> tuple[ProposedLine, ...]:
    """The bill that the order expects next; empty: none. A seller of our own sends none."""
    if order.revision == 0 or order.stage == "finally_closed" or order.seller is not None:
        return ()
    order = in_force(order)
    return tuple(
        ProposedLine(
            line=number,
            description=line.terms.description,
            quantity=quantity,
            unit=line.terms.pack.unit,
            unit_price=line.terms.unit_price,
            amount=extended(quantity, line.terms.unit_price, order.currency),
            receipts=unbilled_receipts(line, order.currency),
        )
        for number, line in order.lines.items()
        if (quantity := to_bill(line)) > 0
    )


def in_currency(
    lines: Sequence[ProposedLine], currency: str, rate: Fraction
) -> tuple[ProposedLine, ...]:
    """The same bill in another currency, each amount straight from its own, rounded once."""
    return tuple(
        replace(
            line,
            unit_price=price_at(line.unit_price, rate),
            amount=rounded(Fraction(line.amount) * rate, currency),
            receipts={
                name: BilledReceipt(*(_at(each, currency, rate) for each in receipt))
                for name, receipt in line.receipts.items()
            },
        )
        for line in lines
    )


def _at(total: Total, currency: str, rate: Fraction) -> Total:
    return Total(total.quantity, rounded(Fraction(total.amount) * rate, currency))


def unbilled_receipts(line: Line, currency: str) -> dict[str, BilledReceipt]:
    """The receipts of which something is still to be billed, oldest first."""
    every = billed_receipts(line, currency)
    return {receipt: each for receipt, each in every.items() if each.state == "to_bill"}


def billed_receipts(line: Line, currency: str) -> dict[str, BilledReceipt]:
    """All receipts that still stand for something, in the order in which they were posted.

    What was billed by name is of that receipt; whatever else was billed is of the oldest ones.
    """
    receipts = line.ledger.receipts
    stands = {receipt: each.quantity for receipt, each in receipts.items()}
    told = {}
    for receipt, billed in shared(stands, line.ledger.named, line.invoiced).items():
        quantity, amount = receipts[receipt]
        share = Fraction(amount) * Fraction(billed) / Fraction(quantity)
        told[receipt] = BilledReceipt(receipts[receipt], Total(billed, rounded(share, currency)))
    return told


def suggested_receipts(left: Mapping[str, Decimal], quantity: Decimal) -> dict[str, Decimal]:
    """Which receipts a bill over so much is for, and how much of each, by what is left of them.

    One of just this quantity is meant; else the oldest ones, as far as they go.
    """
    for receipt, unbilled in left.items():
        if unbilled == quantity:
            return {receipt: quantity}
    told = {}
    for receipt, unbilled in left.items():
        taken = min(unbilled, quantity)
        if taken > 0:
            told[receipt] = taken
            quantity -= taken
    return told


def _rests_on(line: Line) -> Decimal:
    match line.terms.match:
        case "two_way":
            return line.ordered - line.credit_expected
        case "three_way":
            return line.received
        case "four_way":
            return line.accepted
        case _:
            assert_never(line.terms.match)

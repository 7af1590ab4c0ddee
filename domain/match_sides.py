"""What a match compares and what it answers: the bill, the order's side, and the findings.

Quantities of an order side are in the order line's unit, amounts in the order's currency.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from types import MappingProxyType
from typing import Final, NamedTuple

from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import MatchedParts, MatchedRates, Variance, Verdict
from domain.money import EXACT, plain
from domain.purchase_orders.lines import Match
from domain.purchase_orders.named_receipts import NO_RECEIPTS, ZERO, Named
from domain.quantity import QUANTITY_PLACES_MAX, Pack, as_quantity, content

NO_PACKS: Final[Mapping[str, Pack]] = MappingProxyType({})
ROUNDING: Final = Fraction(1, 2 * 10**QUANTITY_PLACES_MAX)  # at most, of one quantity


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderSide:
    """One order line before this invoice.

    `prior` was billed by the invoices that come first; `billed` by all others, which is what a
    later debit on price raises. Both are net of credits.
    """

    line: int
    match: Match
    pack: Pack
    unit_price: Decimal
    ordered: Decimal  # less what was cancelled
    received: Decimal  # less reversals and returns
    accepted: Decimal = Decimal(0)  # of what is here, by inspection
    rejected: Decimal = Decimal(0)
    prior: Decimal = Decimal(0)
    billed: Decimal = Decimal(0)
    billed_amount: Decimal = Decimal(0)
    closed_for_invoicing: bool = False
    receipts: Mapping[str, Decimal] = field(default_factory=dict)  # what each still stands for
    named: Mapping[str, Decimal] = field(default_factory=dict)  # billed before by name
    by_amount: bool = False  # its quantities are money, and a bill's amount is what it asks
    item_id: str | None = None
    item_class: str = ""
    description: str = ""
    agreed_price: Decimal | None = None  # none: no agreement prices the line
    corrected: bool = False  # that price: by a correction of the agreement, which the order is not
    need_by: date | None = None
    came_on: Mapping[str, date] = field(default_factory=dict)  # by receipt, where that was told
    packs: Mapping[str, Pack] = field(default_factory=dict)  # its item's other units, as issued

    @property
    def price_in_force(self) -> Decimal:
        """Of the order; or of its agreement, where a correction says that it was more all along."""
        if self.corrected and self.agreed_price is not None:
            return max(self.unit_price, self.agreed_price)
        return self.unit_price

    @property
    def uninspected(self) -> Decimal:
        """What is here and was neither accepted nor rejected yet."""
        return self.received - self.accepted - self.rejected


class Early(NamedTuple):
    """How much of what a line bills came before it was wanted, and the first day of it."""

    quantity: Decimal
    came_on: date
    need_by: date


class Taken(NamedTuple):
    """What earlier lines of the same bill take of the order's line, and of receipts by name."""

    of_line: Decimal = ZERO
    of_receipts: Named = NO_RECEIPTS

    def plus(self, quantity: Decimal, named: Named) -> "Taken":
        """What they take with one more line."""
        of = self.of_receipts
        more = {each: of.get(each, ZERO) + asked for each, asked in named.items()}
        return Taken(self.of_line + quantity, {**of, **more} if more else of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """One invoice line. A claim without an order side is unmatched, or says too little to match.

    `quantity` is in the order line's unit and `amount` in money, both net of credits; a debit on
    price alone states quantity zero. `stated` is the quantity and unit price as the supplier wrote
    them, in his unit; `gross` is quantity and amount before credits. What is settled was judged
    before and is not judged again, but a credit must not leave it dearer than it was.
    """

    line: int
    quantity: Decimal
    amount: Decimal
    unit: str
    stated: tuple[Decimal, Decimal]
    against: OrderSide | None
    gross: tuple[Decimal, Decimal] | None = None  # none: nothing was credited
    named: Named = field(default_factory=dict)  # asked of receipts by name; none: whatever came
    early: Early | None = None  # none: nothing that it bills came too early
    pack: Pack | None = None  # of its unit, where that is neither the order line's nor its base
    complete: bool = True  # it says what it is for, and in which unit
    price_settled: bool = False
    contract_settled: bool = False
    amount_settled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Bill:
    """The invoice as it is matched. `parts` is what its lines, tax and freight add up to.

    Supplier, legal entity and the order's number say which tolerances are its own.
    """

    currency: str
    claims: tuple[Claim, ...]
    parts: Decimal
    total: Decimal
    supplier_id: str = ""
    legal_entity: str = ""
    purchase_order: str = ""
    tax: Decimal = Decimal(0)
    calculated_tax: Decimal | None = None
    freight: Decimal = Decimal(0)
    goods: Decimal = Decimal(0)  # what the lines add up to
    rates: MatchedRates | None = None  # none: in the currency of the books
    beside: MatchedParts | None = None  # none: the order only has lines


@dataclass(frozen=True, slots=True, kw_only=True)
class WantedHold:
    """A reason to stop the payment. `excess` is what a person who releases it lets pass.

    Of bank details it is their number. `until` is the last day on which the reason stands.
    """

    kind: HoldKind
    line: int | None
    expected: str
    actual: str
    excess: Decimal
    exposure: Decimal
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """One check that did not pass plainly, and the hold that it asks for, if any."""

    variance: Variance
    hold: WantedHold | None


@dataclass(frozen=True, slots=True, kw_only=True)
class MatchResult:
    """All that did not pass plainly, favourable prices among them; what it adds up to."""

    variances: tuple[Variance, ...]
    verdict: Verdict
    holds: tuple[WantedHold, ...]


def asked_of(
    side: OrderSide, quantity: Decimal, unit: str, amount: Decimal, before: Decimal
) -> Decimal | None:
    """What a billed line asks of the order line, in its unit; none when the unit does not fit.

    `before` is what was asked of the same goods before it.
    """
    if side.by_amount:
        return amount
    return in_order_unit(quantity, unit, side.pack, before, side.packs)


def in_order_unit(
    quantity: Decimal, unit: str, pack: Pack, before: Decimal, packs: Mapping[str, Pack] = NO_PACKS
) -> Decimal | None:
    """The quantity in the order line's unit; none when the unit is not the line's, nor its base,
    nor one of the `packs`, which hold the same base units.

    Where six places cannot hold it, the sum with what was asked `before` is rounded, so that parts
    come to what they are of: of 10 cases of 12, 100 pieces are 8.333333 and 20 more 1.666667. None
    as well where that is nothing, or no quantity of base units.
    """
    if unit == pack.unit:
        return quantity
    if unit != pack.base_unit and unit not in packs:
        return None
    base = Fraction(quantity) * (content(packs[unit]) if unit != pack.base_unit else 1)
    if (fits := as_quantity(base / content(pack))) is not None:
        return fits
    told = _base_before(before, pack) + base
    asked = _rounded(told / content(pack)) - before
    in_base = as_quantity(Fraction(asked) * content(pack))
    return asked if asked > 0 and in_base is not None else None


def _base_before(before: Decimal, pack: Pack) -> Fraction:
    """What was asked before in base units: the shortest number that it may be the rounding of."""
    exact = Fraction(before) * content(pack)
    told = (round(exact, places) for places in range(QUANTITY_PLACES_MAX))
    close = (each for each in told if abs(each - exact) <= ROUNDING * content(pack))
    return next(close, exact)


def _rounded(exact: Fraction) -> Decimal:
    scaled = Decimal(round(exact * 10**QUANTITY_PLACES_MAX))
    return plain(scaled.scaleb(-QUANTITY_PLACES_MAX, context=EXACT).normalize(EXACT))

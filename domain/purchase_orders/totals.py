"""What an order comes to: its lines, the taxes of its lines, then its own parts as it states them.

Each is rounded once, half away from zero, and taxes of lines as the order says: line by line, or
each rate over all lines. What lines bear of a part adds up to it, by largest remainder, so that
rows, lines and total agree in every currency. Taxes that the state gives back are no cost.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from domain.invoices.taxes import TaxRounding, calculated_tax
from domain.money import allocated, percent_of, rounded
from domain.purchase_orders.parts import ZERO, LineTax, OrderPart, RowKind


class TaxedLine(NamedTuple):
    """One line of an order, or of a bill for it, as far as its parts look at it."""

    line: int
    amount: Decimal
    quantity: Decimal
    taxes: Sequence[LineTax] = ()


class Row(NamedTuple):
    """One part under its name. A discount is above zero and lowers the total."""

    charge: str
    kind: RowKind
    amount: Decimal
    so_far: Decimal  # lines and rows up to this one

    @property
    def signed(self) -> Decimal:
        """By how much it moves the total."""
        return -self.amount if self.kind == "discount" else self.amount


class Borne(NamedTuple):
    """What one line bears beside its amount: in cost, and in taxes that are given back."""

    cost: Decimal = ZERO
    tax: Decimal = ZERO


class Excess(NamedTuple):
    """What a discount asks beyond what it can be taken off: the order, or one of its lines."""

    charge: str
    asked: Decimal
    left: Decimal
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Totals:
    """`lines` is what lines add up to, `borne` what each bears of the rows."""

    lines: Decimal
    rows: tuple[Row, ...] = ()
    borne: Mapping[int, Borne]
    tax_in_cost: Mapping[int, Decimal]  # of the cost that each line bears
    freight: Mapping[int, Decimal]  # of the same
    excess: tuple[Excess, ...] = ()

    @property
    def total(self) -> Decimal:
        """Lines and rows: what the supplier may ask for in all."""
        return self.rows[-1].so_far if self.rows else self.lines

    @property
    def cost(self) -> Decimal:
        """The total less what the state gives back of it."""
        return self.total - self.of("tax")

    def of(self, *kinds: RowKind) -> Decimal:
        """What the rows of these kinds come to."""
        return sum((row.amount for row in self.rows if row.kind in kinds), ZERO)

    @property
    def taxes(self) -> Decimal:
        """All taxes, given back or not."""
        return self.of("tax", "tax_in_cost")


class _Sums:
    """Rows and shares as they come."""

    def __init__(self, lines: Sequence[TaxedLine], currency: str) -> None:
        self.lines, self.currency = lines, currency
        self.so_far = sum((each.amount for each in lines), ZERO)
        self.rows: list[Row] = []
        self.excess: list[Excess] = []
        self.borne = {each.line: Borne() for each in lines}
        self.in_cost = dict.fromkeys(self.borne, ZERO)
        self.freight = dict.fromkeys(self.borne, ZERO)

    def add(self, charge: str, kind: RowKind, shares: Mapping[int, Decimal]) -> None:
        amount = sum(shares.values(), ZERO)
        if not amount:
            return
        self.so_far += -amount if kind == "discount" else amount
        self.rows.append(Row(charge, kind, amount, self.so_far))
        for line, share in shares.items():
            had = self.borne[line]
            if kind == "tax":
                self.borne[line] = had._replace(tax=had.tax + share)
                continue
            moved = -share if kind == "discount" else share
            self.borne[line] = had._replace(cost=had.cost + moved)
            if kind == "tax_in_cost":
                self.in_cost[line] += share
            if kind == "freight":
                self.freight[line] += share

    def tax(self, charge: str, shares: Mapping[int, tuple[Decimal, Decimal | None]]) -> None:
        """Of each line its tax, and how much of it per cent is given back."""
        back = {
            line: tax if recoverable is None else percent_of(tax, recoverable, self.currency)
            for line, (tax, recoverable) in shares.items()
        }
        self.add(charge, "tax", back)
        kept = {line: tax - back[line] for line, (tax, _) in shares.items()}
        self.add(charge, "tax_in_cost", kept)


def totals(
    lines: Iterable[TaxedLine],
    parts: Sequence[OrderPart],
    currency: str,
    rounding: TaxRounding = "line",
) -> Totals:
    """What these lines come to with the parts. Without a line nothing is charged."""
    lines = tuple(lines)
    sums = _Sums(lines, currency)
    if lines:
        for tax in dict.fromkeys(tax.tax for line in lines for tax in line.taxes):
            sums.tax(tax, dict(_of_lines(tax, lines, currency, rounding)))
        for part in parts:
            _add_part(sums, part)
    net = sum((each.amount for each in lines), ZERO)
    return Totals(
        lines=net,
        rows=tuple(sums.rows),
        borne=sums.borne,
        tax_in_cost=sums.in_cost,
        freight=sums.freight,
        excess=tuple(sums.excess),
    )


def _of_lines(
    name: str, lines: Sequence[TaxedLine], currency: str, rounding: TaxRounding
) -> Iterator[tuple[int, tuple[Decimal, Decimal | None]]]:
    """One tax of the lines that state it; a rate over all of them is shared by their amounts."""
    stated = [(line, tax) for line in lines for tax in line.taxes if tax.tax == name]
    by_rate: dict[Decimal, list[tuple[TaxedLine, LineTax]]] = {}
    for line, tax in stated:
        if tax.percent is None:
            yield line.line, (rounded(tax.amount or ZERO, currency), tax.recoverable)
        else:
            by_rate.setdefault(tax.percent, []).append((line, tax))
    for rate, group in by_rate.items():
        taxed = [_Rated(line.amount, rate) for line, _ in group]
        if rounding == "line":
            shares: Sequence[Decimal] = [
                calculated_tax([each], currency, "line") or ZERO for each in taxed
            ]
        else:
            whole = calculated_tax(taxed, currency, "header") or ZERO
            shares = allocated(whole, [each.amount for each in taxed], currency)
        for (line, tax), share in zip(group, shares, strict=True):
            yield line.line, (share, tax.recoverable)


class _Rated(NamedTuple):
    amount: Decimal
    tax_percent: Decimal | None


def _add_part(sums: _Sums, part: OrderPart) -> None:
    """A discount takes off no more than there is."""
    base = sums.so_far
    if part.base != "so_far":
        base = sum((each.amount for each in sums.lines), ZERO)
    if part.percent is None:
        amount = rounded(part.amount or ZERO, sums.currency)
    else:
        amount = percent_of(base, part.percent, sums.currency)
    if part.kind == "discount" and amount > sums.so_far:
        sums.excess.append(Excess(part.charge, amount, sums.so_far))
        amount = sums.so_far
    by_quantity = part.by == "quantity"  # Weights are known when goods come; until then, by value.
    weights = [each.quantity if by_quantity else each.amount for each in sums.lines]
    shares = allocated(amount, weights, sums.currency)
    borne = {each.line: share for each, share in zip(sums.lines, shares, strict=True)}
    if part.kind == "discount" and by_quantity:
        sums.excess += _beyond_lines(sums, part.charge, borne)
    if part.kind == "tax":
        sums.tax(part.charge, {line: (share, part.recoverable) for line, share in borne.items()})
    else:
        sums.add(part.charge, part.kind, borne)


def _beyond_lines(sums: _Sums, charge: str, borne: Mapping[int, Decimal]) -> Iterator[Excess]:
    """Where a discount that goes by quantity takes more off a line than that comes to."""
    for each in sums.lines:
        left = each.amount + sums.borne[each.line].cost
        if borne[each.line] > left:
            yield Excess(charge, borne[each.line], left, each.line)

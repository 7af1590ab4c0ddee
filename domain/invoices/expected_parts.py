"""What an order makes expect of a bill beside its lines: taxes, charges and discounts.

Taxes by rate are those of what the bill asks for, as it asks for it: whether a price is right is
judged with the price. What the order states as an amount is due with the goods: as much of it as
the bill takes of the order, counted on from what was billed before, so that all bills together come
to it. Charges may be billed at once: up to what is left of them.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from itertools import takewhile
from typing import NamedTuple

from domain.invoices.lines import MatchedParts
from domain.invoices.parts import StatedPart
from domain.invoices.taxes import TaxRounding
from domain.match_sides import OrderSide
from domain.money import rounded
from domain.purchase_orders.order import BilledParts, PurchaseOrder
from domain.purchase_orders.parts import ZERO, LineTax, OrderPart, PartKind, RowKind
from domain.purchase_orders.totals import Row, TaxedLine, Totals, totals


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsPlan:
    """What the order carries, what bills before this one took of it, and what this one did."""

    parts: Sequence[OrderPart]
    taxes: Mapping[int, Sequence[LineTax]]  # by order line
    agreed: Totals
    currency: str
    rounding: TaxRounding
    before: BilledParts
    own: BilledParts | None = None  # net of credits; none: it is not posted

    def plans(self, kind: PartKind) -> bool:
        """Whether the order says anything of this kind: otherwise it is taken as billed."""
        stated = any(part.kind == kind for part in self.parts)
        return stated or (kind == "tax" and any(self.taxes.values()))


class BilledLine(NamedTuple):
    """So much of one order line."""

    line: int
    quantity: Decimal
    amount: Decimal


class Asked(NamedTuple):
    """What a document asks for beside its lines."""

    tax: Decimal = ZERO
    freight: Decimal = ZERO
    discount: Decimal = ZERO


def plan_of(order: PurchaseOrder, invoice_id: str | None = None) -> PartsPlan | None:
    """The plan for this invoice, or for the next one; none: the order only has lines."""
    if not order.carries:
        return None
    known = order.parts_billed
    earlier = [known[each] for each in takewhile(lambda each: each != invoice_id, known)]
    kinds: tuple[RowKind, ...] = ("tax", "tax_in_cost", "freight", "discount")
    sums = {kind: sum((each.parts.get(kind, ZERO) for each in earlier), ZERO) for kind in kinds}
    return PartsPlan(
        parts=order.parts,
        taxes={number: line.terms.taxes or () for number, line in order.lines.items()},
        agreed=order.totals,
        currency=order.currency,
        rounding=order.tax_rounding or "line",
        before=BilledParts(sum((each.goods for each in earlier), ZERO), sums),
        own=known.get(invoice_id) if invoice_id is not None else None,
    )


def matched_parts(
    plan: PartsPlan, lines: Sequence[BilledLine], sides: Mapping[int, OrderSide], asked: Asked
) -> MatchedParts:
    """What the bill should ask for, as far as the order says, beside what it asks for."""
    if plan.own is not None:
        asked = _net(plan.own)
    expected: dict[str, Decimal] = {}
    if plan.plans("tax"):
        expected["tax"] = _bill(plan, lines, sides, asked).taxes
    if plan.plans("freight"):
        left = plan.agreed.of("freight") - plan.before.parts.get("freight", ZERO)
        expected["freight"] = max(left, ZERO)
    if plan.plans("discount"):
        expected["discount"] = _with_goods(plan, plan.agreed.of("discount"), _goods(lines))
    return MatchedParts(
        **expected,
        asked_tax=asked.tax,
        asked_freight=asked.freight,
        asked_discount=asked.discount,
    )


def tax_rows(
    plan: PartsPlan, lines: Sequence[BilledLine], sides: Mapping[int, OrderSide], asked: Asked
) -> tuple[Row, ...]:
    """The taxes of the bill by name, given back or in cost, as the order's rates make them."""
    rows = _bill(plan, lines, sides, asked).rows
    return tuple(row for row in rows if row.kind in ("tax", "tax_in_cost"))


def due_parts(
    plan: PartsPlan, lines: Sequence[BilledLine], sides: Mapping[int, OrderSide]
) -> tuple[StatedPart, ...]:
    """All that is due with these lines: what a bill says that we make out ourselves."""
    goods = _goods(lines)
    agreed = [row for row in plan.agreed.rows if row.kind in ("freight", "discount")]
    due = {(row.charge, row.kind): _with_goods(plan, row.amount, goods) for row in agreed}
    kinds: tuple[RowKind, RowKind] = ("freight", "discount")
    freight, discount = (
        sum((amount for (_, each), amount in due.items() if each == kind), ZERO) for kind in kinds
    )
    rows = tax_rows(plan, lines, sides, Asked(freight=freight, discount=discount))
    taxes = {(row.charge, row.kind): row.amount for row in rows}
    return tuple(
        StatedPart(charge=charge, kind=kind, amount=amount)
        for (charge, kind), amount in {**due, **taxes}.items()
        if amount > 0
    )


def _bill(
    plan: PartsPlan, lines: Sequence[BilledLine], sides: Mapping[int, OrderSide], asked: Asked
) -> Totals:
    """The bill as an order of its own: its lines, and the parts as far as they are due with it."""
    taxed = [
        TaxedLine(
            line=place,
            amount=line.amount,
            quantity=line.quantity,
            taxes=[_due_tax(plan, tax, line, sides[line.line]) for tax in plan.taxes[line.line]],
        )
        for place, line in enumerate(lines)
    ]
    parts = tuple(_due_on_bill(plan, _goods(lines), asked))
    return totals(taxed, parts, plan.currency, plan.rounding)


def _due_tax(plan: PartsPlan, tax: LineTax, line: BilledLine, side: OrderSide) -> LineTax:
    """A tax by amount is due with the quantity of its line."""
    if tax.amount is None:
        return tax
    due = _share(tax.amount, side.prior, line.quantity, side.ordered, plan.currency)
    return tax.model_copy(update={"amount": due})


def _due_on_bill(plan: PartsPlan, goods: Decimal, asked: Asked) -> Iterator[OrderPart]:
    """Taxes as they are due; what else is asked for, so that taxes on all so far count it once."""
    left = {"freight": asked.freight, "discount": asked.discount}
    for part in plan.parts:
        if part.kind != "tax":
            amount = left[part.kind]
            left[part.kind] = ZERO
        elif part.amount is not None:
            amount = _with_goods(plan, part.amount, goods)
        else:
            yield part
            continue
        yield part.model_copy(update={"amount": amount, "percent": None, "base": None})


def _with_goods(plan: PartsPlan, amount: Decimal, goods: Decimal) -> Decimal:
    """As much of the amount as the goods of the bill are of the order's."""
    return _share(amount, plan.before.goods, goods, plan.agreed.lines, plan.currency)


def _share(
    amount: Decimal, before: Decimal, now: Decimal, whole: Decimal, currency: str
) -> Decimal:
    """The part that `now` takes after `before`; sums of parts stay exact, and never exceed it."""
    if whole <= 0:
        return ZERO
    first, last = (
        min(max(Fraction(each) / Fraction(whole), Fraction(0)), Fraction(1))
        for each in (before, before + now)
    )
    return rounded(Fraction(amount) * last, currency) - rounded(Fraction(amount) * first, currency)


def _goods(lines: Sequence[BilledLine]) -> Decimal:
    return sum((line.amount for line in lines), ZERO)


def _net(own: BilledParts) -> Asked:
    parts = own.parts
    tax = parts.get("tax", ZERO) + parts.get("tax_in_cost", ZERO)
    return Asked(tax, parts.get("freight", ZERO), parts.get("discount", ZERO))

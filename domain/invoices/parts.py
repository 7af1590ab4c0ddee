"""What an invoice asks for beside its lines, by name: taxes, freight, discounts, rounding.

Where they are named they add up to the tax and freight that the document states. A tax that the
state does not give back is part of what the goods cost. A discount lowers the total, and a rounding
makes it whole: neither is a difference that nobody can explain.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, Literal

from domain.errors import Rejected
from domain.event import Value
from domain.ids import Code
from domain.money import Amount, exact
from domain.purchase_orders.accrued_charges import NamedCharge
from domain.purchase_orders.parts import RowKind

PartKind = Literal[RowKind, "rounding"]  # what an order carries, and what makes a total whole
TAXES: Final[frozenset[PartKind]] = frozenset({"tax", "tax_in_cost"})
PARTS_MAX: Final = 30
ROUNDING_MAX: Final = Decimal("0.5")
ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class StatedPart:
    """One of them as the supplier states it; only a rounding may be below zero."""

    charge: str
    kind: PartKind
    amount: Decimal


class InvoicePart(Value):
    """One of them, under its name."""

    charge: Code
    kind: PartKind
    amount: Amount


class InvoicePartUnclear(Rejected):
    """A part without an amount, or named twice."""

    code = "invoice.part_unclear"

    def __init__(self, charge: str, why: str) -> None:
        super().__init__(f"Part {charge!r} of the invoice {why}.", charge=charge)


class InvoicePartsDisagree(Rejected):
    """The parts do not add up to what the document states."""

    code = "invoice.parts_disagree"

    def __init__(self, what: str, stated: Decimal, parts: Decimal) -> None:
        super().__init__(
            f"The {what} is stated as {stated}, and its parts add up to {parts};"
            " state all of them, or none.",
            stated=str(stated),
            parts=str(parts),
        )


class InvoiceRoundingTooLarge(Rejected):
    """A rounding makes the total a whole amount, and moves it by half a unit at most."""

    code = "invoice.rounding_too_large"

    def __init__(self, rounding: Decimal, total: Decimal) -> None:
        super().__init__(
            f"{rounding} is no rounding to the total {total}: that must be a whole amount, at most"
            f" {ROUNDING_MAX} away.",
            rounding=str(rounding),
            total=str(total),
        )


def parts_of(
    stated: Sequence[StatedPart], tax: Decimal, freight: Decimal, total: Decimal, currency: str
) -> tuple[InvoicePart, ...]:
    """The parts at the currency's exponent, if they are what the document states in sum."""
    seen: set[tuple[str, PartKind]] = set()
    for each in stated:
        if each.amount == 0 or (each.amount < 0 and each.kind != "rounding"):
            raise InvoicePartUnclear(each.charge, "must be above zero")
        if (each.charge, each.kind) in seen:
            raise InvoicePartUnclear(each.charge, "is stated twice; add its amounts up")
        seen.add((each.charge, each.kind))
    if len(stated) > PARTS_MAX:
        raise InvoicePartUnclear(stated[-1].charge, f"is one too many: an invoice has {PARTS_MAX}")
    _agree("tax", tax, [each.amount for each in stated if each.kind in TAXES])
    _agree("freight", freight, [each.amount for each in stated if each.kind == "freight"])
    rounding = sum((each.amount for each in stated if each.kind == "rounding"), ZERO)
    if abs(rounding) > ROUNDING_MAX or (rounding and total != total.to_integral_value()):
        raise InvoiceRoundingTooLarge(rounding, total)
    return tuple(
        InvoicePart(charge=each.charge, kind=each.kind, amount=exact(each.amount, currency))
        for each in stated
    )


def adjustment(parts: Sequence[InvoicePart | StatedPart]) -> Decimal:
    """By how much discounts and rounding move the total."""
    signs = {"discount": -1, "rounding": 1}
    return sum((signs.get(each.kind, 0) * each.amount for each in parts), ZERO)


def moved_by(parts: Sequence[StatedPart]) -> Decimal:
    """By how much all of them move the total: taxes and freight up, discounts down."""
    signs = {"discount": -1}
    return sum((signs.get(each.kind, 1) * each.amount for each in parts), ZERO)


def named_charges(parts: Sequence[InvoicePart]) -> dict[str, NamedCharge]:
    """What goods may bear already, by name: freight, and taxes that are part of the cost."""
    found: dict[str, NamedCharge] = {}
    for each in parts:
        if each.kind in ("freight", "tax_in_cost"):
            found.setdefault(each.charge, NamedCharge(each.amount, each.kind == "freight"))
    return found


def _agree(what: str, stated: Decimal, parts: Sequence[Decimal]) -> None:
    found = sum(parts, ZERO)
    if parts and found != stated:
        raise InvoicePartsDisagree(what, stated, found)

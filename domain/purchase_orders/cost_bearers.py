"""Who bears what the goods of a line turn out to cost more, or less, than they came at.

Goods are borne by those who shared the line as they came, whoever shares it by now. So what a bill
asks beyond them, what prices leave of them and what is given up goes to these, too: else who bears
the line today would gain by goods that were never his.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.money import allocated
from domain.purchase_orders.bearers import Bearer, bearers, in_whole_numbers, shared_by
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.lines import CostShare
from domain.purchase_orders.named_receipts import Named, shared
from domain.purchase_orders.order import PurchaseOrder

Shares = tuple[CostShare, ...] | None  # none: the department of the order
_ONE: Final = Decimal(1)


class Portion(NamedTuple):
    """So much of an amount falls to those who share so."""

    amount: Decimal
    shares: Shares


def portions(line: Line, amount: Decimal, currency: str) -> list[Portion]:
    """A difference of all goods that stand on the line, by those who bear them.

    Where none stands any more: by those who still bear something that it takes from them.
    """
    if line.terms.accounting != "expense":
        return [Portion(amount, None)]
    if line.terms.serves is None and line.ledger.shared:
        worth = _worth(line, {each: own.quantity for each, own in line.ledger.receipts.items()})
        if not any(worth.values()):
            worth = {each.shares: _of_sign(each.counted, amount) for each in line.ledger.shared}
        if any(worth.values()):
            parts = allocated(amount, list(worth.values()), currency)
            found = zip(parts, worth, strict=True)
            return [Portion(part, shares) for part, shares in found if part]
    return [Portion(amount, bearers(line))]


def written_off_portions(line: Line, amount: Decimal, currency: str) -> list[Portion]:
    """What is taken back of a write-off goes to those in whose name it was given up.

    The totals of the line tell of several who shared it; the rest was of who bears it alone today.
    """
    named: dict[Shares, Decimal] = {
        each.shares: each.written_off for each in line.ledger.shared if each.written_off
    }
    if not named:
        return portions(line, amount, currency)
    alone = line.ledger.written_off - sum(named.values())
    if alone:
        named[line.terms.shares] = named.get(line.terms.shares, ZERO) + alone
    if amount == line.ledger.written_off:
        return [Portion(part, shares) for shares, part in named.items() if part]
    parts = allocated(amount, [_of_sign(each, amount) for each in named.values()], currency)
    return [Portion(part, shares) for part, shares in zip(parts, named, strict=True) if part]


def bearers_of_bill(
    order: PurchaseOrder, number: int, quantity: Decimal, named: Named
) -> tuple[CostShare, ...] | None:
    """Who bears the next so many units billed: of nothing, of all that came. As `bearers`.

    Units that have not come, or that only their bill brings, are of those who bear the line today.
    """
    line = order.lines[number]
    if line.terms.serves is not None or line.terms.match == "two_way" or not line.ledger.shared:
        return bearers(line)
    worth = {
        each: part for each, part in _worth(line, _next(line, quantity, named)).items() if part
    }
    if len(worth) < 2:
        return next(iter(worth), line.terms.shares)
    department = CostShare(cost_centre=order.department, account=line.terms.item_class, weight=_ONE)
    weights: dict[Bearer, Fraction] = {}
    for shares, part in worth.items():
        for bearer, weight in shared_by(shares or (department,), part).items():
            weights[bearer] = weights.get(bearer, Fraction(0)) + weight
    return in_whole_numbers({bearer: each for bearer, each in weights.items() if each})


def standing(line: Line) -> Mapping[Shares, Decimal]:
    """What the goods that stand on the line came at, by who bears them."""
    return _worth(line, {each: own.quantity for each, own in line.ledger.receipts.items()})


def _next(line: Line, quantity: Decimal, named: Named) -> Named:
    """Of which receipts the next so many units billed are."""
    ledger = line.ledger
    stands = {each: own.quantity for each, own in ledger.receipts.items()}
    if not quantity:
        return stands
    billed = max(line.invoiced, ZERO)
    by_name = {each: ledger.named.get(each, ZERO) + named.get(each, ZERO) for each in stands}
    before, after = (
        shared(stands, ledger.named, billed),
        shared(stands, by_name, billed + quantity),
    )
    return {each: max(after[each] - before[each], ZERO) for each in stands}


def _worth(line: Line, quantities: Named) -> dict[Shares, Decimal]:
    """What so much of each receipt is worth, by who bears it."""
    whose: dict[str, Shares] = {
        layer: each.shares for each in line.ledger.shared for layer in each.layers
    }
    found: dict[Shares, Decimal] = {}
    for receipt, quantity in quantities.items():
        own, shares = line.ledger.receipts[receipt], whose.get(receipt, line.terms.shares)
        part = max(own.amount, ZERO) * quantity / own.quantity
        found[shares] = found.get(shares, ZERO) + part
    return found


def _of_sign(amount: Decimal, of: Decimal) -> Decimal:
    """The amount without its sign; nothing where it is of the other one."""
    return abs(amount) if amount * of > 0 else ZERO

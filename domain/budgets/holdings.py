"""What requisitions and orders hold of budgets, as a function of what they are.

An approved wish reserves what no order has taken. An order drafted for it keeps that reserve, so
that the funds are never free in between; once issued it is an open commitment. What was received
(two-way lines: billed) at the order's price is liquidated; what the books show as expense is spent.
Goods for stock are no expense of anybody until they are issued, so they hold nothing here. Nor do
consigned ones until they are used: then it is liquidated and spent at once, by who used them.
Taxes in cost and planned freight are held with their line (`beside_lines.py`).
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.budgets.beside_lines import Beside
from domain.budgets.commitments import NOTHING, ZERO, Holding
from domain.budgets.of_requests import by_payer
from domain.money import allocated, extended, rounded
from domain.policy import APPROVAL_POLICY
from domain.purchase_orders.cost_bearers import Shares, standing
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.shared_totals import SharedTotal
from domain.purchase_orders.state import PurchaseOrder
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.state import Requisition

# What replenishes or moves stock is no expense, and a new product is never ordered itself.
UNFUNDED: Final[frozenset[RequisitionKind]] = frozenset(
    {"stock", "par_replenishment", "transfer", "new_product"}
)


class Held(NamedTuple):
    """What one line of a document holds of the budget line with these coordinates."""

    cost_centre: str
    account: str
    line: int
    holding: Holding
    ended: bool
    owed: bool = False  # It has happened: nobody is asked for it.


def of_requisition(requisition: Requisition) -> Iterator[Held]:
    """Each line's reserve, by who pays it: what is approved and not yet taken by an order."""
    if requisition.kind in UNFUNDED:
        return
    approved = requisition.status in ("approved", "closed")
    for number, each in requisition.lines.items():
        left = max(each.left, ZERO) if approved else ZERO
        reserved = extended(left, each.line.unit_price, requisition.currency)
        payers = [
            (part.cost_centre, part.account, part.amount) for part in each.line.distributions or ()
        ] or [(requisition.department, each.line.item_class, Decimal(1))]
        holding = Holding(reserved=reserved)
        yield from _by_payer(holding, payers, number, each.left <= 0, requisition.currency)


def of_order(order: PurchaseOrder) -> Iterator[Held]:
    """Each expense line's reserve or open commitment, by who pays it, and what it has come to."""
    beside = Beside(order)
    for number, line in order.lines.items():
        if line.is_consigned:
            yield from _of_consigned(order, number, line)
        if line.terms.accounting != "expense":
            continue
        is_final = order.stage == "finally_closed"
        done = _done(line) or is_final
        holding, tax = NOTHING, NOTHING
        if order.revision:
            holding = _of_issued(line, done, order.currency)
            tax = beside.of(line, is_final, all_billed=_all_billed(line))
        elif line.terms.requisition_ids:
            holding = Holding(reserved=line.amount + beside.planned(number))
        if line.terms.serves is not None:
            for payer, part in by_payer(line, holding, tax, done, order.currency):
                yield Held(*payer, number, part.holding, part.ended and not tax.open)
            continue
        yield from _by_bearer(order, line, holding, tax, done and not tax.open)


def _by_bearer(
    order: PurchaseOrder, line: Line, holding: Holding, tax: Holding, done: bool
) -> Iterator[Held]:
    """What each bears: of what came while the line was shared otherwise, those of then.

    What is held beside the goods (`tax`) they bear as their goods are worth.
    """
    number, currency = line.terms.line, order.currency
    payers = _payers(line.terms.shares) or [(order.department, line.terms.item_class, Decimal(1))]
    former = [each for each in line.ledger.shared if each.shares != line.terms.shares]
    left = holding.plus(tax)
    if not former:
        yield from _by_payer(left, payers, number, done, currency)
        return
    spent = [_spent_by(each, holding.spent) for each in former]
    here: Mapping[Shares, Decimal] = standing(line)
    if _billed_only(line):
        here = {each.shares: max(part, ZERO) for each, part in zip(former, spent, strict=True)}
    weights = [here.get(each.shares, ZERO) for each in former]
    now = (
        max(holding.spent - sum(spent), ZERO)
        if _billed_only(line)
        else here.get(line.terms.shares, ZERO)
    )
    bears: dict[tuple[str, str], Held] = {}
    done_of, taxed_of, tax_of = (
        _parts(each, [*weights, now], currency)
        for each in (holding.liquidated, tax.liquidated, tax.spent)
    )
    for index, each in enumerate(former):
        then = Holding(
            liquidated=done_of[index] + taxed_of[index], spent=spent[index] + tax_of[index]
        )
        left = left.minus(then)
        _add(bears, _by_payer(then, _payers(each.shares), number, True, currency))
    _add(bears, _by_payer(left, payers, number, done, currency))
    yield from bears.values()


def _payers(shares: Shares) -> list[tuple[str, str, Decimal]]:
    return [(part.cost_centre, part.account, part.weight) for part in shares or ()]


def _spent_by(former: SharedTotal, spent: Decimal) -> Decimal:
    """Without charges; where these were not told yet, no more than the line has spent."""
    return former.counted if former.charges is not None else min(former.total, spent)


def _parts(amount: Decimal, weights: Sequence[Decimal], currency: str) -> Sequence[Decimal]:
    """By the weights; all of it is of the last where there are none."""
    if any(weights):
        return allocated(amount, list(weights), currency)
    return [*(ZERO for _ in weights[:-1]), amount]


def _add(bears: dict[tuple[str, str], Held], more: Iterator[Held]) -> None:
    for each in more:
        place = (each.cost_centre, each.account)
        had = bears[place].holding if place in bears else NOTHING
        bears[place] = each._replace(holding=had.plus(each.holding))


def _all_billed(line: Line) -> bool:
    """Nothing more will be billed of the line: neither of what came, nor of what is to come."""
    if line.closed_for_invoicing or not line.live:
        return True
    if _billed_only(line):
        return line.invoiced >= line.ordered
    return line.open_for_receiving == 0 and line.invoiced >= line.received


def exceeding(before: PurchaseOrder | None, after: PurchaseOrder) -> frozenset[int]:
    """The lines of which more came just now than is ordered: it could still be declined."""
    return frozenset(
        number
        for number, line in after.lines.items()
        if not line.is_consigned and line.received > max(line.ordered, _received(before, number))
    )


def _received(order: PurchaseOrder | None, number: int) -> Decimal:
    line = None if order is None else order.lines.get(number)
    return ZERO if line is None else line.received


def in_currency(holding: Holding, given: str, wanted: str) -> Holding:
    """At the planning rates of the approval policy: a budget is a plan, no valuation."""
    if given == wanted:
        return holding
    rates = APPROVAL_POLICY.dollars_per_unit
    rate = Fraction(rates[given]) / Fraction(rates[wanted])
    return Holding(*(rounded(Fraction(part) * rate, wanted) for part in holding))


def _by_payer(
    holding: Holding,
    payers: Sequence[tuple[str, str, Decimal]],
    line: int,
    ended: bool,
    currency: str,
) -> Iterator[Held]:
    """What each payer bears: every part of the holding split by the weights, to the last cent."""
    if len(payers) == 1:
        ((cost_centre, account, _),) = payers
        yield Held(cost_centre, account, line, holding, ended)
        return
    weights = [weight for _, _, weight in payers]
    parts = zip(*(allocated(part, weights, currency) for part in holding), strict=True)
    shares: dict[tuple[str, str], Holding] = {}
    for (cost_centre, account, _), part in zip(payers, parts, strict=True):
        had = shares.get((cost_centre, account), NOTHING)
        shares[cost_centre, account] = had.plus(Holding(*part))
    for (cost_centre, account), share in shares.items():
        yield Held(cost_centre, account, line, share, ended)


def _of_issued(line: Line, done: bool, currency: str) -> Holding:
    came = min(max(_came(line), ZERO), line.ordered)
    worth = extended(came, line.terms.unit_price, currency)
    liquidated = line.amount if came == line.ordered else min(worth, line.amount)
    still_open = ZERO if done else line.amount - liquidated
    return Holding(open=still_open, liquidated=liquidated, spent=_spent(line))


def _of_consigned(order: PurchaseOrder, number: int, line: Line) -> Iterator[Held]:
    """What each department used, and its part of what bills ask beyond that."""
    used = line.ledger.used_by
    weights = [each.amount for each in used.values()]
    billed = _beyond(line)
    shares = [ZERO for _ in weights]
    if any(weights):
        shares = list(allocated(billed, weights, order.currency))
    for (department, total), more in zip(used.items(), shares, strict=True):
        holding = Holding(liquidated=total.amount, spent=total.amount + more)
        payer = (department or order.department, line.terms.item_class)
        yield Held(*payer, number, holding, ended=True, owed=True)


def _done(line: Line) -> bool:
    """Nothing more will come of the line that costs anything."""
    closed = line.closed_for_invoicing if _billed_only(line) else line.closed_for_receiving
    return closed or not line.live or _came(line) >= line.ordered


def _came(line: Line) -> Decimal:
    return line.invoiced if _billed_only(line) else line.received


def _spent(line: Line) -> Decimal:
    """Receipts at their value, and what bills add to it or take off."""
    billed = _beyond(line)
    return billed if _billed_only(line) else line.ledger.net_received.amount + billed


def _beyond(line: Line) -> Decimal:
    """What bills ask beyond what came; below zero: less, or nobody will ever bill it."""
    return line.ledger.net_invoiced.amount - line.ledger.cleared - line.ledger.written_off


def _billed_only(line: Line) -> bool:
    return line.terms.match == "two_way"

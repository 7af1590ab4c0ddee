"""The checks of what a bill asks for beside its lines: tax, freight, discounts.

What the order carries is compared with it, within limits of their own: silence tolerates nothing
that was agreed. Of what the order says nothing, tax is compared with what it works out to, where
somebody worked it out, and all freight deviates: a percentage is one of the goods' amount.
"""

from collections.abc import Iterator
from decimal import Decimal

from domain.invoices.hold_kinds import HoldKind
from domain.invoices.lines import MatchedParts
from domain.match_findings import ZERO, Compared, Judge, finding
from domain.match_sides import Bill, Finding


def charges(bill: Bill, judge: Judge) -> Iterator[Finding]:
    """Tax either way, freight and discounts only where they cost more."""
    beside = bill.beside
    if beside is not None and beside.tax is not None:
        yield from _agreed_tax(beside, beside.tax, judge)
    elif bill.calculated_tax is not None and bill.tax != bill.calculated_tax:
        difference = bill.tax - bill.calculated_tax
        judgement, scope = judge("tax", difference, bill.calculated_tax)
        compared = Compared(bill.calculated_tax, bill.tax, difference, difference)
        yield finding(_tax_hold(difference), "tax", None, compared, judgement, scope)
    if beside is not None and beside.freight is not None:
        yield from _agreed_freight(beside, beside.freight, judge)
    elif bill.freight > 0:
        judgement, scope = judge("freight", bill.freight, bill.goods)
        if judgement.violated:
            compared = Compared(ZERO, bill.freight, bill.freight, bill.freight)
            yield finding("freight", "freight", None, compared, judgement, scope)
    if beside is not None and beside.discount is not None:
        yield from _agreed_discount(beside, beside.discount, judge)


def _agreed_tax(beside: MatchedParts, expected: Decimal, judge: Judge) -> Iterator[Finding]:
    difference = beside.asked_tax - expected
    if difference == 0:
        return
    judgement, scope = judge("agreed_tax", difference, expected)
    compared = Compared(expected, beside.asked_tax, difference, difference)
    yield finding(_tax_hold(difference), "agreed_tax", None, compared, judgement, scope)


def _agreed_freight(beside: MatchedParts, left: Decimal, judge: Judge) -> Iterator[Finding]:
    """What is left of the order's charges; a bill that asks for less leaves the rest to others."""
    over = beside.asked_freight - left
    if over <= 0:
        return
    judgement, scope = judge("agreed_freight", over, left)
    compared = Compared(left, beside.asked_freight, over, over)
    yield finding("freight", "agreed_freight", None, compared, judgement, scope)


def _agreed_discount(beside: MatchedParts, due: Decimal, judge: Judge) -> Iterator[Finding]:
    missing = due - beside.asked_discount
    if missing <= 0:
        return
    judgement, scope = judge("agreed_discount", missing, due)
    compared = Compared(due, beside.asked_discount, missing, missing)
    yield finding("discount", "agreed_discount", None, compared, judgement, scope)


def _tax_hold(difference: Decimal) -> HoldKind:
    return "over_tax" if difference > 0 else "under_tax"

"""Two-, three- and four-way match: what is asked against what was ordered, received and accepted.

Pure: the same bill, order side and tolerances give the same result for ever. Quantities are judged
cumulatively: what earlier invoices took (net of credits) is gone. `match_checks` holds the single
checks, `tolerance` their limits, `invoices/decide_match` turns the result into facts.

Engine 1 judged two- and three-way lines within one set of limits and kept no figures beside the
variances. Engine 2 finds the limits of each line's own place, judges what was accepted, warns of
prices in the wrong unit, judges tax and freight where they are to be checked, and its verdicts keep
what was compared. Engine 3 compares lines that count money as amounts, within limits of their own,
whatever unit and price the supplier states. Engine 4 also asks what was agreed beside the order's
price and quantity: the contract's price, the day that goods were wanted, the rate of exchange.
Engine 5 compares tax, freight and discounts with what the order carries beside its lines. Engine 6
compares what is billed in another unit of the order's item, too. Engine 7 lets pass what a
correction of the agreement says was its price all along, though the order was made out at less.
"""

from collections.abc import Iterator
from typing import Final

from domain.invoices.lines import Verdict
from domain.match_checks import (
    balance,
    debit,
    line_amount,
    price,
    quantities,
    remainder,
    unit_ratio,
)
from domain.match_findings import Judge, fault
from domain.match_parts import charges
from domain.match_sides import Bill, Claim, Finding, MatchResult, Taken
from domain.match_terms import contract_price, early_shipment, exchange
from domain.tolerance import TolerancePolicy

ENGINE_VERSION: Final = 7  # Rises when the same input may get another verdict.


def match(bill: Bill, order_currency: str, policy: TolerancePolicy) -> MatchResult:
    """Judges a bill against the order's lines, within the limits of the policy."""
    judge = Judge(bill, policy)
    document = [*balance(bill, judge), *charges(bill, judge), *exchange(bill, judge)]
    if bill.currency != order_currency:
        other = fault("currency_mismatch", "currency", bill, order_currency, bill.currency)
        return _result([*document, other])
    return _result([*document, *_lines(bill, judge)])


def _lines(bill: Bill, judge: Judge) -> Iterator[Finding]:
    taken: dict[int, Taken] = {}  # of each order line, by earlier lines of this very bill
    for claim in bill.claims:
        side = claim.against
        if side is None:
            yield _unmatched(claim)
            continue
        if side.closed_for_invoicing:
            yield fault("order_closed", "order_line", claim, "open for invoicing", "closed")
        before = taken.get(side.line, Taken())
        taken[side.line] = before.plus(claim.quantity, claim.named)
        yield from _judged(claim, before, judge)


def _unmatched(claim: Claim) -> Finding:
    if not claim.complete:
        wanted = "what it is for, and in which unit"
        return fault("missing_information", "order_line", claim, wanted, claim.unit or "no unit")
    wanted = "a line and unit of the order"
    return fault("unmatched_line", "order_line", claim, wanted, claim.unit)


def _judged(claim: Claim, before: Taken, judge: Judge) -> Iterator[Finding]:
    assert claim.against is not None, "an unmatched claim is not judged"
    if claim.quantity > 0:
        yield from quantities(claim, before, judge)
        yield from early_shipment(claim, judge)
        is_priced = not claim.against.by_amount
        if is_priced:
            yield from _prices(claim, judge)
        if is_priced and not claim.price_settled:
            yield from unit_ratio(claim, judge)
        if not claim.amount_settled and claim.stated[0] > 0:
            yield from line_amount(claim, judge)
    elif claim.stated[0] > 0:
        yield from remainder(claim, judge)
    elif claim.amount > 0 and not claim.price_settled:
        yield from debit(claim, judge)


def _prices(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """Against the order, and against the contract where that says more than the order did."""
    side, found = claim.against, list[Finding]()
    if not claim.price_settled or claim.gross is not None:
        found += price(claim, judge)
    yield from found
    is_same = side is not None and side.agreed_price == side.unit_price
    if not (is_same and any(each.hold is not None for each in found)):
        yield from contract_price(claim, judge)


def _result(findings: list[Finding]) -> MatchResult:
    holds = tuple(each.hold for each in findings if each.hold is not None)
    variances = tuple(each.variance for each in findings)
    said = {each.verdict for each in variances}
    worst: tuple[Verdict, ...] = ("warn", "pass_with_small_difference")
    passed: Verdict = next((each for each in worst if each in said), "pass")
    verdict: Verdict = "hold" if holds else passed
    return MatchResult(variances=variances, verdict=verdict, holds=holds)

"""The checks of what was agreed beside price and quantity of the order.

A contract's price, which the order may have left; the day on which goods were wanted; the rate of
exchange at which the order was made out. Each has limits of its own (`tolerance`).
"""

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from domain.frozen import replace
from domain.invoices.lines import Variance
from domain.match_checks import deviation_of, per_unit
from domain.match_findings import ZERO, Judge, finding
from domain.match_sides import Bill, Claim, Early, Finding, OrderSide, Taken, WantedHold
from domain.money import EXACT, extended, rounded
from domain.purchase_orders.named_receipts import Named

ONE_DAY: Final = timedelta(days=1)


def contract_price(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """The price against that of the agreement, whatever price the order took instead.

    Once passed it stands, as the order's price does, unless a correction of the agreement says that
    it was another all the time: what is paid by then is claimed by documents of its own.
    """
    side = claim.against
    if side is None or side.agreed_price is None or claim.contract_settled:
        return
    agreed, deviation, scale = deviation_of(claim, side.agreed_price, judge.currency)
    if deviation <= 0:
        return
    judgement, scope = judge("contract_price", deviation, agreed, side, scale)
    if side.agreed_price == side.unit_price and not judgement.violated:
        return  # The check of the order's own price tells it.
    compared = per_unit(claim, side.agreed_price, deviation, scale, judge.currency)
    yield finding("contract_price", "contract_price", claim.line, compared, judgement, scope)


def early_shipment(claim: Claim, judge: Judge) -> Iterator[Finding]:
    """Goods that came before they were wanted are paid when they were: the supplier chose the day.

    How early is judged by the first of them.
    """
    side, early = claim.against, claim.early
    if side is None or early is None:
        return
    days = (early.need_by - early.came_on).days
    judgement, scope = judge("early_shipment", Decimal(days), ZERO, side)
    if judgement.violated:
        variance = Variance(
            line=claim.line,
            check="early_shipment",
            expected=early.need_by.isoformat(),
            actual=early.came_on.isoformat(),
            difference=f"{days} days",
            exposure=extended(early.quantity, side.unit_price, judge.currency),
            limit=judgement.limit,
            scope=scope,
            verdict="hold",
        )
        yield _told_as(variance, until=early.need_by - ONE_DAY)


def exchange(bill: Bill, judge: Judge) -> Iterator[Finding]:
    """What the bill counts in the books against what it did as the order was issued."""
    rates = bill.rates
    if rates is None or rates.current == rates.planned:
        return
    judgement, scope = judge("exchange_rate", rates.current - rates.planned, rates.planned)
    if not judgement.violated:
        return
    now, then = (
        rounded(EXACT.multiply(bill.total, each), rates.books_currency)
        for each in (rates.current, rates.planned)
    )
    pair = f"{rates.books_currency} for 1 {bill.currency}"
    yield _told_as(
        Variance(
            check="exchange_rate",
            expected=f"{rates.planned:f} {pair} as of {rates.planned_on}",
            actual=f"{rates.current:f} {pair}",
            difference=f"{now - then:f} {rates.books_currency}",
            exposure=rounded(EXACT.divide(now - then, rates.current), bill.currency),
            limit=judgement.limit,
            scope=scope,
            verdict="hold",
        )
    )


def with_early(claims: Sequence[Claim], today: date | None) -> tuple[Claim, ...]:
    """The lines of a bill with what of each came before it was wanted, while that day is ahead."""
    if today is None:
        return tuple(claims)
    taken: dict[int, Taken] = {}  # of each order line, by earlier lines of this very bill
    told = []
    for claim in claims:
        side = claim.against
        if side is not None and side.need_by is not None and today < side.need_by:
            before = taken.get(side.line, Taken())
            taken[side.line] = before.plus(claim.quantity, claim.named)
            claim = replace(claim, early=_early_part(claim, side, side.need_by, before))
        told.append(claim)
    return tuple(told)


def _early_part(claim: Claim, side: OrderSide, need_by: date, before: Taken) -> Early | None:
    """Of the receipts named, or of the next ones in the order in which they came; none: nothing."""
    found, days = ZERO, list[date]()
    for receipts, start, asked in _billed_next(claim, side, before):
        end, passed = start + asked, ZERO
        for receipt, quantity in receipts.items():
            billed = min(end, passed + quantity) - max(start, passed)
            passed += quantity
            came_on = side.came_on.get(receipt)
            if billed > 0 and came_on is not None and came_on < need_by:
                found += billed
                days.append(came_on)
    return Early(found, min(days), need_by) if days else None


def _billed_next(
    claim: Claim, side: OrderSide, before: Taken
) -> Iterator[tuple[Named, Decimal, Decimal]]:
    """Receipts in their order, what of them is billed before, and how much is now."""
    if not claim.named:
        yield side.receipts, side.prior + before.of_line, claim.quantity
    for receipt, quantity in claim.named.items():
        start = side.named.get(receipt, ZERO) + before.of_receipts.get(receipt, ZERO)
        yield {receipt: side.receipts.get(receipt, ZERO)}, start, quantity


def _told_as(variance: Variance, until: date | None = None) -> Finding:
    """The hold that says what the variance does."""
    assert variance.check in ("early_shipment", "exchange_rate"), "the others measure a quantity"
    hold = WantedHold(
        kind=variance.check,
        line=variance.line,
        expected=variance.expected,
        actual=variance.actual,
        excess=ZERO,
        exposure=variance.exposure,
        until=until,
    )
    return Finding(variance, hold)

"""Fills in quantities and prices once the shape of the case is known, so that a normal case fits.

What is received is invoiced, invoices are within what arrived when they are paid, and the amount
asks for exactly the approvals that the case goes on to decide. A price is beyond tolerance only
where a payment block is removed later, which the match must have placed.
"""

from decimal import ROUND_DOWN, Decimal
from itertools import accumulate
from typing import Final

from adapters.histories.bills import Bill
from adapters.histories.case import Case
from adapters.histories.holds import predict_holds
from adapters.histories.order_life import OrderLife, ValueChange
from domain.money import extended, rounded

ZERO: Final = Decimal(0)
CENT: Final = Decimal("0.01")
FINE: Final = Decimal("0.0001")
# By number of approvals: the dollars at which the order begins, far from the policy's next rule.
AMOUNTS: Final = {0: (60, 880), 1: (2_500, 6_000), 2: (32_000, 40_000), 3: (130_000, 200_000)}
COVERED: Final = (1_300, 6_000)
APPROVED_AGAIN_DOLLARS: Final = Decimal(1_200)
GROWTH: Final = Decimal("1.15")  # Beyond what policy lets pass, and small enough to repeat.
PRICE_DOWN: Final = Decimal("0.98")
DEARER_PERCENT: Final = (12, 30)  # Beyond the tolerance of five per cent.
DEBIT_SHARE: Final = Decimal("0.01")
CREDIT_SHARE: Final = Decimal("0.02")
PARTS_PER_CHANGE: Final = 5  # So that changes by one unit stay small.


def fill(case: Case) -> None:
    """Every figure of the case."""
    part, total = _parts(case)
    for delivery in case.deliveries.made:
        delivery.part = part
    _terms(case, total)
    _bill_quantities(case, total)
    _bill_amounts(case)
    predict_holds(case)
    _memos(case)


def _parts(case: Case) -> tuple[Decimal, Decimal]:
    """The size of one part of a delivery, and what all of them bring in the end."""
    made = case.deliveries.made
    kept = sum(each.weight for each in made if each.posted_at is not None and not each.reversed_at)
    bills = _shared_bills(case)
    part = 1
    for rank, bill in enumerate(bills, start=1):
        weight = _weight_at(case, _checked_at(bill, case))
        part = max(part, -(-rank // weight) if weight else 1)
    quantity_changes = sum(each.kind == "quantity" for each in case.order.changes)
    if quantity_changes:
        part = max(part, -(-PARTS_PER_CHANGE * quantity_changes // max(kept, 1)))
    device = case.setting.device
    if device is None or not device.is_serialised:
        part *= case.setting.draws.number("part", 1, 1 if kept > 40 else 6)
    if kept == 0:
        case.order.match = "two_way" if case.bills.linked else "three_way"
        return Decimal(part), Decimal(part * max(len(bills), 1))
    return Decimal(part), Decimal(part * kept)


def _terms(case: Case, total: Decimal) -> None:
    """Quantity enough for all that arrives; an amount that asks for the approvals that follow."""
    order, rate = case.order, case.setting.dollars
    shrinking = sum(each.kind == "quantity" and not each.grows for each in order.changes)
    order.quantity = max(_peak(case), total) + shrinking
    low, high = COVERED if order.is_covered else AMOUNTS[order.steps_first]
    dollars = Decimal(case.setting.draws.number("amount", low, high))
    price = dollars / (order.quantity * rate)
    order.unit_price = max(price.quantize(CENT if price >= 1 else FINE, ROUND_DOWN), FINE)
    _changes(order, APPROVED_AGAIN_DOLLARS / rate)


def _changes(order: OrderLife, approved_again: Decimal) -> None:
    """Only a change that people decide about grows: others take one unit, or a little price, away.

    The price comes back with the next change, never beyond what was agreed.
    """
    base, approved = order.unit_price, order.unit_price * order.quantity
    is_down = False
    for change in order.changes:
        if change.grows:
            _grow(order, change, max(approved * GROWTH, approved_again))
            base, is_down = order.unit_price_at(change.index + 1), False
            approved = base * order.quantity_at(change.index + 1)
        elif change.kind == "quantity":
            change.value = order.quantity_at(change.index) - 1
        else:
            is_down = not is_down
            change.value = (base * PRICE_DOWN).quantize(FINE * CENT) if is_down else base


def _grow(order: OrderLife, change: ValueChange, target: Decimal) -> None:
    """Sets the changed value so that the whole order comes to more than `target`."""
    if change.kind == "unit_price":
        change.value = (target / order.quantity_at(change.index)).quantize(FINE) + FINE
    else:
        change.value = (target / order.unit_price_at(change.index)).to_integral_value() + 1


def _shared_bills(case: Case) -> list[Bill]:
    """The invoices that share what arrives, in the order in which they are linked.

    One that replaces another asks for the same goods again; one that was taken back before anybody
    paid or replaced it asks for what happens to be open.
    """
    linked = [each for each in case.bills.linked if each.kind == "invoice"]
    replaced: set[int] = set()
    for bill in linked:
        gone = (
            each
            for each in linked
            if each.reversed_at is not None
            and each.reversed_at < (bill.linked_at or 0)
            and each.number not in replaced
        )
        bill.replaces = next(gone, None)
        if bill.replaces is not None:
            replaced.add(bill.replaces.number)
    return [
        each
        for each in linked
        if each.replaces is None
        and (each.stands or each.paid_at is not None or each.number in replaced)
    ]


def _checked_at(bill: Bill, case: Case) -> int:
    """Where nothing may be missing any more: at the payment, of the bill or of its successor."""
    while bill.paid_at is None:
        successor = next((each for each in case.bills.linked if each.replaces is bill), None)
        if successor is None:
            return len(case.happenings)
        bill = successor
    return bill.paid_at


def _weight_at(case: Case, index: int) -> int:
    """Parts that arrived before the event at `index` and stay."""
    return sum(
        each.weight
        for each in case.deliveries.made
        if each.posted_at is not None and each.reversed_at is None and each.posted_at < index
    )


def _peak(case: Case) -> Decimal:
    """The most that ever stood as received together with what was entered and not accepted."""
    moved: dict[int, Decimal] = {}
    for each in case.deliveries.made:
        for place in each.entered_at:
            moved[place] = moved.get(place, ZERO) + each.part
        if each.posted_at is not None:
            entered = each.part * len(each.entered_at)
            moved[each.posted_at] = moved.get(each.posted_at, ZERO) + each.quantity - entered
        if each.reversed_at is not None:
            moved[each.reversed_at] = moved.get(each.reversed_at, ZERO) - each.quantity
    standing = accumulate(moved[place] for place in sorted(moved))
    return max(standing, default=ZERO)


def _bill_quantities(case: Case, total: Decimal) -> None:
    """Invoices share what arrived by the time at which they are paid, the last one takes all."""
    bills = _shared_bills(case)
    part = case.deliveries.made[0].part if case.deliveries.made else Decimal(1)
    upto = total
    sums: list[Decimal] = []
    for rank in range(len(bills), 0, -1):
        arrived = _weight_at(case, _checked_at(bills[rank - 1], case)) * part
        limit = arrived or total
        if rank < len(bills) and limit >= upto:
            limit = (upto * rank / (rank + 1)).to_integral_value(ROUND_DOWN)
        if arrived == 0 and bills[rank - 1].paid_at is not None:
            case.order.match = "two_way"
        upto = max(min(limit, upto - 1 if rank < len(bills) else upto), Decimal(rank))
        sums.append(upto)
    before = ZERO
    for bill, upto in zip(bills, reversed(sums), strict=True):
        bill.quantity, before = upto - before, upto
    _other_quantities(case, bills, part)


def _other_quantities(case: Case, shared: list[Bill], part: Decimal) -> None:
    """A successor asks for the same again; others for what was open, or for one part."""
    for bill in case.bills.all:
        if bill.replaces is not None:
            bill.quantity = bill.replaces.quantity
        elif not bill.quantity and bill.kind == "invoice":
            linked = bill.linked_at if bill.linked_at is not None else bill.captured_at
            taken = sum((each.quantity for each in shared if each.counts_at(linked)), ZERO)
            left = case.deliveries.standing(linked) - taken
            bill.quantity = left if left > 0 else part


def _bill_amounts(case: Case) -> None:
    low, high = DEARER_PERCENT
    for bill in case.bills.all:
        index = bill.linked_at if bill.linked_at is not None else bill.captured_at
        price = case.order.unit_price_at(index)
        currency = case.currency_at(index)
        bill.is_dear = bill.released_at is not None
        if bill.is_dear and bill.blocked_at is None and bill.kind == "invoice":
            percent = case.setting.draws.number(f"dearer {bill.number}", low, high)
            bill.unit_price = (price * (100 + percent) / 100).quantize(FINE) + FINE
        else:
            bill.is_dear = False
            bill.unit_price = price
        bill.amount = extended(bill.quantity, bill.unit_price, currency)
        if bill.kind == "subsequent_debit":
            worth = case.order.quantity * price * DEBIT_SHARE
            bill.amount = max(rounded(worth, currency), CENT)
        bill.tax = rounded(bill.amount * case.setting.entity.tax_percent / 100, currency)


def _memos(case: Case) -> None:
    """A credit gives back its invoice whole, or a little of its price."""
    for memo in case.bills.credits:
        bill = memo.bill
        currency = case.currency_at(memo.captured_at)
        if memo.basis == "reversal" and bill is not None and memo.posted_at is not None:
            given = case.bills.credited_before(bill, memo.posted_at)
            memo.quantity, memo.amount, memo.tax = bill.quantity, bill.amount - given, bill.tax
            if memo.returned is not None and memo.returned.quantity == bill.quantity:
                memo.basis = "quantity"  # The goods that went back are all that was billed.
        else:
            worth = bill.amount if bill else case.order.quantity * case.order.unit_price
            memo.basis = "price"
            memo.amount = max(rounded(worth * CREDIT_SHARE, currency), CENT)

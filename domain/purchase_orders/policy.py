"""The limits that orders and receipts keep, each with its name. A limit that is met is kept."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Final

from domain.event import PolicyVersion
from domain.policy import APPROVAL_POLICY
from domain.purchase_orders.lines import Delivery
from domain.tolerance import Limits, most_within

# Goods come in packs and by weight, so a little more may be taken in than was ordered; a service
# beyond the order needs a change order first. Per cent of what is wanted on the line.
OVER_RECEIPT_PERCENT_MAX: Final[dict[Delivery, Decimal]] = {
    "goods": Decimal(10),
    "service": Decimal(0),
}

# An approved amount may grow by no more than both of these before it must be approved again. They
# count from the amount that was approved last, so that many small changes add up.
REAPPROVAL_INCREASE_PERCENT_MAX: Final = Decimal(10)
REAPPROVAL_INCREASE_DOLLARS_MAX: Final = Decimal(500)  # At the approval policy's planning rates.

# Days after an order was sent within which its supplier has to answer.
ACKNOWLEDGEMENT_DAYS: Final = 2

# Days within which another person has to stand for an emergency order.
RATIFICATION_DAYS: Final = 3

# What the supplier may change without asking anybody: a lower price, and a date that keeps the
# line's need-by. A price that falls by more than this is rather a slip, and somebody looks at it.
SUPPLIER_CHANGE_POLICY: Final = PolicyVersion(id="supplier_change", version=1)
PRICE_FALL_PERCENT_MAX: Final = Decimal(25)


def acknowledgement_due(sent_on: date) -> date:
    """The last day on which an answer to what was sent on this day is in time."""
    return sent_on + timedelta(days=ACKNOWLEDGEMENT_DAYS)


def price_fall_taken(ordered_at: Decimal, offered_at: Decimal) -> bool:
    """Whether the lower price is believed without a question."""
    return ordered_at * (100 - PRICE_FALL_PERCENT_MAX) / 100 <= offered_at <= ordered_at


def receivable_up_to(
    wanted: Decimal,
    delivery: Delivery,
    cancelled: Decimal,
    accepted: Decimal | None = None,
    allowed: Limits | None = None,
) -> Decimal | None:
    """The most that may stand as received; none: whatever comes.

    The word on this order wins: `accepted`, the per cent that its buyer took; then that the
    supplier was told to stop, which leaves no tolerance; then `allowed`, what the tenant's
    tolerances say of the line; then what is built in.
    """
    if accepted is not None:
        return wanted * (100 + accepted) / 100
    if cancelled > 0:
        return wanted
    if allowed is not None:
        return most_within(allowed, wanted)
    return wanted * (100 + OVER_RECEIPT_PERCENT_MAX[delivery]) / 100


def needs_approval_again(approved: Decimal, amount: Decimal, currency: str) -> bool:
    """Whether `amount` exceeds what was approved by more than either limit allows."""
    increase = amount - approved
    dollars = increase * APPROVAL_POLICY.dollars_per_unit[currency]
    allowed = approved * REAPPROVAL_INCREASE_PERCENT_MAX / 100
    return increase > allowed or dollars > REAPPROVAL_INCREASE_DOLLARS_MAX

"""What may come beyond an order, and be ordered beyond a request, by the tolerances of the day."""

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import Final

from application.tolerances import tolerances_in_force
from application.work import Work
from domain.purchase_orders.allowances import goes_beyond, tolerating
from domain.purchase_orders.state import PurchaseOrder
from domain.receipts.commands import ReceivedLine, RecountedLine
from domain.receipts.state import Receipt

ZERO: Final = Decimal(0)


async def as_tolerated(
    work: Work, order: PurchaseOrder, counted: Mapping[int, Decimal]
) -> PurchaseOrder:
    """The order as a receipt of so much by line is decided on; most bring no more than is wanted.

    It is for the decision alone: what is recorded follows the order as it stands.
    """
    if not goes_beyond(order, counted):
        return order
    policy = await tolerances_in_force(work)
    if policy.allowances:
        work.policies.add(policy.version)
    return tolerating(order, policy)


def coming(lines: Sequence[ReceivedLine]) -> Mapping[int, Decimal]:
    """What a receipt brings, by order line."""
    return _by_line((each.purchase_order_line, each.quantity) for each in lines)


def found(receipt: Receipt, lines: Sequence[RecountedLine]) -> Mapping[int, Decimal]:
    """What another count finds more than the one before, by order line."""
    return _by_line(
        (held.posted.purchase_order_line, max(each.quantity - held.counted, ZERO))
        for each in lines
        if (held := receipt.lines.get(each.line)) is not None
    )


def _by_line(parts: Iterable[tuple[int, Decimal]]) -> Mapping[int, Decimal]:
    counted: dict[int, Decimal] = {}
    for number, quantity in parts:
        counted[number] = counted.get(number, ZERO) + quantity
    return counted

"""How many people have to approve an order, so that the route has the steps which the case decides.

The amount that `figures` chooses follows from the answer: the approval policy asks about amounts.
"""

from typing import Final

from adapters.histories.activities import Activity
from adapters.histories.case import Case

DECISIONS: Final = frozenset({Activity.CHANGE_APPROVAL, Activity.RELEASE_ORDER})
VALUE_CHANGES: Final = frozenset({Activity.CHANGE_QUANTITY, Activity.CHANGE_PRICE})
NEEDS_ISSUE: Final = frozenset(
    {
        Activity.GOODS_RECEIPT,
        Activity.SERVICE_ENTRY,
        Activity.INVOICE_RECEIPT,
        Activity.CONFIRMATION,
        Activity.UPDATE_CONFIRMATION,
        Activity.SRM_TRANSMITTED,
        Activity.SRM_TRANSFER,
        Activity.SRM_TRANSFER_FAILED,
    }
)
STEPS_MAX: Final = 3  # Manager, director, finance: more asks for a new kind of device.


def steps_of_new_order(case: Case, index: int) -> int:
    """The decisions that follow at a stretch, before anything needs the order to be issued."""
    end = case.next_index(index, NEEDS_ISSUE)
    start = index
    while True:
        change = case.next_index(start, VALUE_CHANGES)
        stop = _earlier(change, end)
        decisions = case.count(start, stop, DECISIONS)
        if decisions:
            return min(decisions, STEPS_MAX)
        if change is None or stop != change:
            return 0
        start = change


def grows_to_approval(case: Case, index: int) -> bool:
    """Whether a change of value must grow beyond policy, because decisions follow it.

    Notes the new route on the order. A change while people still decide always starts anew. What
    was invoiced keeps its price, so that an invoiced order cannot grow by its price.
    """
    order = case.order
    if order.open_steps:
        order.submit(order.route_steps)
        return False
    is_price = case.happenings[index].activity is Activity.CHANGE_PRICE
    if is_price and any(bill.stands for bill in case.bills.linked):
        return False
    steps = max(order.route_steps, 1)
    stop = _earlier(case.next_index(index, NEEDS_ISSUE), case.next_index(index, VALUE_CHANGES))
    if not order.is_issued or case.count(index, stop, DECISIONS) < steps:
        return False
    order.submit(steps)
    return True


def _earlier(one: int | None, other: int | None) -> int | None:
    places = [each for each in (one, other) if each is not None]
    return min(places, default=None)

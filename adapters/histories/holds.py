"""Foresees the holds that the match will place, because a release has to name its hold.

A copy of no rule: only how many holds come before one another, in the order in which a match finds
them (ordered quantity, received quantity, price), and which of them still stand at the release.
"""

from decimal import Decimal
from typing import Final, Literal, NamedTuple

from adapters.histories.activities import Activity
from adapters.histories.bills import Bill
from adapters.histories.case import Case

MOVES: Final = frozenset({Activity.GOODS_RECEIPT, Activity.CANCEL_RECEIPT, Activity.CANCEL_INVOICE})


def predict_holds(case: Case) -> None:
    """Fills in `holds`: the numbers of those that stand when the block of a bill is removed."""
    for bill in case.bills.linked:
        if bill.linked_at is not None and bill.released_at is not None:
            bill.holds = _standing(case, bill, bill.linked_at, bill.released_at)


def _standing(case: Case, bill: Bill, linked_at: int, released_at: int) -> list[int]:
    last = 0 if bill.captured_at == linked_at else 1  # A captured one was held as unlinked.
    holds: list[int] = []
    if bill.kind == "invoice":
        if _asked(case, bill, linked_at) > case.order.quantity_at(linked_at):
            last += 1
            holds.append(last)
        missing = _missing(case, bill, linked_at)
        if missing:
            last += 1
        short = last if missing else None
        if bill.is_dear:
            last += 1
            holds.append(last)
        for index in range(linked_at + 1, released_at):
            if case.happenings[index].activity not in MOVES:
                continue
            found = _missing(case, bill, index + 1)
            if found and (missing is None or found.kind != missing.kind or found.by > missing.by):
                last += 1
                short = last
            missing, short = found, short if found else None
        if short is not None:
            holds.append(short)
    if bill.blocked_at is not None and linked_at < bill.blocked_at < released_at:
        holds.append(last + 1)
    return holds


class _Missing(NamedTuple):
    kind: Literal["receipt_missing", "quantity_received"]
    by: Decimal


def _missing(case: Case, bill: Bill, index: int) -> _Missing | None:
    """What of the bill has not arrived before the event at `index`."""
    if case.order.match == "two_way":
        return None
    received = case.deliveries.standing(index)
    short = _asked(case, bill, index) - received
    if short <= 0:
        return None
    kind: Literal["receipt_missing", "quantity_received"] = "quantity_received"
    return _Missing(kind if received > 0 else "receipt_missing", min(short, bill.quantity))


def _asked(case: Case, bill: Bill, index: int) -> Decimal:
    """What this bill and those that were linked before it ask for."""
    earlier = (
        each.quantity
        for each in case.bills.linked
        if each.number != bill.number
        and each.counts_at(index)
        and (each.linked_at or 0) < (bill.linked_at or 0)
    )
    return sum(earlier, bill.quantity)

"""What is left on goods received of a line, and how it comes to nothing.

Goods that went back, or were counted wrong, leave at the price of their receipt, whichever price a
bill took them for. While something is still to be billed, or to come, the last of it clears the
balance; where all that stands is billed, nothing would, so it is cleared at once (`unequal`).

Goods that nobody billed, or bills of goods that never came, would stand there for ever. Whoever
closes the order says why and what is left; a second person, who had no hand in it, writes it off.
It goes where the difference of a bill goes: price variance of goods on stock, expense of what was
used up. So a bill that comes late after all meets the same account, from which it takes the
write-off back, as far as it settles it; what goes beyond stays on goods received until somebody
writes that off too.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from domain.duties import Participants, broken_rule
from domain.purchase_orders.control_commands import WriteOffPurchaseOrderResidue
from domain.purchase_orders.control_errors import PurchaseOrderInvoicesWaiting
from domain.purchase_orders.cost_bearers import Portion, portions, written_off_portions
from domain.purchase_orders.line_state import ZERO, Line
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.residue_errors import (
    PurchaseOrderNotFinal,
    PurchaseOrderNothingToWriteOff,
    PurchaseOrderWriteOffDutiesMixed,
)
from domain.purchase_orders.residue_events import (
    PurchaseOrderLineDifferenceCleared,
    PurchaseOrderLineWriteOffTakenBack,
    PurchaseOrderLineWrittenOff,
    TakenBackFor,
)


def residue(line: Line) -> Decimal:
    """What stands on goods received; above zero: came, and was not billed. Two-way lines: none."""
    return ZERO if line.terms.match == "two_way" else line.ledger.balance


def write_off(
    order: PurchaseOrder, command: WriteOffPurchaseOrderResidue, people: Participants
) -> tuple[PurchaseOrderLineWrittenOff, ...]:
    """All that is left, line by line. `people` took a part in the order or in its receipts."""
    if order.stage != "finally_closed":
        raise PurchaseOrderNotFinal(order.number, order.stage)
    rule = broken_rule("write_off", command.written_off_by, people)
    if rule is not None:
        raise PurchaseOrderWriteOffDutiesMixed(order.number, command.written_off_by, rule.part)
    if order.waiting_invoices:
        raise PurchaseOrderInvoicesWaiting(order.number, len(order.waiting_invoices))
    left = [(line, residue(line)) for line in order.lines.values()]
    if not any(amount for _, amount in left):
        raise PurchaseOrderNothingToWriteOff(order.number)
    return tuple(
        PurchaseOrderLineWrittenOff(
            written_off_on=command.now.date(),
            written_off_by=command.written_off_by,
            reason_code=command.reason_code,
            **_told(order, line, part),
        )
        for line, amount in left
        if amount
        for part in portions(line, amount, order.currency)
    )


def unequal(
    before: PurchaseOrder | None, order: PurchaseOrder, today: date
) -> tuple[PurchaseOrderLineDifferenceCleared, ...]:
    """What is left of lines whose ledger has moved since `before` and that are billed whole.

    A seller of our own bills whatever is left, also without a quantity.
    """
    if before is None or order.seller is not None:
        return ()
    return tuple(
        PurchaseOrderLineDifferenceCleared(cleared_on=today, **_told(order, line, part))
        for number, line in order.lines.items()
        if number in before.lines and before.lines[number].ledger is not line.ledger
        if (left := _left_by_prices(line))
        for part in portions(line, left, order.currency)
    )


def settled_late(
    order: PurchaseOrder, today: date
) -> tuple[PurchaseOrderLineWriteOffTakenBack, ...]:
    """What documents that came after the write-off have settled themselves, taken back."""
    if order.stage != "finally_closed":
        return ()
    return tuple(_settled(order, today))


def taken_back(order: PurchaseOrder, today: date) -> tuple[PurchaseOrderLineWriteOffTakenBack, ...]:
    """All of it, because the order goes on."""
    return tuple(
        each
        for line in order.lines.values()
        if line.ledger.written_off
        for each in _took_back(order, line, line.ledger.written_off, today, "close_removed")
    )


def _left_by_prices(line: Line) -> Decimal:
    """Above zero: came at more than was cleared. Two-way lines have no such account."""
    ledger = line.ledger
    received = ledger.net_received
    if line.terms.match == "two_way" or received.quantity != line.invoiced:
        return ZERO
    return received.amount - ledger.cleared


def _settled(order: PurchaseOrder, today: date) -> Iterator[PurchaseOrderLineWriteOffTakenBack]:
    """What is beyond the balance of each line, and no more than was given up of it."""
    for line in order.lines.values():
        given_up, wanted = line.ledger.written_off, -line.ledger.balance
        part = max(min(wanted, max(given_up, ZERO)), min(given_up, ZERO))
        if part:
            yield from _took_back(order, line, part, today, "late_document")


def _took_back(
    order: PurchaseOrder, line: Line, amount: Decimal, today: date, cause: TakenBackFor
) -> Iterator[PurchaseOrderLineWriteOffTakenBack]:
    found = written_off_portions(line, amount, order.currency)
    for day, part in by_day(line.ledger.written_off_on, amount, found):
        yield PurchaseOrderLineWriteOffTakenBack(
            taken_back_on=today, cause=cause, written_off_on=day, **_told(order, line, part)
        )


def by_day(
    given_up: Mapping[date, Decimal], amount: Decimal, found: Sequence[Portion]
) -> Iterator[tuple[date | None, Portion]]:
    """Each of the days on which it was given up, the first ones first: each has its own rate.

    Where several bear it, some of them more and others less than nothing, all is of the last day.
    """
    days = list(given_up.items())
    if amount == sum(given_up.values()) and len(found) == 1:
        yield from ((day, found[0]._replace(amount=part)) for day, part in days)
        return
    one_way = [(day, part) for day, part in days if part * amount > 0]
    enough = sum(abs(part) for _, part in one_way) >= abs(amount)
    if not enough or any(each.amount * amount < 0 for each in found):
        yield from ((max(given_up, default=None), each) for each in found)
        return
    for each in found:
        left = each.amount
        while left:
            day, part = one_way.pop(0)
            taken = min(part, left, key=abs)
            yield day, each._replace(amount=taken)
            left -= taken
            if part != taken:
                one_way.insert(0, (day, part - taken))


def _told(order: PurchaseOrder, line: Line, part: Portion) -> dict[str, Any]:
    return {
        "line": line.terms.line,
        "amount": part.amount,
        "currency": order.currency,
        "accounting": line.terms.accounting,
        "shares": part.shares,
        "purchase_order": order.ref,
        "supplier_id": order.supplier_id,
    }

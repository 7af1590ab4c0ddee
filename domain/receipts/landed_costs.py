"""What lines of a receipt bear of its charges, and what becomes of that when goods leave again.

Goods on stock bear them; where no line goes on stock, all lines do, as expense. Goods that go back
to the supplier leave their part of the charges behind as a loss, for the carrier wants to be paid
all the same; a receipt that was an error takes its charges with it. A correction moves none of it:
what came bears what it cost to bring it here.
"""

from collections.abc import Sequence
from decimal import Decimal

from domain.charges import Bearer, LandedCost, StatedCharge, borne
from domain.receipts.commands import ReceivedLine
from domain.receipts.events import ReceiptLine
from domain.receipts.held_line import ZERO, HeldLine, share


def with_landed(
    lines: Sequence[ReceiptLine],
    charges: Sequence[StatedCharge],
    counted: Sequence[ReceivedLine],
    currency: str,
) -> tuple[ReceiptLine, ...]:
    """The lines of a receipt with what each bears. `counted` are the same lines as stated."""
    if not charges:
        return tuple(lines)
    on_stock = [line for line in lines if is_capitalised(line)]
    weights = {number: each.weight for number, each in enumerate(counted, start=1)}
    bearers = [
        Bearer(
            line=line.line,
            value=line.amount,
            quantity=line.base_quantity,
            weight=weights[line.line],
        )
        for line in on_stock or lines
    ]
    parts = borne(charges, bearers, currency)
    return tuple(line.model_copy(update={"landed": parts.get(line.line)}) for line in lines)


def is_capitalised(line: ReceiptLine) -> bool:
    """Whether stock takes the line's goods up; those of two-way lines are booked by invoices."""
    return line.accounting == "stock" and line.match != "two_way"


def landed_total(line: ReceiptLine) -> Decimal:
    """What the line bears of all charges."""
    return sum((each.amount for each in line.landed or ()), ZERO)


class Leaving:
    """What parts of a line take with them, one after the other: the last one takes the rest."""

    def __init__(self, held: HeldLine, currency: str) -> None:
        self._left = held.left
        self._currency = currency
        gone = held.returned_landed
        self._costs = [
            each.model_copy(update={"amount": each.amount - gone.get(each.charge, ZERO)})
            for each in held.posted.landed or ()
        ]

    def part(self, quantity: Decimal) -> tuple[LandedCost, ...] | None:
        """The share of so many units; none: the line bears nothing."""
        parts = []
        for index, each in enumerate(self._costs):
            part = share(each.amount, quantity, self._left, self._currency)
            parts.append(each.model_copy(update={"amount": part}))
            self._costs[index] = each.model_copy(update={"amount": each.amount - part})
        self._left -= quantity
        return tuple(each for each in parts if each.amount) or None

"""Which waiting invoices a change of the order can touch, and what comes before each of them.

Invoices claim an order line in the order in which they were linked; those that are paid or voided
no longer wait, and what was paid comes first. So the invoices that exceed what was received are
always the last ones: a receipt or return is answered by walking back from the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from domain.event import Event
from domain.invoices.state import Invoice
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
)
from domain.purchase_orders.state import PurchaseOrder

ZERO: Final = Decimal(0)

_Received = PurchaseOrderLineReceived
_TakenBack = PurchaseOrderLineReceiptReversed | PurchaseOrderLineReturned


class Waiting(NamedTuple):
    """An invoice to be judged again, and what earlier ones take, by order line."""

    invoice: Invoice
    prior: Mapping[int, Decimal]


def untouched_up_to(order: PurchaseOrder, events: Sequence[Event]) -> dict[int, Decimal] | None:
    """Per changed line, the billed quantity that passes before and after receipts or returns.

    `events` led to `order` as it stands. None: something else changed, so every invoice may be
    touched.
    """
    moved: dict[int, Decimal] = {}
    for event in events:
        if isinstance(event, _Received):
            moved[event.line] = moved.get(event.line, ZERO) + event.quantity
        elif isinstance(event, _TakenBack):
            moved[event.line] = moved.get(event.line, ZERO) - event.quantity
        else:
            return None
    received = {line: order.lines[line].received for line in moved}
    return {line: min(received[line], received[line] - moved[line]) for line in moved}


class Walk:
    """Walks the waiting invoices from the last to the first; `done` says when to stop early."""

    def __init__(self, order: PurchaseOrder, untouched: Mapping[int, Decimal] | None) -> None:
        self._order = order
        self._untouched = untouched
        self._ahead = {number: line.invoiced for number, line in order.lines.items()}

    def done(self) -> bool:
        """Whether all that remains was within the receipts before and still is."""
        if self._untouched is None:
            return False
        return all(self._ahead[line] <= kept for line, kept in self._untouched.items())

    def step(self, invoice: Invoice) -> Iterator[Waiting]:
        """The invoice, if the change can touch it."""
        asked = invoice.asks()
        touched = self._untouched is None or any(
            line in asked and self._ahead[line] > kept for line, kept in self._untouched.items()
        )
        for line, quantity in asked.items():
            self._ahead[line] -= quantity
        if touched:
            yield Waiting(invoice, {line: self._ahead[line] for line in asked})

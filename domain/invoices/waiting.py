"""Which waiting invoices a change of the order can touch, and what comes before each of them.

Invoices claim an order line in the order in which they were linked; those that are paid or voided
no longer wait, and what was paid comes first. So the invoices that exceed what was received are
always the last ones: a receipt or return is answered by walking back from the end.
"""

from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Final, NamedTuple

from domain.event import Event
from domain.invoices.lines import Check
from domain.invoices.state import NOTHING, Invoice
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineInspected,
    PurchaseOrderLineReceiptCorrected,
    PurchaseOrderLineReceiptReversed,
    PurchaseOrderLineReceived,
    PurchaseOrderLineReturned,
)
from domain.purchase_orders.state import PurchaseOrder
from domain.tolerance import Limits, TolerancePolicy, judge, line_key, places, resolved

ZERO: Final = Decimal(0)

_Received = PurchaseOrderLineReceived | PurchaseOrderLineReceiptCorrected
_TakenBack = PurchaseOrderLineReceiptReversed | PurchaseOrderLineReturned


class Waiting(NamedTuple):
    """An invoice to be judged again, and what earlier ones take, by order line and by receipt."""

    invoice: Invoice
    prior: Mapping[int, Decimal]
    named: Mapping[tuple[int, str], Decimal]


class Moved(NamedTuple):
    """What an order line had received before and after a change, and which receipts changed it."""

    before: Decimal
    after: Decimal
    receipts: frozenset[str] = frozenset()

    @property
    def least(self) -> Decimal:
        """The smaller of both."""
        return min(self.before, self.after)


def moved_receipts(order: PurchaseOrder, events: Sequence[Event]) -> dict[int, Moved] | None:
    """Per changed line, what was received before and after. `events` led to `order` as it stands.

    None: something else than receipts changed, so every invoice may be touched.
    """
    moved: dict[int, Decimal] = {}
    receipts: dict[int, set[str]] = {}
    for event in events:
        if isinstance(event, PurchaseOrderLineInspected):
            if order.lines[event.line].terms.match == "four_way":
                return None
            continue  # Nobody waits for the inspection of other lines.
        if not isinstance(event, _Received | _TakenBack):
            return None
        if order.lines[event.line].terms.match == "four_way":
            return None  # Whom an invoice waits for depends on what nobody has looked at yet.
        sign = -1 if isinstance(event, _TakenBack) else 1
        moved[event.line] = moved.get(event.line, ZERO) + sign * event.quantity
        receipts.setdefault(event.line, set()).add(event.receipt.id)
    received = {line: order.lines[line].received for line in moved}
    return {
        line: Moved(received[line] - moved[line], received[line], frozenset(receipts[line]))
        for line in moved
    }


class Walk:
    """Walks the waiting invoices from the last to the first; `done` says when to stop early."""

    def __init__(
        self,
        order: PurchaseOrder,
        moved: Mapping[int, Moved] | None,
        policy: TolerancePolicy,
    ) -> None:
        self._moved = moved
        self._limits = {line: _limits(order, line, policy) for line in moved or ()}
        self._ahead = {number: line.invoiced for number, line in order.lines.items()}
        self._named = {
            (number, receipt): billed
            for number, line in order.lines.items()
            for receipt, billed in line.ledger.named.items()
        }

    def done(self) -> bool:
        """Whether all that remains was within the receipts before and still is."""
        if self._moved is None:
            return False
        return all(
            self._ahead[line] <= moved.least
            and not any(self._named.get((line, each)) for each in moved.receipts)
            for line, moved in self._moved.items()
        )

    def step(self, invoice: Invoice) -> Iterator[Waiting]:
        """The invoice, if the change can touch it."""
        asked, named = invoice.asks(), invoice.asks_of_receipts()
        touched = self._moved is None or any(
            self._names(named, line, moved) or self._touches(line, moved, invoice)
            for line, moved in self._moved.items()
        )
        for line, quantity in asked.items():
            self._ahead[line] -= quantity
        for place, quantity in named.items():
            self._named[place] -= quantity
        if touched:
            yield Waiting(
                invoice,
                {line: self._ahead[line] for line in asked},
                {place: self._named[place] for place in named},
            )

    @staticmethod
    def _names(named: Mapping[tuple[int, str], Decimal], line: int, moved: Moved) -> bool:
        """Whether one of its lines is for a receipt that changed."""
        return any((line, receipt) in named for receipt in moved.receipts)

    def _touches(self, line: int, moved: Moved, invoice: Invoice) -> bool:
        """Whether receipts can change what holds it, by one of its lines or another.

        Each of these is judged by itself: where the last one stays beyond what came, one before it
        may not. The first receipt makes another hold of a missing one, and what a person let pass
        is measured anew; else only a verdict that turns, or another excess, is a change.
        """
        by_all = self._ahead[line]  # billed up to and with this one
        if by_all <= moved.least:
            return False
        asked = _asked_by_line(invoice, line)
        if asked and (moved.least <= 0 or invoice.overrides):
            return True
        billed = by_all - sum(asked, ZERO)
        for quantity in asked:
            billed += quantity
            if self._turns(line, billed, quantity, moved):
                return True
        return False

    def _turns(self, line: int, billed: Decimal, asked: Decimal, moved: Moved) -> bool:
        """Whether what is billed with this line is held now and was not, or the other way."""
        before, after = (
            billed > each and judge(self._limits[line], billed - each, each).violated
            for each in (moved.before, moved.after)
        )
        other = min(billed - moved.after, asked) != min(billed - moved.before, asked)
        return before != after or (after and other)


def _asked_by_line(invoice: Invoice, order_line: int) -> list[Decimal]:
    """What each line of the invoice asks of the order line, in their order, net of credits."""
    ties = (invoice.links.get(line.line) for line in invoice.lines)
    return [
        tie.quantity - invoice.credits.get(tie.line, NOTHING).quantity
        for tie in ties
        if tie is not None and tie.purchase_order_line == order_line
    ]


def _limits(order: PurchaseOrder, number: int, policy: TolerancePolicy) -> Limits:
    """Those of what was received, as the match itself would find them."""
    terms = order.lines[number].terms
    own = places(
        order.supplier_id,
        order.legal_entity,
        order_line=line_key(order.number, number),
        item_id=terms.item_id,
        item_class=terms.item_class,
    )
    check: Check = "received_amount" if terms.basis == "amount" else "received_quantity"
    limits, _ = resolved(check, policy, own)
    return limits

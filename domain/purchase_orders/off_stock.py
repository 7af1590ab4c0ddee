"""What credits on price took off stock of a line's goods: the fold of what facts tell of it.

Goods leave with what was taken off theirs. What is billed of them waits for others to come in their
place, which take it over; what is credited or voided of these waits no more.
"""

from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Final, NamedTuple

from domain.money import rounded
from domain.purchase_orders.price_events import PurchaseOrderLineRevalued
from domain.purchase_orders.total import NOTHING, ZERO, Total


class OffStock(NamedTuple):
    """By receipt, what its goods are worth on stock beyond what they came at: never above zero.

    `awaited` are units that went back, are billed and may be replaced, with what was taken off
    them; `invoices` are those that credits on price answered.
    """

    receipts: Mapping[str, Decimal]
    awaited: Total = NOTHING
    invoices: frozenset[str] = frozenset()

    def with_revalued(self, event: PurchaseOrderLineRevalued) -> "OffStock":
        """With one more fact."""
        receipts = dict(self.receipts)
        for each in event.receipts:
            receipts[each.receipt_id] = receipts.get(each.receipt_id, ZERO) + each.amount
        answered = frozenset() if event.invoice is None else frozenset({event.invoice.id})
        return OffStock(
            {receipt: amount for receipt, amount in receipts.items() if amount},
            self.awaited.plus(event.awaited or ZERO, event.awaited_amount or ZERO),
            self.invoices | answered,
        )

    def awaiting(self, billed_ahead: Decimal, currency: str) -> "OffStock":
        """As long as no more waits than is billed and not here."""
        left = max(billed_ahead, ZERO)
        quantity, amount = self.awaited
        if left >= quantity:
            return self
        part = Fraction(amount) * Fraction(left) / Fraction(quantity)
        return self._replace(awaited=Total(left, rounded(part, currency)))


NOTHING_OFF: Final = OffStock({})

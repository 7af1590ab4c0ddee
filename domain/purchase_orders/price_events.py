"""Facts of what credits on price took off stock, by the receipts of the goods that they are of.

They are entries of the line's ledger; the journal books the stock item's facts beside them.
"""

from typing import ClassVar

from domain.event import DocumentRef, Event, Value
from domain.ids import Id, LineNo
from domain.money import Amount, Currency
from domain.quantity import Quantity


class RevaluedReceipt(Value):
    """Goods of one receipt are worth so much more (below zero: less) on stock than they came at."""

    receipt_id: Id
    amount: Amount


class PurchaseOrderLineRevalued(Event):
    """Ledger: what goods of the line cost on stock beyond their receipts has changed by so much.

    A credit on price (`source`) took it off, which is below zero. Goods that go back take theirs
    along, so that is above zero; of them `awaited` are billed and may be replaced, and of `amount`
    what `awaited_amount` says goes to the goods that come in their place.
    """

    TYPE: ClassVar[str] = "purchase_order.line_revalued"
    line: LineNo
    receipts: tuple[RevaluedReceipt, ...]
    amount: Amount
    currency: Currency
    source: DocumentRef
    invoice: DocumentRef | None = None  # of the credit on price
    awaited: Quantity | None = None
    awaited_amount: Amount | None = None

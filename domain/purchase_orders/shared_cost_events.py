"""What those who share a line of an order have come to bear of it.

Recorded in the save of the fact that moves the cost (`application/shared_costs.py`); the rule is in
`domain/shared_costs.py`, the running totals in `shared_totals`.
"""

from typing import ClassVar

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo
from domain.money import Amount, Currency
from domain.purchase_orders.lines import ShareWeight


class SharedPart(Value):
    """One who shares: what the movement adds to his part, and what that comes to."""

    cost_centre: Code
    account: Code
    project: Code | None = None
    grant: Code | None = None
    weight: ShareWeight
    amount: Amount
    total: Amount


class PurchaseOrderLineCostShared(Event):
    """Ledger: a document moved what the line costs; those who share it bear so much of it now.

    `total` is what was shared so in all. A line that is shared otherwise begins another one.
    `charges` are what of `amount` is beside the goods: freight, taxes and the like.
    """

    TYPE: ClassVar[str] = "purchase_order.line_cost_shared"
    line: LineNo
    amount: Amount
    total: Amount
    currency: Currency
    parts: tuple[SharedPart, ...]
    source: DocumentRef
    charges: Amount | None = None  # none: before that was told
    usage: LineNo | None = None  # of a bill-only order, that moved it

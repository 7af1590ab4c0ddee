"""Where a line's price comes from, where an agreement prices it: what was agreed, and on which day.

The day is kept with the version, so that another basis (shipment, invoice) has a place to stand in.
"""

from datetime import date
from typing import ClassVar, Final

from domain.event import DocumentRef, Event, Value
from domain.ids import Code, LineNo
from domain.money import UnitPrice

# Where a line's price comes from; whoever states one may name another source, such as a quote.
AGREED: Final = "agreement"
BY_HAND: Final = "buyer"
OFFERED: Final = "supplier"


class LinePricing(Value):
    """The agreed price behind a line. With a reason the buyer took another price instead."""

    agreement: DocumentRef
    version: int
    tier: Code | None = None
    priced_on: date
    agreed_price: UnitPrice | None = None  # none: six decimal places cannot hold it
    override_reason: Code | None = None


class PurchaseOrderLinePriced(Event):
    """An agreement has a price for the line: it is taken, or overridden with a reason."""

    TYPE: ClassVar[str] = "purchase_order.line_priced"
    line: LineNo
    price_source: Code
    pricing: LinePricing

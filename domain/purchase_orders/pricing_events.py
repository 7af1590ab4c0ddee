"""Where a line's price comes from: which agreement covers it, why that one, and what it says.

The day is kept with the version, so that another basis (shipment, invoice) has a place to stand in.
"""

from datetime import date
from typing import ClassVar, Final

from domain.agreements.candidates import AgreementCandidate, ChoiceMade
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


class PurchaseOrderAgreementChosen(Event):
    """Agreements were weighed for the line: one covers it by precedence or by the buyer, or none.

    Where nothing was there to be weighed nothing is told: such a line is off contract by itself.
    """

    TYPE: ClassVar[str] = "purchase_order.agreement_chosen"
    line: LineNo
    choice: ChoiceMade
    agreement: DocumentRef | None = None
    reason_code: Code | None = None  # why another one than goes before, or why beside them all
    candidates: tuple[AgreementCandidate, ...]

"""Charges that goods of an order bear, from their receipt to the invoice that bills them.

The order is the authority on what is still to be billed, as it is for its lines (`ledger_events`).
"""

from typing import ClassVar, Final

from domain.charges import ChargeSum
from domain.event import DocumentRef, Event
from domain.money import Currency


class PurchaseOrderChargesAccrued(Event):
    """Ledger: a receipt's goods bear these charges, or no more (negative), as it was an error."""

    TYPE: ClassVar[str] = "purchase_order.charges_accrued"
    charges: tuple[ChargeSum, ...]
    currency: Currency
    receipt: DocumentRef


class PurchaseOrderChargesBilled(Event):
    """Ledger: the freight of an invoice bills these, or no more (negative): it was taken back."""

    TYPE: ClassVar[str] = "purchase_order.charges_billed"
    charges: tuple[ChargeSum, ...]
    currency: Currency
    invoice: DocumentRef


ChargeEvent = PurchaseOrderChargesAccrued | PurchaseOrderChargesBilled
CHARGE_EVENTS: Final = (PurchaseOrderChargesAccrued, PurchaseOrderChargesBilled)

"""Facts of a supplier. Stored names are a contract; see `state` for what they add up to."""

from typing import ClassVar, Final, Literal

from domain.event import Event
from domain.ids import Code, Id, Number, Text

HoldScope = Literal["order", "invoice", "payment", "all"]


class SupplierProposed(Event):
    """Somebody wants to buy from this company; nothing may be ordered yet."""

    TYPE: ClassVar[str] = "supplier.proposed"
    supplier_id: Id
    number: Number
    name: Text
    proposed_by: Code
    tax_id: Number | None = None


class SupplierActivated(Event):
    """Screened and cleared: orders may be issued."""

    TYPE: ClassVar[str] = "supplier.activated"
    activated_by: Code


class SupplierHoldPlaced(Event):
    """Orders, invoices, payments or all of them stop until the hold is released."""

    TYPE: ClassVar[str] = "supplier.hold_placed"
    scope: HoldScope
    reason_code: Code


class SupplierHoldReleased(Event):
    """The hold of this scope is lifted."""

    TYPE: ClassVar[str] = "supplier.hold_released"
    scope: HoldScope


SupplierEvent = SupplierProposed | SupplierActivated | SupplierHoldPlaced | SupplierHoldReleased
EVENTS: Final = (SupplierProposed, SupplierActivated, SupplierHoldPlaced, SupplierHoldReleased)

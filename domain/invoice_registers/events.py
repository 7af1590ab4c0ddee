"""Facts of one register. The stream's id is derived from the trait and its key."""

from datetime import date
from typing import ClassVar, Final, Literal

from domain.event import DocumentRef, Event
from domain.ids import Id

Trait = Literal["number", "amount", "document"]


class InvoiceRegisterEntered(Event):
    """The invoice bears the trait. Entered again, the later entry counts."""

    TYPE: ClassVar[str] = "invoice_register.entered"
    PUBLIC: ClassVar[bool] = False
    trait: Trait
    key: str  # what is alike, with its scope (for a number: the supplier's group)
    invoice: DocumentRef
    supplier_id: Id
    invoice_date: date
    purchase_order_id: Id | None = None


class InvoiceRegisterRemoved(Event):
    """The invoice was voided; it is nobody's double any more."""

    TYPE: ClassVar[str] = "invoice_register.removed"
    PUBLIC: ClassVar[bool] = False
    invoice: DocumentRef


InvoiceRegisterEvent = InvoiceRegisterEntered | InvoiceRegisterRemoved
EVENTS: Final = (InvoiceRegisterEntered, InvoiceRegisterRemoved)

"""The live invoices that share a trait, in the order in which they came."""

from dataclasses import dataclass
from datetime import date
from typing import Final, NamedTuple, assert_never

from domain.aggregate import Aggregate
from domain.event import DocumentRef
from domain.frozen import replace
from domain.ids import derived_id
from domain.invoice_registers.events import (
    InvoiceRegisterEntered,
    InvoiceRegisterEvent,
    InvoiceRegisterRemoved,
    Trait,
)


class Entry(NamedTuple):
    """What the other rules ask of an invoice that bears the trait."""

    invoice: DocumentRef
    supplier_id: str
    invoice_date: date
    purchase_order_id: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class InvoiceRegister:
    """`number` is that of the latest invoice."""

    number: str
    entries: tuple[Entry, ...]

    # Duplicates are looked for in the whole tenant.
    legal_entity: None = None
    facility: None = None


def register_id(tenant: str, trait: Trait, key: str) -> str:
    """The id of the stream in which invoices with this trait meet."""
    return derived_id(tenant, "invoice_register", trait, key)


def evolve(state: InvoiceRegister | None, event: InvoiceRegisterEvent) -> InvoiceRegister:
    """The next state."""
    others = _without(state, event.invoice)
    match event:
        case InvoiceRegisterEntered():
            entry = Entry(
                event.invoice, event.supplier_id, event.invoice_date, event.purchase_order_id
            )
            return InvoiceRegister(number=event.invoice.number, entries=(*others, entry))
        case InvoiceRegisterRemoved():
            assert state is not None, "the first event enters an invoice"
            return replace(state, entries=others)
        case _:
            assert_never(event)


def _without(state: InvoiceRegister | None, invoice: DocumentRef) -> tuple[Entry, ...]:
    entries = state.entries if state else ()
    return tuple(each for each in entries if each.invoice.id != invoice.id)


INVOICE_REGISTER: Final = Aggregate(name="invoice_register", state=InvoiceRegister, evolve=evolve)

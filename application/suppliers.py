"""Suppliers: what each command needs to know, and what it saves."""

from typing import Final

from application.numbers import claim
from application.work import Handlers, Work
from domain.event import DocumentRef
from domain.suppliers import decide
from domain.suppliers.commands import (
    ActivateSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    ReleaseSupplierHold,
)
from domain.suppliers.state import SUPPLIER

TAX_ID: Final = "supplier_tax_id"  # The kind under which tax ids are claimed: one per tenant.


async def propose_supplier(work: Work, command: ProposeSupplier) -> None:
    """A new supplier, the only one with its number and with its tax id."""
    supplier = await work.find_or_assume_new(SUPPLIER, command.supplier_id)
    await work.record(SUPPLIER, command.supplier_id, decide.propose(supplier, command))
    holder = DocumentRef(aggregate=SUPPLIER.name, id=command.supplier_id, number=command.number)
    await claim(work, SUPPLIER.name, command.number, holder)
    if command.tax_id is not None:
        await claim(work, TAX_ID, command.tax_id, holder)


async def activate_supplier(work: Work, command: ActivateSupplier) -> None:
    """Opens the supplier for orders."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    await work.record(SUPPLIER, command.supplier_id, decide.activate(supplier, command))


async def place_supplier_hold(work: Work, command: PlaceSupplierHold) -> None:
    """Stops one kind of business with the supplier, or all."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    await work.record(SUPPLIER, command.supplier_id, decide.place_hold(supplier, command))


async def release_supplier_hold(work: Work, command: ReleaseSupplierHold) -> None:
    """Lets the business go on."""
    supplier = await work.load(SUPPLIER, command.supplier_id)
    await work.record(SUPPLIER, command.supplier_id, decide.release_hold(supplier, command))


HANDLERS: Final[Handlers] = {
    ProposeSupplier: propose_supplier,
    ActivateSupplier: activate_supplier,
    PlaceSupplierHold: place_supplier_hold,
    ReleaseSupplierHold: release_supplier_hold,
}

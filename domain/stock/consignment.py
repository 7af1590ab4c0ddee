"""Goods that lie here and are the supplier's until they are used: implants, mostly.

Laying them down books nothing. Using them makes them owed for, at the price agreed when they came.
"""

from domain.catalogue.state import CatalogueItem
from domain.money import exponent, extended
from domain.numbers.state import normalised
from domain.stock.commands import ConsumeConsignment, ReceiveConsignment, ReturnConsignment
from domain.stock.days import check_came, check_left
from domain.stock.decide import placed
from domain.stock.errors import (
    StockItemDeliveryRepeated,
    StockItemNotConsigned,
    StockItemOtherCurrency,
    StockItemQuantityNotPositive,
    StockItemSerialHere,
)
from domain.stock.events import (
    StockItemConsigned,
    StockItemConsignmentReturned,
    StockItemConsumed,
    StockItemEvent,
)
from domain.stock.parcels import Parcel
from domain.stock.picking import Use, pick
from domain.stock.state import ZERO, ConsignmentTerms, StockItem

Events = tuple[StockItemEvent, ...]


def consign(item: StockItem, command: ReceiveConsignment) -> Events:
    """The supplier's goods are put down; his price holds for all of his that lie here."""
    exponent(command.currency)
    check_came(item, command.consigned_on, command)
    if not command.parcels:
        raise StockItemQuantityNotPositive(ZERO)
    supplier = command.supplier_id
    _check_delivery(item, command)
    parcels = tuple(placed(item, each, "consigned", supplier) for each in command.parcels)
    _check_named_once(item, parcels)
    return (
        StockItemConsigned(
            supplier_id=supplier,
            consigned_on=command.consigned_on,
            consigned_by=command.consigned_by,
            delivery_note=command.delivery_note,
            unit_price=command.unit_price,
            currency=command.currency,
            parcels=parcels,
        ),
    )


def consume(item: StockItem, command: ConsumeConsignment, of: CatalogueItem) -> Events:
    """A department used them, so they are its expense and owed to the supplier."""
    terms = _terms(item, command.supplier_id)
    check_left(item, command.consumed_on, command)
    parcels = pick(
        item,
        command.wanted,
        "consigned",
        use=Use(command.consumed_on, of),
        owner_id=command.supplier_id,
    )
    return (
        StockItemConsumed(
            supplier_id=command.supplier_id,
            department=command.department,
            consumed_on=command.consumed_on,
            consumed_by=command.consumed_by,
            unit_price=terms.unit_price,
            amount=extended(command.wanted.quantity, terms.unit_price, terms.currency),
            currency=terms.currency,
            parcels=parcels,
            case_reference=command.case_reference,
        ),
    )


def give_back(item: StockItem, command: ReturnConsignment) -> Events:
    """The supplier takes his goods away; expired ones too."""
    _terms(item, command.supplier_id)
    check_left(item, command.returned_on, command)
    return (
        StockItemConsignmentReturned(
            supplier_id=command.supplier_id,
            returned_on=command.returned_on,
            returned_by=command.returned_by,
            reason_code=command.reason_code,
            parcels=pick(item, command.wanted, "consigned", owner_id=command.supplier_id),
        ),
    )


def _check_delivery(item: StockItem, command: ReceiveConsignment) -> None:
    """One delivery comes once, and what lies here is owed for in the currency agreed for it."""
    terms = item.consignments.get(command.supplier_id)
    if terms is None:
        return
    if normalised(command.delivery_note) in terms.delivery_notes:
        raise StockItemDeliveryRepeated(item.number, command.delivery_note)
    is_other = terms.currency != command.currency
    if is_other and item.on_hand("consigned", command.supplier_id):
        raise StockItemOtherCurrency(item.number, command.currency, terms.currency)


def _check_named_once(item: StockItem, parcels: tuple[Parcel, ...]) -> None:
    named = [serial for parcel in parcels for serial in parcel.serials]
    for place, serial in enumerate(named):
        if serial in named[:place]:
            raise StockItemSerialHere(item.number, serial)


def _terms(item: StockItem, supplier_id: str) -> ConsignmentTerms:
    terms = item.consignments.get(supplier_id)
    if terms is None:
        raise StockItemNotConsigned(item.number, supplier_id)
    return terms

"""Goods that lie here and are the supplier's until they are used: implants, mostly.

Laying them down books nothing. Using them makes them owed for: at the price of the consignment
order that they came on, or at the one that was agreed when they came without an order.
"""

from decimal import Decimal
from typing import NamedTuple

from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CatalogueItem
from domain.event import DocumentRef
from domain.money import exponent, extended
from domain.numbers.spelling import normalised
from domain.stock.commands import (
    ConsumeConsignment,
    PlacedParcel,
    ReceiveConsignment,
    ReturnConsignment,
)
from domain.stock.consigned import ConsignmentTerms, Laid, drawn, shared_out
from domain.stock.controls import require_controls
from domain.stock.days import check_came, check_left
from domain.stock.decide import placed
from domain.stock.errors import (
    StockItemConsignmentPriceUnclear,
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
from domain.stock.parcels import ConsignedDisposition, Parcel
from domain.stock.picking import Use, pick
from domain.stock.state import ZERO, StockItem

Events = tuple[StockItemEvent, ...]


class Asked(NamedTuple):
    """What the supplier asks for a unit, and the order that says so."""

    unit_price: Decimal
    currency: str
    purchase_order: DocumentRef | None = None


class Part(NamedTuple):
    """Goods that leave together, because they came on the same order line or without one."""

    laid: Laid
    parcels: tuple[Parcel, ...]


class Worth(NamedTuple):
    """What used goods are owed for, and which use of its order it is."""

    unit_price: Decimal
    amount: Decimal
    currency: str
    consumption: int | None = None


def consign(
    item: StockItem, command: ReceiveConsignment, asked: Asked, of: CatalogueItem
) -> Events:
    """The supplier's goods are put down; those under a recall in quarantine."""
    exponent(asked.currency)
    check_came(item, command.consigned_on, command)
    if not command.parcels:
        raise StockItemQuantityNotPositive(ZERO)
    supplier = command.supplier_id
    _check_delivery(item, command, asked.currency)
    require_controls(item, command.parcels, of, command.consigned_on)
    parcels = tuple(placed(item, each, _standing(each, of), supplier) for each in command.parcels)
    _check_named_once(item, parcels)
    return (
        StockItemConsigned(
            supplier_id=supplier,
            consigned_on=command.consigned_on,
            consigned_by=command.consigned_by,
            delivery_note=command.delivery_note,
            unit_price=asked.unit_price,
            currency=asked.currency,
            parcels=parcels,
            purchase_order=asked.purchase_order,
            purchase_order_line=command.purchase_order_line,
        ),
    )


def asked_without_order(command: ReceiveConsignment) -> Asked:
    """The price that is stated with the goods; with an order, the order's is the only one."""
    if command.unit_price is None or command.currency is None:
        raise StockItemConsignmentPriceUnclear
    return Asked(command.unit_price, command.currency)


def require_priced_by_order(command: ReceiveConsignment) -> int:
    """The order's line that prices the goods; refused where another price is stated with them."""
    is_stated = command.unit_price is not None or command.currency is not None
    if is_stated or command.purchase_order_line is None:
        raise StockItemConsignmentPriceUnclear
    return command.purchase_order_line


def to_use(item: StockItem, command: ConsumeConsignment, of: CatalogueItem) -> tuple[Part, ...]:
    """What is used, by the order line that it came on: what came first is used first."""
    terms = _terms(item, command.supplier_id)
    check_left(item, command.consumed_on, command)
    use = Use(command.consumed_on, of)
    parcels = pick(item, command.wanted, "consigned", use=use, owner_id=command.supplier_id)
    return _parts(drawn(terms.laid, command.wanted.quantity), parcels)


def consumed(
    item: StockItem, command: ConsumeConsignment, part: Part, worth: Worth | None
) -> StockItemConsumed:
    """A department used them, so they are its expense and owed to the supplier.

    `worth` is what their order says; none where they came without one.
    """
    terms = _terms(item, command.supplier_id)
    worth = worth or Worth(
        terms.unit_price,
        extended(part.laid.quantity, terms.unit_price, terms.currency),
        terms.currency,
    )
    return StockItemConsumed(
        supplier_id=command.supplier_id,
        department=command.department,
        consumed_on=command.consumed_on,
        consumed_by=command.consumed_by,
        unit_price=worth.unit_price,
        amount=worth.amount,
        currency=worth.currency,
        parcels=part.parcels,
        case_reference=command.case_reference,
        purchase_order=part.laid.purchase_order,
        purchase_order_line=part.laid.line,
        consumption=item.consumptions_told + 1,
        purchase_order_consumption=worth.consumption,
    )


def to_give_back(item: StockItem, command: ReturnConsignment) -> tuple[Part, ...]:
    """What goes, by the order line that it came on: what came last goes first."""
    terms = _terms(item, command.supplier_id)
    check_left(item, command.returned_on, command)
    parcels = pick(item, command.wanted, command.disposition, owner_id=command.supplier_id)
    return _parts(drawn(reversed(terms.laid), command.wanted.quantity), parcels)


def given_back(command: ReturnConsignment, part: Part) -> StockItemConsignmentReturned:
    """The supplier takes his goods away; expired ones too."""
    return StockItemConsignmentReturned(
        supplier_id=command.supplier_id,
        returned_on=command.returned_on,
        returned_by=command.returned_by,
        reason_code=command.reason_code,
        parcels=part.parcels,
        purchase_order=part.laid.purchase_order,
        purchase_order_line=part.laid.line,
    )


def _parts(laid: tuple[Laid, ...], parcels: tuple[Parcel, ...]) -> tuple[Part, ...]:
    shares = shared_out(parcels, laid)
    return tuple(Part(*each) for each in zip(laid, shares, strict=True))


def _check_delivery(item: StockItem, command: ReceiveConsignment, currency: str) -> None:
    """One delivery comes once, and what lies here is owed for in the currency agreed for it."""
    terms = item.consignments.get(command.supplier_id)
    if terms is None:
        return
    if normalised(command.delivery_note) in terms.delivery_notes:
        raise StockItemDeliveryRepeated(item.number, command.delivery_note)
    is_other = terms.currency != currency
    if is_other and any(each.quantity for each in terms.laid):
        raise StockItemOtherCurrency(item.number, currency, terms.currency)


def _standing(parcel: PlacedParcel, of: CatalogueItem) -> ConsignedDisposition:
    is_recalled = recall_of(of, parcel.lot, parcel.serials) is not None
    return "quarantined" if is_recalled else "consigned"


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

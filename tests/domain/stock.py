"""The facts of the stock of gloves at one facility, in few words."""

from datetime import date
from decimal import Decimal
from typing import Final

from domain.event import DocumentRef
from domain.stock.commands import Wanted
from domain.stock.events import (
    StockItemConsigned,
    StockItemIssued,
    StockItemOpened,
    StockItemReceived,
    StockItemTakenBack,
)
from domain.stock.parcels import Cost, Disposition, Parcel
from tests.domain.orders import GLOVES, MEDLINE, RECEIPT, TODAY, id_of

STOCK: Final = DocumentRef(aggregate="stock_item", id=id_of(61), number="I-1")
ELSEWHERE: Final = id_of(62)
SOON: Final = date(2026, 4, 30)
LATE: Final = date(2027, 4, 30)


def opened(stock_item_id: str = STOCK.id, facility: str = "NORTH") -> StockItemOpened:
    return StockItemOpened(
        stock_item_id=stock_item_id,
        legal_entity="NHS",
        facility=facility,
        item_id=GLOVES,
        item_number="I-1",
        description="Gloves",
        base_unit="EA",
    )


def parcel(quantity: str, disposition: Disposition = "available", **found: object) -> Parcel:
    values = {"quantity": Decimal(quantity), "disposition": disposition, **found}
    return Parcel.model_validate(values)


def cost(amount: str, currency: str = "USD") -> Cost:
    return Cost(amount=Decimal(amount), currency=currency)


def brought(
    quantity: str,
    amount: str,
    receipt: DocumentRef = RECEIPT,
    currency: str = "USD",
    **found: object,
) -> StockItemReceived:
    """A receipt brought so many, worth this."""
    return StockItemReceived(
        receipt=receipt,
        receipt_line=1,
        received_on=TODAY,
        supplier_id=MEDLINE,
        parcels=(parcel(quantity, **found),),  # type: ignore[arg-type] # names of the parcel's own
        cost=cost(amount, currency),
    )


def taken_back(
    amount: str, *parcels: Parcel, written_off: tuple[Cost, ...] = ()
) -> StockItemTakenBack:
    return StockItemTakenBack(
        receipt=RECEIPT,
        receipt_line=1,
        cause="returned",
        taken_on=TODAY,
        supplier_id=MEDLINE,
        parcels=parcels,
        cost=cost(amount),
        written_off=written_off,
    )


def issued(amount: str | None, *parcels: Parcel) -> StockItemIssued:
    return StockItemIssued(
        department="ICU",
        issued_on=TODAY,
        issued_by="kim",
        parcels=parcels,
        costs=() if amount is None else (cost(amount),),
    )


def consigned(quantity: str, price: str = "40", **found: object) -> StockItemConsigned:
    goods = parcel(quantity, "consigned", owner_id=MEDLINE, **found)
    return StockItemConsigned(
        supplier_id=MEDLINE,
        consigned_on=TODAY,
        consigned_by="kim",
        delivery_note="DN-1",
        unit_price=Decimal(price),
        currency="USD",
        parcels=(goods,),
    )


def wanted(quantity: str, *serials: str, **found: str) -> Wanted:
    return Wanted(quantity=Decimal(quantity), serials=serials, **found)

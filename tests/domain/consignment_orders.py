"""The facts of a consignment order of ten at 40 dollars, and what is asked of its goods."""

from decimal import Decimal
from typing import Any, Final

from domain.event import DocumentRef
from domain.purchase_orders.ledger_events import (
    PurchaseOrderLineConsigned,
    PurchaseOrderLineConsumed,
)
from domain.stock.commands import (
    ConsumeConsignment,
    PlacedParcel,
    ReceiveConsignment,
    ReturnConsignment,
    ReverseConsumption,
    Wanted,
)
from domain.stock.events import StockItemConsigned, StockItemConsumed
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.orders import (
    GLOVES,
    MEDLINE,
    NOW,
    ORDER,
    TODAY,
    added,
    approved,
    created,
    issued,
    submitted,
)
from tests.domain.scenario import folded
from tests.domain.stock import ELSEWHERE, STOCK, consigned, opened, parcel

TERMS: Final[dict[str, Any]] = {"item_id": GLOVES, "accounting": "consignment"}
DRAFTED: Final = (
    created().model_copy(update={"order_type": "consignment"}),
    added("10", "40", **TERMS),
)
IN_FORCE: Final = (*DRAFTED, submitted("400"), approved("400"), issued("400"))
SECOND: Final = DocumentRef(aggregate="purchase_order", id=ELSEWHERE, number="PO-2")


def kept(*events: Any) -> StockItem:
    return folded(STOCK_ITEM, opened(), *events)


def arrives(quantity: str = "4", **told: Any) -> ReceiveConsignment:
    values: dict[str, Any] = {"purchase_order_id": ORDER.id, "purchase_order_line": 1}
    values |= {"supplier_id": MEDLINE, "consigned_by": "kim", "delivery_note": "DN-2", **told}
    return ReceiveConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        consigned_on=TODAY,
        parcels=(PlacedParcel(quantity=Decimal(quantity)),),
        **values,
    )


def used(quantity: str = "1", *serials: str, person: str = "kim") -> ConsumeConsignment:
    return ConsumeConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        consumed_by=person,
        consumed_on=TODAY,
        supplier_id=MEDLINE,
        department="SURGERY",
        wanted=Wanted(quantity=Decimal(quantity), serials=serials),
    )


def not_used(consumption: int = 1, **told: Any) -> ReverseConsumption:
    values: dict[str, Any] = {"reversed_by": "kim", "reversed_on": TODAY, **told}
    return ReverseConsumption(
        now=NOW,
        stock_item_id=STOCK.id,
        consumption=consumption,
        reason_code="not_opened",
        **values,
    )


def taken(quantity: str) -> ReturnConsignment:
    return ReturnConsignment(
        now=NOW,
        stock_item_id=STOCK.id,
        returned_by="kim",
        returned_on=TODAY,
        supplier_id=MEDLINE,
        reason_code="not_used",
        wanted=Wanted(quantity=Decimal(quantity)),
    )


def here(quantity: str = "4") -> PurchaseOrderLineConsigned:
    return PurchaseOrderLineConsigned(
        line=1,
        quantity=Decimal(quantity),
        consigned_on=TODAY,
        delivery_note="DN-2",
        stock_item=STOCK,
    )


def consumption(quantity: str, amount: str, number: int = 1) -> PurchaseOrderLineConsumed:
    return PurchaseOrderLineConsumed(
        consumption=number,
        line=1,
        quantity=Decimal(quantity),
        unit_price=Decimal(40),
        amount=Decimal(amount),
        currency="USD",
        consumed_on=TODAY,
        stock_item=STOCK,
        department="SURGERY",
    )


def came(order: DocumentRef | None, quantity: str, **found: Any) -> StockItemConsigned:
    told = {"purchase_order": order, "purchase_order_line": 1 if order else None}
    return consigned(quantity, **found).model_copy(update=told)


def consumed_by(order: DocumentRef, quantity: str, amount: str) -> StockItemConsumed:
    """The stock item's fact of a use that the order is owed for by."""
    return StockItemConsumed(
        supplier_id=MEDLINE,
        department="SURGERY",
        consumed_on=TODAY,
        consumed_by="kim",
        unit_price=Decimal(40),
        amount=Decimal(amount),
        currency="USD",
        parcels=(parcel(quantity, "consigned", owner_id=MEDLINE),),
        purchase_order=order,
        purchase_order_line=1,
    )

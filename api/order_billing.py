"""HTTP for what suppliers may bill of an order. Rules are in `domain/purchase_orders/billing.py`.

The order is folded from its own facts up to the moment asked for, so that the answer follows from
the rules by which a bill is judged.
"""

from decimal import Decimal
from typing import Final

from fastapi import APIRouter

from api import bill_schemas, schemas
from api.answers import Json
from api.blindness import blindness_of
from api.operations import operation_id
from api.reading import AskedOfRequest
from api.reads import Document
from api.wiring.folded import folded
from application.errors import NotFound
from domain.purchase_orders.billing import BilledReceipt, ProposedLine, proposed_bill
from domain.purchase_orders.state import PURCHASE_ORDER
from projections.purchase_orders import PURCHASE_ORDERS

router: Final = APIRouter(
    prefix="/v1/purchase-orders",
    tags=["purchase orders"],
    generate_unique_id_function=operation_id,
)


@router.get(
    "/{document}/proposed-bill",
    summary="Propose the next bill of one order",
    responses=schemas.described(bill_schemas.proposed_bill()),
)
async def proposed_bill_of_order(document: Document, asked: AskedOfRequest) -> Json:
    """What may be billed now, by line and by receipt that nobody has billed whole."""
    asked.refuse_others()
    async with asked.entered(PURCHASE_ORDERS.name) as reading:
        blindness = await blindness_of(asked.caller.roles, reading)
        if blindness is not None:
            blindness.check("proposed_bills")
        key = await reading.key_of(PURCHASE_ORDERS, document)
        until = reading.until
    order = await folded(asked.service, asked.caller.tenant, PURCHASE_ORDER, key, until)
    if order is None:
        raise NotFound(f"There is no purchase order {document}.", document=document)
    lines = proposed_bill(order)
    return {
        "id": key,
        "number": order.number,
        "supplier_id": order.supplier_id,
        "currency": order.currency,
        "lines": [_told(each) for each in lines],
        "total": str(sum((each.amount for each in lines), Decimal(0))),
    }


def _told(line: ProposedLine) -> Json:
    return {
        "line": line.line,
        "description": line.description,
        "quantity": str(line.quantity),
        "unit": line.unit,
        "unit_price": str(line.unit_price),
        "amount": str(line.amount),
        "receipts": [_receipt(name, each) for name, each in line.receipts.items()],
    }


def _receipt(name: str, receipt: BilledReceipt) -> Json:
    """A receipt goes by its id, a usage of a bill-only order by its number."""
    return {
        "receipt": name,
        "quantity": str(receipt.stands.quantity),
        "billed": str(receipt.billed.quantity),
        "billed_amount": str(receipt.billed.amount),
        "left": str(receipt.left),
    }

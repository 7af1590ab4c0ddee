"""HTTP for what an invoice may be for. Rules are in `domain/invoices/candidates.py`.

Which orders the supplier has, a read model knows; invoice and orders are folded from their own
facts up to the moment asked for, so that what is offered is what a link would find.
"""

from collections.abc import AsyncIterator, Iterable
from typing import Final

from api import bill_schemas, schemas
from api.answers import Json, Reading
from api.late_route import late_router
from api.reading import AskedOfRequest
from api.reads import Document
from api.wiring.folded import folded
from application.errors import NotFound
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.invoices.automatic_linking import ORDERS_MAX
from domain.invoices.candidates import Candidate, candidates
from domain.invoices.order_facts import OrderFacts, before_linking
from domain.invoices.state import INVOICE, Invoice
from domain.invoices.units import items_asked, with_units
from domain.purchase_orders.state import PURCHASE_ORDER
from projections.invoices import INVOICES
from projections.purchase_orders import PURCHASE_ORDERS

router: Final = late_router("/v1/invoices", "invoices")


@router.get(
    "/{document}/candidates",
    summary="Offer order lines to one invoice",
    responses=schemas.described(bill_schemas.invoice_candidates()),
)
async def candidates_of_invoice(document: Document, asked: AskedOfRequest) -> Json:
    """Which lines of the supplier's newest issued orders each line may be for, likeliest first."""
    asked.refuse_others()
    tenant = asked.caller.tenant
    async with asked.entered(INVOICES.name, PURCHASE_ORDERS.name) as reading:
        key = await reading.key_of(INVOICES, document)
        until = reading.until
        invoice = await folded(asked.service, tenant, INVOICE, key, until)
        if invoice is None:
            raise NotFound(f"There is no invoice {document}.", document=document)
        named = [each async for each in _orders(reading, invoice.supplier_id)]
    if invoice.named_order_id is not None:
        named = [invoice.named_order_id, *named]
    orders = []
    for each in dict.fromkeys(named):
        order = await folded(asked.service, tenant, PURCHASE_ORDER, each, until)
        if order is not None:
            facts = before_linking(order, order.lines, None)
            items = await _items(asked, invoice, facts, until)
            orders.append(with_units(facts, items))
    return {
        "id": key,
        "number": invoice.number,
        "lines": [
            {"line": line.line, "candidates": _told(candidates(invoice, line, orders))}
            for line in invoice.lines
        ],
    }


async def _items(
    asked: AskedOfRequest, invoice: Invoice, order: OrderFacts, until: int | None
) -> dict[str, CatalogueItem]:
    """Items that lines are about, where these state units that the order's lines do not."""
    named = [line for line in invoice.lines if line.item_id is not None]
    tenant, found = asked.caller.tenant, {}
    for each in items_asked(order, named):
        item = await folded(asked.service, tenant, CATALOGUE_ITEM, each, until)
        if item is not None:
            found[each] = item
    return found


async def _orders(reading: Reading, supplier_id: str) -> AsyncIterator[str]:
    """Ids, the newest first."""
    table = PURCHASE_ORDERS.table(PURCHASE_ORDERS.main)
    filters = {"supplier_id": supplier_id, "stage": "issued"}
    page = await reading.page(PURCHASE_ORDERS, table, filters, None, ORDERS_MAX)
    for row in page["data"]:
        yield row["purchase_order_id"]


def _told(found: Iterable[Candidate]) -> list[Json]:
    return [
        {
            "purchase_order_id": each.purchase_order.id,
            "purchase_order_number": each.purchase_order.number,
            "purchase_order_line": each.side.line,
            "description": each.side.description,
            "unit": each.side.pack.unit,
            "unit_price": str(each.side.unit_price),
            "asked": str(each.asked),
            "left": str(each.left),
            "same_item": each.same_item,
            "same_price": each.same_price,
            "receipts": [
                {"receipt": name, "quantity": str(quantity)}
                for name, quantity in each.receipts.items()
            ],
        }
        for each in found
    ]

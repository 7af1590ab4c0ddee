"""Inter-company orders: who sells, and what his goods would cost today, loaded for the order."""

from collections.abc import Iterable
from typing import NamedTuple

from application.legal_entities import known_entity
from application.work import Work
from domain.frozen import replace
from domain.legal_entities.state import LegalEntity, legal_entity_id
from domain.purchase_orders.commands import CreatePurchaseOrder, OrderedLine
from domain.purchase_orders.intercompany import require_parties, selling, transfer_priced
from domain.purchase_orders.intercompany_events import Seller
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id
from domain.suppliers.state import SUPPLIER, Supplier


class Party(NamedTuple):
    """Whom an order is bought of; `seller` is told of a legal entity of our own."""

    command: CreatePurchaseOrder
    supplier: Supplier | LegalEntity
    seller: Seller | None = None


async def party_of(work: Work, command: CreatePurchaseOrder) -> Party:
    """The supplier, or the legal entity that sells, which stands in his place on every document."""
    require_parties(command)
    if command.seller is None:
        assert command.supplier_id is not None, "an order without a seller has a supplier"
        supplier = await work.load(SUPPLIER, command.supplier_id)
        return Party(command, supplier)
    code = command.seller.legal_entity
    entity = await known_entity(work, code)
    seller = selling(command, entity)
    assert entity is not None, "an entity that sells is registered"
    named = replace(command, supplier_id=legal_entity_id(work.tenant, code))
    return Party(named, entity, seller)


async def with_transfer_prices(
    work: Work, lines: Iterable[OrderedLine], seller: Seller, currency: str
) -> tuple[OrderedLine, ...]:
    """The lines at what the seller's goods would cost today."""
    told = []
    for line in lines:
        kept = None
        if line.item_id is not None:
            kept = await kept_by(work, seller, line.item_id, line.pack.base_unit)
        told.append(transfer_priced(line, kept, seller, currency))
    return tuple(told)


async def kept_by(work: Work, seller: Seller, item_id: str, base_unit: str) -> StockItem | None:
    """What the seller keeps of the item in this unit, if anything ever."""
    place = (seller.legal_entity, seller.facility)
    return await work.find(STOCK_ITEM, stock_item_id(work.tenant, *place, item_id, base_unit))

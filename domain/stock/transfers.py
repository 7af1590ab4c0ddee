"""Goods on their way between facilities: what leaves one arrives at the other in the same save."""

from domain.catalogue.state import CatalogueItem
from domain.charges import carried
from domain.stock.commands import TransferStock
from domain.stock.days import check_left, used_on
from domain.stock.errors import StockItemSameFacility, StockItemSerialHere
from domain.stock.events import StockItemTransferredIn, StockItemTransferredOut
from domain.stock.parcels import Cost
from domain.stock.picking import Use, pick
from domain.stock.state import ZERO, StockItem, share


def send(
    item: StockItem, command: TransferStock, to_stock_item_id: str, of: CatalogueItem
) -> StockItemTransferredOut:
    """Usable goods leave at their average cost, first to expire first."""
    if to_stock_item_id == item.id:
        raise StockItemSameFacility(item.facility)
    check_left(item, command.transferred_on, command)
    use = Use(used_on(command.transferred_on, command), of)
    return StockItemTransferredOut(
        transfer_id=command.transfer_id,
        to_stock_item_id=to_stock_item_id,
        to_legal_entity=command.to_legal_entity,
        to_facility=command.to_facility,
        transferred_on=command.transferred_on,
        transferred_by=command.transferred_by,
        parcels=pick(item, command.wanted, "available", use=use),
        costs=share(item.worth, command.wanted.quantity),
    )


def arrive(
    there: StockItem, sent: StockItemTransferredOut, origin: StockItem, command: TransferStock
) -> StockItemTransferredIn:
    """They lie at the other facility, at the place that was named for them.

    They cost what they did, and what it cost to bring them.
    """
    here = {serial for each in there.bins.values() for serial in each.serials}
    for parcel in sent.parcels:
        for serial in parcel.serials:
            if serial in here:
                raise StockItemSerialHere(there.number, serial)
    worth = {each.currency: each.amount for each in sent.costs}
    charges = carried(command.charges, worth, command.charged_in)
    for each in charges:
        worth[each.currency] = worth.get(each.currency, ZERO) + each.amount
    place = {"storage_location": command.to_storage_location}
    return StockItemTransferredIn(
        transfer_id=sent.transfer_id,
        from_stock_item_id=origin.id,
        from_legal_entity=origin.legal_entity,
        from_facility=origin.facility,
        transferred_on=sent.transferred_on,
        transferred_by=sent.transferred_by,
        parcels=tuple(each.model_copy(update=place) for each in sent.parcels),
        costs=tuple(Cost(amount=worth[currency], currency=currency) for currency in sorted(worth)),
        carried=charges or None,
    )

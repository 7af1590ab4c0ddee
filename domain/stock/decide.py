"""What a stock item answers when goods are issued, counted, scrapped and moved.

Never less than nothing, and nothing leaves that is past its date but to the bin or the supplier.
Transfers, consignment and what departments give back stand in `transfers`, `consignment` and
`issue_returns`, receipts in `receiving`.
"""

from datetime import date
from decimal import Decimal

from domain.catalogue.buying import require_user
from domain.catalogue.state import CatalogueItem
from domain.money import extended
from domain.stock.commands import (
    CountedBin,
    CountStock,
    IssueStock,
    MoveStock,
    OpenStockItem,
    PlacedParcel,
    ScrapStock,
)
from domain.stock.control_errors import StockItemAwaitsInspection
from domain.stock.days import check_came, check_left, used_on
from domain.stock.errors import (
    StockItemBinsRepeated,
    StockItemCostKnown,
    StockItemCostUnknown,
    StockItemCountNegative,
    StockItemExists,
    StockItemNothingMoves,
    StockItemOtherUnit,
    StockItemSerialCount,
    StockItemSerialHere,
)
from domain.stock.events import (
    StockItemCounted,
    StockItemEvent,
    StockItemIssued,
    StockItemMoved,
    StockItemOpened,
    StockItemScrapped,
)
from domain.stock.parcels import (
    CONSIGNED_DISPOSITIONS,
    FROM_FREE_ON,
    IN_INSPECTION,
    OUR_DISPOSITIONS,
    USABLE,
    Cost,
    CountedParcel,
    Disposition,
    Parcel,
)
from domain.stock.picking import Use, check_units, pick
from domain.stock.state import ZERO, StockItem, bin_key, share

Events = tuple[StockItemEvent, ...]


def open_item(item: StockItem | None, command: OpenStockItem, of: CatalogueItem) -> Events:
    """Stock is kept from now on. Whoever sends the command derives the id from item and place."""
    if item is not None:
        raise StockItemExists(item.number, item.facility, item.id)
    if command.base_unit != of.base_unit:
        raise StockItemOtherUnit(of.number, command.base_unit, of.base_unit)
    place = (command.legal_entity, command.facility)
    return (opened(command.stock_item_id, *place, of, of.base_unit),)


def opened(
    stock_item_id: str, legal_entity: str, facility: str, of: CatalogueItem, base_unit: str
) -> StockItemOpened:
    """The first fact of the stock of this catalogue item at this place."""
    return StockItemOpened(
        stock_item_id=stock_item_id,
        legal_entity=legal_entity,
        facility=facility,
        item_id=of.item_id,
        item_number=of.number,
        description=of.description,
        base_unit=base_unit,
    )


def issue(item: StockItem, command: IssueStock, of: CatalogueItem) -> Events:
    """A department takes available goods, first to expire first unless it names a lot."""
    require_user(of, command.department, is_entitled=True)  # Who uses it is not known here.
    check_left(item, command.issued_on, command)
    use = Use(used_on(command.issued_on, command), of)
    parcels = pick(item, command.wanted, "available", use=use)
    return (
        StockItemIssued(
            department=command.department,
            issued_on=command.issued_on,
            issued_by=command.issued_by,
            parcels=parcels,
            costs=share(item.worth, command.wanted.quantity),
            requisition=command.requisition,
        ),
    )


def scrap(item: StockItem, command: ScrapStock) -> Events:
    """Goods are destroyed, in whatever disposition; consigned ones are not ours to destroy."""
    check_left(item, command.scrapped_on, command)
    if command.disposition == "consigned":
        raise StockItemNothingMoves(item.number)
    if command.disposition == IN_INSPECTION:
        raise StockItemAwaitsInspection(item.number)
    return (
        StockItemScrapped(
            scrapped_on=command.scrapped_on,
            scrapped_by=command.scrapped_by,
            reason_code=command.reason_code,
            parcels=pick(item, command.wanted, command.disposition),
            costs=share(item.worth, command.wanted.quantity),
        ),
    )


def move(item: StockItem, command: MoveStock, of: CatalogueItem) -> Events:
    """Goods are put elsewhere or judged anew. Those of a supplier stay his while they are.

    A recalled lot is not released; that a lot is past its date is no reason not to. What nobody
    inspected changes its place only.
    """
    supplier = command.supplier_id
    allowed = OUR_DISPOSITIONS if supplier is None else CONSIGNED_DISPOSITIONS
    asked = {command.disposition, command.to_disposition}
    if not asked <= {*allowed}:
        raise StockItemNothingMoves(item.number)
    if IN_INSPECTION in asked and len(asked) > 1:
        raise StockItemAwaitsInspection(item.number)
    releases = command.to_disposition in USABLE and command.disposition not in USABLE
    use = Use(date.min, of) if releases else None
    taken = pick(item, command.wanted, command.disposition, use=use, owner_id=supplier)
    placed_there = tuple(
        each.model_copy(
            update={
                "disposition": command.to_disposition,
                "storage_location": command.to_storage_location or each.storage_location,
            }
        )
        for each in taken
    )
    if all(bin_key(a) == bin_key(b) for a, b in zip(taken, placed_there, strict=True)):
        raise StockItemNothingMoves(item.number)
    return (
        StockItemMoved(
            moved_by=command.moved_by,
            reason_code=command.reason_code,
            taken=taken,
            placed=placed_there,
        ),
    )


def sets_free(command: MoveStock) -> bool:
    """Whether goods that were held back are so less than before: the word of an inspector."""
    was, becomes = (
        FROM_FREE_ON.index(each) for each in (command.disposition, command.to_disposition)
    )
    return command.disposition not in USABLE and becomes < was


def count(item: StockItem, command: CountStock) -> Events:
    """The bins hold what was found. Bins that the count does not name stay as they are."""
    check_came(item, command.counted_on, command)
    found = [_counted_parcel(item, each) for each in command.bins]
    if not found or len({bin_key(each.counted) for each in found}) < len(found):
        raise StockItemBinsRepeated(item.number)
    _check_found_serials(item, found)
    gained = sum((each.counted.quantity - each.expected for each in found), ZERO)
    return (
        StockItemCounted(
            counted_on=command.counted_on,
            counted_by=command.counted_by,
            reason_code=command.reason_code,
            parcels=tuple(found),
            costs=_variance(item, command, gained),
        ),
    )


def placed(
    item: StockItem, parcel: PlacedParcel, disposition: Disposition, owner_id: str | None = None
) -> Parcel:
    """The parcel as it lies here from now on; a unit that lies here already is refused."""
    check_units(parcel.quantity, parcel.serials)
    check_new_serials(item, parcel.serials)
    return Parcel(
        quantity=parcel.quantity,
        disposition=disposition,
        lot=parcel.lot,
        expires_on=parcel.expires_on,
        storage_location=parcel.storage_location,
        owner_id=owner_id,
        serials=parcel.serials,
    )


def _counted_parcel(item: StockItem, found: CountedBin) -> CountedParcel:
    if found.quantity < 0:
        raise StockItemCountNegative(found.quantity)
    named = len(set(found.serials))
    if found.serials and not named == len(found.serials) <= found.quantity:
        raise StockItemSerialCount(found.quantity, named)
    if found.disposition == "consigned":
        raise StockItemNothingMoves(item.number)
    counted = Parcel(
        quantity=found.quantity,
        disposition=found.disposition,
        lot=found.lot,
        expires_on=found.expires_on,
        storage_location=found.storage_location,
        serials=found.serials,
    )
    former = item.bins.get(bin_key(counted))
    if found.disposition == IN_INSPECTION and found.quantity > (former.quantity if former else 0):
        raise StockItemAwaitsInspection(item.number)
    before = former.serials if former else ()
    return CountedParcel(
        expected=former.quantity if former else ZERO,
        counted=counted,
        missing_serials=tuple(each for each in before if each not in found.serials),
    )


def _check_found_serials(item: StockItem, found: list[CountedParcel]) -> None:
    """No unit lies in two bins."""
    named = [serial for each in found for serial in each.counted.serials]
    counted = {bin_key(each.counted) for each in found}
    others = {
        serial for key, each in item.bins.items() if key not in counted for serial in each.serials
    }
    for place, serial in enumerate(named):
        if serial in others or serial in named[:place]:
            raise StockItemSerialHere(item.number, serial)


def check_new_serials(item: StockItem, serials: tuple[str, ...]) -> None:
    """Raises where a unit that comes lies here already."""
    here = {serial for each in item.bins.values() for serial in each.serials}
    for serial in serials:
        if serial in here:
            raise StockItemSerialHere(item.number, serial)


def _variance(item: StockItem, command: CountStock, gained: Decimal) -> tuple[Cost, ...]:
    """What was found or missed, at the average; where there never was one, at the stated cost."""
    stated = command.unit_cost is not None and command.currency is not None
    if stated and (gained <= 0 or _has_average(item)):
        raise StockItemCostKnown(item.number)
    if gained < 0:
        missed = share(item.worth, -gained)
        return tuple(Cost(amount=-each.amount, currency=each.currency) for each in missed)
    if gained == 0 or _has_average(item):
        return found_at(item, gained) if gained else ()
    if command.unit_cost is None or command.currency is None:
        raise StockItemCostUnknown(item.number)
    amount = extended(gained, command.unit_cost, command.currency)
    return (Cost(amount=amount, currency=command.currency),) if amount else ()


def found_at(item: StockItem, quantity: Decimal) -> tuple[Cost, ...]:
    """The average of what is here; of what was here last where nothing is left."""
    return share(item.worth if item.owned > 0 else item.last, quantity)


def _has_average(item: StockItem) -> bool:
    return item.owned > 0 or item.last.quantity > 0

"""Requisitions fulfilled from stock: the stock and the requisition change in one save."""

from decimal import Decimal
from typing import Final

from application.duties import Waived, record_uses, waived_for
from application.stock import issue_stock, return_issued_stock, transfer_stock
from application.work import Handlers, Work
from domain.catalogue.errors import CatalogueItemUnknownUnit
from domain.catalogue.state import CATALOGUE_ITEM
from domain.quantity import in_base
from domain.requisitions import stocking
from domain.requisitions.commands import (
    IssueRequisitionLine,
    PickRequisitionLine,
    ReleaseRequisitionPick,
    ReturnIssuedRequisitionLine,
)
from domain.requisitions.state import REQUISITION, Requisition
from domain.stock.commands import (
    IssueStock,
    PlacedParcel,
    ReturnIssuedStock,
    TransferStock,
    Wanted,
)
from domain.stock.parcels import RequisitionLineRef
from domain.stock.picking import Use, require_usable
from domain.stock.state import STOCK_ITEM, StockItem, stock_item_id


async def pick_requisition_line(work: Work, command: PickRequisitionLine) -> None:
    """Sets stock aside for the requester: what lies here and may be used. It stays in its bins."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    waived = await _waived(work, requisition, command.picked_by)
    events = stocking.pick(requisition, command, waived)
    stock = await _stock_of(work, requisition, command.line)
    of = await work.load(CATALOGUE_ITEM, stock.item_id)
    require_usable(stock, await _base_quantity(work, requisition, command), Use(work.today, of))
    await work.record(REQUISITION, command.requisition_id, events)
    await record_uses(work, waived, requisition.ref)


async def release_requisition_pick(work: Work, command: ReleaseRequisitionPick) -> None:
    """Puts it back on the shelf."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    events = stocking.release_pick(requisition, command)
    await work.record(REQUISITION, command.requisition_id, events)


async def issue_requisition_line(work: Work, command: IssueRequisitionLine) -> None:
    """Hands goods out to the department, or sends them to the facility that asked."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    stock = await _stock_of(work, requisition, command.line)
    waived = await _waived(work, requisition, command.issued_by)
    events = stocking.issue(requisition, command, stock.ref, waived)
    await work.record(REQUISITION, command.requisition_id, events)
    await record_uses(work, waived, requisition.ref)
    wanted = Wanted(
        quantity=await _base_quantity(work, requisition, command),
        lot=command.lot,
        storage_location=command.storage_location,
        serials=command.serials,
    )
    if requisition.kind == "transfer":
        await transfer_stock(work, _transfer(requisition, command, stock, wanted))
        return
    issue = IssueStock(
        stock_item_id=stock.id,
        issued_by=command.issued_by,
        department=requisition.department,
        issued_on=command.issued_on,
        wanted=wanted,
        requisition=_reference(requisition, command.line),
        now=command.now,
    )
    await issue_stock(work, issue)


async def return_issued_requisition_line(work: Work, command: ReturnIssuedRequisitionLine) -> None:
    """Puts what the requester did not need on the shelf again."""
    requisition = await work.load(REQUISITION, command.requisition_id)
    stock = await _stock_of(work, requisition, command.line)
    events = stocking.return_issue(requisition, command, stock.ref)
    await work.record(REQUISITION, command.requisition_id, events)
    back = ReturnIssuedStock(
        stock_item_id=stock.id,
        returned_by=command.returned_by,
        department=requisition.department,
        returned_on=command.returned_on,
        parcel=PlacedParcel(
            quantity=await _base_quantity(work, requisition, command),
            lot=command.lot,
            expires_on=command.expires_on,
            storage_location=command.storage_location,
            serials=command.serials,
        ),
        requisition=_reference(requisition, command.line),
        now=command.now,
    )
    await return_issued_stock(work, back)


async def _waived(work: Work, requisition: Requisition, person: str) -> Waived:
    participants = requisition.participants
    return await waived_for(work, "issue", person, requisition.ref, participants)


async def _stock_of(work: Work, requisition: Requisition, line: int) -> StockItem:
    """The stock that fulfils the line: of the facility that asked, or of the one that gives."""
    wish = stocking.stocked_line(requisition, line).line
    assert wish.item_id is not None, "a stocked line names its item"
    item = await work.load(CATALOGUE_ITEM, wish.item_id)
    gives = requisition.from_facility if requisition.kind == "transfer" else None
    place = (requisition.legal_entity, gives or requisition.facility)
    stock_id = stock_item_id(work.tenant, *place, item.item_id, item.base_unit)
    return await work.load(STOCK_ITEM, stock_id)


async def _base_quantity(
    work: Work,
    requisition: Requisition,
    command: PickRequisitionLine | IssueRequisitionLine | ReturnIssuedRequisitionLine,
) -> Decimal:
    """The quantity as the stock counts it. An item that is retired is handed out all the same."""
    wish = requisition.lines[command.line].line
    assert wish.item_id is not None, "a stocked line names its item"
    item = await work.load(CATALOGUE_ITEM, wish.item_id)
    pack = wish.pack or item.packs.get(wish.unit)
    if pack is None:
        raise CatalogueItemUnknownUnit(item.number, wish.unit, tuple(item.packs))
    return in_base(command.quantity, pack)


def _transfer(
    requisition: Requisition, command: IssueRequisitionLine, stock: StockItem, wanted: Wanted
) -> TransferStock:
    return TransferStock(
        stock_item_id=stock.id,
        transfer_id=command.transfer_id,
        transferred_by=command.issued_by,
        transferred_on=command.issued_on,
        to_legal_entity=requisition.legal_entity,
        to_facility=requisition.facility,
        wanted=wanted,
        to_storage_location=requisition.lines[command.line].line.deliver_to
        or requisition.deliver_to,
        now=command.now,
    )


def _reference(requisition: Requisition, line: int) -> RequisitionLineRef:
    return RequisitionLineRef(id=requisition.requisition_id, number=requisition.number, line=line)


HANDLERS: Final[Handlers] = {
    PickRequisitionLine: pick_requisition_line,
    ReleaseRequisitionPick: release_requisition_pick,
    IssueRequisitionLine: issue_requisition_line,
    ReturnIssuedRequisitionLine: return_issued_requisition_line,
}

"""HTTP for stock: issues, counts, scrap, moves, transfers, consignment. Rules: `domain/stock`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, ConversationOfRequest, values_of
from api.reads import add_reads
from api.stock_item_bodies import (
    ConsumeConsignmentBody,
    CountStockBody,
    IssueStockBody,
    MoveStockBody,
    OpenStockItemBody,
    ReceiveConsignmentBody,
    ReturnConsignmentBody,
    ReturnIssuedStockBody,
    ReverseConsumptionBody,
    ScrapStockBody,
    TransferStockBody,
    WantedBody,
)
from domain.charges import StatedCharge
from domain.ids import Id
from domain.stock.commands import (
    ConsumeConsignment,
    CountedBin,
    CountStock,
    IssueStock,
    MoveStock,
    OpenStockItem,
    PlacedParcel,
    ReceiveConsignment,
    ReturnConsignment,
    ReturnIssuedStock,
    ReverseConsumption,
    ScrapStock,
    TransferStock,
    Wanted,
)
from domain.stock.state import stock_item_id as id_of_stock_item
from projections.stock import STOCK

router: Final = command_router("/v1/stock-items", "stock items")


@router.post("", status_code=201)
async def open_stock_item(body: OpenStockItemBody, conversation: ConversationOfRequest) -> Accepted:
    """Begins to keep stock of an item at a facility. The id follows from item and place."""
    place = (body.legal_entity, body.facility)
    tenant = conversation.caller.tenant
    return await conversation.send(
        OpenStockItem(
            stock_item_id=id_of_stock_item(tenant, *place, body.item_id, body.base_unit),
            opened_by=conversation.actor_id,
            legal_entity=body.legal_entity,
            facility=body.facility,
            item_id=body.item_id,
            base_unit=body.base_unit,
            now=conversation.moment(body),
        )
    )


@router.post("/{stock_item_id}/issues")
async def issue_stock(
    stock_item_id: Id, body: IssueStockBody, conversation: ConversationOfRequest
) -> Accepted:
    """Issues available goods to a department; without a lot, what expires first."""
    moment = conversation.moment(body)
    return await conversation.send(
        IssueStock(
            stock_item_id=stock_item_id,
            issued_by=conversation.actor_id,
            department=body.department,
            issued_on=body.issued_on or moment.date(),
            wanted=_wanted(body),
            now=moment,
        )
    )


@router.post("/{stock_item_id}/issue-returns")
async def return_issued_stock(
    stock_item_id: Id, body: ReturnIssuedStockBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back from a department what it has not used."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReturnIssuedStock(
            stock_item_id=stock_item_id,
            returned_by=conversation.actor_id,
            department=body.department,
            returned_on=body.returned_on or moment.date(),
            parcel=PlacedParcel(**values_of(body.parcel)),
            now=moment,
        )
    )


@router.post("/{stock_item_id}/counts")
async def count_stock(
    stock_item_id: Id, body: CountStockBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what was found in the named bins; what differs is booked as an adjustment."""
    moment = conversation.moment(body)
    return await conversation.send(
        CountStock(
            stock_item_id=stock_item_id,
            counted_by=conversation.actor_id,
            counted_on=body.counted_on or moment.date(),
            reason_code=body.reason_code,
            bins=tuple(CountedBin(**values_of(each)) for each in body.bins),
            unit_cost=body.unit_cost,
            currency=body.currency,
            now=moment,
        )
    )


@router.post("/{stock_item_id}/scraps")
async def scrap_stock(
    stock_item_id: Id, body: ScrapStockBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that goods were destroyed, expired ones too."""
    moment = conversation.moment(body)
    return await conversation.send(
        ScrapStock(
            stock_item_id=stock_item_id,
            scrapped_by=conversation.actor_id,
            scrapped_on=body.scrapped_on or moment.date(),
            reason_code=body.reason_code,
            wanted=_wanted(body),
            disposition=body.disposition,
            now=moment,
        )
    )


@router.post("/{stock_item_id}/moves")
async def move_stock(
    stock_item_id: Id, body: MoveStockBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts goods elsewhere, or quarantines, releases or rejects them; an inspector releases."""
    return await conversation.send(
        MoveStock(
            stock_item_id=stock_item_id,
            moved_by=conversation.actor_id,
            reason_code=body.reason_code,
            wanted=_wanted(body),
            disposition=body.disposition,
            to_disposition=body.to_disposition,
            to_storage_location=body.to_storage_location,
            supplier_id=body.supplier_id,
            roles=conversation.caller.roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{stock_item_id}/transfers")
async def transfer_stock(
    stock_item_id: Id, body: TransferStockBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sends usable goods to another facility; both sides change in one save."""
    moment = conversation.moment(body)
    return await conversation.send(
        TransferStock(
            stock_item_id=stock_item_id,
            transfer_id=conversation.document_id(body.transfer_id, "transfer"),
            transferred_by=conversation.actor_id,
            transferred_on=body.transferred_on or moment.date(),
            to_legal_entity=body.to_legal_entity,
            to_facility=body.to_facility,
            to_storage_location=body.to_storage_location,
            wanted=_wanted(body),
            charges=tuple(StatedCharge(**values_of(each)) for each in body.charges),
            charged_in=body.charged_in,
            now=moment,
        )
    )


@router.post("/{stock_item_id}/consignments")
async def receive_consignment(
    stock_item_id: Id, body: ReceiveConsignmentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes in goods that stay the supplier's until they are used."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReceiveConsignment(
            stock_item_id=stock_item_id,
            consigned_by=conversation.actor_id,
            consigned_on=body.consigned_on or moment.date(),
            supplier_id=body.supplier_id,
            delivery_note=body.delivery_note,
            unit_price=body.unit_price,
            currency=body.currency,
            purchase_order_id=body.purchase_order_id,
            purchase_order_line=body.purchase_order_line,
            parcels=tuple(PlacedParcel(**values_of(each)) for each in body.parcels),
            now=moment,
        )
    )


@router.post("/{stock_item_id}/consumptions")
async def consume_consignment(
    stock_item_id: Id, body: ConsumeConsignmentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that consigned goods were used, which makes them owed for."""
    moment = conversation.moment(body)
    return await conversation.send(
        ConsumeConsignment(
            stock_item_id=stock_item_id,
            consumed_by=conversation.actor_id,
            consumed_on=body.consumed_on or moment.date(),
            supplier_id=body.supplier_id,
            department=body.department,
            wanted=_wanted(body),
            case_reference=body.case_reference,
            now=moment,
        )
    )


@router.post("/{stock_item_id}/consumption-reversals")
async def reverse_consumption(
    stock_item_id: Id, body: ReverseConsumptionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back a use that was recorded in error: nothing is owed for those goods any more."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReverseConsumption(
            stock_item_id=stock_item_id,
            consumption=body.consumption,
            reversed_by=conversation.actor_id,
            reversed_on=body.reversed_on or moment.date(),
            reason_code=body.reason_code,
            quantity=body.quantity,
            lot=body.lot,
            serials=body.serials,
            now=moment,
        )
    )


@router.post("/{stock_item_id}/consignment-returns")
async def return_consignment(
    stock_item_id: Id, body: ReturnConsignmentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives unused goods back to the supplier whose they are."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReturnConsignment(
            stock_item_id=stock_item_id,
            returned_by=conversation.actor_id,
            returned_on=body.returned_on or moment.date(),
            supplier_id=body.supplier_id,
            reason_code=body.reason_code,
            wanted=_wanted(body),
            disposition=body.disposition,
            now=moment,
        )
    )


def _wanted(body: WantedBody) -> Wanted:
    return Wanted(
        quantity=body.quantity,
        lot=body.lot,
        storage_location=body.storage_location,
        serials=body.serials,
    )


add_reads(router, STOCK, "stock_item")

"""HTTP for shipments between facilities. Rules are in `domain/shipments`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, ConversationOfRequest, values_of
from api.reads import add_reads
from api.shipment_bodies import (
    DispatchShipmentBody,
    ReceiveShipmentBody,
    TakeShipmentBackBody,
    WriteOffShipmentLossBody,
)
from domain.ids import Id
from domain.shipments.commands import (
    CountedGoods,
    DispatchShipment,
    GoodsToShip,
    LostGoods,
    ReceiveShipment,
    TakeShipmentBack,
    WriteOffShipmentLoss,
)
from domain.stock.commands import Wanted
from projections.shipments import SHIPMENTS

router: Final = command_router("/v1/shipments", "shipments")


@router.post("", status_code=201)
async def dispatch_shipment(
    body: DispatchShipmentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sends usable goods off to another facility; they are at neither until they arrive."""
    moment = conversation.moment(body)
    lines = tuple(
        GoodsToShip(
            item_id=each.item_id,
            wanted=Wanted(
                quantity=each.quantity,
                lot=each.lot,
                storage_location=each.storage_location,
                serials=each.serials,
            ),
        )
        for each in body.lines
    )
    return await conversation.send(
        DispatchShipment(
            shipment_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "SH"),
            dispatched_by=conversation.actor_id,
            dispatched_on=body.dispatched_on or moment.date(),
            legal_entity=body.legal_entity,
            facility=body.facility,
            to_legal_entity=body.to_legal_entity,
            to_facility=body.to_facility,
            lines=lines,
            expected_on=body.expected_on,
            waybill=body.waybill,
            now=moment,
        )
    )


@router.post("/{shipment_id}/receive")
async def receive_shipment(
    shipment_id: Id, body: ReceiveShipmentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes goods in where they were sent to; what is not named is still on its way."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReceiveShipment(
            shipment_id=shipment_id,
            received_by=conversation.actor_id,
            received_on=body.received_on or moment.date(),
            lines=tuple(CountedGoods(**values_of(each)) for each in body.lines),
            now=moment,
        )
    )


@router.post("/{shipment_id}/write-off")
async def write_off_shipment_loss(
    shipment_id: Id, body: WriteOffShipmentLossBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives up goods that were lost on the way; nobody who had them in hand may."""
    moment = conversation.moment(body)
    return await conversation.send(
        WriteOffShipmentLoss(
            shipment_id=shipment_id,
            written_off_by=conversation.actor_id,
            written_off_on=body.written_off_on or moment.date(),
            reason_code=body.reason_code,
            lines=tuple(LostGoods(**values_of(each)) for each in body.lines),
            now=moment,
        )
    )


@router.post("/{shipment_id}/take-back")
async def take_shipment_back(
    shipment_id: Id, body: TakeShipmentBackBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts goods that never arrived into the store again that they left."""
    moment = conversation.moment(body)
    return await conversation.send(
        TakeShipmentBack(
            shipment_id=shipment_id,
            taken_back_by=conversation.actor_id,
            taken_back_on=body.taken_back_on or moment.date(),
            reason_code=body.reason_code,
            lines=tuple(CountedGoods(**values_of(each)) for each in body.lines),
            now=moment,
        )
    )


add_reads(router, SHIPMENTS, "shipment")

"""HTTP for receipts: goods, service entries, returns, reversals. Rules are in `domain/receipts`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.reads import add_reads
from api.receipt_bodies import (
    DesktopReceiptBody,
    PostReceiptBody,
    QuarantineReceiptBody,
    RecordInspectionBody,
    ReturnGoodsBody,
    ReverseReceiptBody,
    ServiceEntryBody,
)
from api.receipt_label_bodies import CorrectReceiptLabelsBody, labelled_line
from api.recount_bodies import AskForRecountBody, CorrectReceiptBody, RecordRecountBody
from domain.charges import StatedCharge
from domain.ids import Id
from domain.receipts.commands import (
    AcceptServiceReceipt,
    AskForRecount,
    CorrectReceipt,
    DoubtedLine,
    JudgedLine,
    PostDesktopReceipt,
    PostReceipt,
    QuarantineReceipt,
    ReceivedLine,
    RecordInspection,
    RecordRecount,
    RecordServiceEntry,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
    WitnessReceipt,
)
from domain.receipts.label_commands import CorrectReceiptLabels
from projections.receipts import RECEIPTS

router: Final = command_router("/v1/receipts", "receipts")


@router.post("", status_code=201)
async def post_receipt(body: PostReceiptBody, conversation: ConversationOfRequest) -> Accepted:
    """Posts a goods receipt: order ledger, stock and waiting invoices move in the same save."""
    moment = conversation.moment(body)
    return await conversation.send(
        PostReceipt(
            receipt_id=conversation.document_id(body.id),
            receiver_id=conversation.actor_id,
            number=conversation.number(body.number, "GR"),
            purchase_order_id=body.purchase_order_id,
            received_on=body.received_on or moment.date(),
            posted_on=body.posted_on,
            delivery_note=body.delivery_note,
            shipment=body.shipment,
            shipment_ends=body.shipment_ends,
            lines=tuple(ReceivedLine(**values_of(line)) for line in body.lines),
            charges=tuple(StatedCharge(**values_of(each)) for each in body.charges),
            now=moment,
        )
    )


@router.post("/desktop", status_code=201)
async def post_desktop_receipt(
    body: DesktopReceiptBody, conversation: ConversationOfRequest
) -> Accepted:
    """Confirms as requester what was performed or came; beyond a limit a second person accepts."""
    moment = conversation.moment(body)
    return await conversation.send(
        PostDesktopReceipt(
            receipt_id=conversation.document_id(body.id),
            confirmed_by=conversation.actor_id,
            number=conversation.number(body.number, "DR"),
            purchase_order_id=body.purchase_order_id,
            received_on=body.received_on or moment.date(),
            description=body.description,
            lines=tuple(ReceivedLine(**values_of(line)) for line in body.lines),
            performed_from=body.performed_from,
            performed_until=body.performed_until,
            now=moment,
        )
    )


@router.post("/service-entries", status_code=201)
async def record_service_entry(
    body: ServiceEntryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Enters performed work into a service receipt; it counts once the receipt is accepted."""
    moment = conversation.moment(body)
    return await conversation.send(
        RecordServiceEntry(
            receipt_id=conversation.document_id(body.receipt_id),
            receiver_id=conversation.actor_id,
            number=conversation.number(body.number, "SR"),
            purchase_order_id=body.purchase_order_id,
            purchase_order_line=body.purchase_order_line,
            description=body.description,
            quantity=body.quantity,
            performed_on=body.performed_on or moment.date(),
            now=moment,
        )
    )


@router.post("/{receipt_id}/accept")
async def accept_service_receipt(
    receipt_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Accepts all work entered so far and posts it."""
    moment = conversation.moment(body)
    return await conversation.send(
        AcceptServiceReceipt(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            received_on=moment.date(),
            now=moment,
        )
    )


@router.post("/{receipt_id}/reverse")
async def reverse_receipt(
    receipt_id: Id, body: ReverseReceiptBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back a receipt that was posted in error; invoices are matched again."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReverseReceipt(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            reversed_on=moment.date(),
            reason_code=body.reason_code,
            now=moment,
        )
    )


@router.post("/{receipt_id}/returns")
async def return_goods(
    receipt_id: Id, body: ReturnGoodsBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sends goods back at the receipt's cost; invoices are matched again."""
    moment = conversation.moment(body)
    return await conversation.send(
        ReturnGoods(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            returned_on=moment.date(),
            reason_code=body.reason_code,
            lines=tuple(ReturnedLine(**values_of(line)) for line in body.lines),
            authorization=body.authorization,
            return_request=body.return_request,
            now=moment,
        )
    )


@router.post("/{receipt_id}/inspections")
async def record_inspection(
    receipt_id: Id, body: RecordInspectionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Accepts and rejects goods; stock moves with the judgement."""
    moment = conversation.moment(body)
    return await conversation.send(
        RecordInspection(
            receipt_id=receipt_id,
            inspected_by=conversation.actor_id,
            inspected_on=body.inspected_on or moment.date(),
            lines=tuple(JudgedLine(**values_of(line)) for line in body.lines),
            now=moment,
        )
    )


@router.post("/{receipt_id}/quarantine")
async def quarantine_receipt(
    receipt_id: Id, body: QuarantineReceiptBody, conversation: ConversationOfRequest
) -> Accepted:
    """Holds goods back that were taken in; an inspection settles what becomes of them."""
    moment = conversation.moment(body)
    return await conversation.send(
        QuarantineReceipt(
            receipt_id=receipt_id,
            quarantined_by=conversation.actor_id,
            quarantined_on=body.quarantined_on or moment.date(),
            reason_code=body.reason_code,
            lines=tuple(DoubtedLine(**values_of(line)) for line in body.lines),
            now=moment,
        )
    )


@router.post("/{receipt_id}/witness")
async def witness_receipt(
    receipt_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says as a second person that the controlled goods are there; they are free from then on."""
    moment = conversation.moment(body)
    return await conversation.send(
        WitnessReceipt(
            receipt_id=receipt_id,
            witness_id=conversation.actor_id,
            witnessed_on=moment.date(),
            now=moment,
        )
    )


@router.post("/{receipt_id}/recount-requests")
async def ask_for_recount(
    receipt_id: Id, body: AskForRecountBody, conversation: ConversationOfRequest
) -> Accepted:
    """Doubts a blind count; until another person has counted again nobody corrects it."""
    return await conversation.send(
        AskForRecount(
            receipt_id=receipt_id,
            asked_by=conversation.actor_id,
            reason_code=body.reason_code,
            lines=body.lines,
            now=conversation.moment(body),
        )
    )


@router.post("/{receipt_id}/recounts")
async def record_recount(
    receipt_id: Id, body: RecordRecountBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says as another person what is there; what differs corrects the receipt."""
    moment = conversation.moment(body)
    return await conversation.send(
        RecordRecount(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            recounted_on=body.recounted_on or moment.date(),
            lines=tuple(RecountedLine(**values_of(line)) for line in body.lines),
            now=moment,
        )
    )


@router.post("/{receipt_id}/corrections")
async def correct_receipt(
    receipt_id: Id, body: CorrectReceiptBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says what was really counted; the difference moves order, stock and waiting invoices."""
    moment = conversation.moment(body)
    return await conversation.send(
        CorrectReceipt(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            corrected_on=body.corrected_on or moment.date(),
            reason_code=body.reason_code,
            lines=tuple(RecountedLine(**values_of(line)) for line in body.lines),
            now=moment,
        )
    )


@router.post("/{receipt_id}/label-corrections")
async def correct_receipt_labels(
    receipt_id: Id, body: CorrectReceiptLabelsBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says which lot, date or serials the goods really bear; stock and recalls follow."""
    moment = conversation.moment(body)
    return await conversation.send(
        CorrectReceiptLabels(
            receipt_id=receipt_id,
            receiver_id=conversation.actor_id,
            corrected_on=body.corrected_on or moment.date(),
            reason_code=body.reason_code,
            lines=tuple(labelled_line(line) for line in body.lines),
            now=moment,
        )
    )


add_reads(router, RECEIPTS, "receipt")

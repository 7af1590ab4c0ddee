"""HTTP for inter-company bills. They follow from what was delivered: nobody sends one in."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import INTERCOMPANY_BILL, INTERCOMPANY_ORDER, example
from api.reads import add_reads
from domain.ids import Id, Number
from domain.intercompany_bills.commands import IssueIntercompanyBill
from projections.intercompany_bills import INTERCOMPANY_BILLS

router: Final = command_router("/v1/intercompany-bills", "inter-company bills")


class IssueIntercompanyBillBody(CommandBody):
    """The order whose deliveries are billed; what went back since the last bill is credited."""

    model_config = example(
        id=INTERCOMPANY_BILL, number="ICB-1", purchase_order_id=INTERCOMPANY_ORDER
    )

    id: Id | None = None
    number: Number | None = None
    purchase_order_id: Id


@router.post("", status_code=201)
async def issue_intercompany_bill(
    body: IssueIntercompanyBillBody, conversation: ConversationOfRequest
) -> Accepted:
    """Bills all that came on an inter-company order and is not billed, at its transfer price."""
    return await conversation.send(
        IssueIntercompanyBill(
            intercompany_bill_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "ICB"),
            purchase_order_id=body.purchase_order_id,
            billed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, INTERCOMPANY_BILLS, "intercompany_bill")

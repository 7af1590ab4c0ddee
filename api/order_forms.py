"""HTTP for the order forms of controlled substances."""

from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.plain_numbers import PathNumber
from domain.ids import Id, Number
from domain.purchase_orders.commands import RecordOrderForm
from domain.quantity import Quantity

router: Final = command_router("/v1/purchase-orders", "purchase orders")


class OrderFormBody(CommandBody):
    """The signed order of a substance of schedule I or II."""

    model_config = example(reference="26X000417")

    reference: Number = Field(description="Of the CSOS order, or the number of the form 222.")
    quantity: Quantity | None = Field(
        default=None, description="That is signed for, in the line's unit; left out: all of it."
    )


@router.post("/{purchase_order_id}/lines/{line}/order-form")
async def record_order_form(
    purchase_order_id: Id,
    line: PathNumber,
    body: OrderFormBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Signs for the line, by a registrant of the facility; without it the order is not issued."""
    return await conversation.send(
        RecordOrderForm(
            purchase_order_id=purchase_order_id,
            line=line,
            reference=body.reference,
            quantity=body.quantity,
            signed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )

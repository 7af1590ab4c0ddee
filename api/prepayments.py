"""HTTP for prepayments: ask, pay, credit. Invoices use them up by themselves."""

from datetime import date
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.examples import PREPAYMENT, PURCHASE_ORDER, example
from api.reads import add_reads
from domain.ids import Id, Number
from domain.money import Amount
from domain.prepayments.commands import PayPrepayment, RecordPrepaymentCredit, RequestPrepayment
from domain.quantity import Quantity
from projections.prepayments import PREPAYMENTS

router: Final = command_router("/v1/prepayments", "prepayments")


class RequestPrepaymentBody(CommandBody):
    """What the supplier wants ahead of an order that nobody has billed."""

    model_config = example(
        id=PREPAYMENT,
        number="PF-2207",
        purchase_order_id=PURCHASE_ORDER,
        amount="100.00",
        due_on="2026-03-10",
        effective_at="2026-03-02T09:00:00Z",
    )

    id: Id | None = None
    number: Number = Field(description="Of the supplier's pro forma.")
    purchase_order_id: Id
    percent: Quantity | None = Field(default=None, description="Of each line; or give an amount.")
    amount: Amount | None = None
    due_on: date


class PayPrepaymentBody(CommandBody):
    """The payment of all that is asked for."""

    model_config = example(payment="BANK-90011", paid_on="2026-03-09")

    payment: Number
    paid_on: date


class RecordPrepaymentCreditBody(CommandBody):
    """How much less is asked for, or came back."""

    model_config = example(credit="CN-118", credited_on="2026-03-12", amount="20.00")

    credit: Number
    credited_on: date
    amount: Amount


@router.post("", status_code=201)
async def request_prepayment(
    body: RequestPrepaymentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts on file that a supplier asks for money ahead; in all at most what is ordered."""
    return await conversation.send(
        RequestPrepayment(
            prepayment_id=conversation.document_id(body.id),
            requested_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "id", "effective_at"),
        )
    )


@router.post("/{prepayment_id}/pay")
async def pay_prepayment(
    prepayment_id: Id, body: PayPrepaymentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the bank paid it; invoices for the order use it up before more is paid."""
    return await conversation.send(
        PayPrepayment(
            prepayment_id=prepayment_id,
            payment=body.payment,
            paid_on=body.paid_on,
            paid_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{prepayment_id}/credit")
async def record_prepayment_credit(
    prepayment_id: Id, body: RecordPrepaymentCreditBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that less is asked for; of a paid one, that so much came back."""
    return await conversation.send(
        RecordPrepaymentCredit(
            prepayment_id=prepayment_id,
            credit=body.credit,
            credited_on=body.credited_on,
            amount=body.amount,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, PREPAYMENTS, "prepayment")

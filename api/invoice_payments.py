"""HTTP for the payments of an invoice: schedule, withdraw, fail, record, void."""

from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from domain.ids import Code, Id, Number
from domain.invoices.commands import RecordPayment
from domain.invoices.payment_commands import (
    RecordPaymentFailure,
    SchedulePayment,
    VoidPayment,
    WithdrawPayment,
)
from domain.money import Amount

router: Final = command_router("/v1/invoices", "invoices")
_DISCOUNT: Final = "Kept back because it is paid early: at most the share that the amount earns."


class SchedulePaymentBody(CommandBody):
    """A payment for the run of a day."""

    model_config = example(
        payment="RUN-2026-13-7",
        pay_on="2026-03-31",
        amount="1250.00",
        effective_at="2026-03-25T09:00:00Z",
    )

    payment: Number = Field(description="As the payment run names it.")
    pay_on: date
    amount: Amount
    discount: Amount = Field(default=Decimal(0), description=_DISCOUNT)


class WithdrawPaymentBody(CommandBody):
    """Which scheduled payment is not made, and why."""

    model_config = example(payment="RUN-2026-13-7", reason_code="paid_later")

    payment: Number
    reason_code: Code


class RecordPaymentFailureBody(CommandBody):
    """Which scheduled payment the bank did not make, and why."""

    model_config = example(
        payment="RUN-2026-14-2", failed_on="2026-04-07", reason_code="account_closed"
    )

    payment: Number
    failed_on: date
    reason_code: Code


class RecordPaymentBody(CommandBody):
    """What the bank paid."""

    model_config = example(payment="BANK-90017", paid_on="2026-04-01", amount="1250.00")

    payment: Number = Field(description="The bank's reference, or the number of the scheduled one.")
    paid_on: date
    amount: Amount
    discount: Amount = Field(default=Decimal(0), description=_DISCOUNT)


class VoidPaymentBody(CommandBody):
    """Which payment came back, and why."""

    model_config = example(
        payment="BANK-90016", voided_on="2026-04-08", reason_code="returned_by_bank"
    )

    payment: Number
    voided_on: date
    reason_code: Code


@router.post("/{invoice_id}/payments/schedule")
async def schedule_payment(
    invoice_id: Id, body: SchedulePaymentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts a payment into the run of a day; a hold that comes before takes it out again."""
    return await conversation.send(
        SchedulePayment(
            invoice_id=invoice_id,
            payment=body.payment,
            pay_on=body.pay_on,
            amount=body.amount,
            discount=body.discount,
            scheduled_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/payments/withdraw")
async def withdraw_payment(
    invoice_id: Id, body: WithdrawPaymentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a scheduled payment out of its run."""
    return await conversation.send(
        WithdrawPayment(
            invoice_id=invoice_id,
            payment=body.payment,
            withdrawn_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/payments/fail")
async def record_payment_failure(
    invoice_id: Id, body: RecordPaymentFailureBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the bank did not make a scheduled payment; nothing has moved."""
    return await conversation.send(
        RecordPaymentFailure(
            invoice_id=invoice_id,
            payment=body.payment,
            failed_on=body.failed_on,
            recorded_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/payments")
async def record_payment(
    invoice_id: Id, body: RecordPaymentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what the bank paid; refused while a hold stands."""
    return await conversation.send(
        RecordPayment(
            invoice_id=invoice_id,
            paid_by=conversation.actor_id,
            payment=body.payment,
            paid_on=body.paid_on,
            amount=body.amount,
            discount=body.discount,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/payments/void")
async def void_payment(
    invoice_id: Id, body: VoidPaymentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back a payment that the bank returned; what it settled is open again."""
    return await conversation.send(
        VoidPayment(
            invoice_id=invoice_id,
            payment=body.payment,
            voided_on=body.voided_on,
            voided_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )

"""HTTP for recoveries: open by hand, assign, paid back, written off, closed.

What goods and receipts show to be too much opens and closes by itself.
"""

from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import INVOICE, RECOVERY, example
from api.reads import add_reads
from domain.ids import Code, Id, LineNo, Number
from domain.money import Amount
from domain.quantity import Quantity
from domain.recoveries.commands import (
    AssignRecovery,
    CloseRecovery,
    OpenRecovery,
    OverpaidLine,
    RecordRecoveryRefund,
    WriteOffRecovery,
)
from domain.recoveries.events import Cause
from projections.recoveries import RECOVERIES

router: Final = command_router("/v1/recoveries", "recoveries")


class OverpaidLineBody(Body):
    """What of one invoice line was too much; on price alone the quantity is zero."""

    line: LineNo
    quantity: Quantity
    amount: Amount


class OpenRecoveryBody(CommandBody):
    """What somebody found to be too much of an invoice that is paid."""

    model_config = example(
        id=RECOVERY,
        invoice_id=INVOICE,
        cause="price_too_high",
        lines=[{"line": 1, "quantity": "0", "amount": "25.00"}],
    )

    id: Id | None = None
    invoice_id: Id
    cause: Cause
    lines: tuple[OverpaidLineBody, ...] = Field(
        default=(), description="By default all that is not credited of the invoice."
    )
    tax: Amount = Field(default=Decimal(0), description="Of these lines.")
    duplicate_of: Id | None = Field(
        default=None, description="The invoice that it repeats, if it was paid twice."
    )


class AssignRecoveryBody(CommandBody):
    """Who sees to it."""

    model_config = example(owner="ana")

    owner: Code


class RecordRecoveryRefundBody(CommandBody):
    """The whole claim, as it came back."""

    model_config = example(refund="BANK-90044", refunded_on="2026-04-20", amount="25.00")

    refund: Number = Field(description="As the bank or the supplier names it.")
    refunded_on: date
    amount: Amount


class WriteOffRecoveryBody(CommandBody):
    """Why nobody will get it back."""

    model_config = example(reason_code="supplier_insolvent")

    reason_code: Code


class CloseRecoveryBody(CommandBody):
    """Why it need not come back, or the credit memo that gives it back."""

    model_config = example(reason_code="found_in_error")

    reason_code: Code
    credit_memo_id: Id | None = None


@router.post("", status_code=201)
async def open_recovery(body: OpenRecoveryBody, conversation: ConversationOfRequest) -> Accepted:
    """Claims back what was paid too much: a duplicate found late, a price, an error."""
    return await conversation.send(
        OpenRecovery(
            recovery_id=conversation.document_id(body.id),
            opened_by=conversation.actor_id,
            lines=tuple(OverpaidLine(**values_of(line)) for line in body.lines),
            now=conversation.moment(body),
            **values_of(body, "id", "lines", "effective_at"),
        )
    )


@router.post("/{recovery_id}/assign")
async def assign_recovery(
    recovery_id: Id, body: AssignRecoveryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says who sees to it from now on."""
    return await conversation.send(
        AssignRecovery(
            recovery_id=recovery_id,
            owner=body.owner,
            assigned_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{recovery_id}/refund")
async def record_recovery_refund(
    recovery_id: Id, body: RecordRecoveryRefundBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the claim came back without a credit memo, whole or in parts."""
    return await conversation.send(
        RecordRecoveryRefund(
            recovery_id=recovery_id,
            refund=body.refund,
            refunded_on=body.refunded_on,
            amount=body.amount,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{recovery_id}/write-off")
async def write_off_recovery(
    recovery_id: Id, body: WriteOffRecoveryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives the claim up as a loss; by nobody who captured, let pass or paid the invoice."""
    moment = conversation.moment(body)
    return await conversation.send(
        WriteOffRecovery(
            recovery_id=recovery_id,
            written_off_on=moment.date(),
            reason_code=body.reason_code,
            written_off_by=conversation.actor_id,
            now=moment,
        )
    )


@router.post("/{recovery_id}/close")
async def close_recovery(
    recovery_id: Id, body: CloseRecoveryBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends one that another person opened: it was an error, or a credit memo gives it back.

    A memo that gives back a part lowers the claim, which stays open over the rest.
    """
    return await conversation.send(
        CloseRecovery(
            recovery_id=recovery_id,
            reason_code=body.reason_code,
            closed_by=conversation.actor_id,
            credit_memo_id=body.credit_memo_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, RECOVERIES, "recovery")

"""HTTP for disputes of invoices: withhold a part, and say how it was resolved."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.plain_numbers import PathNumber
from domain.ids import Code, Id
from domain.invoices.disputes import RaiseInvoiceDispute, ResolveInvoiceDispute
from domain.money import Amount

router: Final = command_router("/v1/invoices", "invoices")


class RaiseInvoiceDisputeBody(CommandBody):
    """How much is withheld, and why."""

    model_config = example(amount="100.00", reason_code="damaged_on_arrival")

    amount: Amount
    reason_code: Code


class ResolveInvoiceDisputeBody(CommandBody):
    """Why it is paid after all, or which credit memo gives it back."""

    model_config = example(reason_code="proof_of_delivery")

    reason_code: Code
    credit_memo_id: Id | None = None


@router.post("/{invoice_id}/disputes")
async def raise_invoice_dispute(
    invoice_id: Id, body: RaiseInvoiceDisputeBody, conversation: ConversationOfRequest
) -> Accepted:
    """Withholds a part of what is open until it is resolved; the rest may be paid."""
    return await conversation.send(
        RaiseInvoiceDispute(
            invoice_id=invoice_id,
            amount=body.amount,
            raised_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/disputes/{dispute}/resolve")
async def resolve_invoice_dispute(
    invoice_id: Id,
    dispute: PathNumber,
    body: ResolveInvoiceDisputeBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Ends a dispute: by nobody who captured the invoice or raised it."""
    return await conversation.send(
        ResolveInvoiceDispute(
            invoice_id=invoice_id,
            dispute=dispute,
            resolved_by=conversation.actor_id,
            reason_code=body.reason_code,
            credit_memo_id=body.credit_memo_id,
            now=conversation.moment(body),
        )
    )

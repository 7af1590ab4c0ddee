"""HTTP for disputes of invoices: withhold a part, pay the rest, and say how it was resolved."""

from decimal import Decimal
from typing import Annotated, Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest
from api.examples import example
from api.plain_numbers import PathNumber
from domain.ids import LINES_MAX, Code, Id, LineNo, Number
from domain.invoices.disputes import RaiseInvoiceDispute, ResolveInvoiceDispute
from domain.invoices.short_pay import ShortPayInvoice, WriteBackInvoiceDispute
from domain.money import Amount
from domain.quantity import Quantity

router: Final = command_router("/v1/invoices", "invoices")


class WithheldLineBody(Body):
    """How much of a line's amount is withheld; its tax is, too."""

    line: LineNo
    amount: Amount


class RaiseInvoiceDisputeBody(CommandBody):
    """How much is withheld, of the whole invoice or of lines, and why."""

    model_config = example(amount="100.00", reason_code="damaged_on_arrival")

    amount: Amount = Decimal(0)
    reason_code: Code
    lines: Annotated[tuple[WithheldLineBody, ...], Field(max_length=LINES_MAX)] = ()
    evidence: Number | None = None


class ShortPayInvoiceBody(CommandBody):
    """What is withheld for the holds that stand, why, and which document shows it."""

    model_config = example(
        lines=[{"line": 1, "amount": "100.00"}],
        reason_code="short_delivery",
        evidence="CLAIM-2026-17",
    )

    reason_code: Code
    evidence: Number
    lines: Annotated[tuple[WithheldLineBody, ...], Field(max_length=LINES_MAX)] = ()
    amount: Amount = Decimal(0)


class ResolveInvoiceDisputeBody(CommandBody):
    """Why it is paid after all, or which credit memo gives it back."""

    model_config = example(reason_code="proof_of_delivery")

    reason_code: Code
    credit_memo_id: Id | None = None


class WrittenBackLineBody(Body):
    """Goods of a line that are not billed any more, in the order line's unit."""

    line: LineNo
    quantity: Quantity


class WriteBackInvoiceDisputeBody(CommandBody):
    """Our debit note, and the document in which the supplier agrees to it."""

    model_config = example(
        credit_memo_id="0c5b6f8e-9d3a-5f1b-8a51-0d6d1f5f8f11",
        number="DN-2026-17",
        reason_code="short_delivery",
        consent="MAIL-2026-03-09",
        quantities=[{"line": 1, "quantity": "1"}],
    )

    credit_memo_id: Id
    number: Number
    reason_code: Code
    consent: Number
    quantities: Annotated[tuple[WrittenBackLineBody, ...], Field(max_length=LINES_MAX)] = ()


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
            lines=tuple((each.line, each.amount) for each in body.lines),
            evidence=body.evidence,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/short-pay")
async def short_pay_invoice(
    invoice_id: Id, body: ShortPayInvoiceBody, conversation: ConversationOfRequest
) -> Accepted:
    """Withholds what its holds would cost; the rest may be paid although they stand."""
    return await conversation.send(
        ShortPayInvoice(
            invoice_id=invoice_id,
            short_paid_by=conversation.actor_id,
            reason_code=body.reason_code,
            evidence=body.evidence,
            lines=tuple((each.line, each.amount) for each in body.lines),
            amount=body.amount,
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


@router.post("/{invoice_id}/disputes/{dispute}/write-back")
async def write_back_invoice_dispute(
    invoice_id: Id,
    dispute: PathNumber,
    body: WriteBackInvoiceDisputeBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Takes it off by a debit note of ours, which is posted at once: the supplier agrees."""
    return await conversation.send(
        WriteBackInvoiceDispute(
            invoice_id=invoice_id,
            dispute=dispute,
            credit_memo_id=body.credit_memo_id,
            number=body.number,
            written_back_by=conversation.actor_id,
            reason_code=body.reason_code,
            consent=body.consent,
            quantities=tuple((each.line, each.quantity) for each in body.quantities),
            now=conversation.moment(body),
        )
    )

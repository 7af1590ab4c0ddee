"""HTTP for invoices: capture, link, hold, release, pay, void. Rules are in `domain/invoices`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.reading import add_reads
from domain.ids import LINES_MAX, Code, Id, Number, Text
from domain.invoices.commands import (
    CaptureInvoice,
    InvoicedLine,
    LinkInvoice,
    PlaceInvoiceHold,
    RecordPayment,
    ReleaseInvoiceHold,
    VoidInvoice,
)
from domain.invoices.events import InvoiceKind
from domain.money import Amount, Currency, UnitPrice
from domain.quantity import Quantity, Unit
from projections.invoices import INVOICES

router: Final = APIRouter(prefix="/v1/invoices", tags=["invoices"])

LineNumber = Annotated[int, Field(ge=1, le=LINES_MAX)]


class InvoicedLineBody(Body):
    """One line as the supplier states it, tied to an order line where that is known."""

    line: LineNumber
    description: Text
    quantity: Quantity
    unit: Unit
    unit_price: UnitPrice
    amount: Amount
    purchase_order_line: LineNumber | None = None


class CaptureInvoiceBody(CommandBody):
    """The document as it came; with an order it is matched at once."""

    id: Id | None = None
    number: Number
    kind: InvoiceKind = "invoice"
    supplier_id: Id
    legal_entity: Code
    facility: Code
    currency: Currency
    invoice_date: date
    due_on: date
    lines: tuple[InvoicedLineBody, ...]
    tax: Amount = Decimal(0)
    freight: Amount = Decimal(0)
    total: Amount
    purchase_order_id: Id | None = None


class LinkBody(Body):
    """One line of the invoice asks for one line of the order."""

    line: LineNumber
    purchase_order_line: LineNumber


class LinkInvoiceBody(CommandBody):
    """The order that the invoice asks payment for."""

    purchase_order_id: Id
    links: tuple[LinkBody, ...]


class PlaceInvoiceHoldBody(CommandBody):
    """Why the payment stops; the note is sealed."""

    reason_code: Code
    note: Text | None = None


class ReleaseInvoiceHoldBody(CommandBody):
    """Why the hold is let go."""

    reason_code: Code


class RecordPaymentBody(CommandBody):
    """What the bank paid."""

    payment: Number = Field(description="The bank's reference.")
    paid_on: date
    amount: Amount


class VoidInvoiceBody(CommandBody):
    """Why the invoice is taken back."""

    reason_code: Code


@router.post("", status_code=201)
async def capture_invoice(
    body: CaptureInvoiceBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts an invoice on file, whatever its faults: they become holds with owners."""
    return await conversation.send(
        CaptureInvoice(
            invoice_id=conversation.document_id(body.id),
            captured_by=conversation.actor_id,
            lines=tuple(InvoicedLine(**values_of(line)) for line in body.lines),
            now=conversation.moment(body),
            **values_of(body, "id", "lines", "effective_at"),
        )
    )


@router.post("/{invoice_id}/link")
async def link_invoice(
    invoice_id: Id, body: LinkInvoiceBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ties a captured invoice to an order: matched and accounted in the same save."""
    return await conversation.send(
        LinkInvoice(
            invoice_id=invoice_id,
            purchase_order_id=body.purchase_order_id,
            links=tuple((link.line, link.purchase_order_line) for link in body.links),
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/holds")
async def place_invoice_hold(
    invoice_id: Id, body: PlaceInvoiceHoldBody, conversation: ConversationOfRequest
) -> Accepted:
    """A person stops the payment."""
    return await conversation.send(
        PlaceInvoiceHold(
            invoice_id=invoice_id,
            placed_by=conversation.actor_id,
            reason_code=body.reason_code,
            note=conversation.seal(body.note),
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/holds/{hold}/release")
async def release_invoice_hold(
    invoice_id: Id, hold: int, body: ReleaseInvoiceHoldBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lets a hold go by hand: its owner's role, and not who captured or held the invoice."""
    return await conversation.send(
        ReleaseInvoiceHold(
            invoice_id=invoice_id,
            hold=hold,
            released_by=conversation.actor_id,
            roles=conversation.caller.roles,
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
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/void")
async def void_invoice(
    invoice_id: Id, body: VoidInvoiceBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes back an invoice that was not paid, with its postings and its number."""
    moment = conversation.moment(body)
    return await conversation.send(
        VoidInvoice(
            invoice_id=invoice_id,
            voided_on=moment.date(),
            reason_code=body.reason_code,
            now=moment,
        )
    )


add_reads(router, INVOICES, "invoice")

"""HTTP for invoices: capture, link, hold, release, void. `invoice_payments` has the payments."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import PURCHASE_ORDER, example
from api.invoice_bodies import CaptureInvoiceBody, InvoicedLineBody, NamedReceiptBody
from api.plain_numbers import PathNumber, copied
from api.reads import add_reads
from domain.ids import Code, Id, LineNo, Text
from domain.invoices.commands import (
    CaptureInvoice,
    InvoicedLine,
    LengthenInvoiceHold,
    LinkInvoice,
    PlaceInvoiceHold,
    ReleaseInvoiceHold,
    VoidInvoice,
)
from domain.invoices.instalments import StatedInstalment
from domain.invoices.parts import StatedPart
from projections.invoices import INVOICES

router: Final = command_router("/v1/invoices", "invoices")


class LinkBody(Body):
    """One line of the invoice asks for one line of the order."""

    line: LineNo
    purchase_order_line: LineNo
    receipt_id: Id | None = Field(default=None, description="The receipt that it is for, if one.")
    receipts: tuple[NamedReceiptBody, ...] = Field(
        default=(), description="Several receipts, in the unit of the invoice's line."
    )


class LinkInvoiceBody(CommandBody):
    """The order that the invoice asks payment for."""

    model_config = example(
        purchase_order_id=PURCHASE_ORDER,
        links=[{"line": 1, "purchase_order_line": 1}],
        reason_code="number_missing",
    )

    purchase_order_id: Id
    links: tuple[LinkBody, ...]
    reason_code: Code | None = None


class PlaceInvoiceHoldBody(CommandBody):
    """Why the payment stops; the note is sealed."""

    model_config = example(
        reason_code="inquiry", note="Supplier called about a wrong price.", until="2040-01-31"
    )

    reason_code: Code
    note: Text | None = None
    until: date | None = Field(
        default=None, description="Its last day; by default it stands until somebody releases it."
    )


class LengthenInvoiceHoldBody(CommandBody):
    """Until which day; by default until another person releases the hold."""

    model_config = example(reason_code="inquiry")

    reason_code: Code
    until: date | None = None


class ReleaseInvoiceHoldBody(CommandBody):
    """Why the hold is let go."""

    model_config = example(reason_code="price_agreed")

    reason_code: Code


class VoidInvoiceBody(CommandBody):
    """Why the invoice is taken back."""

    model_config = example(reason_code="wrong_supplier")

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
            lines=tuple(_line(each) for each in body.lines),
            parts=tuple(StatedPart(**values_of(each)) for each in body.parts),
            instalments=tuple(StatedInstalment(**values_of(each)) for each in body.instalments),
            now=conversation.moment(body),
            **copied(body.number),
            **values_of(body, "id", "number", "lines", "parts", "instalments", "effective_at"),
        )
    )


def _line(body: InvoicedLineBody) -> InvoicedLine:
    receipts = tuple((each.receipt_id, each.quantity) for each in body.receipts)
    return InvoicedLine(receipts=receipts, **values_of(body, "receipts"))


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
            receipts=tuple(each for link in body.links for each in _receipts(link)),
            linked_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


def _receipts(link: LinkBody) -> Iterator[tuple[int, str, Decimal | None]]:
    """What the line is for; a receipt without a quantity is for all of it."""
    if link.receipt_id is not None:
        yield link.line, link.receipt_id, None
    for each in link.receipts:
        yield link.line, each.receipt_id, each.quantity


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
            until=body.until,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/holds/{hold}/lengthen")
async def lengthen_invoice_hold(
    invoice_id: Id,
    hold: PathNumber,
    body: LengthenInvoiceHoldBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Lets a hold by hand last longer. To end it sooner, another person releases it."""
    return await conversation.send(
        LengthenInvoiceHold(
            invoice_id=invoice_id,
            hold=hold,
            changed_by=conversation.actor_id,
            reason_code=body.reason_code,
            until=body.until,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/holds/{hold}/release")
async def release_invoice_hold(
    invoice_id: Id,
    hold: PathNumber,
    body: ReleaseInvoiceHoldBody,
    conversation: ConversationOfRequest,
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

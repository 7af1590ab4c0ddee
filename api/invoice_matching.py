"""HTTP for the match of an invoice: what it may be for, judging it again, and telling why."""

from dataclasses import asdict
from typing import Final

from api import bill_schemas, schemas
from api.answers import Json
from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.examples import OTHER_PURCHASE_ORDER, PURCHASE_ORDER, example
from api.invoice_bodies import ApproveInvoiceWithoutOrderBody, CodedToBody
from api.reading import AskedOfRequest
from api.reads import Document
from api.wiring.history import match_explanation
from application.errors import NotFound
from domain.ids import Code, Id, LineNo
from domain.invoices.commands import (
    ApproveInvoiceWithoutOrder,
    CodedTo,
    LinkInvoiceByRule,
    RematchInvoice,
    UnlinkInvoice,
)
from domain.purchase_orders.lines import CostShare
from projections.invoices import INVOICES

router: Final = command_router("/v1/invoices", "invoices")


class UnlinkInvoiceBody(CommandBody):
    """Why, and which lines were tied wrongly; none: all. The others keep what they are tied to."""

    model_config = example(reason_code="wrong_order")

    reason_code: Code
    lines: tuple[LineNo, ...] = ()


class LinkInvoiceByRuleBody(CommandBody):
    """The orders that it may be for, such as those of its candidates."""

    model_config = example(purchase_order_ids=[PURCHASE_ORDER, OTHER_PURCHASE_ORDER])

    purchase_order_ids: tuple[Id, ...]


class RematchInvoiceBody(CommandBody):
    """Nothing to say: the rules judge."""

    model_config = example()


@router.post("/{invoice_id}/link-by-rule")
async def link_invoice_by_rule(
    invoice_id: Id, body: LinkInvoiceByRuleBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ties it to the one of these orders that its lines fit; a part that fits is kept for later."""
    return await conversation.send(
        LinkInvoiceByRule(
            invoice_id=invoice_id,
            purchase_order_ids=body.purchase_order_ids,
            now=conversation.moment(body),
        )
    )


@router.post("/{invoice_id}/approve-without-order")
async def approve_invoice_without_order(
    invoice_id: Id, body: ApproveInvoiceWithoutOrderBody, conversation: ConversationOfRequest
) -> Accepted:
    """Posts an invoice that no order was made for; who captured it does not approve it."""
    return await conversation.send(
        ApproveInvoiceWithoutOrder(
            invoice_id=invoice_id,
            lines=tuple(_coded(each) for each in body.lines),
            approved_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


def _coded(body: CodedToBody) -> CodedTo:
    shares = tuple(CostShare(**values_of(each)) for each in body.shares)
    return CodedTo(shares=shares, **values_of(body, "shares"))


@router.post("/{invoice_id}/unlink")
async def unlink_invoice(
    invoice_id: Id, body: UnlinkInvoiceBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a wrong match back: off the order and out of the books, until it is linked again."""
    moment = conversation.moment(body)
    return await conversation.send(
        UnlinkInvoice(
            invoice_id=invoice_id,
            lines=body.lines,
            unlinked_by=conversation.actor_id,
            unlinked_on=moment.date(),
            reason_code=body.reason_code,
            now=moment,
        )
    )


@router.post("/{invoice_id}/rematch")
async def rematch_invoice(
    invoice_id: Id, body: RematchInvoiceBody, conversation: ConversationOfRequest
) -> Accepted:
    """Judges it again by the tolerances, supplier and day of now; refused where nothing changed."""
    return await conversation.send(
        RematchInvoice(invoice_id=invoice_id, now=conversation.moment(body))
    )


@router.get(
    "/{document}/match",
    summary="Explain the match of one invoice",
    responses=schemas.described(bill_schemas.match_explanation()),
)
async def explain_match_of_invoice(document: Document, asked: AskedOfRequest) -> Json:
    """What was compared, which limit of which scope decided, who can do what about each hold."""
    asked.refuse_others()
    async with asked.entered(INVOICES.name) as reading:
        key = await reading.key_of(INVOICES, document)
        until = reading.until
    explained = await match_explanation(asked.service, asked.caller.tenant, key, until)
    if explained is None:
        raise NotFound(f"There is no invoice {document}.", document=document)
    return {"id": key, **asdict(explained)}

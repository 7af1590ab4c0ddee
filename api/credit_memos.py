"""HTTP for credit memos: capture and post. Rules are in `domain/credit_memos`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, Final

from fastapi import APIRouter
from pydantic import Field

from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.reading import add_reads
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.credit_memos.events import CreditBasis
from domain.ids import LINES_MAX, Code, Id, Number, Text
from domain.money import Amount, Currency
from domain.quantity import Quantity
from projections.credit_memos import CREDIT_MEMOS

router: Final = APIRouter(prefix="/v1/credit-memos", tags=["credit memos"])

LineNumber = Annotated[int, Field(ge=1, le=LINES_MAX)]


class CreditedLineBody(Body):
    """What is given back; a credit on price alone has quantity zero."""

    line: LineNumber
    description: Text
    quantity: Quantity
    amount: Amount
    purchase_order_line: LineNumber | None = None


class CaptureCreditMemoBody(CommandBody):
    """A credit as the supplier states it, with the documents it answers where known."""

    id: Id | None = None
    number: Number
    basis: CreditBasis
    supplier_id: Id
    legal_entity: Code
    facility: Code
    currency: Currency
    credit_date: date
    lines: tuple[CreditedLineBody, ...]
    tax: Amount = Decimal(0)
    total: Amount
    invoice_id: Id | None = None
    purchase_order_id: Id | None = None


class PostCreditMemoBody(CommandBody):
    """The invoice that it answers, should that have been missing."""

    invoice_id: Id | None = None


@router.post("", status_code=201)
async def capture_credit_memo(
    body: CaptureCreditMemoBody, conversation: ConversationOfRequest
) -> Accepted:
    """Puts a credit memo on file. Without a reference it waits on hold; it is never refused."""
    return await conversation.send(
        CaptureCreditMemo(
            credit_memo_id=conversation.document_id(body.id),
            lines=tuple(CreditedLine(**values_of(line)) for line in body.lines),
            now=conversation.moment(body),
            **values_of(body, "id", "lines", "effective_at"),
        )
    )


@router.post("/{credit_memo_id}/post")
async def post_credit_memo(
    credit_memo_id: Id, body: PostCreditMemoBody, conversation: ConversationOfRequest
) -> Accepted:
    """Accounts for the credit and settles what is open of its invoice."""
    moment = conversation.moment(body)
    return await conversation.send(
        PostCreditMemo(
            credit_memo_id=credit_memo_id,
            posted_on=moment.date(),
            invoice_id=body.invoice_id,
            now=moment,
        )
    )


add_reads(router, CREDIT_MEMOS, "credit_memo")

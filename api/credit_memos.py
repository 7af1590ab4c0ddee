"""HTTP for credit memos: capture and post. Rules are in `domain/credit_memos`."""

from datetime import date
from decimal import Decimal
from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import CREDIT_MEMO, INVOICE, PLACE, PURCHASE_ORDER, SUPPLIER, example
from api.reads import add_reads
from domain.credit_memos.commands import CaptureCreditMemo, CreditedLine, PostCreditMemo
from domain.credit_memos.events import CreditBasis
from domain.ids import Code, Id, LineNo, Number, Text
from domain.money import Amount, Currency
from domain.quantity import Quantity
from projections.credit_memos import CREDIT_MEMOS

router: Final = command_router("/v1/credit-memos", "credit memos")


class CreditedLineBody(Body):
    """What is given back; a credit on price alone has quantity zero."""

    line: LineNo
    description: Text
    quantity: Quantity
    amount: Amount
    purchase_order_line: LineNo | None = None


class CaptureCreditMemoBody(CommandBody):
    """A credit as the supplier states it, with the documents it answers where known."""

    model_config = example(
        id=CREDIT_MEMO,
        number="CM-661",
        basis="price",
        supplier_id=SUPPLIER,
        credit_date="2026-03-20",
        lines=[
            {
                "line": 1,
                "description": "Nitrile examination gloves, medium: price corrected",
                "quantity": "0",
                "amount": "50.00",
                "purchase_order_line": 1,
            }
        ],
        total="50.00",
        invoice_id=INVOICE,
        purchase_order_id=PURCHASE_ORDER,
        **PLACE,
    )

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
    freight: Amount = Decimal(0)
    total: Amount
    invoice_id: Id | None = None
    purchase_order_id: Id | None = None


class PostCreditMemoBody(CommandBody):
    """The invoice that it answers, should that have been missing."""

    model_config = example(invoice_id=INVOICE)

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

"""HTTP for credit memos: capture, post, settle an invoice, and what came back of them."""

from datetime import date
from decimal import Decimal
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, Body, CommandBody, ConversationOfRequest, values_of
from api.examples import CREDIT_MEMO, INVOICE, PLACE, PURCHASE_ORDER, SUPPLIER, example
from api.plain_numbers import copied
from api.reads import add_reads
from domain.credit_memos.commands import (
    ApplyCreditMemo,
    CaptureCreditMemo,
    CreditedLine,
    PostCreditMemo,
    RecordSupplierRefund,
)
from domain.credit_memos.events import CreditBasis, MemoKind
from domain.ids import Code, CopiedNumber, Id, LineNo, Number, Text
from domain.money import Amount, Currency
from domain.quantity import Quantity, Unit
from projections.credit_memos import CREDIT_MEMOS

router: Final = command_router("/v1/credit-memos", "credit memos")


class CreditedLineBody(Body):
    """What is given back; a credit on price alone has quantity zero."""

    line: LineNo
    description: Text
    quantity: Quantity
    amount: Amount
    purchase_order_line: LineNo | None = None
    unit: Unit | None = Field(
        default=None,
        description="The unit that the invoice line was billed in. Left out: that of the order's"
        " line.",
    )


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
    number: CopiedNumber
    basis: CreditBasis
    supplier_id: Id
    legal_entity: Code
    facility: Code
    currency: Currency
    credit_date: date
    lines: tuple[CreditedLineBody, ...]
    tax: Amount = Decimal(0)
    freight: Amount = Decimal(0)
    discount: Amount = Field(
        default=Decimal(0),
        description="Off the total: what was paid less of it for being early, and stays ours.",
    )
    total: Amount
    invoice_id: Id | None = None
    purchase_order_id: Id | None = None
    kind: MemoKind = Field(
        default="credit_memo",
        description="A debit note is ours: what we claim of the supplier, with the invoice's id.",
    )


class PostCreditMemoBody(CommandBody):
    """The invoice that it answers, should that have been missing."""

    model_config = example(invoice_id=INVOICE)

    invoice_id: Id | None = None
    beyond_recovery: bool = Field(
        default=False,
        description="It is for something else than what a recovery gave back or wrote off.",
    )
    other_facility: bool = Field(
        default=False,
        description="It is meant for another facility than that of its invoice.",
    )


class ApplyCreditMemoBody(CommandBody):
    """Which invoice is settled, and with how much of what is unused."""

    model_config = example(invoice_id=INVOICE, amount="30.00")

    invoice_id: Id
    amount: Amount | None = Field(default=None, description="By default as much as both have left.")


class RecordSupplierRefundBody(CommandBody):
    """What the supplier paid back."""

    model_config = example(refund="BANK-90031", refunded_on="2026-04-10", amount="20.00")

    refund: Number = Field(description="As the bank or the supplier names it.")
    refunded_on: date
    amount: Amount


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
            **copied(body.number),
            **values_of(body, "id", "number", "lines", "effective_at"),
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
            beyond_recovery=body.beyond_recovery,
            other_facility=body.other_facility,
            now=moment,
        )
    )


@router.post("/{credit_memo_id}/apply")
async def apply_credit_memo(
    credit_memo_id: Id, body: ApplyCreditMemoBody, conversation: ConversationOfRequest
) -> Accepted:
    """Settles an invoice of the same supplier with what is unused of a posted credit memo."""
    return await conversation.send(
        ApplyCreditMemo(
            credit_memo_id=credit_memo_id,
            invoice_id=body.invoice_id,
            amount=body.amount,
            now=conversation.moment(body),
        )
    )


@router.post("/{credit_memo_id}/refunds")
async def record_supplier_refund(
    credit_memo_id: Id, body: RecordSupplierRefundBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the supplier paid back what is unused of it, or part of that."""
    return await conversation.send(
        RecordSupplierRefund(
            credit_memo_id=credit_memo_id,
            refund=body.refund,
            refunded_on=body.refunded_on,
            amount=body.amount,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


add_reads(router, CREDIT_MEMOS, "credit_memo")

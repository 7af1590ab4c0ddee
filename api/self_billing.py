"""HTTP for self-billing: its agreement, bills over what came, and credits for what went back.

Rules are in `domain/invoices/self_billing.py`.
"""

from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import SELF_BILL, SELF_CREDIT, example
from domain.ids import Code, Id, Number
from domain.invoices.commands import SelfBill, SelfCredit
from domain.invoices.taxes import TaxPercent
from domain.suppliers.commands import AgreeSelfBilling, EndSelfBilling
from domain.suppliers.self_billing_events import DueDays

router: Final = command_router("/v1", "invoices")


class AgreeSelfBillingBody(CommandBody):
    """When we pay what we bill ourselves, and at which rate of tax."""

    model_config = example(due_days=30)

    due_days: DueDays = Field(description="From the day of the bill.")
    tax_percent: TaxPercent | None = Field(default=None, description="None: it is not taxed.")


class EndSelfBillingBody(CommandBody):
    """Why the supplier bills for itself again."""

    model_config = example(reason_code="agreement_ended")

    reason_code: Code


class SelfBillBody(CommandBody):
    """The number of our own under which it is settled; by default one is made."""

    model_config = example(id=SELF_BILL, number="SB-6001")

    id: Id | None = None
    number: Number | None = None


class SelfCreditBody(CommandBody):
    """The number of our own under which it is credited; by default one is made."""

    model_config = example(id=SELF_CREDIT, number="SC-6001")

    id: Id | None = None
    number: Number | None = None


@router.post("/suppliers/{supplier_id}/self-billing")
async def agree_self_billing(
    supplier_id: Id, body: AgreeSelfBillingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Its deliveries are billed by ourselves from now on, by another person than records this."""
    return await conversation.send(
        AgreeSelfBilling(
            supplier_id=supplier_id,
            due_days=body.due_days,
            tax_percent=body.tax_percent,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/suppliers/{supplier_id}/self-billing/end")
async def end_self_billing(
    supplier_id: Id, body: EndSelfBillingBody, conversation: ConversationOfRequest
) -> Accepted:
    """It bills for itself again; what was settled stands."""
    return await conversation.send(
        EndSelfBilling(
            supplier_id=supplier_id,
            reason_code=body.reason_code,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/purchase-orders/{purchase_order_id}/self-bills", status_code=201)
async def settle_receipts(
    purchase_order_id: Id, body: SelfBillBody, conversation: ConversationOfRequest
) -> Accepted:
    """Settles what came and nobody billed; refused where nothing is left, so a repeat is safe."""
    return await conversation.send(
        SelfBill(
            invoice_id=conversation.document_id(body.id, "invoice"),
            number=conversation.number(body.number, "SB"),
            purchase_order_id=purchase_order_id,
            captured_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/invoices/{invoice_id}/self-credits", status_code=201)
async def credit_returns(
    invoice_id: Id, body: SelfCreditBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives back what such a bill settled and what went back since, by a debit note of our own."""
    return await conversation.send(
        SelfCredit(
            credit_memo_id=conversation.document_id(body.id, "credit_memo"),
            number=conversation.number(body.number, "SC"),
            invoice_id=invoice_id,
            raised_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )

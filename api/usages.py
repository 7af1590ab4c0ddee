"""HTTP for bill-only orders: what was used in a procedure, and is owed for."""

from datetime import date
from typing import Final

from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.examples import example
from api.plain_numbers import PathNumber
from domain.ids import Code, Id, LineNo, Number
from domain.purchase_orders.usage_commands import RecordUsage, WithdrawUsage
from domain.purchase_orders.usage_events import CaseReference
from domain.quantity import Quantity

router: Final = command_router("/v1/purchase-orders", "purchase orders")


class UsageBody(CommandBody):
    """What was opened in a procedure: implanted, or wasted for a reason."""

    model_config = example(
        line=1,
        case_reference="CASE-20931",
        used_on="2026-03-02",
        quantity="1",
        lot="L-2291",
        serials=["SN-000173"],
    )

    line: LineNo
    case_reference: CaseReference = Field(
        description="A token of the case system, of letters and digits; nothing that tells who."
    )
    used_on: date
    quantity: Quantity
    lot: Number | None = None
    serials: tuple[Number, ...] = Field(default=(), description="Of each unit, or of none.")
    waste_reason: Code | None = Field(
        default=None, description="Opened and not implanted, and why; left out: it was used."
    )


class WithdrawnUsageBody(CommandBody):
    """Why the evidence was wrong."""

    model_config = example(reason_code="wrong_lot")

    reason_code: Code


@router.post("/{purchase_order_id}/usages")
async def record_usage(
    purchase_order_id: Id, body: UsageBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records evidence of usage; once the order is issued it counts as received."""
    return await conversation.send(
        RecordUsage(
            purchase_order_id=purchase_order_id,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{purchase_order_id}/usages/{usage}/withdraw")
async def withdraw_usage(
    purchase_order_id: Id,
    usage: PathNumber,
    body: WithdrawnUsageBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Takes evidence back that was wrong, and what it counted for."""
    return await conversation.send(
        WithdrawUsage(
            purchase_order_id=purchase_order_id,
            usage=usage,
            withdrawn_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )

"""HTTP for suppliers: propose, clear, hold. Rules are in `domain/suppliers`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import SUPPLIER, example
from api.reads import add_reads
from domain.ids import Code, Id, Number, Text
from domain.suppliers.commands import (
    ActivateSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    ReleaseSupplierHold,
)
from domain.suppliers.events import HoldScope
from projections.suppliers import SUPPLIERS

router: Final = command_router("/v1/suppliers", "suppliers")


class ProposeSupplierBody(CommandBody):
    """A company that somebody wants to buy from."""

    model_config = example(
        id=SUPPLIER, number="SUP-1001", name="Northside Medical Supply", tax_id="98-7654321"
    )

    id: Id | None = None
    number: Number | None = None
    name: Text
    tax_id: Number | None = None


class HoldSupplierBody(CommandBody):
    """What stops, and why."""

    model_config = example(scope="payment", reason_code="bank_details_changed")

    scope: HoldScope
    reason_code: Code


class ReleaseSupplierHoldBody(CommandBody):
    """Which hold is lifted."""

    model_config = example(scope="payment")

    scope: HoldScope


@router.post("", status_code=201)
async def propose_supplier(
    body: ProposeSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Proposes a supplier. Nothing can be ordered before another person activates it."""
    return await conversation.send(
        ProposeSupplier(
            supplier_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "SUP"),
            name=body.name,
            tax_id=body.tax_id,
            proposed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/activate")
async def activate_supplier(
    supplier_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Clears the supplier for orders; not by the person who proposed it."""
    return await conversation.send(
        ActivateSupplier(
            supplier_id=supplier_id,
            activated_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/holds")
async def place_supplier_hold(
    supplier_id: Id, body: HoldSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Stops orders, invoices, payments or all of them."""
    return await conversation.send(
        PlaceSupplierHold(
            supplier_id=supplier_id,
            scope=body.scope,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/holds/release")
async def release_supplier_hold(
    supplier_id: Id, body: ReleaseSupplierHoldBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lifts the hold of one scope."""
    return await conversation.send(
        ReleaseSupplierHold(
            supplier_id=supplier_id, scope=body.scope, now=conversation.moment(body)
        )
    )


add_reads(router, SUPPLIERS, "supplier")

"""HTTP for what suppliers call catalogue items, and for what may stand in for them."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import SUBSTITUTE_ITEM, SUPPLIER, example
from domain.catalogue.commands import (
    ApproveSubstitute,
    DeclareSubstitute,
    MapSupplierItem,
    UnmapSupplierItem,
    WithdrawSubstitute,
)
from domain.ids import Code, Id, Number
from domain.quantity import Unit

router: Final = command_router("/v1/catalogue-items", "catalogue items")


class MapSupplierItemBody(CommandBody):
    """The number under which a supplier sells one unit of the item."""

    model_config = example(
        supplier_id=SUPPLIER, part_number="NM-GLV-M-100", unit="BX", gtin="19506000134359"
    )

    supplier_id: Id
    part_number: Number
    unit: Unit
    gtin: Number | None = None


class UnmapSupplierItemBody(CommandBody):
    """Which number no longer means the item, and why."""

    model_config = example(
        supplier_id=SUPPLIER, part_number="NM-GLV-M-100", reason_code="number-replaced"
    )

    supplier_id: Id
    part_number: Number
    reason_code: Code


class DeclareSubstituteBody(CommandBody):
    """Another item of the same class and base unit that may stand in."""

    model_config = example(substitute_id=SUBSTITUTE_ITEM, clinically_equivalent=True)

    substitute_id: Id
    clinically_equivalent: bool


class ApproveSubstituteBody(CommandBody):
    """Which of the declared substitutes."""

    model_config = example(substitute_id=SUBSTITUTE_ITEM)

    substitute_id: Id


class WithdrawSubstituteBody(CommandBody):
    """Which one may stand in no longer, and why."""

    model_config = example(substitute_id=SUBSTITUTE_ITEM, reason_code="tears-easily")

    substitute_id: Id
    reason_code: Code


@router.post("/{item_id}/suppliers")
async def map_supplier_item(
    item_id: Id, body: MapSupplierItemBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says under which number a supplier sells the item; a number means one item and unit."""
    return await conversation.send(
        MapSupplierItem(
            item_id=item_id,
            supplier_id=body.supplier_id,
            part_number=body.part_number,
            unit=body.unit,
            gtin=body.gtin,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/suppliers/unmap")
async def unmap_supplier_item(
    item_id: Id, body: UnmapSupplierItemBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends the meaning of a supplier's number."""
    return await conversation.send(
        UnmapSupplierItem(
            item_id=item_id,
            supplier_id=body.supplier_id,
            part_number=body.part_number,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/substitutes")
async def declare_substitute(
    item_id: Id, body: DeclareSubstituteBody, conversation: ConversationOfRequest
) -> Accepted:
    """Names an item that may stand in once a second person has approved it."""
    return await conversation.send(
        DeclareSubstitute(
            item_id=item_id,
            substitute_id=body.substitute_id,
            clinically_equivalent=body.clinically_equivalent,
            declared_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/substitutes/approve")
async def approve_substitute(
    item_id: Id, body: ApproveSubstituteBody, conversation: ConversationOfRequest
) -> Accepted:
    """Approves a substitute; not by the person who declared it."""
    return await conversation.send(
        ApproveSubstitute(
            item_id=item_id,
            substitute_id=body.substitute_id,
            approved_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/substitutes/withdraw")
async def withdraw_substitute(
    item_id: Id, body: WithdrawSubstituteBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes a substitute back; what was delivered stays."""
    return await conversation.send(
        WithdrawSubstitute(
            item_id=item_id,
            substitute_id=body.substitute_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )

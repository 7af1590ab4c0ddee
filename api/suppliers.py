"""HTTP for suppliers: propose, clear, limit, stop, merge. Rules are in `domain/suppliers`.

Holds, identifiers and sites are in `supplier_registers`, evidence in `supplier_evidence`.
"""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, ConversationOfRequest, values_of
from api.reads import add_reads
from api.rematching import rematch_of_supplier
from api.supplier_bodies import (
    ActivateSupplierBody,
    ActivateSupplierConditionallyBody,
    ChangeSupplierLegalEntitiesBody,
    ClassifySupplierBody,
    DeactivateSupplierBody,
    DebarSupplierBody,
    LiftSupplierDebarmentBody,
    MergeSupplierBody,
    ProposeSupplierBody,
    ReinstateSupplierBody,
    SuspendSupplierBody,
)
from domain.ids import Id
from domain.suppliers.commands import (
    ActivateSupplier,
    ActivateSupplierConditionally,
    ChangeSupplierLegalEntities,
    ClassifySupplier,
    DeactivateSupplier,
    DebarSupplier,
    LiftSupplierDebarment,
    MergeSupplier,
    ProposeSupplier,
    ReinstateSupplier,
    SuspendSupplier,
)
from projections.suppliers import SUPPLIERS

router: Final = command_router("/v1/suppliers", "suppliers")


@router.post("", status_code=201)
async def propose_supplier(
    body: ProposeSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Proposes a supplier. Nothing can be ordered before another person activates it."""
    return await conversation.send(
        ProposeSupplier(
            supplier_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "SUP"),
            proposed_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "id", "number", "effective_at"),
        )
    )


@router.post("/{supplier_id}/classify")
async def classify_supplier(
    supplier_id: Id, body: ClassifySupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Corrects tier and supplies, and so the lists and documents that are mandatory."""
    return await conversation.send(
        ClassifySupplier(
            supplier_id=supplier_id,
            classified_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/activate")
async def activate_supplier(
    supplier_id: Id, body: ActivateSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Clears the supplier for orders; not by a person who proposed or edited it."""
    return await conversation.send(
        ActivateSupplier(
            supplier_id=supplier_id,
            activated_by=conversation.actor_id,
            legal_entities=body.legal_entities,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/activate-conditionally")
async def activate_supplier_conditionally(
    supplier_id: Id, body: ActivateSupplierConditionallyBody, conversation: ConversationOfRequest
) -> Accepted:
    """Opens the supplier before its documents are there: capped, and until a day."""
    return await conversation.send(
        ActivateSupplierConditionally(
            supplier_id=supplier_id,
            activated_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/legal-entities")
async def change_supplier_legal_entities(
    supplier_id: Id, body: ChangeSupplierLegalEntitiesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says for which legal entities the supplier is open."""
    return await conversation.send(
        ChangeSupplierLegalEntities(
            supplier_id=supplier_id,
            legal_entities=body.legal_entities,
            changed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/suspend")
async def suspend_supplier(
    supplier_id: Id, body: SuspendSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Stops orders, invoices and payments until another person reinstates the supplier."""
    now = conversation.moment(body)
    changed = await conversation.send(
        SuspendSupplier(
            supplier_id=supplier_id,
            suspended_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=now,
        )
    )
    return await rematch_of_supplier(conversation, changed, supplier_id, now)


@router.post("/{supplier_id}/deactivate")
async def deactivate_supplier(
    supplier_id: Id, body: DeactivateSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """No new orders; what was ordered is invoiced and paid."""
    return await conversation.send(
        DeactivateSupplier(
            supplier_id=supplier_id,
            deactivated_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/reinstate")
async def reinstate_supplier(
    supplier_id: Id, body: ReinstateSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Makes a suspended or inactive supplier active again, if nothing mandatory lacks."""
    now = conversation.moment(body)
    changed = await conversation.send(
        ReinstateSupplier(
            supplier_id=supplier_id,
            reinstated_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=now,
        )
    )
    return await rematch_of_supplier(conversation, changed, supplier_id, now)


@router.post("/{supplier_id}/debar")
async def debar_supplier(
    supplier_id: Id, body: DebarSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Excludes the supplier from orders and payments."""
    now = conversation.moment(body)
    changed = await conversation.send(
        DebarSupplier(
            supplier_id=supplier_id,
            debarred_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=now,
        )
    )
    return await rematch_of_supplier(conversation, changed, supplier_id, now)


@router.post("/{supplier_id}/debarment/lift")
async def lift_supplier_debarment(
    supplier_id: Id, body: LiftSupplierDebarmentBody, conversation: ConversationOfRequest
) -> Accepted:
    """Sends the supplier back to screening; not by the person who debarred it."""
    now = conversation.moment(body)
    changed = await conversation.send(
        LiftSupplierDebarment(
            supplier_id=supplier_id,
            lifted_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=now,
        )
    )
    return await rematch_of_supplier(conversation, changed, supplier_id, now)


@router.post("/{supplier_id}/merge")
async def merge_supplier(
    supplier_id: Id, body: MergeSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says that it is the same company as another supplier, which goes on."""
    return await conversation.send(
        MergeSupplier(
            supplier_id=supplier_id,
            survivor_id=body.survivor_id,
            merged_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


add_reads(router, SUPPLIERS, "supplier")

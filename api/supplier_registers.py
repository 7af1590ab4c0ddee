"""HTTP for what is noted of suppliers: holds, identifiers, remit-to sites."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, ConversationOfRequest, values_of
from api.rematching import rematch_of_supplier
from api.supplier_bodies import (
    AgreeSupplierPaymentTermsBody,
    BeginSupplierWatchBody,
    CloseSupplierSiteBody,
    EndSupplierWatchBody,
    HoldSupplierBody,
    RecordSupplierIdentifierBody,
    RecordSupplierSiteBody,
    ReleaseSupplierHoldBody,
    RemoveSupplierIdentifierBody,
    sealed_under,
)
from domain.ids import Code, Id
from domain.suppliers.commands import (
    AgreeSupplierPaymentTerms,
    BeginSupplierWatch,
    CloseSupplierSite,
    EndSupplierWatch,
    PlaceSupplierHold,
    RecordSupplierIdentifier,
    RecordSupplierSite,
    ReleaseSupplierHold,
    RemoveSupplierIdentifier,
)

router: Final = command_router("/v1/suppliers", "suppliers")


@router.post("/{supplier_id}/holds")
async def place_supplier_hold(
    supplier_id: Id, body: HoldSupplierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Stops orders, invoices, payments or all of them, through a day or until released."""
    now = conversation.moment(body)
    changed = await conversation.send(
        PlaceSupplierHold(
            supplier_id=supplier_id,
            now=now,
            **values_of(body, "effective_at"),
        )
    )
    if body.scope == "order":
        return changed  # No invoice waits for it.
    return await rematch_of_supplier(conversation, changed, supplier_id, now)


@router.post("/{supplier_id}/holds/release")
async def release_supplier_hold(
    supplier_id: Id, body: ReleaseSupplierHoldBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lifts the hold of one scope, and of one legal entity where it was placed there."""
    now = conversation.moment(body)
    changed = await conversation.send(
        ReleaseSupplierHold(
            supplier_id=supplier_id,
            now=now,
            **values_of(body, "effective_at"),
        )
    )
    if body.scope == "order":
        return changed  # No invoice waits for it.
    return await rematch_of_supplier(conversation, changed, supplier_id, now)


@router.post("/{supplier_id}/watch")
async def begin_supplier_watch(
    supplier_id: Id, body: BeginSupplierWatchBody, conversation: ConversationOfRequest
) -> Accepted:
    """Warns whoever issues an order to it; the order keeps the warning. Nothing is prevented."""
    return await conversation.send(
        BeginSupplierWatch(
            supplier_id=supplier_id,
            begun_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/watch/end")
async def end_supplier_watch(
    supplier_id: Id, body: EndSupplierWatchBody, conversation: ConversationOfRequest
) -> Accepted:
    """Nobody is warned any more; orders keep what they were issued with."""
    return await conversation.send(
        EndSupplierWatch(
            supplier_id=supplier_id,
            ended_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/identifiers")
async def record_supplier_identifier(
    supplier_id: Id, body: RecordSupplierIdentifierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records a GLN, DUNS, DEA number or tax id that no other supplier bears."""
    return await conversation.send(
        RecordSupplierIdentifier(
            supplier_id=supplier_id,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/identifiers/remove")
async def remove_supplier_identifier(
    supplier_id: Id, body: RemoveSupplierIdentifierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Takes an identifier off the supplier, and frees it for whoever bears it."""
    return await conversation.send(
        RemoveSupplierIdentifier(
            supplier_id=supplier_id,
            removed_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{supplier_id}/sites")
async def record_supplier_site(
    supplier_id: Id, body: RecordSupplierSiteBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records a remit-to site; its address is sealed under the supplier's key."""
    return await conversation.send(
        RecordSupplierSite(
            supplier_id=supplier_id,
            site=body.site,
            country=body.country,
            recorded_by=conversation.actor_id,
            address=conversation.seal(body.address, sealed_under(supplier_id)),
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/sites/{site}/close")
async def close_supplier_site(
    supplier_id: Id, site: Code, body: CloseSupplierSiteBody, conversation: ConversationOfRequest
) -> Accepted:
    """Nothing is sent to this site any more."""
    return await conversation.send(
        CloseSupplierSite(
            supplier_id=supplier_id,
            site=site,
            closed_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{supplier_id}/payment-terms")
async def agree_supplier_payment_terms(
    supplier_id: Id, body: AgreeSupplierPaymentTermsBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says in which parts, and when, invoices of this supplier are due from now on."""
    return await conversation.send(
        AgreeSupplierPaymentTerms(
            supplier_id=supplier_id,
            instalments=tuple((share.percent, share.days) for share in body.instalments),
            agreed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )

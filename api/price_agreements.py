"""HTTP for price agreements: from draft to end, prices and tiers. Rules: `domain/agreements`."""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.plain_numbers import PathNumber
from api.price_agreement_bodies import (
    BackdatePricesBody,
    ConfirmTierBody,
    DeclinePricesBody,
    DraftPriceAgreementBody,
    LapseTierBody,
    PriceClaimBody,
    ProposePricesBody,
    RenewPriceAgreementBody,
    RequestTierBody,
    SignPriceAgreementBody,
    StatedPriceBody,
    TerminatePriceAgreementBody,
)
from api.reads import add_reads
from api.rematching import rematch_corrected
from domain.agreements.commands import (
    ActivatePriceAgreement,
    BackdatePrices,
    ConfirmPrices,
    ConfirmTier,
    DeclinePrices,
    DraftPriceAgreement,
    LapseTier,
    LineToClaim,
    ProposePrices,
    RaisePriceClaim,
    RenewPriceAgreement,
    RequestTier,
    ReviewPriceAgreementExpiry,
    SignPriceAgreement,
    StatedPrice,
    TerminatePriceAgreement,
)
from domain.ids import Id
from projections.price_agreements import PRICE_AGREEMENTS

router: Final = command_router("/v1/price-agreements", "price agreements")


@router.post("", status_code=201)
async def draft_price_agreement(
    body: DraftPriceAgreementBody, conversation: ConversationOfRequest
) -> Accepted:
    """Drafts an agreement. Nothing can be ordered under it before it is signed and activated."""
    return await conversation.send(
        DraftPriceAgreement(
            price_agreement_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "PA"),
            drafted_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "id", "number", "effective_at"),
        )
    )


@router.post("/{price_agreement_id}/renewals", status_code=201)
async def renew_price_agreement(
    price_agreement_id: Id, body: RenewPriceAgreementBody, conversation: ConversationOfRequest
) -> Accepted:
    """Drafts the agreement that follows this one without a gap; active, it ends this one."""
    return await conversation.send(
        RenewPriceAgreement(
            price_agreement_id=conversation.document_id(body.id),
            renewed_id=price_agreement_id,
            number=conversation.number(body.number, "PA"),
            drafted_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "id", "number", "effective_at"),
        )
    )


@router.post("/{price_agreement_id}/sign")
async def sign_price_agreement(
    price_agreement_id: Id, body: SignPriceAgreementBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that both sides signed; not by the person who drafted it."""
    return await conversation.send(
        SignPriceAgreement(
            price_agreement_id=price_agreement_id,
            signed_on=body.signed_on,
            signed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/activate")
async def activate_price_agreement(
    price_agreement_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Lets orders name the agreement, from its first day to its last."""
    return await conversation.send(
        ActivatePriceAgreement(price_agreement_id=price_agreement_id, now=conversation.moment(body))
    )


@router.post("/{price_agreement_id}/review-expiry")
async def review_price_agreement_expiry(
    price_agreement_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Looks at the calendar: near its last day the agreement is expiring, behind it expired."""
    return await conversation.send(
        ReviewPriceAgreementExpiry(
            price_agreement_id=price_agreement_id, now=conversation.moment(body)
        )
    )


@router.post("/{price_agreement_id}/terminate")
async def terminate_price_agreement(
    price_agreement_id: Id, body: TerminatePriceAgreementBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends the agreement before its time; what was ordered by then stands."""
    return await conversation.send(
        TerminatePriceAgreement(
            price_agreement_id=price_agreement_id,
            terminated_on=body.terminated_on,
            terminated_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/prices")
async def propose_prices(
    price_agreement_id: Id, body: ProposePricesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Proposes prices; they count once a second person confirms them."""
    return await conversation.send(
        ProposePrices(
            price_agreement_id=price_agreement_id,
            prices=tuple(_stated(each) for each in body.prices),
            proposed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/corrections")
async def backdate_prices(
    price_agreement_id: Id, body: BackdatePricesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Proposes other prices for days that have passed. Orders keep theirs; claims follow."""
    return await conversation.send(
        BackdatePrices(
            price_agreement_id=price_agreement_id,
            prices=tuple(_stated(each) for each in body.prices),
            proposed_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/claims")
async def raise_price_claim(
    price_agreement_id: Id, body: PriceClaimBody, conversation: ConversationOfRequest
) -> Accepted:
    """Claims back what these lines were billed beyond the corrected price; it is computed."""
    return await conversation.send(
        RaisePriceClaim(
            price_agreement_id=price_agreement_id,
            correction=body.correction,
            lines=tuple(LineToClaim(**values_of(each)) for each in body.lines),
            raised_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/proposals/{proposal}/confirm")
async def confirm_prices(
    price_agreement_id: Id,
    proposal: PathNumber,
    body: CommandBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Makes a proposal, or a correction, count; not by the person who proposed it.

    By a correction, bills that nobody has paid yet of the orders that it touches are judged again.
    """
    now = conversation.moment(body)
    confirmed = await conversation.send(
        ConfirmPrices(
            price_agreement_id=price_agreement_id,
            proposal=proposal,
            confirmed_by=conversation.actor_id,
            now=now,
        )
    )
    return await rematch_corrected(conversation, confirmed, price_agreement_id, proposal, now)


@router.post("/{price_agreement_id}/proposals/{proposal}/decline")
async def decline_prices(
    price_agreement_id: Id,
    proposal: PathNumber,
    body: DeclinePricesBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Drops a proposal."""
    return await conversation.send(
        DeclinePrices(
            price_agreement_id=price_agreement_id,
            proposal=proposal,
            declined_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/tiers")
async def request_tier(
    price_agreement_id: Id, body: RequestTierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Asks for a tier's prices for a facility."""
    return await conversation.send(
        RequestTier(
            price_agreement_id=price_agreement_id,
            facility=body.facility,
            tier=body.tier,
            requested_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/tiers/confirm")
async def confirm_tier(
    price_agreement_id: Id, body: ConfirmTierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Gives the facility the tier's prices; not by the person who asked for them."""
    return await conversation.send(
        ConfirmTier(
            price_agreement_id=price_agreement_id,
            facility=body.facility,
            tier=body.tier,
            effective_from=body.effective_from,
            confirmed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{price_agreement_id}/tiers/lapse")
async def lapse_tier(
    price_agreement_id: Id, body: LapseTierBody, conversation: ConversationOfRequest
) -> Accepted:
    """Ends the facility's tier; what was ordered before keeps its price."""
    return await conversation.send(
        LapseTier(
            price_agreement_id=price_agreement_id,
            facility=body.facility,
            tier=body.tier,
            lapsed_on=body.lapsed_on,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


def _stated(price: StatedPriceBody) -> StatedPrice:
    return StatedPrice(**values_of(price))


add_reads(router, PRICE_AGREEMENTS, "price_agreement")

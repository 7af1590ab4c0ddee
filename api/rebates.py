"""HTTP for rebates: terms by two people, what is earned, claimed, credited and paid.

What invoices and credits count for is recorded with them.
"""

from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest, values_of
from api.plain_numbers import PathNumber
from api.reads import add_reads
from api.rebate_bodies import (
    CountRebatePurchasesBody,
    CreditRebateBody,
    DeclineRebateBody,
    DisputeRebateBody,
    ProposeRebateBody,
    RecordRebateReceiptBody,
    SettleRebateDisputeBody,
)
from domain.ids import Id
from domain.rebates.commands import (
    ClaimRebate,
    ConfirmRebate,
    CountRebatePurchases,
    CreditRebate,
    DeclineRebate,
    DisputeRebate,
    EarnRebate,
    ProposeRebate,
    RecordRebateReceipt,
    SettleRebateDispute,
)
from domain.rebates.terms import RebateStep, RebateTerms
from projections.rebates import REBATES

router: Final = command_router("/v1/rebates", "rebates")


@router.post("", status_code=201)
async def propose_rebate(body: ProposeRebateBody, conversation: ConversationOfRequest) -> Accepted:
    """Proposes terms; they count once a second person confirms them."""
    stated = values_of(body.terms, "steps")
    steps = tuple(RebateStep(**values_of(each)) for each in body.terms.steps)
    return await conversation.send(
        ProposeRebate(
            rebate_id=conversation.document_id(body.id),
            number=conversation.number(body.number, "RB"),
            price_agreement_id=body.price_agreement_id,
            legal_entity=body.legal_entity,
            terms=RebateTerms(steps=steps, **stated),
            pool=body.pool,
            proposed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/confirm")
async def confirm_rebate(
    rebate_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Makes the terms count; not by the person who proposed them."""
    return await conversation.send(
        ConfirmRebate(
            rebate_id=rebate_id,
            confirmed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/decline")
async def decline_rebate(
    rebate_id: Id, body: DeclineRebateBody, conversation: ConversationOfRequest
) -> Accepted:
    """Drops the terms."""
    return await conversation.send(
        DeclineRebate(
            rebate_id=rebate_id,
            declined_by=conversation.actor_id,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/purchases")
async def count_rebate_purchases(
    rebate_id: Id, body: CountRebatePurchasesBody, conversation: ConversationOfRequest
) -> Accepted:
    """Counts invoices of before; those that come later, and credits, are counted with them."""
    return await conversation.send(
        CountRebatePurchases(
            rebate_id=rebate_id, invoice_ids=body.invoice_ids, now=conversation.moment(body)
        )
    )


@router.post("/{rebate_id}/earnings")
async def earn_rebate(
    rebate_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Books what the purchases earn by now, as far as it is not booked."""
    return await conversation.send(
        EarnRebate(
            rebate_id=rebate_id,
            earned_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/claims")
async def claim_rebate(
    rebate_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Claims what was earned and not claimed before."""
    return await conversation.send(
        ClaimRebate(
            rebate_id=rebate_id,
            claimed_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/credits")
async def credit_rebate(
    rebate_id: Id, body: CreditRebateBody, conversation: ConversationOfRequest
) -> Accepted:
    """Posts a credit memo over what is owed of claims; it settles invoices as any other."""
    return await conversation.send(
        CreditRebate(
            rebate_id=rebate_id,
            credit_memo_id=body.credit_memo_id,
            posted_on=body.posted_on,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/receipts")
async def record_rebate_receipt(
    rebate_id: Id, body: RecordRebateReceiptBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the supplier paid what is owed of claims, or a part of it."""
    return await conversation.send(
        RecordRebateReceipt(
            rebate_id=rebate_id,
            payment=body.payment,
            received_on=body.received_on,
            amount=body.amount,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{rebate_id}/disputes")
async def dispute_rebate(
    rebate_id: Id, body: DisputeRebateBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records that the supplier denies so much of a claim; it stays owed until that is settled."""
    return await conversation.send(
        DisputeRebate(
            rebate_id=rebate_id,
            recorded_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


@router.post("/{rebate_id}/disputes/{dispute}/settle")
async def settle_rebate_dispute(
    rebate_id: Id,
    dispute: PathNumber,
    body: SettleRebateDisputeBody,
    conversation: ConversationOfRequest,
) -> Accepted:
    """Ends a dispute; what is conceded of it is asked for no more, by a person without a part."""
    return await conversation.send(
        SettleRebateDispute(
            rebate_id=rebate_id,
            dispute=dispute,
            resolved_by=conversation.actor_id,
            now=conversation.moment(body),
            **values_of(body, "effective_at"),
        )
    )


add_reads(router, REBATES, "rebate")

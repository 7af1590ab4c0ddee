"""HTTP for the life of catalogue items: committee, restriction, conversions, phase-out."""

from datetime import date
from typing import Final

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from domain.catalogue.commands import (
    ChangeCatalogueItemConversion,
    LiftCatalogueItemRestriction,
    PhaseOutCatalogueItem,
    RecordCommitteeDecision,
    RestrictCatalogueItem,
    SetStandardCost,
    StartValueAnalysis,
)
from domain.catalogue.lifecycle_events import Committee, Outcome, Votes
from domain.ids import Code, Id, Text
from domain.money import Currency, UnitPrice
from domain.quantity import Pack

router: Final = command_router("/v1/catalogue-items", "catalogue items")


class RecordCommitteeDecisionBody(CommandBody):
    """How the committee voted, under which conditions, and until when if it is a trial."""

    model_config = example(
        committee="value_analysis",
        outcome="approved",
        votes_for=5,
        votes_against=1,
        abstentions=1,
        conditions=["Revision surgery only"],
    )

    committee: Committee
    outcome: Outcome
    votes_for: Votes
    votes_against: Votes
    abstentions: Votes = 0
    conditions: tuple[Text, ...] = ()
    trial_until: date | None = None


class RestrictBody(CommandBody):
    """The facilities that alone may buy the item, or those that may not; and who may use it.

    Without departments it is for all of them, without roles anybody may ask for it.
    """

    model_config = example(
        not_at=["CLINIC-EAST"],
        departments=["SURGERY", "ICU"],
        requester_roles=["anaesthetist"],
        reason_code="no-recovery-room",
    )

    reason_code: Code
    only_at: tuple[Code, ...] = ()
    not_at: tuple[Code, ...] = ()
    departments: tuple[Code, ...] = ()
    requester_roles: tuple[Code, ...] = ()


class LiftRestrictionBody(CommandBody):
    """Why every facility may buy it again."""

    model_config = example(reason_code="recovery-room-opened")

    reason_code: Code


class PhaseOutBody(CommandBody):
    """Until when it is ordered, and what is ordered then."""

    model_config = example(last_order_on="2030-12-31", reason_code="discontinued")

    last_order_on: date
    reason_code: Code
    successor_id: Id | None = None


class ChangeConversionBody(CommandBody):
    """What one unit holds from a day on. Documents that stand keep what they were made with."""

    model_config = example(
        pack={"unit": "BX", "base_unit": "EA", "numerator": 50},
        starts_on="2030-07-01",
        reason_code="maker-packs-anew",
    )

    pack: Pack
    starts_on: date
    reason_code: Code


class StandardCostBody(CommandBody):
    """Of one base unit, in the currency of the entity's books, at most six places."""

    model_config = example(
        legal_entity="NORTHSIDE",
        currency="USD",
        unit_cost="0.01719",
        starts_on="2030-07-01",
        reason_code="yearly-costing",
    )

    legal_entity: Code
    currency: Currency
    unit_cost: UnitPrice
    starts_on: date
    reason_code: Code


@router.post("/{item_id}/analysis")
async def start_value_analysis(
    item_id: Id, body: CommandBody, conversation: ConversationOfRequest
) -> Accepted:
    """Brings the item before the committee that decides on its class."""
    return await conversation.send(
        StartValueAnalysis(
            item_id=item_id,
            submitted_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/decisions")
async def record_committee_decision(
    item_id: Id, body: RecordCommitteeDecisionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records what the committee decided; not by the person who brought the item before it."""
    return await conversation.send(
        RecordCommitteeDecision(
            item_id=item_id,
            committee=body.committee,
            outcome=body.outcome,
            votes_for=body.votes_for,
            votes_against=body.votes_against,
            abstentions=body.abstentions,
            decided_by=conversation.actor_id,
            conditions=body.conditions,
            trial_until=body.trial_until,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/restriction")
async def restrict_catalogue_item(
    item_id: Id, body: RestrictBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says where the item is bought and for whom; what others request and order is refused."""
    return await conversation.send(
        RestrictCatalogueItem(
            item_id=item_id,
            reason_code=body.reason_code,
            only_at=body.only_at,
            not_at=body.not_at,
            departments=body.departments,
            requester_roles=body.requester_roles,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/restriction/lift")
async def lift_catalogue_item_restriction(
    item_id: Id, body: LiftRestrictionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Opens the item for every facility."""
    return await conversation.send(
        LiftCatalogueItemRestriction(
            item_id=item_id, reason_code=body.reason_code, now=conversation.moment(body)
        )
    )


@router.post("/{item_id}/conversions")
async def change_catalogue_item_conversion(
    item_id: Id, body: ChangeConversionBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says how many base units a unit holds from a day on, or that the item comes in a new unit."""
    return await conversation.send(
        ChangeCatalogueItemConversion(
            item_id=item_id,
            pack=body.pack,
            starts_on=body.starts_on,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/standard-costs")
async def set_standard_cost(
    item_id: Id, body: StandardCostBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says at which cost goods come on stock from a day on; the rest is price variance."""
    return await conversation.send(
        SetStandardCost(
            item_id=item_id,
            legal_entity=body.legal_entity,
            currency=body.currency,
            unit_cost=body.unit_cost,
            starts_on=body.starts_on,
            reason_code=body.reason_code,
            decided_by=conversation.actor_id,
            now=conversation.moment(body),
        )
    )


@router.post("/{item_id}/phase-out")
async def phase_out_catalogue_item(
    item_id: Id, body: PhaseOutBody, conversation: ConversationOfRequest
) -> Accepted:
    """Announces the last day for orders, and the successor."""
    return await conversation.send(
        PhaseOutCatalogueItem(
            item_id=item_id,
            last_order_on=body.last_order_on,
            reason_code=body.reason_code,
            successor_id=body.successor_id,
            now=conversation.moment(body),
        )
    )

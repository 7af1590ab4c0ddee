"""The life of catalogue items: what each step needs to know, and what it saves."""

from typing import Final

from application.legal_entities import require_facilities
from application.roles import ROLES
from application.work import Handlers, Work
from domain.catalogue import committees, conversions, restrictions, standard_costs
from domain.catalogue.commands import (
    ChangeCatalogueItemConversion,
    LiftCatalogueItemRestriction,
    PhaseOutCatalogueItem,
    RecordCommitteeDecision,
    RestrictCatalogueItem,
    SetStandardCost,
    StartValueAnalysis,
)
from domain.catalogue.state import CATALOGUE_ITEM
from domain.errors import InvalidValue
from domain.legal_entities.state import LEGAL_ENTITY, legal_entity_id


async def start_value_analysis(work: Work, command: StartValueAnalysis) -> None:
    """The committee of the item's class has it before it."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, committees.start_analysis(item, command))


async def record_committee_decision(work: Work, command: RecordCommitteeDecision) -> None:
    """The committee voted, under a version of the policy that the metadata names."""
    work.policies.add(committees.COMMITTEE_POLICY.version)
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    await work.record(CATALOGUE_ITEM, command.item_id, committees.record_decision(item, command))


async def restrict_catalogue_item(work: Work, command: RestrictCatalogueItem) -> None:
    """The item is bought for some facilities only, or for some people that there are."""
    unknown = sorted({*command.requester_roles} - ROLES.keys())
    if unknown:
        raise InvalidValue("requester_roles", f"is one of {', '.join(sorted(ROLES))}", unknown[0])
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    events = restrictions.restrict(item, command)
    await require_facilities(work, (*command.only_at, *command.not_at))
    await work.record(CATALOGUE_ITEM, command.item_id, events)


async def lift_catalogue_item_restriction(
    work: Work, command: LiftCatalogueItemRestriction
) -> None:
    """The item is bought for every facility."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    events = restrictions.lift_restriction(item, command)
    await work.record(CATALOGUE_ITEM, command.item_id, events)


async def phase_out_catalogue_item(work: Work, command: PhaseOutCatalogueItem) -> None:
    """Orders end on a day; the successor, if any, is an item that can be ordered now."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    successor = None
    if command.successor_id is not None:
        successor = await work.load(CATALOGUE_ITEM, command.successor_id)
    events = restrictions.phase_out(item, command, successor)
    await work.record(CATALOGUE_ITEM, command.item_id, events)


async def change_catalogue_item_conversion(
    work: Work, command: ChangeCatalogueItemConversion
) -> None:
    """From a day on a unit of the item holds another number of base units."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    events = conversions.change_conversion(item, command)
    await work.record(CATALOGUE_ITEM, command.item_id, events)


async def set_standard_cost(work: Work, command: SetStandardCost) -> None:
    """From a day on goods of the item come at this cost."""
    item = await work.load(CATALOGUE_ITEM, command.item_id)
    entity_id = legal_entity_id(work.tenant, command.legal_entity)
    currency = (await work.load(LEGAL_ENTITY, entity_id)).currency
    events = standard_costs.set_standard_cost(item, command, books_currency=currency)
    await work.record(CATALOGUE_ITEM, command.item_id, events)


HANDLERS: Final[Handlers] = {
    StartValueAnalysis: start_value_analysis,
    RecordCommitteeDecision: record_committee_decision,
    RestrictCatalogueItem: restrict_catalogue_item,
    LiftCatalogueItemRestriction: lift_catalogue_item_restriction,
    ChangeCatalogueItemConversion: change_catalogue_item_conversion,
    SetStandardCost: set_standard_cost,
    PhaseOutCatalogueItem: phase_out_catalogue_item,
}

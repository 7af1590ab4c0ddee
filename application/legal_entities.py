"""Legal entities: what each command needs to know, and what it saves."""

from collections.abc import Iterable
from typing import Final

from application.numbers import claim, claimed_by
from application.work import Handlers, Work
from domain.event import DocumentRef
from domain.legal_entities import decide, holidays, registrations
from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RecordFacilityRegistration,
    RegisterLegalEntity,
    SetFacilityReceiving,
    SetLegalEntityBudgetControl,
    SetLegalEntityClosing,
    SetLegalEntityHolidays,
    SetSmallDifferenceCaps,
    SetTransferPricing,
)
from domain.legal_entities.state import LEGAL_ENTITY, LegalEntity, legal_entity_id

# Claimed by the first entity that is registered: from then on documents name registered ones only.
REGISTER: Final = "legal_entity_register"
FIRST: Final = "first"
FACILITY: Final = "facility"  # The kind under which facilities are claimed: one entity runs each.


async def register_legal_entity(work: Work, command: RegisterLegalEntity) -> None:
    """A new entity."""
    entity_id = legal_entity_id(work.tenant, command.legal_entity)
    entity = await work.find_or_assume_new(LEGAL_ENTITY, entity_id)
    registered = await work.record(LEGAL_ENTITY, entity_id, decide.register(entity, command))
    assert registered is not None, "a registered entity has an event"
    if await claimed_by(work, REGISTER, FIRST) is None:
        holder = DocumentRef(aggregate=LEGAL_ENTITY.name, id=entity_id, number=registered.code)
        await claim(work, REGISTER, FIRST, holder)


async def add_legal_entity_facility(work: Work, command: AddLegalEntityFacility) -> None:
    """A facility that is this entity's alone."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, decide.add_facility(entity, command))
    holder = DocumentRef(aggregate=LEGAL_ENTITY.name, id=entity_id, number=entity.code)
    await claim(work, FACILITY, command.facility, holder)


async def set_legal_entity_budget_control(work: Work, command: SetLegalEntityBudgetControl) -> None:
    """Budgets bind so from now on."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, decide.set_budget_control(entity, command))


async def set_facility_receiving(work: Work, command: SetFacilityReceiving) -> None:
    """Its people receive so from now on."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, decide.set_facility_receiving(entity, command))


async def set_legal_entity_closing(work: Work, command: SetLegalEntityClosing) -> None:
    """Order lines close by themselves so from now on."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, decide.set_closing(entity, command))


async def set_legal_entity_holidays(work: Work, command: SetLegalEntityHolidays) -> None:
    """Nobody works on these days of the year."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, holidays.set_holidays(entity, command))


async def set_small_difference_caps(work: Work, command: SetSmallDifferenceCaps) -> None:
    """So much of small differences is written off in a day from now on."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, decide.set_small_difference_caps(entity, command))


async def set_transfer_pricing(work: Work, command: SetTransferPricing) -> None:
    """Its goods go to other entities at that price from now on."""
    entity_id, entity = await _load(work, command.legal_entity)
    await work.record(LEGAL_ENTITY, entity_id, decide.set_transfer_pricing(entity, command))


async def record_facility_registration(work: Work, command: RecordFacilityRegistration) -> None:
    """The facility may hold controlled substances."""
    entity_id, entity = await _load(work, command.legal_entity)
    events = registrations.record_registration(entity, command)
    await work.record(LEGAL_ENTITY, entity_id, events)


async def require_place(work: Work, code: str, facility: str) -> None:
    """Raises unless a new document may name this legal entity with this facility."""
    entity = await known_entity(work, code)
    first = await claimed_by(work, REGISTER, FIRST)
    runs_it = await claimed_by(work, FACILITY, facility)
    decide.require_place(
        entity,
        (code, facility),
        None if runs_it is None else runs_it.number,
        any_registered=first is not None,
    )


async def require_legal_entity(work: Work, code: str) -> None:
    """Raises unless a rule may name this legal entity."""
    entity = await known_entity(work, code)
    first = await claimed_by(work, REGISTER, FIRST)
    decide.require_registered(entity, code, any_registered=first is not None)


async def require_facilities(
    work: Work, facilities: Iterable[str], codes: tuple[str, ...] = ()
) -> None:
    """Raises unless a rule may name these facilities, for these legal entities or for all."""
    entities = None
    for facility in facilities:
        if entities is None:
            entities = await _named_or_first(work, codes)
        runs_it = await claimed_by(work, FACILITY, facility)
        number = None if runs_it is None else runs_it.number
        decide.require_facility(facility, number, codes, entities)


async def _named_or_first(work: Work, codes: tuple[str, ...]) -> tuple[LegalEntity, ...]:
    first = await claimed_by(work, REGISTER, FIRST)
    if first is None:
        return ()
    if not codes:
        return (await work.load(LEGAL_ENTITY, first.id),)
    known = [await known_entity(work, code) for code in codes]
    return tuple(each for each in known if each is not None)


async def known_entity(work: Work, code: str) -> LegalEntity | None:
    """The entity with this code; none where documents name one that was never registered."""
    return await work.find(LEGAL_ENTITY, legal_entity_id(work.tenant, code))


async def _load(work: Work, code: str) -> tuple[str, LegalEntity]:
    entity_id = legal_entity_id(work.tenant, code)
    return entity_id, await work.load(LEGAL_ENTITY, entity_id)


HANDLERS: Final[Handlers] = {
    RegisterLegalEntity: register_legal_entity,
    AddLegalEntityFacility: add_legal_entity_facility,
    SetFacilityReceiving: set_facility_receiving,
    RecordFacilityRegistration: record_facility_registration,
    SetLegalEntityBudgetControl: set_legal_entity_budget_control,
    SetLegalEntityClosing: set_legal_entity_closing,
    SetLegalEntityHolidays: set_legal_entity_holidays,
    SetSmallDifferenceCaps: set_small_difference_caps,
    SetTransferPricing: set_transfer_pricing,
}

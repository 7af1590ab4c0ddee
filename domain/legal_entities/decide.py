"""What a legal entity answers to each command, and to documents that name it."""

from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RegisterLegalEntity,
    SetFacilityReceiving,
    SetLegalEntityBudgetControl,
    SetLegalEntityClosing,
    SetSmallDifferenceCaps,
    SetTransferPricing,
)
from domain.legal_entities.errors import (
    LegalEntityCapNegative,
    LegalEntityCapsStandSo,
    LegalEntityClosesSo,
    LegalEntityControlledSo,
    LegalEntityExists,
    LegalEntityFacilityAddedAlready,
    LegalEntityFacilityUnregistered,
    LegalEntityForeignFacility,
    LegalEntityPricesSo,
    LegalEntityReceivesSo,
    LegalEntityRunsElsewhere,
    LegalEntityUnregistered,
)
from domain.legal_entities.events import (
    LegalEntityBudgetControlSet,
    LegalEntityClosingSet,
    LegalEntityEvent,
    LegalEntityFacilityAdded,
    LegalEntityFacilityReceivingSet,
    LegalEntityRegistered,
    LegalEntitySmallDifferenceCapsSet,
    LegalEntityTransferPricingSet,
)
from domain.legal_entities.state import Caps, LegalEntity
from domain.money import exact, exponent


def register(
    entity: LegalEntity | None, command: RegisterLegalEntity
) -> tuple[LegalEntityEvent, ...]:
    """Books under a code of their own, in a known currency."""
    if entity is not None:
        raise LegalEntityExists(command.legal_entity)
    exponent(command.currency)  # refuses an unknown currency
    return (
        LegalEntityRegistered(
            legal_entity=command.legal_entity,
            name=command.name,
            currency=command.currency,
            fiscal_year_start=command.fiscal_year_start,
        ),
    )


def add_facility(
    entity: LegalEntity, command: AddLegalEntityFacility
) -> tuple[LegalEntityEvent, ...]:
    """One more facility; that no other entity has it is claimed in the same save."""
    if command.facility in entity.facilities:
        raise LegalEntityFacilityAddedAlready(entity.code, command.facility)
    return (LegalEntityFacilityAdded(facility=command.facility, name=command.name),)


def set_budget_control(
    entity: LegalEntity, command: SetLegalEntityBudgetControl
) -> tuple[LegalEntityEvent, ...]:
    """Binds what is asked for and ordered from now on; what stands committed stays so."""
    if command.control == entity.control:
        raise LegalEntityControlledSo(entity.code, command.control)
    return (LegalEntityBudgetControlSet(control=command.control, reason_code=command.reason_code),)


def set_facility_receiving(
    entity: LegalEntity, command: SetFacilityReceiving
) -> tuple[LegalEntityEvent, ...]:
    """Binds what is received at one of its facilities from now on."""
    if command.facility not in entity.facilities:
        raise LegalEntityForeignFacility(entity.code, command.facility, entity.facilities)
    facility = command.facility
    stands = (facility in entity.desktop_goods, facility in entity.blind)
    if (command.desktop_goods, command.blind) == stands:
        raise LegalEntityReceivesSo(entity.code, command.facility)
    return (
        LegalEntityFacilityReceivingSet(
            facility=command.facility,
            desktop_goods=command.desktop_goods,
            reason_code=command.reason_code,
            blind=True if command.blind else None,
        ),
    )


def set_closing(
    entity: LegalEntity, command: SetLegalEntityClosing
) -> tuple[LegalEntityEvent, ...]:
    """Binds what comes and is settled from now on; what is open stays open until then."""
    asked = (command.receipt_percent, command.invoice_percent)
    if asked == (entity.receipt_close_percent, entity.invoice_close_percent):
        raise LegalEntityClosesSo(entity.code)
    return (
        LegalEntityClosingSet(
            reason_code=command.reason_code,
            receipt_percent=command.receipt_percent,
            invoice_percent=command.invoice_percent,
        ),
    )


def set_small_difference_caps(
    entity: LegalEntity, command: SetSmallDifferenceCaps
) -> tuple[LegalEntityEvent, ...]:
    """Binds what is posted from now on. A cap of nothing lets no difference pass by itself."""
    asked = (command.cap, command.supplier_cap)
    exacted = [None if each is None else exact(each, entity.currency) for each in asked]
    for each in exacted:
        if each is not None and each < 0:
            raise LegalEntityCapNegative(each)
    caps = Caps(*exacted)
    if caps == entity.small_difference_caps:
        raise LegalEntityCapsStandSo(entity.code)
    return (
        LegalEntitySmallDifferenceCapsSet(
            reason_code=command.reason_code, cap=caps.entity, supplier_cap=caps.supplier
        ),
    )


def set_transfer_pricing(
    entity: LegalEntity, command: SetTransferPricing
) -> tuple[LegalEntityEvent, ...]:
    """Binds inter-company orders that are made from now on; those that stand keep theirs."""
    if command.markup_percent == entity.markup_percent:
        raise LegalEntityPricesSo(entity.code, entity.markup_percent)
    return (
        LegalEntityTransferPricingSet(
            markup_percent=command.markup_percent, reason_code=command.reason_code
        ),
    )


def require_registered(entity: LegalEntity | None, code: str, *, any_registered: bool) -> None:
    """Refuses an entity that nobody registered, once the tenant has registered one."""
    if entity is None and any_registered:
        raise LegalEntityUnregistered(code)


def require_place(
    entity: LegalEntity | None, place: tuple[str, str], runs_it: str | None, *, any_registered: bool
) -> None:
    """Refuses a place (legal entity and facility) that is not the document's to name.

    Once a tenant has registered an entity it names no other ones, and once an entity has said which
    facilities it runs, no facility of somebody else. `runs_it` is the entity that said so of this.
    """
    code, facility = place
    require_registered(entity, code, any_registered=any_registered)
    if entity is not None and entity.facilities and facility not in entity.facilities:
        raise LegalEntityForeignFacility(entity.code, facility, entity.facilities)
    if runs_it not in (None, code):
        raise LegalEntityRunsElsewhere(code, facility, runs_it)


def require_facility(
    facility: str, runs_it: str | None, codes: tuple[str, ...], entities: tuple[LegalEntity, ...]
) -> None:
    """Refuses a facility that nobody registered, or that none of these legal entities runs.

    `codes` are the entities for which it is named; none: for whoever runs it. An entity that has
    not said which facilities it runs may run any, so `entities` are those named; where none are
    named, the first that was registered.
    """
    if runs_it is not None:
        if codes and runs_it not in codes:
            raise LegalEntityRunsElsewhere(", ".join(codes), facility, runs_it)
        return
    if entities and all(each.facilities for each in entities):
        raise LegalEntityFacilityUnregistered(facility)

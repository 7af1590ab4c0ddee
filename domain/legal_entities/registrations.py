"""Which facility may hold controlled substances, of which schedules, and who signs for it.

A registration belongs to one place. The latest that was recorded of a facility replaces the former.
"""

from domain.legal_entities.commands import RecordFacilityRegistration
from domain.legal_entities.errors import (
    LegalEntityForeignFacility,
    LegalEntityRegistrationInvalid,
)
from domain.legal_entities.events import LegalEntityEvent, LegalEntityRegistrationRecorded
from domain.legal_entities.state import LegalEntity
from domain.suppliers.identifiers import dea_problem


def record_registration(
    entity: LegalEntity, command: RecordFacilityRegistration
) -> tuple[LegalEntityEvent, ...]:
    """The facility is registered until that day; a number that was mistyped is refused."""
    if command.facility not in entity.facilities:
        raise LegalEntityForeignFacility(entity.code, command.facility, entity.facilities)
    today, number = command.now.date(), command.registration
    problem = dea_problem(number)
    if problem is None and command.expires_on < today:
        problem = f"ended on {command.expires_on}"
    if problem is None and not command.schedules:
        problem = "covers no schedule"
    if problem is None and not command.registrants:
        problem = "names nobody who signs for it"
    if problem is not None:
        raise LegalEntityRegistrationInvalid(command.facility, number, problem)
    return (
        LegalEntityRegistrationRecorded(
            facility=command.facility,
            registration=number,
            schedules=tuple(sorted(set(command.schedules))),
            expires_on=command.expires_on,
            registrants=tuple(sorted(set(command.registrants))),
        ),
    )

"""On which days nobody works, beside weekends: of an entity, and of a facility in its place.

A year is stated whole, so that it can be looked up and set right; what was asked as of a moment
before keeps the days that were known then.
"""

from domain.legal_entities.commands import SetLegalEntityHolidays
from domain.legal_entities.errors import (
    LegalEntityForeignFacility,
    LegalEntityHolidayOutside,
    LegalEntityHolidaysStandSo,
)
from domain.legal_entities.events import LegalEntityEvent, LegalEntityHolidaysSet
from domain.legal_entities.state import LegalEntity, holiday_key


def set_holidays(
    entity: LegalEntity, command: SetLegalEntityHolidays
) -> tuple[LegalEntityEvent, ...]:
    """The year's days, each once; no days for a facility that works on those of its entity."""
    facility, year = command.facility, command.year
    if facility is not None and facility not in entity.facilities:
        raise LegalEntityForeignFacility(entity.code, facility, entity.facilities)
    days = tuple(sorted(set(command.days)))
    for day in days:
        if day.year != year:
            raise LegalEntityHolidayOutside(year, day)
    if entity.holidays.get(holiday_key(year, facility)) == days:
        raise LegalEntityHolidaysStandSo(facility or entity.code, year)
    return (
        LegalEntityHolidaysSet(
            year=year, days=days, reason_code=command.reason_code, facility=facility
        ),
    )

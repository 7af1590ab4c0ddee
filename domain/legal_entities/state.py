"""A legal entity as its history left it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Final, NamedTuple, assert_never

from domain.aggregate import Aggregate
from domain.frozen import replace
from domain.ids import IDS_REMEMBERED, derived_id
from domain.legal_entities.events import (
    BudgetControl,
    LegalEntityBudgetControlSet,
    LegalEntityClosingSet,
    LegalEntityEvent,
    LegalEntityFacilityAdded,
    LegalEntityFacilityReceivingSet,
    LegalEntityHolidaysSet,
    LegalEntityRegistered,
    LegalEntityRegistrationRecorded,
    LegalEntitySmallDifferenceCapsSet,
    LegalEntityTransferPricingSet,
)

ZERO: Final = Decimal(0)


class Caps(NamedTuple):
    """What small differences may cost in a day, in all and to one supplier; none: any amount."""

    entity: Decimal | None = None
    supplier: Decimal | None = None


NO_CAPS: Final = Caps()


class Registration(NamedTuple):
    """Of one facility with the DEA: for which schedules, until when, and who signs for it."""

    number: str
    schedules: tuple[str, ...]
    expires_on: date
    registrants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class LegalEntity:
    """Whose books they are. One that was never registered binds nobody."""

    code: str
    name: str
    currency: str
    fiscal_year_start: int
    control: BudgetControl = "none"
    facilities: tuple[str, ...] = ()
    facility: None = None
    desktop_goods: frozenset[str] = frozenset()  # where requesters confirm goods of their own
    blind: frozenset[str] = frozenset()  # where receivers count without knowing what was ordered
    receipt_close_percent: Decimal | None = None  # by how much short a line closes; none: never
    invoice_close_percent: Decimal | None = None
    registrations: Mapping[str, Registration] = field(default_factory=dict)  # by facility
    small_difference_caps: Caps = NO_CAPS
    holidays: Mapping[str, tuple[date, ...]] = field(default_factory=dict)  # by `holiday_key`
    markup_percent: Decimal = ZERO  # what other entities pay for its goods, beyond their cost

    @property
    def number(self) -> str:
        """The code that people use."""
        return self.code

    @property
    def legal_entity(self) -> str:
        """Its own."""
        return self.code

    def fiscal_year(self, day: date) -> int:
        """The year that the day belongs to, named after the calendar year in which it ends."""
        begins_later = self.fiscal_year_start > 1 and day.month >= self.fiscal_year_start
        return day.year + begins_later


@lru_cache(IDS_REMEMBERED)
def legal_entity_id(tenant: str, code: str) -> str:
    """The id of the entity with this code."""
    return derived_id(tenant, "legal_entity", code)


def evolve(state: LegalEntity | None, event: LegalEntityEvent) -> LegalEntity:
    """The next state."""
    if isinstance(event, LegalEntityRegistered):
        return LegalEntity(
            code=event.legal_entity,
            name=event.name,
            currency=event.currency,
            fiscal_year_start=event.fiscal_year_start,
        )
    assert state is not None, "the first event registers the entity"
    match event:
        case LegalEntityFacilityAdded():
            return replace(state, facilities=(*state.facilities, event.facility))
        case LegalEntityBudgetControlSet():
            return replace(state, control=event.control)
        case LegalEntityFacilityReceivingSet():
            return _receiving(state, event)
        case LegalEntityClosingSet():
            return replace(
                state,
                receipt_close_percent=event.receipt_percent,
                invoice_close_percent=event.invoice_percent,
            )
        case LegalEntityTransferPricingSet():
            return replace(state, markup_percent=event.markup_percent)
        case LegalEntityRegistrationRecorded():
            told = (event.registration, event.schedules, event.expires_on, event.registrants)
            registrations = {**state.registrations, event.facility: Registration(*told)}
            return replace(state, registrations=registrations)
        case LegalEntityHolidaysSet():
            key = holiday_key(event.year, event.facility)
            return replace(state, holidays={**state.holidays, key: event.days})
        case LegalEntitySmallDifferenceCapsSet():
            caps = Caps(event.cap, event.supplier_cap)
            return replace(state, small_difference_caps=caps)
        case _:
            assert_never(event)


def holiday_key(year: int, facility: str | None) -> str:
    """Of which year and facility, or of the whole entity."""
    return f"{year}/{facility or ''}"


def _receiving(state: LegalEntity, event: LegalEntityFacilityReceivingSet) -> LegalEntity:
    here = frozenset({event.facility})
    desktop, blind = state.desktop_goods - here, state.blind - here
    return replace(
        state,
        desktop_goods=desktop | here if event.desktop_goods else desktop,
        blind=blind | here if event.blind else blind,
    )


LEGAL_ENTITY: Final = Aggregate(name="legal_entity", state=LegalEntity, evolve=evolve)

"""Facts of a legal entity. Stored names are a contract; see `state` for what they add up to."""

from datetime import date
from decimal import Decimal
from typing import Annotated, ClassVar, Final, Literal

from pydantic import Field

from domain.catalogue.events import Schedule
from domain.event import Event
from domain.ids import Code, Number, Text
from domain.money import Amount, Currency

# none: budgets are not looked at; advisory: what goes beyond is recorded; hard: it is refused.
BudgetControl = Literal["none", "advisory", "hard"]
Month = Annotated[int, Field(ge=1, le=12)]
ClosingPercent = Annotated[Decimal, Field(ge=0, lt=100, decimal_places=2)]
HolidayYear = Annotated[int, Field(ge=1970, le=2200)]
MarkupPercent = Annotated[Decimal, Field(ge=0, le=1000, decimal_places=2)]


class LegalEntityRegistered(Event):
    """Books are kept under this code. Fiscal years begin in `fiscal_year_start`, a month."""

    TYPE: ClassVar[str] = "legal_entity.registered"
    legal_entity: Code
    name: Text
    currency: Currency
    fiscal_year_start: Month


class LegalEntityFacilityAdded(Event):
    """The facility belongs to this entity and to no other."""

    TYPE: ClassVar[str] = "legal_entity.facility_added"
    facility: Code
    name: Text


class LegalEntityBudgetControlSet(Event):
    """How budgets bind orders and requisitions from now on."""

    TYPE: ClassVar[str] = "legal_entity.budget_control_set"
    control: BudgetControl
    reason_code: Code


class LegalEntityFacilityReceivingSet(Event):
    """How goods and services are received at this facility from now on."""

    TYPE: ClassVar[str] = "legal_entity.facility_receiving_set"
    facility: Code
    desktop_goods: bool  # whether requesters confirm goods of their own at their desk
    reason_code: Code
    blind: Literal[True] | None = None  # receivers see neither what was ordered nor what it costs


class LegalEntityClosingSet(Event):
    """By how many per cent short order lines close by themselves from now on; none: never."""

    TYPE: ClassVar[str] = "legal_entity.closing_set"
    reason_code: Code
    receipt_percent: ClosingPercent | None = None
    invoice_percent: ClosingPercent | None = None


class LegalEntityRegistrationRecorded(Event):
    """The facility may hold substances of these schedules until that day; these people sign."""

    TYPE: ClassVar[str] = "legal_entity.registration_recorded"
    facility: Code
    registration: Number  # of the DEA
    schedules: tuple[Schedule, ...]
    expires_on: date
    registrants: tuple[Code, ...]


class LegalEntitySmallDifferenceCapsSet(Event):
    """What its invoices may miss their parts by in a day from now on; none: as much as comes."""

    TYPE: ClassVar[str] = "legal_entity.small_difference_caps_set"
    reason_code: Code
    cap: Amount | None = None  # in all
    supplier_cap: Amount | None = None  # to one supplier


class LegalEntityHolidaysSet(Event):
    """On these days of the year, beside its weekends, nobody works; in place of those set before.

    Of one facility, in place of those of its entity: none, where it works on all of them.
    """

    TYPE: ClassVar[str] = "legal_entity.holidays_set"
    year: HolidayYear
    days: tuple[date, ...]  # each once, in order
    reason_code: Code
    facility: Code | None = None  # absent: of every facility that has none of its own


class LegalEntityTransferPricingSet(Event):
    """What other entities of the network pay for its goods from now on: their cost and so much."""

    TYPE: ClassVar[str] = "legal_entity.transfer_pricing_set"
    markup_percent: MarkupPercent
    reason_code: Code


LegalEntityEvent = (
    LegalEntityRegistered
    | LegalEntityFacilityAdded
    | LegalEntityBudgetControlSet
    | LegalEntityFacilityReceivingSet
    | LegalEntityClosingSet
    | LegalEntityRegistrationRecorded
    | LegalEntitySmallDifferenceCapsSet
    | LegalEntityTransferPricingSet
    | LegalEntityHolidaysSet
)
EVENTS: Final = (
    LegalEntityRegistered,
    LegalEntityFacilityAdded,
    LegalEntityBudgetControlSet,
    LegalEntityFacilityReceivingSet,
    LegalEntityClosingSet,
    LegalEntityRegistrationRecorded,
    LegalEntitySmallDifferenceCapsSet,
    LegalEntityTransferPricingSet,
    LegalEntityHolidaysSet,
)

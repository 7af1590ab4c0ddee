"""What may be asked of a legal entity."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from domain.catalogue.events import Schedule
from domain.event import Command
from domain.legal_entities.events import BudgetControl


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterLegalEntity(Command):
    """Its id follows from its code, so that every document finds it by the code that it names."""

    legal_entity: str
    name: str
    currency: str
    fiscal_year_start: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class AddLegalEntityFacility(Command):
    legal_entity: str
    facility: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetFacilityReceiving(Command):
    """How goods and services are received at a facility from now on."""

    legal_entity: str
    facility: str
    desktop_goods: bool
    reason_code: str
    blind: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordFacilityRegistration(Command):
    """`registrants` are who signs for the facility: the registrant, and whom he empowered."""

    legal_entity: str
    facility: str
    registration: str
    schedules: tuple[Schedule, ...]
    expires_on: date
    registrants: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLegalEntityBudgetControl(Command):
    legal_entity: str
    control: BudgetControl
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetTransferPricing(Command):
    """Zero: goods go to other entities of the network at what they cost."""

    legal_entity: str
    markup_percent: Decimal
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLegalEntityClosing(Command):
    """A line closes for receiving, or invoicing, once it is short by no more; none: never."""

    legal_entity: str
    reason_code: str
    receipt_percent: Decimal | None = None
    invoice_percent: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetLegalEntityHolidays(Command):
    """The whole year anew; `facility` none: of every facility that has not its own of that year."""

    legal_entity: str
    year: int
    days: tuple[date, ...]
    reason_code: str
    facility: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SetSmallDifferenceCaps(Command):
    """What may be written off in a day, in all and to one supplier; none: as much as comes."""

    legal_entity: str
    reason_code: str
    cap: Decimal | None = None
    supplier_cap: Decimal | None = None

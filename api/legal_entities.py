"""HTTP for legal entities: register, facilities, budget control. Rules: `domain/legal_entities`."""

from datetime import date
from typing import Annotated, Final

from fastapi import Path
from pydantic import Field

from api.command_route import command_router
from api.conversation import Accepted, CommandBody, ConversationOfRequest
from api.examples import example
from api.reads import add_reads
from domain.catalogue.events import Schedule
from domain.ids import CODE_PATTERN, Code, Number, Text
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
from domain.legal_entities.events import (
    BudgetControl,
    ClosingPercent,
    HolidayYear,
    MarkupPercent,
    Month,
)
from domain.money import Amount, Currency
from projections.legal_entities import LEGAL_ENTITIES

DAYS_MAX: Final = 366  # Of a year.

router: Final = command_router("/v1/legal-entities", "legal entities")

EntityCode = Annotated[str, Path(pattern=CODE_PATTERN, description="The entity's code.")]


class RegisterLegalEntityBody(CommandBody):
    """Whose books they are. The fiscal year begins in a month; it is named after where it ends."""

    model_config = example(
        legal_entity="NORTHSIDE", name="Northside Health Trust", currency="USD", fiscal_year_start=7
    )

    legal_entity: Code
    name: Text
    currency: Currency
    fiscal_year_start: Month = 1


class AddFacilityBody(CommandBody):
    """A facility that no other entity runs."""

    model_config = example(facility="HOSP-NORTH", name="Northside Hospital")

    facility: Code
    name: Text


class SetClosingBody(CommandBody):
    """20: a line closes at 80 per cent received, or billed and settled; left out: never."""

    model_config = example(receipt_percent="5", invoice_percent="5", reason_code="small_rests")

    receipt_percent: ClosingPercent | None = None
    invoice_percent: ClosingPercent | None = None
    reason_code: Code


class SetSmallDifferenceCapsBody(CommandBody):
    """What is written off in a day of totals that miss their parts; a cap left out does not bind.

    Beyond a cap an invoice waits for an AP manager, or for the next day.
    """

    model_config = example(cap="5.00", supplier_cap="1.00", reason_code="year_end_review")

    cap: Amount | None = Field(default=None, description="In all, in the currency of the books.")
    supplier_cap: Amount | None = Field(default=None, description="To one supplier.")
    reason_code: Code


class SetHolidaysBody(CommandBody):
    """All days of a year on which nobody works, beside Saturdays and Sundays.

    They replace those that were set for the year. A facility's replace its entity's: none of them,
    where it works on each.
    """

    model_config = example(
        year=2026, days=["2026-01-01", "2026-12-25"], reason_code="board_decision"
    )

    year: HolidayYear
    days: tuple[date, ...] = Field(max_length=DAYS_MAX)
    facility: Code | None = None
    reason_code: Code


class SetReceivingBody(CommandBody):
    """Whether requesters confirm goods of their own at their desk; services they always do."""

    model_config = example(facility="HOSP-NORTH", desktop_goods=True, reason_code="small_purchases")

    facility: Code
    desktop_goods: bool
    blind: bool = Field(default=False, description="Receivers do not see what was ordered.")
    reason_code: Code


class SetBudgetControlBody(CommandBody):
    """none: nobody looks; advisory: what goes beyond is recorded; hard: it is refused."""

    model_config = example(control="advisory", reason_code="board_decision")

    control: BudgetControl
    reason_code: Code


class SetTransferPricingBody(CommandBody):
    """What other legal entities of the network pay for its goods, beyond their cost; 0: at cost."""

    model_config = example(markup_percent="5", reason_code="transfer_pricing_study")

    markup_percent: MarkupPercent
    reason_code: Code


class RecordRegistrationBody(CommandBody):
    """The DEA registration of a facility. It replaces the former one of the same facility."""

    model_config = example(
        facility="HOSP-NORTH",
        registration="AB1234563",
        schedules=["II", "III", "IV", "V"],
        expires_on="2030-12-31",
        registrants=["petra"],
    )

    facility: Code
    registration: Number
    schedules: tuple[Schedule, ...]
    expires_on: date
    registrants: tuple[Code, ...]


@router.post("", status_code=201)
async def register_legal_entity(
    body: RegisterLegalEntityBody, conversation: ConversationOfRequest
) -> Accepted:
    """Registers an entity. Documents may name its code before; from now on it can bind them."""
    return await conversation.send(
        RegisterLegalEntity(
            legal_entity=body.legal_entity,
            name=body.name,
            currency=body.currency,
            fiscal_year_start=body.fiscal_year_start,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/facilities")
async def add_legal_entity_facility(
    legal_entity: EntityCode, body: AddFacilityBody, conversation: ConversationOfRequest
) -> Accepted:
    """Adds a facility. From the first one on, documents must name one that the entity runs."""
    return await conversation.send(
        AddLegalEntityFacility(
            legal_entity=legal_entity,
            facility=body.facility,
            name=body.name,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/closing")
async def set_legal_entity_closing(
    legal_entity: EntityCode, body: SetClosingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says by how much short order lines close by themselves from now on."""
    return await conversation.send(
        SetLegalEntityClosing(
            legal_entity=legal_entity,
            reason_code=body.reason_code,
            receipt_percent=body.receipt_percent,
            invoice_percent=body.invoice_percent,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/holidays")
async def set_legal_entity_holidays(
    legal_entity: EntityCode, body: SetHolidaysBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says on which days of a year nobody works; business hours of key figures leave them out."""
    return await conversation.send(
        SetLegalEntityHolidays(
            legal_entity=legal_entity,
            year=body.year,
            days=body.days,
            facility=body.facility,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/receiving")
async def set_facility_receiving(
    legal_entity: EntityCode, body: SetReceivingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says how goods are received at one of its facilities from now on."""
    return await conversation.send(
        SetFacilityReceiving(
            legal_entity=legal_entity,
            facility=body.facility,
            desktop_goods=body.desktop_goods,
            blind=body.blind,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/small-difference-caps")
async def set_small_difference_caps(
    legal_entity: EntityCode, body: SetSmallDifferenceCapsBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says how much small differences of invoices may come to in a day from now on."""
    return await conversation.send(
        SetSmallDifferenceCaps(
            legal_entity=legal_entity,
            cap=body.cap,
            supplier_cap=body.supplier_cap,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/registrations")
async def record_facility_registration(
    legal_entity: EntityCode, body: RecordRegistrationBody, conversation: ConversationOfRequest
) -> Accepted:
    """Records which controlled substances a facility may hold, and who signs orders of them."""
    return await conversation.send(
        RecordFacilityRegistration(
            legal_entity=legal_entity,
            facility=body.facility,
            registration=body.registration,
            schedules=body.schedules,
            expires_on=body.expires_on,
            registrants=body.registrants,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/transfer-pricing")
async def set_transfer_pricing(
    legal_entity: EntityCode, body: SetTransferPricingBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says what inter-company orders that are made from now on pay for its goods."""
    return await conversation.send(
        SetTransferPricing(
            legal_entity=legal_entity,
            markup_percent=body.markup_percent,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


@router.post("/{legal_entity}/budget-control")
async def set_legal_entity_budget_control(
    legal_entity: EntityCode, body: SetBudgetControlBody, conversation: ConversationOfRequest
) -> Accepted:
    """Says how budgets bind requisitions and orders from now on."""
    return await conversation.send(
        SetLegalEntityBudgetControl(
            legal_entity=legal_entity,
            control=body.control,
            reason_code=body.reason_code,
            now=conversation.moment(body),
        )
    )


add_reads(router, LEGAL_ENTITIES, "legal_entity")

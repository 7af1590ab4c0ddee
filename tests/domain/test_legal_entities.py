"""A legal entity runs its facilities, has its own fiscal year, and says how budgets bind."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Final

import pytest
from pydantic import ValidationError

from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RegisterLegalEntity,
    SetFacilityReceiving,
    SetLegalEntityBudgetControl,
    SetLegalEntityClosing,
    SetLegalEntityHolidays,
)
from domain.legal_entities.decide import (
    add_facility,
    register,
    require_place,
    set_budget_control,
    set_closing,
    set_facility_receiving,
)
from domain.legal_entities.errors import (
    LegalEntityClosesSo,
    LegalEntityControlledSo,
    LegalEntityExists,
    LegalEntityFacilityAddedAlready,
    LegalEntityForeignFacility,
    LegalEntityHolidayOutside,
    LegalEntityHolidaysStandSo,
    LegalEntityReceivesSo,
    LegalEntityRunsElsewhere,
    LegalEntityUnregistered,
)
from domain.legal_entities.events import (
    LegalEntityBudgetControlSet,
    LegalEntityClosingSet,
    LegalEntityFacilityAdded,
    LegalEntityFacilityReceivingSet,
    LegalEntityHolidaysSet,
    LegalEntityRegistered,
)
from domain.legal_entities.holidays import set_holidays
from domain.legal_entities.state import LEGAL_ENTITY
from domain.money import UnknownCurrency
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
REGISTER: Final = RegisterLegalEntity(
    now=NOW, legal_entity="NHS", name="North Health", currency="USD", fiscal_year_start=7
)
REGISTERED: Final = LegalEntityRegistered(
    legal_entity="NHS", name="North Health", currency="USD", fiscal_year_start=7
)
NORTH: Final = LegalEntityFacilityAdded(facility="NORTH", name="North Hospital")


def add(facility: str) -> AddLegalEntityFacility:
    return AddLegalEntityFacility(
        now=NOW, legal_entity="NHS", facility=facility, name="North Hospital"
    )


def test_an_entity_is_registered_once_in_a_known_currency() -> None:
    given(LEGAL_ENTITY).when(register, REGISTER).then(REGISTERED)
    given(LEGAL_ENTITY, REGISTERED).when(register, REGISTER).rejected(LegalEntityExists)
    unknown = RegisterLegalEntity(now=NOW, legal_entity="NHS", name="North", currency="XXQ")
    given(LEGAL_ENTITY).when(register, unknown).rejected(UnknownCurrency)


def test_a_facility_is_added_once() -> None:
    given(LEGAL_ENTITY, REGISTERED).when(add_facility, add("NORTH")).then(NORTH)
    given(LEGAL_ENTITY, REGISTERED, NORTH).when(add_facility, add("NORTH")).rejected(
        LegalEntityFacilityAddedAlready, facility="NORTH"
    )


def test_a_facility_says_once_how_it_receives() -> None:
    asked = SetFacilityReceiving(
        now=NOW, legal_entity="NHS", facility="NORTH", desktop_goods=True, reason_code="small"
    )
    fact = LegalEntityFacilityReceivingSet(
        facility="NORTH", desktop_goods=True, reason_code="small"
    )
    north = given(LEGAL_ENTITY, REGISTERED, NORTH)
    after = north.when(set_facility_receiving, asked).then(fact)
    assert after.desktop_goods == {"NORTH"}
    again = given(LEGAL_ENTITY, REGISTERED, NORTH, fact)
    again.when(set_facility_receiving, asked).rejected(LegalEntityReceivesSo)
    undone = again.when(set_facility_receiving, replace(asked, desktop_goods=False))
    assert not undone.then(fact.model_copy(update={"desktop_goods": False})).desktop_goods
    blind = replace(asked, blind=True)
    told = again.when(set_facility_receiving, blind).then(fact.model_copy(update={"blind": True}))
    assert told.blind == told.desktop_goods == {"NORTH"}
    given(LEGAL_ENTITY, REGISTERED).when(set_facility_receiving, asked).rejected(
        LegalEntityForeignFacility
    )


def test_documents_name_registered_entities_and_facilities_that_are_theirs() -> None:
    bare, entity = folded(LEGAL_ENTITY, REGISTERED), folded(LEGAL_ENTITY, REGISTERED, NORTH)
    south, north = (entity.code, "SOUTH"), (entity.code, "NORTH")
    require_place(None, south, None, any_registered=False)
    require_place(bare, south, None, any_registered=True)
    require_place(entity, north, entity.code, any_registered=True)
    with pytest.raises(LegalEntityForeignFacility):
        require_place(entity, south, None, any_registered=True)
    with pytest.raises(LegalEntityUnregistered):
        require_place(None, south, None, any_registered=True)
    with pytest.raises(LegalEntityRunsElsewhere):
        require_place(bare, south, "OTHER", any_registered=True)


def test_budget_control_changes_to_something_else() -> None:
    command = SetLegalEntityBudgetControl(
        now=NOW, legal_entity="NHS", control="hard", reason_code="board"
    )
    hard = LegalEntityBudgetControlSet(control="hard", reason_code="board")
    after = given(LEGAL_ENTITY, REGISTERED).when(set_budget_control, command).then(hard)
    assert after.control == "hard"
    given(LEGAL_ENTITY, REGISTERED, hard).when(set_budget_control, command).rejected(
        LegalEntityControlledSo
    )


@pytest.mark.parametrize(
    ("start", "day", "year"),
    [
        (1, date(2026, 12, 31), 2026),
        (7, date(2026, 6, 30), 2026),
        (7, date(2026, 7, 1), 2027),
        (10, date(2026, 9, 30), 2026),
        (10, date(2026, 10, 1), 2027),
    ],
)
def test_a_fiscal_year_is_named_after_the_year_in_which_it_ends(
    start: int, day: date, year: int
) -> None:
    began = REGISTERED.model_copy(update={"fiscal_year_start": start})
    assert folded(LEGAL_ENTITY, began).fiscal_year(day) == year


def test_lines_close_at_the_percentages_of_their_entity_until_it_says_otherwise() -> None:
    asked = SetLegalEntityClosing(
        now=NOW, legal_entity="NHS", receipt_percent=Decimal(20), reason_code="small_rests"
    )
    fact = LegalEntityClosingSet(receipt_percent=Decimal(20), reason_code="small_rests")
    entity = given(LEGAL_ENTITY, REGISTERED).when(set_closing, asked).then(fact)
    assert (entity.receipt_close_percent, entity.invoice_close_percent) == (Decimal(20), None)
    again = given(LEGAL_ENTITY, REGISTERED, fact)
    again.when(set_closing, asked).rejected(LegalEntityClosesSo)
    never = replace(asked, receipt_percent=None)
    state = again.when(set_closing, never).then(LegalEntityClosingSet(reason_code="small_rests"))
    assert state.receipt_close_percent is None


def test_holidays_are_set_by_the_year_and_a_facility_may_have_its_own() -> None:
    labour, christmas = date(2026, 5, 1), date(2026, 12, 25)
    asked = SetLegalEntityHolidays(
        now=NOW,
        legal_entity="NHS",
        year=2026,
        days=(christmas, labour, christmas),
        reason_code="board",
    )
    fact = LegalEntityHolidaysSet(year=2026, days=(labour, christmas), reason_code="board")
    entity = given(LEGAL_ENTITY, REGISTERED).when(set_holidays, asked).then(fact)
    assert entity.holidays == {"2026/": (labour, christmas)}
    again = given(LEGAL_ENTITY, REGISTERED, NORTH, fact)
    again.when(set_holidays, asked).rejected(LegalEntityHolidaysStandSo)
    theirs = replace(asked, days=(), facility="NORTH")
    state = again.when(set_holidays, theirs).then(
        LegalEntityHolidaysSet(year=2026, days=(), reason_code="board", facility="NORTH")
    )
    assert state.holidays["2026/NORTH"] == ()
    again.when(set_holidays, replace(asked, facility="SOUTH")).rejected(LegalEntityForeignFacility)
    again.when(set_holidays, replace(asked, year=2027)).rejected(LegalEntityHolidayOutside)


@pytest.mark.parametrize("percent", ["-1", "100", "0.001"])
def test_a_percentage_leaves_something_to_come(percent: str) -> None:
    asked = SetLegalEntityClosing(
        now=NOW, legal_entity="NHS", invoice_percent=Decimal(percent), reason_code="small_rests"
    )
    with pytest.raises(ValidationError):
        set_closing(folded(LEGAL_ENTITY, REGISTERED), asked)

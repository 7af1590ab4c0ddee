"""An invoice is for the facility that ordered, or it waits; one for no place of ours is refused."""

from datetime import date
from decimal import Decimal

import pytest

from domain.budgets.commands import LoadBudget
from domain.credit_memos.errors import CreditMemoOtherFacility
from domain.invoices.errors import InvoiceDateOutOfRange
from domain.invoices.settlement_errors import InvoiceOnHold
from domain.legal_entities.commands import AddLegalEntityFacility, RegisterLegalEntity
from domain.legal_entities.errors import (
    LegalEntityForeignFacility,
    LegalEntityRunsElsewhere,
    LegalEntityUnregistered,
)
from tests.application.desk import NOW
from tests.application.office import Office, billed, given_back


async def registered(office: Office, code: str, *facilities: str) -> None:
    entity = RegisterLegalEntity(now=NOW, legal_entity=code, name=code, currency="USD")
    await office.send("fred", entity)
    for facility in facilities:
        command = AddLegalEntityFacility(
            now=NOW, legal_entity=code, facility=facility, name=facility
        )
        await office.send("fred", command)


async def test_a_bill_for_another_facility_than_the_one_that_ordered_waits_for_a_buyer(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("10"), facility="SOUTH")
    assert await office.held(1) == ("facility_mismatch",)
    placed = next(e for e in office.history() if e.type == "invoice.hold_placed")
    assert (placed.data["expected"], placed.data["actual"]) == ("NORTH", "SOUTH")
    assert office.balance("accounts_payable") == -100, "it is owed all the same"
    with pytest.raises(InvoiceOnHold):
        await office.pay(1, "100")
    await office.release(1, 1)
    await office.receive(2, "1")
    assert await office.held(1) == (), "what a person let pass is not held again"
    await office.pay(1, "100")


async def test_a_bill_for_a_place_that_is_not_there_is_refused(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await registered(office, "NHS", "NORTH", "SOUTH")
    await registered(office, "EAST", "CLINIC")
    before = len(office.history())
    for place, refusal in (
        ({"facility": "WEST"}, LegalEntityForeignFacility),
        ({"facility": "CLINIC"}, LegalEntityForeignFacility),
        ({"legal_entity": "WEST"}, LegalEntityUnregistered),
        ({"legal_entity": "EAST", "facility": "NORTH"}, LegalEntityForeignFacility),
    ):
        for order in ({}, {"purchase_order_id": None}):
            with pytest.raises(refusal):
                await office.capture(1, billed("10"), **place, **order)
    assert len(office.history()) == before
    await office.capture(1, billed("10"), facility="SOUTH")
    assert await office.held(1) == ("facility_mismatch",)


async def test_a_facility_of_an_entity_that_names_none_of_its_own_is_still_somebody_elses(
    office: Office,
) -> None:
    await office.open()
    await registered(office, "NHS")
    await registered(office, "EAST", "CLINIC")
    with pytest.raises(LegalEntityRunsElsewhere):
        await office.capture(1, billed("10"), facility="CLINIC")


async def test_a_bill_of_an_order_keeps_its_place_though_that_was_registered_otherwise_since(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await registered(office, "NHS", "SOUTH")
    await office.capture(1, billed("10"))
    assert await office.held(1) == ()
    assert (await office.invoice(1)).total == Decimal(100)


async def test_a_credit_is_for_a_place_that_is_there_and_of_a_day_on_which_it_can_be_written(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await registered(office, "NHS", "SOUTH")
    credit = given_back("20", "200")
    await office.credit(1, "quantity", credit)
    with pytest.raises(LegalEntityForeignFacility):
        await office.credit(2, "quantity", credit, facility="WEST")
    with pytest.raises(LegalEntityUnregistered):
        await office.credit(2, "quantity", credit, invoice=None, legal_entity="WEST")
    for day in (date(1900, 1, 1), date(2900, 1, 1)):
        with pytest.raises(InvoiceDateOutOfRange, match="The date of the credit"):
            await office.credit(2, "quantity", credit, credit_date=day)


async def test_a_budget_is_of_an_entity_that_is_there(office: Office) -> None:
    await registered(office, "NHS", "NORTH")
    budget = LoadBudget(
        now=NOW,
        legal_entity="WEST",
        cost_centre="ICU",
        account="gloves",
        fiscal_year=2026,
        amount=Decimal(100),
        currency="USD",
        loaded_by="fred",
    )
    with pytest.raises(LegalEntityUnregistered):
        await office.send("fred", budget)


async def test_a_credit_for_another_facility_than_its_bill_waits_until_somebody_means_it(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.credit(1, "quantity", given_back("20", "200"), facility="SOUTH")
    assert (await office.credit_memo(1)).held == "facility_mismatch"
    with pytest.raises(CreditMemoOtherFacility):
        await office.post_credit(1)
    await office.post_credit(1, other_facility=True)
    assert (await office.credit_memo(1)).held is None
    (posted,) = (each for each in office.history() if each.type == "credit_memo.accounted")
    assert posted.data["other_facility"] is True


async def test_a_credit_that_finds_its_bill_when_it_is_posted_is_for_the_same_facility_too(
    office: Office,
) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    await office.credit(1, "quantity", given_back("20", "200"), invoice=None, facility="SOUTH")
    with pytest.raises(CreditMemoOtherFacility):
        await office.post_credit(1, invoice=1)
    await office.post_credit(1, invoice=1, other_facility=True)


async def test_what_we_claim_is_for_the_facility_that_was_billed(office: Office) -> None:
    await office.open()
    await office.receive(1, "100")
    await office.capture(1, billed("100"))
    with pytest.raises(CreditMemoOtherFacility):
        await office.credit(
            1, "quantity", given_back("20", "200"), kind="debit_note", facility="SOUTH"
        )

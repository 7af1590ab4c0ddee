"""Rules and agreements name facilities and legal entities that there are, as documents do."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.agreements.commands import RequestTier
from domain.catalogue.commands import RestrictCatalogueItem
from domain.event import Command
from domain.legal_entities.commands import AddLegalEntityFacility, RegisterLegalEntity
from domain.legal_entities.errors import (
    LegalEntityFacilityUnregistered,
    LegalEntityRunsElsewhere,
    LegalEntityUnregistered,
)
from domain.requisitions.commands import ChangeRequisition, CreateRequisition
from domain.suppliers.commands import (
    ActivateSupplier,
    ActivateSupplierConditionally,
    ChangeSupplierLegalEntities,
    PlaceSupplierHold,
    ProposeSupplier,
)
from tests.application.company import NOW, Company, id_of
from tests.application.test_price_agreements import DRAFT, GLOVES, agree, price

REQUISITION: Final = CreateRequisition(
    now=NOW,
    requisition_id=id_of("R-1"),
    number="R-1",
    kind="transfer",
    requester_id="rita",
    legal_entity="NHS",
    facility="NORTH",
    department="SURGERY",
    currency="USD",
)
RESTRICTED: Final = RestrictCatalogueItem(
    now=NOW, item_id=id_of(GLOVES), reason_code="trained_staff"
)
ACTIVE: Final = ActivateSupplier(now=NOW, supplier_id=id_of("acme"), activated_by="carla")
CONDITIONALLY: Final = ActivateSupplierConditionally(
    now=NOW,
    supplier_id=id_of("acme"),
    activated_by="carla",
    kind="one_time",
    cap=Decimal(100),
    currency="USD",
    until=date(2026, 3, 31),
    reason_code="urgent",
)
CHANGED: Final = ChangeSupplierLegalEntities(
    now=NOW, supplier_id=id_of("medline"), legal_entities=(), changed_by="carla"
)
HELD: Final = PlaceSupplierHold(
    now=NOW, supplier_id=id_of("medline"), scope="order", reason_code="dispute"
)


async def registers(company: Company, entity: str, *facilities: str) -> None:
    register = RegisterLegalEntity(now=NOW, legal_entity=entity, name=entity, currency="USD")
    await company.do(register)
    for facility in facilities:
        await company.do(
            AddLegalEntityFacility(now=NOW, legal_entity=entity, facility=facility, name=facility)
        )


async def propose_acme(company: Company) -> None:
    await company.do(
        ProposeSupplier(
            now=NOW, supplier_id=id_of("acme"), number="acme", name="acme", proposed_by="adam"
        )
    )


@pytest.mark.parametrize(
    "named",
    [
        replace(DRAFT, facilities=("NORTH", "ATLANTIS")),
        replace(DRAFT, legal_entities=("NHS",), facilities=("ATLANTIS",)),
        replace(RESTRICTED, only_at=("ATLANTIS",)),
        replace(RESTRICTED, not_at=("NORTH", "ATLANTIS")),
        replace(REQUISITION, from_facility="ATLANTIS"),
    ],
)
async def test_a_facility_that_nobody_registered_is_named_by_no_rule(
    company: Company, named: Command
) -> None:
    await registers(company, "NHS", "NORTH")
    await company.has_item(GLOVES)
    with pytest.raises(LegalEntityFacilityUnregistered) as caught:
        await company.do(named)
    assert caught.value.values["facility"] == "ATLANTIS"


async def test_prices_and_tiers_are_for_facilities_that_there_are(company: Company) -> None:
    await company.has_item(GLOVES)
    await agree(company, price(), tiers=("TIER-2",))
    await registers(company, "NHS", "NORTH")
    tier = RequestTier(
        now=NOW,
        price_agreement_id=DRAFT.price_agreement_id,
        facility="ATLANTIS",
        tier="TIER-2",
        requested_by="dora",
    )
    with pytest.raises(LegalEntityFacilityUnregistered):
        await company.do(tier)
    await company.do(replace(tier, facility="NORTH"))


async def test_an_agreement_of_one_entity_serves_no_facility_of_another(company: Company) -> None:
    await registers(company, "NHS", "NORTH")
    await registers(company, "SHT", "SOUTH")
    of_another = replace(DRAFT, legal_entities=("NHS",), facilities=("SOUTH",))
    with pytest.raises(LegalEntityRunsElsewhere):
        await company.do(of_another)
    await company.do(replace(of_another, legal_entities=("NHS", "SHT")))


@pytest.mark.parametrize(
    "named",
    [
        replace(ACTIVE, legal_entities=("NHS", "ATLANTIS")),
        replace(CONDITIONALLY, legal_entities=("ATLANTIS",)),
        replace(CHANGED, legal_entities=("ATLANTIS",)),
        replace(HELD, legal_entity="ATLANTIS"),
    ],
)
async def test_a_supplier_is_open_for_legal_entities_that_there_are(
    company: Company, named: Command
) -> None:
    await registers(company, "NHS", "NORTH")
    await propose_acme(company)
    with pytest.raises(LegalEntityUnregistered):
        await company.do(named)


async def test_a_draft_takes_goods_from_a_facility_that_there_is(company: Company) -> None:
    await registers(company, "NHS", "NORTH", "EAST")
    await company.do(replace(REQUISITION, from_facility="EAST"))
    change = ChangeRequisition(
        now=NOW, requisition_id=REQUISITION.requisition_id, from_facility="ATLANTIS"
    )
    with pytest.raises(LegalEntityFacilityUnregistered):
        await company.do(change)


async def test_where_nobody_registers_facilities_any_may_be_named(company: Company) -> None:
    await company.has_item(GLOVES)
    await propose_acme(company)
    await company.do(replace(DRAFT, facilities=("ATLANTIS",)))
    await company.do(replace(RESTRICTED, only_at=("ATLANTIS",)))
    await company.do(replace(ACTIVE, legal_entities=("ATLANTIS",)))
    await registers(company, "NHS")  # It has not said which facilities it runs.
    await company.do(
        replace(DRAFT, price_agreement_id=id_of("PA-2"), number="PA-2", facilities=("ATLANTIS",))
    )

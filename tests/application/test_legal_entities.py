"""Legal entities through the real log: each facility is one entity's, and documents keep to it."""

from dataclasses import replace

import pytest

from domain.legal_entities.commands import AddLegalEntityFacility, RegisterLegalEntity
from domain.legal_entities.errors import LegalEntityForeignFacility
from domain.numbers.errors import NumberTaken
from domain.requisitions.commands import CreateRequisition
from domain.stock.commands import OpenStockItem
from domain.stock.state import stock_item_id
from tests.application.company import NOW, TENANT, Company, id_of, line
from tests.application.test_unordered_deliveries import put_aside


async def test_an_order_ships_to_a_facility_of_its_own_entity(company: Company) -> None:
    for entity, facility in (("NHS", "NORTH"), ("SHT", "SOUTH")):
        await company.do(
            RegisterLegalEntity(now=NOW, legal_entity=entity, name=entity, currency="USD")
        )
        await company.do(
            AddLegalEntityFacility(now=NOW, legal_entity=entity, facility=facility, name=facility)
        )
    with pytest.raises(NumberTaken):
        await company.do(
            AddLegalEntityFacility(now=NOW, legal_entity="NHS", facility="SOUTH", name="South")
        )
    await company.drafts(line("5", "10.00"))
    foreign = CreateRequisition(
        now=NOW,
        requisition_id=id_of("R-1"),
        number="R-1",
        kind="stock",
        requester_id="rita",
        legal_entity="NHS",
        facility="SOUTH",
        department="SURGERY",
        currency="USD",
    )
    with pytest.raises(LegalEntityForeignFacility):
        await company.do(foreign)
    stray = OpenStockItem(
        now=NOW,
        stock_item_id=stock_item_id(TENANT, "NHS", "SOUTH", id_of("pump"), "EA"),
        opened_by="kim",
        legal_entity="NHS",
        facility="SOUTH",
        item_id=id_of("pump"),
        base_unit="EA",
    )
    with pytest.raises(LegalEntityForeignFacility):
        await company.do(stray)
    with pytest.raises(LegalEntityForeignFacility):
        await company.do(replace(put_aside("1"), facility="SOUTH"))

"""Orders of controlled substances through the real log: refused until they are lawful."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pytest

from domain.catalogue.commands import DefineCatalogueItemHandling
from domain.catalogue.events import Handling
from domain.legal_entities.commands import (
    AddLegalEntityFacility,
    RecordFacilityRegistration,
    RegisterLegalEntity,
)
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import (
    ChangedLine,
    ImplementChangeOrder,
    RecordOrderForm,
)
from domain.purchase_orders.order_form_errors import (
    PurchaseOrderOrderFormMissing,
    PurchaseOrderRegistrationMissing,
)
from tests.application.company import NOW, Company, id_of, line

REGISTER: Final = RecordFacilityRegistration(
    now=NOW,
    legal_entity="NHS",
    facility="NORTH",
    registration="AB1234563",
    schedules=("II",),
    expires_on=date(2028, 12, 31),
    registrants=("petra",),
)
SIGN: Final = RecordOrderForm(
    now=NOW,
    purchase_order_id=id_of("PO-1"),
    line=1,
    reference="26X000417",
    signed_by="petra",
)


async def test_an_order_of_schedule_two_waits_for_registration_and_form(company: Company) -> None:
    await _has_opioid(company)
    opioid = line("5", "4", item_id=id_of("opioid"), item_class="controlled")
    await company.drafts(opioid)
    await company.submits()
    await company.agrees("pia", id_of("CASE-1"))
    with pytest.raises(PurchaseOrderRegistrationMissing, match="a controller records"):
        await company.issues()
    await company.do(RegisterLegalEntity(now=NOW, legal_entity="NHS", name="NHS", currency="USD"))
    await company.do(
        AddLegalEntityFacility(now=NOW, legal_entity="NHS", facility="NORTH", name="North")
    )
    await company.do(REGISTER)
    with pytest.raises(PurchaseOrderOrderFormMissing, match=r"a registrant of NORTH \(petra\)"):
        await company.issues()
    await company.do(SIGN)
    await company.issues()
    more = ImplementChangeOrder(
        now=NOW,
        purchase_order_id=id_of("PO-1"),
        lines=(ChangedLine(line=1, quantity=Decimal(6)),),
    )
    with pytest.raises(PurchaseOrderOrderFormMissing, match="26X000417 is for 5 only"):
        await company.do(more)
    await company.do(replace(SIGN, reference="26X000418", quantity=Decimal(6)))
    await company.do(more)
    await company.drafts(opioid, name="PO-2")
    with pytest.raises(NumberTaken, match="26X000417 is taken"):
        await company.do(replace(SIGN, purchase_order_id=id_of("PO-2")))


async def _has_opioid(company: Company) -> None:
    await company.has_item("opioid", item_class="controlled")
    handling = Handling(controlled_schedule="II")
    await company.do(
        DefineCatalogueItemHandling(now=NOW, item_id=id_of("opioid"), handling=handling)
    )

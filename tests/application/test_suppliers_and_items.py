"""Suppliers and catalogue items through the real log: one holder for each number."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from adapters.postgres.event_log import PostgresEventLog
from domain.catalogue.commands import (
    AssignCatalogueItemGtin,
    LiftCatalogueItemRecall,
    PackageGtin,
    PlaceCatalogueItemRecall,
    RequestCatalogueItem,
    WithdrawCatalogueItemGtin,
)
from domain.catalogue.errors import CatalogueItemRecallSelfLifted
from domain.catalogue.recalls import recall_of
from domain.catalogue.state import CATALOGUE_ITEM
from domain.numbers.errors import NumberTaken
from domain.quantity import Pack
from domain.suppliers.commands import (
    ActivateSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    ReleaseSupplierHold,
)
from domain.suppliers.errors import SupplierNotEligible, SupplierSelfCleared
from domain.suppliers.state import SUPPLIER
from tests.application.company import Company, company_on, id_of, line

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
ACME: Final = ProposeSupplier(
    now=NOW,
    supplier_id=id_of("acme"),
    number="S-1",
    name="Acme",
    proposed_by="adam",
    tax_id="12-345",
)
LINER: Final = RequestCatalogueItem(
    now=NOW,
    item_id=id_of("liner"),
    number="I-1",
    description="Acetabular liner",
    item_class="implant",
    base_unit="EA",
    gtin="00844588018923",
)


async def test_a_supplier_is_cleared_by_a_second_person(company: Company) -> None:
    await company.do(ACME)
    with pytest.raises(SupplierSelfCleared):
        await company.do(
            ActivateSupplier(now=NOW, supplier_id=ACME.supplier_id, activated_by="adam")
        )
    await company.do(ActivateSupplier(now=NOW, supplier_id=ACME.supplier_id, activated_by="carla"))
    assert await company.types(SUPPLIER, ACME.supplier_id) == ["proposed", "activated"]


@pytest.mark.parametrize(
    "twin",
    [
        replace(ACME, supplier_id=id_of("twin"), tax_id=None),
        replace(ACME, supplier_id=id_of("twin"), number="S-2"),
        replace(
            ACME, supplier_id=id_of("twin"), number="S-2", tax_id="12-345".replace("1", "\uff11")
        ),
        replace(ACME, supplier_id=id_of("twin"), number="S-2", tax_id="1234/5"),
        replace(ACME, supplier_id=id_of("twin"), number="S-2", tax_id="12 34.5"),
    ],
)
async def test_number_and_tax_id_name_one_supplier(company: Company, twin: ProposeSupplier) -> None:
    await company.do(ACME)
    with pytest.raises(NumberTaken) as caught:
        await company.do(twin)
    assert ACME.supplier_id in caught.value.message
    assert await company.events(SUPPLIER, twin.supplier_id) == []


async def test_a_held_supplier_is_not_ordered_from_until_the_hold_is_released(
    company: Company,
) -> None:
    await company.drafts(line("1", "10"))
    await company.submits()
    supplier_id = id_of("medline")
    await company.do(
        PlaceSupplierHold(now=NOW, supplier_id=supplier_id, scope="order", reason_code="recall")
    )
    with pytest.raises(SupplierNotEligible, match="on hold"):
        await company.issues()
    await company.do(ReleaseSupplierHold(now=NOW, supplier_id=supplier_id, scope="order"))
    await company.issues()


@pytest.mark.parametrize(
    "twin",
    [
        replace(LINER, item_id=id_of("twin"), gtin=None),
        replace(LINER, item_id=id_of("twin"), number="I-2"),
    ],
)
async def test_number_and_gtin_name_one_item(company: Company, twin: RequestCatalogueItem) -> None:
    await company.do(LINER)
    with pytest.raises(NumberTaken):
        await company.do(twin)
    assert await company.events(CATALOGUE_ITEM, twin.item_id) == []


BOX_GTIN: Final = "19506000134359"
BOXED: Final = replace(
    LINER,
    item_id=id_of("boxed"),
    number="I-9",
    gtin=None,
    packs=(Pack(unit="BX", base_unit="EA", numerator=10),),
)


async def test_a_gtin_names_one_level_of_one_item_and_is_free_once_it_is_withdrawn(
    company: Company,
) -> None:
    await company.do(LINER)
    await company.do(replace(BOXED, package_gtins=(PackageGtin(unit="BX", gtin=BOX_GTIN),)))
    assign = AssignCatalogueItemGtin(now=NOW, item_id=LINER.item_id, unit="EA", gtin=BOX_GTIN)
    with pytest.raises(NumberTaken, match=r"gtin number 19506000134359 is taken .* I-9"):
        await company.do(assign)
    withdraw = WithdrawCatalogueItemGtin(
        now=NOW, item_id=BOXED.item_id, gtin=BOX_GTIN, reason_code="mistake"
    )
    await company.do(withdraw)
    await company.do(assign)
    liner = await company.state(CATALOGUE_ITEM, LINER.item_id)
    assert liner.gtins == {"00844588018923": "EA", BOX_GTIN: "EA"}


async def test_a_recall_stands_until_a_second_person_lifts_it(company: Company) -> None:
    await company.do(LINER)
    place = PlaceCatalogueItemRecall(
        now=NOW,
        item_id=LINER.item_id,
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=("L-1",),
    )
    lift = LiftCatalogueItemRecall(
        now=NOW, item_id=LINER.item_id, recall="Z-1", lifted_by="ivan", reason_code="reworked"
    )
    await company.do(place)
    with pytest.raises(CatalogueItemRecallSelfLifted):
        await company.do(lift)
    recalled = recall_of(await company.state(CATALOGUE_ITEM, LINER.item_id), "l-1")
    assert recalled is not None
    await company.do(replace(lift, lifted_by="rhea"))
    assert recall_of(await company.state(CATALOGUE_ITEM, LINER.item_id), "l-1") is None


async def test_an_order_does_not_rest_on_what_another_process_has_changed(
    company: Company, log: PostgresEventLog
) -> None:
    """The other process knows the supplier as cleared; the hold was placed elsewhere since."""
    other = company_on(log, "b")
    await other.drafts(line("5", "10.00"))
    await other.submits()
    hold = PlaceSupplierHold(
        now=NOW, supplier_id=id_of("medline"), scope="order", reason_code="recall"
    )
    await company.do(hold)
    with pytest.raises(SupplierNotEligible, match="on hold"):
        await other.issues()

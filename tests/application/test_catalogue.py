"""Catalogue items through the real log: part numbers, substitutes, committees, restrictions."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest

from application.errors import NotFound
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    ApproveSubstitute,
    ChangeCatalogueItemConversion,
    DeclareSubstitute,
    MapSupplierItem,
    PhaseOutCatalogueItem,
    RecordCommitteeDecision,
    RequestCatalogueItem,
    RestrictCatalogueItem,
    StartValueAnalysis,
    UnmapSupplierItem,
)
from domain.catalogue.committees import COMMITTEE_POLICY
from domain.catalogue.lifecycle_errors import (
    CatalogueItemCommitteeNeeded,
    CatalogueItemRestrictedHere,
    CatalogueItemRestrictedToDepartments,
    CatalogueItemRestrictedToRoles,
)
from domain.catalogue.state import CATALOGUE_ITEM
from domain.errors import InvalidValue
from domain.numbers.errors import NumberTaken
from domain.purchase_orders.commands import AddPurchaseOrderLine
from domain.purchase_orders.errors import PurchaseOrderItemDiffers
from domain.quantity import Pack
from tests.application.company import TENANT, Company, id_of, line

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
LINER: Final = RequestCatalogueItem(
    now=NOW,
    item_id=id_of("liner"),
    number="liner",
    description="Acetabular liner",
    item_class="implant",
    base_unit="EA",
)
MAP: Final = MapSupplierItem(
    now=NOW,
    item_id=id_of("gloves"),
    supplier_id=id_of("medline"),
    part_number="MDL-1",
    unit="EA",
)


async def test_a_part_number_of_a_supplier_means_one_item_until_it_is_unmapped(
    company: Company,
) -> None:
    await company.has_item("gloves")
    await company.has_item("masks")
    await company.do(MAP)
    other = replace(MAP, item_id=id_of("masks"), part_number="mdl-1")
    with pytest.raises(NumberTaken, match="catalogue item gloves"):
        await company.do(other)
    unmap = UnmapSupplierItem(
        now=NOW,
        item_id=id_of("gloves"),
        supplier_id=id_of("medline"),
        part_number="MDL-1",
        reason_code="replaced",
    )
    await company.do(unmap)
    await company.do(other)
    with pytest.raises(NotFound, match="no supplier"):
        await company.do(replace(MAP, supplier_id=id_of("nobody")))


async def test_another_supplier_may_use_the_same_part_number(company: Company) -> None:
    await company.has_item("gloves")
    await company.has_item("masks")
    await company.has_supplier("cardinal")
    await company.do(MAP)
    await company.do(replace(MAP, item_id=id_of("masks"), supplier_id=id_of("cardinal")))


async def test_an_implant_is_opened_by_its_committee_under_a_policy_that_is_named(
    company: Company,
) -> None:
    await company.do(LINER)
    opened = ActivateCatalogueItem(now=NOW, item_id=LINER.item_id)
    with pytest.raises(CatalogueItemCommitteeNeeded):
        await company.do(opened)
    await company.do(StartValueAnalysis(now=NOW, item_id=LINER.item_id, submitted_by="ivan"))
    await company.do(
        RecordCommitteeDecision(
            now=NOW,
            item_id=LINER.item_id,
            committee="value_analysis",
            outcome="approved",
            votes_for=4,
            votes_against=1,
            decided_by="vera",
        )
    )
    await company.do(opened)
    stored = await company.log.load(TENANT, CATALOGUE_ITEM.stream(LINER.item_id))
    assert [each.event.TYPE.partition(".")[2] for each in stored] == [
        "requested",
        "analysis_started",
        "committee_decided",
        "activated",
    ]
    decided = stored[2].event
    assert getattr(decided, "policy", None) == COMMITTEE_POLICY.version


async def test_an_order_of_a_facility_that_may_not_buy_the_item_is_refused(
    company: Company,
) -> None:
    await company.has_item("gloves")
    await company.do(
        RestrictCatalogueItem(
            now=NOW, item_id=id_of("gloves"), reason_code="no_room", only_at=("SOUTH",)
        )
    )
    with pytest.raises(CatalogueItemRestrictedHere):
        await company.drafts(line("1", "10", item_id=id_of("gloves")))


async def test_substitutes_and_successors_are_items_that_there_are(company: Company) -> None:
    await company.has_item("gloves")
    await company.has_item("masks")
    declare = DeclareSubstitute(
        now=NOW,
        item_id=id_of("gloves"),
        substitute_id=id_of("masks"),
        clinically_equivalent=True,
        declared_by="ivan",
    )
    with pytest.raises(NotFound):
        await company.do(replace(declare, substitute_id=id_of("nothing")))
    await company.do(declare)
    await company.do(
        ApproveSubstitute(
            now=NOW, item_id=id_of("gloves"), substitute_id=id_of("masks"), approved_by="vera"
        )
    )
    ends = PhaseOutCatalogueItem(
        now=NOW,
        item_id=id_of("gloves"),
        last_order_on=NOW.date(),
        reason_code="old",
        successor_id=id_of("nothing"),
    )
    with pytest.raises(NotFound):
        await company.do(ends)
    await company.do(replace(ends, successor_id=id_of("masks")))
    gloves = await company.state(CATALOGUE_ITEM, id_of("gloves"))
    assert gloves.successor is not None
    assert gloves.substitutes[id_of("masks")].approved_by == "vera"


async def test_a_draft_keeps_its_boxes_and_a_new_line_takes_those_of_its_day(
    company: Company,
) -> None:
    hundred, fifty = (Pack(unit="BX", base_unit="EA", numerator=n) for n in (100, 50))
    boxed = replace(LINER, item_id=id_of("boxed"), item_class="consumable", packs=(hundred,))
    await company.do(boxed)
    await company.do(ActivateCatalogueItem(now=NOW, item_id=boxed.item_id))
    old = line("2", "10.00", item_id=boxed.item_id, pack=hundred)
    await company.drafts(old)
    change = ChangeCatalogueItemConversion(
        now=NOW,
        item_id=boxed.item_id,
        pack=fifty,
        starts_on=NOW.date(),
        reason_code="packed_anew",
    )
    await company.do(change)
    await company.submits()
    add = AddPurchaseOrderLine(
        now=NOW, purchase_order_id=id_of("PO-2"), line=replace(old, line=2, pack=hundred)
    )
    await company.drafts(line("1", "5.00", item_id=boxed.item_id, pack=fifty), name="PO-2")
    with pytest.raises(PurchaseOrderItemDiffers, match="BX = 50/1 EA"):
        await company.do(add)
    kept, new = await company.order("PO-1"), await company.order("PO-2")
    assert (kept.lines[1].terms.pack, new.lines[1].terms.pack) == (hundred, fifty)


async def test_an_item_for_one_role_is_asked_for_in_it_and_ordered_of_that_wish(
    company: Company,
) -> None:
    await company.has_item("gloves")
    item = id_of("gloves")
    restrict = RestrictCatalogueItem(
        now=NOW,
        item_id=item,
        reason_code="pt_committee",
        departments=("SURGERY",),
        requester_roles=("manager",),
    )
    await company.do(restrict)
    with pytest.raises(InvalidValue, match="requester_roles"):
        await company.do(replace(restrict, requester_roles=("chief",)))
    alone = line("1", "2.00", item_id=item)
    with pytest.raises(CatalogueItemRestrictedToRoles, match="role manager"):
        await company.drafts(alone)
    await company.do(replace(restrict, requester_roles=(), departments=("ICU",)))
    with pytest.raises(CatalogueItemRestrictedToDepartments, match="ICU only"):
        await company.drafts(alone)

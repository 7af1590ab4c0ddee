"""Who sells an item under which number, and what may stand in for it."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest

from domain.catalogue.buying import substitute_obstacle
from domain.catalogue.commands import (
    ApproveSubstitute,
    DeclareSubstitute,
    MapSupplierItem,
    UnmapSupplierItem,
    WithdrawSubstitute,
)
from domain.catalogue.errors import CatalogueItemIsRetired, CatalogueItemUnknownUnit
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemGtinAssigned,
    CatalogueItemRecallPlaced,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.lifecycle_events import CatalogueItemRestricted
from domain.catalogue.sourcing_errors import (
    CatalogueItemGtinNamesOther,
    CatalogueItemSubstituteApprovedAlready,
    CatalogueItemSubstituteDeclaredAlready,
    CatalogueItemSubstituteNotDeclared,
    CatalogueItemSubstituteSelfApproved,
    CatalogueItemSubstituteUnfit,
    CatalogueItemSupplierMappedAlready,
    CatalogueItemSupplierNotMapped,
    CatalogueItemTooManySuppliers,
)
from domain.catalogue.sourcing_events import (
    CatalogueItemSubstituteApproved,
    CatalogueItemSubstituteDeclared,
    CatalogueItemSubstituteWithdrawn,
    CatalogueItemSupplierMapped,
    CatalogueItemSupplierUnmapped,
)
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.catalogue.substitutes import SUBSTITUTES_MAX, approve, declare, withdraw
from domain.catalogue.supplier_items import SUPPLIER_ITEMS_MAX, map_supplier, unmap_supplier
from domain.event import DocumentRef, Event
from domain.quantity import Pack
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
ITEM: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
OTHER: Final = "5a1c7c1e-0000-4000-8000-00000000000b"
MEDLINE: Final = DocumentRef(
    aggregate="supplier", id="5a1c7c1e-0000-4000-8000-0000000000d1", number="S-1"
)
CARDINAL: Final = DocumentRef(
    aggregate="supplier", id="5a1c7c1e-0000-4000-8000-0000000000d2", number="S-2"
)
EACH_GTIN: Final = "00844588018923"
BOX_GTIN: Final = "19506000134359"
ACTIVATED: Final = CatalogueItemActivated()
RETIRED: Final = CatalogueItemRetired(reason_code="old")


def requested(item_id: str = ITEM, number: str = "I-1", **stated: Any) -> CatalogueItemRequested:
    values = {"description": "Gloves", "item_class": "consumable", "base_unit": "EA"}
    box = Pack(unit="BX", base_unit=str(stated.get("base_unit", "EA")), numerator=10)
    return CatalogueItemRequested(
        **{**values, "item_id": item_id, "number": number, "packs": (box,), **stated}
    )


GLOVES: Final = requested(gtin=EACH_GTIN)
BOXED: Final = CatalogueItemGtinAssigned(unit="BX", gtin=BOX_GTIN)
MAP: Final = MapSupplierItem(
    now=NOW, item_id=ITEM, supplier_id=MEDLINE.id, part_number="MDL-1", unit="BX"
)


def mapped(
    part_number: str = "MDL-1", supplier: DocumentRef = MEDLINE, gtin: str | None = None
) -> CatalogueItemSupplierMapped:
    return CatalogueItemSupplierMapped(
        supplier=supplier, part_number=part_number, unit="BX", gtin=gtin
    )


def test_several_suppliers_sell_an_item_under_several_numbers() -> None:
    past: tuple[Event, ...] = (GLOVES, BOXED)
    state = folded(CATALOGUE_ITEM, *past)
    for event in (mapped(gtin=BOX_GTIN), mapped("MDL-2"), mapped(supplier=CARDINAL)):
        command = replace(
            MAP,
            supplier_id=event.supplier.id,
            part_number=event.part_number,
            gtin=event.gtin,
        )
        state = given(CATALOGUE_ITEM, *past).when(map_supplier, command, event.supplier).then(event)
        past = (*past, event)
    assert [each.part_number for each in state.supplier_items] == ["MDL-1", "MDL-2", "MDL-1"]


@pytest.mark.parametrize("again", ["MDL-1", "mdl-1", "MDL -1"])
def test_a_number_of_a_supplier_is_mapped_once_however_it_is_spelled(again: str) -> None:
    given(CATALOGUE_ITEM, GLOVES, mapped()).when(
        map_supplier, replace(MAP, part_number=again), MEDLINE
    ).rejected(CatalogueItemSupplierMappedAlready, part_number="MDL-1", unit="BX")


def test_a_supplier_sells_units_that_there_are_under_labels_that_name_them() -> None:
    past = (GLOVES, BOXED)
    given(CATALOGUE_ITEM, *past).when(map_supplier, replace(MAP, unit="CS"), MEDLINE).rejected(
        CatalogueItemUnknownUnit
    )
    given(CATALOGUE_ITEM, *past).when(map_supplier, replace(MAP, gtin=EACH_GTIN), MEDLINE).rejected(
        CatalogueItemGtinNamesOther, gtin=EACH_GTIN, unit="BX"
    )
    told = (
        given(CATALOGUE_ITEM, GLOVES)
        .when(map_supplier, replace(MAP, gtin=BOX_GTIN), MEDLINE)
        .rejected(CatalogueItemGtinNamesOther)
    )
    assert "is not assigned" in told.message
    given(CATALOGUE_ITEM, GLOVES, RETIRED).when(map_supplier, MAP, MEDLINE).rejected(
        CatalogueItemIsRetired
    )


def test_an_item_has_so_many_part_numbers_and_no_more() -> None:
    many = [mapped(f"P-{each}") for each in range(SUPPLIER_ITEMS_MAX)]
    given(CATALOGUE_ITEM, GLOVES, *many).when(map_supplier, MAP, MEDLINE).rejected(
        CatalogueItemTooManySuppliers, most=SUPPLIER_ITEMS_MAX
    )


def test_a_number_is_unmapped_under_any_spelling_and_only_if_it_is_mapped() -> None:
    unmap = UnmapSupplierItem(
        now=NOW, item_id=ITEM, supplier_id=MEDLINE.id, part_number="mdl-1", reason_code="replaced"
    )
    gone = CatalogueItemSupplierUnmapped(
        supplier=MEDLINE, part_number="MDL-1", reason_code="replaced"
    )
    others = (mapped(supplier=CARDINAL), mapped("MDL-2"))
    state = given(CATALOGUE_ITEM, GLOVES, mapped(), *others).when(unmap_supplier, unmap).then(gone)
    assert len(state.supplier_items) == 2
    given(CATALOGUE_ITEM, GLOVES, *others).when(unmap_supplier, unmap).rejected(
        CatalogueItemSupplierNotMapped, known=("MDL-2",)
    )


OTHER_REF: Final = DocumentRef(aggregate="catalogue_item", id=OTHER, number="I-2")
DECLARE: Final = DeclareSubstitute(
    now=NOW, item_id=ITEM, substitute_id=OTHER, clinically_equivalent=True, declared_by="ivan"
)
DECLARED: Final = CatalogueItemSubstituteDeclared(
    substitute=OTHER_REF, clinically_equivalent=True, declared_by="ivan"
)
APPROVE: Final = ApproveSubstitute(now=NOW, item_id=ITEM, substitute_id=OTHER, approved_by="vera")
APPROVED: Final = CatalogueItemSubstituteApproved(substitute=OTHER_REF, approved_by="vera")


def other(*events: Event, **stated: Any) -> CatalogueItem:
    return folded(CATALOGUE_ITEM, requested(OTHER, "I-2", **stated), *events)


def test_a_substitute_is_declared_by_one_person_and_approved_by_a_second() -> None:
    given(CATALOGUE_ITEM, GLOVES).when(declare, DECLARE, other()).then(DECLARED)
    given(CATALOGUE_ITEM, GLOVES, DECLARED).when(
        approve, replace(APPROVE, approved_by="ivan")
    ).rejected(CatalogueItemSubstituteSelfApproved, person="ivan")
    given(CATALOGUE_ITEM, GLOVES, DECLARED).when(approve, APPROVE).then(APPROVED)
    given(CATALOGUE_ITEM, GLOVES, DECLARED, APPROVED).when(
        approve, replace(APPROVE, approved_by="max")
    ).rejected(CatalogueItemSubstituteApprovedAlready, person="vera")


@pytest.mark.parametrize(
    ("substitute", "problem"),
    [
        (folded(CATALOGUE_ITEM, GLOVES), "it is the item itself"),
        (other(item_class="implant"), "it is of class implant, not consumable"),
        (other(base_unit="KG"), "it is counted in KG, not in EA"),
        (other(RETIRED), "it is retired"),
    ],
)
def test_a_substitute_is_of_the_same_kind_and_still_to_be_had(
    substitute: CatalogueItem, problem: str
) -> None:
    given(CATALOGUE_ITEM, GLOVES).when(declare, DECLARE, substitute).rejected(
        CatalogueItemSubstituteUnfit, problem=problem
    )


def test_a_substitute_is_declared_once_and_fifty_at_most() -> None:
    given(CATALOGUE_ITEM, GLOVES, DECLARED).when(declare, DECLARE, other()).rejected(
        CatalogueItemSubstituteDeclaredAlready, substitute="I-2"
    )
    many = [
        DECLARED.model_copy(
            update={"substitute": OTHER_REF.model_copy(update={"id": f"{OTHER[:-2]}{each:02d}"})}
        )
        for each in range(SUBSTITUTES_MAX)
    ]
    given(CATALOGUE_ITEM, GLOVES, *many).when(declare, DECLARE, other()).rejected(
        CatalogueItemSubstituteUnfit
    )


def test_only_a_declared_substitute_is_approved_or_withdrawn() -> None:
    back = WithdrawSubstitute(now=NOW, item_id=ITEM, substitute_id=OTHER, reason_code="tears")
    gone = CatalogueItemSubstituteWithdrawn(substitute=OTHER_REF, reason_code="tears")
    given(CATALOGUE_ITEM, GLOVES).when(approve, APPROVE).rejected(
        CatalogueItemSubstituteNotDeclared, substitute_id=OTHER, known=()
    )
    given(CATALOGUE_ITEM, GLOVES).when(withdraw, back).rejected(CatalogueItemSubstituteNotDeclared)
    state = given(CATALOGUE_ITEM, GLOVES, DECLARED, APPROVED).when(withdraw, back).then(gone)
    assert obstacle(state, other(ACTIVATED)) is not None


def obstacle(item: CatalogueItem, substitute: CatalogueItem, facility: str = "NORTH") -> str | None:
    return substitute_obstacle(item, substitute, facility, TODAY)


def recalled(*lots: str) -> CatalogueItemRecallPlaced:
    return CatalogueItemRecallPlaced(
        recall="Z-1",
        recall_class="I",
        source="fda",
        placed_by="rhea",
        reason_code="sterility",
        lots=lots,
    )


def test_an_approved_substitute_that_may_be_bought_there_is_delivered() -> None:
    item = folded(CATALOGUE_ITEM, GLOVES, ACTIVATED, DECLARED, APPROVED)
    assert obstacle(item, other(ACTIVATED)) is None
    assert obstacle(item, other(ACTIVATED, recalled("L-1"))) is None, "lots are judged at receipt"


@pytest.mark.parametrize(
    ("events", "substitute", "told"),
    [
        ((), other(ACTIVATED), "no declared substitute"),
        ((DECLARED,), other(ACTIVATED), "no second person"),
        ((DECLARED, APPROVED), other(), "I-2 is requested"),
        ((DECLARED, APPROVED), other(ACTIVATED, RETIRED), "I-2 is retired"),
        ((DECLARED, APPROVED), other(ACTIVATED, recalled()), "all of I-2 is recalled"),
        ((DECLARED, APPROVED), other(ACTIVATED, item_class="drug"), "of class drug"),
        (
            (DECLARED.model_copy(update={"clinically_equivalent": False}), APPROVED),
            other(ACTIVATED),
            "not clinically equivalent",
        ),
        (
            (DECLARED, APPROVED),
            other(ACTIVATED, CatalogueItemRestricted(reason_code="room", not_at=("NORTH",))),
            "not bought for facility NORTH",
        ),
    ],
)
def test_what_stands_against_a_substitute_is_told(
    events: tuple[Event, ...], substitute: CatalogueItem, told: str
) -> None:
    found = obstacle(folded(CATALOGUE_ITEM, GLOVES, ACTIVATED, *events), substitute)
    assert found is not None
    assert told in found
    assert not found.endswith(".")

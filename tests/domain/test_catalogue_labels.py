"""Labels and handling: GTINs by packaging level, and rules that do not undo each other."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from pydantic import ValidationError

from domain.catalogue.commands import (
    ActivateCatalogueItem,
    AssignCatalogueItemGtin,
    DefineCatalogueItemHandling,
    PackageGtin,
    RequestCatalogueItem,
    WithdrawCatalogueItemGtin,
)
from domain.catalogue.decide import activate, request
from domain.catalogue.errors import (
    CatalogueItemGtinAssignedAlready,
    CatalogueItemGtinMissing,
    CatalogueItemGtinNotAssigned,
    CatalogueItemHandlingContradicts,
    CatalogueItemHandlingUnchanged,
    CatalogueItemInvalidGtin,
    CatalogueItemIsRetired,
    CatalogueItemTooManyGtins,
    CatalogueItemUnknownUnit,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemGtinAssigned,
    CatalogueItemGtinWithdrawn,
    CatalogueItemHandlingDefined,
    CatalogueItemRequested,
    CatalogueItemRetired,
    Handling,
)
from domain.catalogue.gtin import check_digit
from domain.catalogue.gtins import GTINS_MAX, assign_gtin, withdraw_gtin
from domain.catalogue.handling import define_handling
from domain.catalogue.state import CATALOGUE_ITEM
from domain.quantity import Pack
from tests.domain.scenario import given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
ITEM: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
EACH_GTIN: Final = "00844588018923"
BOX_GTIN: Final = "19506000134359"
CASE_GTIN: Final = "29506000134356"
REQUEST: Final = RequestCatalogueItem(
    now=NOW,
    item_id=ITEM,
    number="I-1",
    description="Test strips",
    item_class="consumable",
    base_unit="EA",
    packs=(Pack(unit="BX", base_unit="EA", numerator=10),),
    gtin=EACH_GTIN,
)
REQUESTED: Final = CatalogueItemRequested(
    item_id=ITEM,
    number="I-1",
    description="Test strips",
    item_class="consumable",
    base_unit="EA",
    packs=REQUEST.packs,
    gtin=EACH_GTIN,
)
CHILLED: Final = Handling(
    controls=("expiry", "lot"), shelf_life_days_min=90, cold_chain="refrigerated"
)
RETIRED: Final = CatalogueItemRetired(reason_code="old")


def assign(unit: str = "BX", gtin: str = BOX_GTIN) -> AssignCatalogueItemGtin:
    return AssignCatalogueItemGtin(now=NOW, item_id=ITEM, unit=unit, gtin=gtin)


def withdraw(gtin: str) -> WithdrawCatalogueItemGtin:
    return WithdrawCatalogueItemGtin(now=NOW, item_id=ITEM, gtin=gtin, reason_code="mistake")


def define(handling: Handling) -> DefineCatalogueItemHandling:
    return DefineCatalogueItemHandling(now=NOW, item_id=ITEM, handling=handling)


def assigned(unit: str = "BX", gtin: str = BOX_GTIN) -> CatalogueItemGtinAssigned:
    return CatalogueItemGtinAssigned(unit=unit, gtin=gtin)


def test_an_item_is_requested_with_its_handling_and_a_gtin_for_each_level() -> None:
    command = replace(
        REQUEST,
        handling=Handling(**{**dict(CHILLED), "controls": ("lot", "expiry", "lot")}),
        package_gtins=(PackageGtin(unit="BX", gtin=BOX_GTIN),),
    )
    stated = REQUESTED.model_copy(update={"controls": ("expiry", "lot")})
    defined = CatalogueItemHandlingDefined(handling=CHILLED)
    state = given(CATALOGUE_ITEM).when(request, command).then(stated, defined, assigned())
    assert {gtin: state.gtins.get(gtin) for gtin in (EACH_GTIN, BOX_GTIN, CASE_GTIN)} == {
        EACH_GTIN: "EA",
        BOX_GTIN: "BX",
        CASE_GTIN: None,
    }
    assert (state.controls, state.shelf_life_days_min) == (("expiry", "lot"), 90)


@pytest.mark.parametrize(
    ("unit", "gtin", "refusal"),
    [
        ("CS", CASE_GTIN, CatalogueItemUnknownUnit),
        ("BX", EACH_GTIN, CatalogueItemGtinAssignedAlready),
        ("BX", "29506000134350", CatalogueItemInvalidGtin),
        ("BX", "9506000134352", CatalogueItemInvalidGtin),
    ],
)
def test_a_level_that_is_not_there_and_a_gtin_that_cannot_be_are_refused_in_any_way(
    unit: str, gtin: str, refusal: type[CatalogueItemUnknownUnit]
) -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(assign_gtin, assign(unit, gtin)).rejected(refusal)
    command = replace(REQUEST, package_gtins=(PackageGtin(unit=unit, gtin=gtin),))
    given(CATALOGUE_ITEM).when(request, command).rejected(refusal)


def test_a_level_may_bear_a_second_gtin_and_lose_the_first() -> None:
    state = (
        given(CATALOGUE_ITEM, REQUESTED, assigned())
        .when(assign_gtin, assign(gtin=CASE_GTIN))
        .then(assigned(gtin=CASE_GTIN))
    )
    assert [gtin for gtin, unit in state.gtins.items() if unit == "BX"] == [BOX_GTIN, CASE_GTIN]
    withdrawn = CatalogueItemGtinWithdrawn(gtin=BOX_GTIN, reason_code="mistake")
    state = (
        given(CATALOGUE_ITEM, REQUESTED, assigned())
        .when(withdraw_gtin, withdraw(BOX_GTIN))
        .then(withdrawn)
    )
    assert state.gtins.get(BOX_GTIN) is None


def test_only_a_gtin_that_the_item_bears_is_withdrawn() -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(withdraw_gtin, withdraw(BOX_GTIN)).rejected(
        CatalogueItemGtinNotAssigned, gtin=BOX_GTIN, known=(EACH_GTIN,)
    )


def test_an_item_bears_a_hundred_gtins_at_most() -> None:
    bodies = (f"{each:013d}" for each in range(GTINS_MAX - 1))
    many = [assigned(gtin=body + check_digit(body)) for body in bodies]
    given(CATALOGUE_ITEM, REQUESTED, *many).when(assign_gtin, assign()).rejected(
        CatalogueItemTooManyGtins, most=GTINS_MAX
    )


def test_a_retired_item_is_neither_labelled_nor_handled_anew() -> None:
    past = (REQUESTED, CatalogueItemActivated(), RETIRED)
    given(CATALOGUE_ITEM, *past).when(assign_gtin, assign()).rejected(CatalogueItemIsRetired)
    given(CATALOGUE_ITEM, *past).when(define_handling, define(CHILLED)).rejected(
        CatalogueItemIsRetired
    )


def test_handling_is_replaced_as_a_whole_and_the_same_again_is_refused() -> None:
    defined = CatalogueItemHandlingDefined(handling=CHILLED)
    given(CATALOGUE_ITEM, REQUESTED).when(define_handling, define(CHILLED)).then(defined)
    given(CATALOGUE_ITEM, REQUESTED, defined).when(define_handling, define(CHILLED)).rejected(
        CatalogueItemHandlingUnchanged
    )
    nothing = Handling()
    state = (
        given(CATALOGUE_ITEM, REQUESTED, defined)
        .when(define_handling, define(nothing))
        .then(CatalogueItemHandlingDefined(handling=nothing))
    )
    assert state.shelf_life_days_min is None


@pytest.mark.parametrize(
    ("handling", "field"),
    [
        (Handling(controls=("lot",), shelf_life_days_min=30), "shelf_life_days_min"),
        (Handling(controls=("expiry",), implant=True), "implant"),
        (Handling(controlled_schedule="II"), "controlled_schedule"),
    ],
)
def test_handling_that_undoes_itself_is_refused_in_any_way(handling: Handling, field: str) -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(define_handling, define(handling)).rejected(
        CatalogueItemHandlingContradicts, field=field
    )
    given(CATALOGUE_ITEM).when(request, replace(REQUEST, handling=handling)).rejected(
        CatalogueItemHandlingContradicts, field=field
    )


def test_a_scheduled_substance_is_of_the_controlled_class() -> None:
    controlled = REQUESTED.model_copy(update={"item_class": "controlled"})
    scheduled = Handling(controlled_schedule="II")
    given(CATALOGUE_ITEM, controlled).when(define_handling, define(scheduled)).then(
        CatalogueItemHandlingDefined(handling=scheduled)
    )


def test_controls_that_are_stated_twice_have_to_agree() -> None:
    twice = replace(REQUEST, handling=CHILLED, controls=("lot", "expiry"))
    assert len(request(None, twice)) == 2
    given(CATALOGUE_ITEM).when(request, replace(twice, controls=("serial",))).rejected(
        CatalogueItemHandlingContradicts, field="controls"
    )


@pytest.mark.parametrize("days", [0, -1, 3651, 1.5])
def test_a_minimum_shelf_life_is_a_day_to_ten_years(days: float) -> None:
    with pytest.raises(ValidationError):
        Handling.model_validate({"controls": ["expiry"], "shelf_life_days_min": days})


def test_what_needs_a_udi_is_not_opened_before_it_has_a_gtin() -> None:
    bare = REQUESTED.model_copy(update={"gtin": None})
    needs = CatalogueItemHandlingDefined(handling=Handling(udi_required=True))
    open_it = ActivateCatalogueItem(now=NOW, item_id=ITEM)
    given(CATALOGUE_ITEM, bare, needs).when(activate, open_it).rejected(CatalogueItemGtinMissing)
    given(CATALOGUE_ITEM, bare, needs, assigned()).when(activate, open_it).then(
        CatalogueItemActivated()
    )

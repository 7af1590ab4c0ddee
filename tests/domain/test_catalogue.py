"""Catalogue items: units that lead to the base unit, GTINs that check, a status that opens them."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any, Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.catalogue.buying import buyable_pack
from domain.catalogue.commands import (
    ActivateCatalogueItem,
    RequestCatalogueItem,
    RetireCatalogueItem,
)
from domain.catalogue.decide import activate, request, retire
from domain.catalogue.errors import (
    CatalogueItemExists,
    CatalogueItemInvalidGtin,
    CatalogueItemInvalidPacks,
    CatalogueItemNotActive,
    CatalogueItemNotRequested,
    CatalogueItemRetiredAlready,
    CatalogueItemUnknownUnit,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.gtin import check_digit, checked_gtin
from domain.catalogue.packs import PACKS_MAX
from domain.catalogue.state import CATALOGUE_ITEM
from domain.quantity import RATIO_MAX, Pack
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
LINER: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
GTIN: Final = "00844588018923"
BOX: Final = Pack(unit="BX", base_unit="EA", numerator=5)
CASE: Final = Pack(unit="CS", base_unit="BX", numerator=10)

REQUEST: Final = RequestCatalogueItem(
    now=NOW,
    item_id=LINER,
    number="I-1",
    description="Acetabular liner",
    item_class="device",
    base_unit="EA",
    packs=(CASE, BOX),
    gtin=GTIN,
    controls=("serial", "lot", "lot"),
)
REQUESTED: Final = CatalogueItemRequested(
    item_id=LINER,
    number="I-1",
    description="Acetabular liner",
    item_class="device",
    base_unit="EA",
    packs=(Pack(unit="CS", base_unit="EA", numerator=50), BOX),
    gtin=GTIN,
    controls=("lot", "serial"),
)
HERE: Final[dict[str, Any]] = {"facility": "NORTH", "on": NOW.date()}
ACTIVATED: Final = CatalogueItemActivated()
RETIRED: Final = CatalogueItemRetired(reason_code="obsolete")
ACTIVATE: Final = ActivateCatalogueItem(now=NOW, item_id=LINER)
RETIRE: Final = RetireCatalogueItem(now=NOW, item_id=LINER, reason_code="obsolete")


def test_a_requested_item_states_every_pack_in_base_units() -> None:
    state = given(CATALOGUE_ITEM).when(request, REQUEST).then(REQUESTED)
    assert {unit: pack.numerator for unit, pack in state.packs.items()} == {
        "EA": 1,
        "CS": 50,
        "BX": 5,
    }


def test_an_item_is_requested_only_once() -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(request, REQUEST).rejected(
        CatalogueItemExists, item_id=LINER
    )


@pytest.mark.parametrize(
    ("packs", "unit", "problem"),
    [
        ((Pack(unit="EA", base_unit="EA"),), "EA", "is the base unit itself"),
        ((BOX, BOX), "BX", "is stated twice"),
        ((CASE,), "CS", "holds BX, which is no unit here"),
        ((Pack(unit="BX", base_unit="BX"),), "BX", "holds itself"),
        ((CASE, Pack(unit="BX", base_unit="CS")), "CS", "holds itself"),
        ((Pack(unit="P", base_unit="CS"), CASE, Pack(unit="BX", base_unit="CS")), "P", "itself"),
        (
            (
                Pack(unit="CS", base_unit="BX", numerator=10**9),
                Pack(unit="BX", base_unit="EA", numerator=2),
            ),
            "CS",
            "beyond a ratio",
        ),
        (tuple(Pack(unit=f"U{n}", base_unit="EA") for n in range(PACKS_MAX + 1)), "U20", "beyond"),
    ],
)
def test_packs_that_do_not_lead_to_the_base_unit_are_refused(
    packs: tuple[Pack, ...], unit: str, problem: str
) -> None:
    refusal = (
        given(CATALOGUE_ITEM)
        .when(request, replace(REQUEST, packs=packs))
        .rejected(CatalogueItemInvalidPacks, unit=unit)
    )
    assert problem in refusal.message


def test_the_largest_ratio_is_taken() -> None:
    pallet = Pack(unit="PL", base_unit="EA", numerator=RATIO_MAX)
    (event,) = request(None, replace(REQUEST, packs=(pallet,)))
    assert isinstance(event, CatalogueItemRequested)
    assert event.packs == (pallet,)


@for_all(st.permutations([f"U{n}" for n in range(PACKS_MAX)]))
def test_a_chain_of_packs_resolves_in_any_order(order: list[str]) -> None:
    chain = {f"U{n}": "EA" if n == 0 else f"U{n - 1}" for n in range(PACKS_MAX)}
    packs = tuple(Pack(unit=unit, base_unit=chain[unit], numerator=2) for unit in order)
    (event,) = request(None, replace(REQUEST, packs=packs))
    assert isinstance(event, CatalogueItemRequested)
    assert {pack.unit: pack.numerator for pack in event.packs} == {
        f"U{n}": 2 ** (n + 1) for n in range(PACKS_MAX)
    }


@pytest.mark.parametrize(
    "gtin", ["", "0084458801892", "008445880189233", "0084458801892X", "٠٠٨٤٤٥٨٨٠١٨٩٢٣"]
)
def test_a_gtin_has_fourteen_digits(gtin: str) -> None:
    with pytest.raises(CatalogueItemInvalidGtin, match="is not 14 digits"):
        checked_gtin(gtin)


def test_a_gtin_with_a_wrong_check_digit_is_refused() -> None:
    refusal = (
        given(CATALOGUE_ITEM)
        .when(request, replace(REQUEST, gtin="00844588018924"))
        .rejected(CatalogueItemInvalidGtin, gtin="00844588018924")
    )
    assert "its check digit is 3" in refusal.message


@for_all(st.from_regex(r"[0-9]{13}", fullmatch=True), st.integers(0, 12), st.integers(1, 9))
def test_the_check_digit_finds_any_single_wrong_digit(body: str, place: int, shift: int) -> None:
    gtin = body + check_digit(body)
    assert checked_gtin(gtin) == gtin
    digit = str((int(gtin[place]) + shift) % 10)
    with pytest.raises(CatalogueItemInvalidGtin):
        checked_gtin(gtin[:place] + digit + gtin[place + 1 :])


def test_a_requested_item_is_activated() -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(activate, ACTIVATE).then(ACTIVATED)


@pytest.mark.parametrize("last", [ACTIVATED, RETIRED])
def test_only_a_requested_item_is_activated(
    last: CatalogueItemActivated | CatalogueItemRetired,
) -> None:
    given(CATALOGUE_ITEM, REQUESTED, last).when(activate, ACTIVATE).rejected(
        CatalogueItemNotRequested
    )


def test_an_item_is_retired_whether_active_or_only_requested() -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(retire, RETIRE).then(RETIRED)
    given(CATALOGUE_ITEM, REQUESTED, ACTIVATED).when(retire, RETIRE).then(RETIRED)


def test_an_item_is_retired_once() -> None:
    given(CATALOGUE_ITEM, REQUESTED, RETIRED).when(retire, RETIRE).rejected(
        CatalogueItemRetiredAlready
    )


def test_an_active_item_is_bought_in_its_base_unit_and_in_its_packs() -> None:
    item = folded(CATALOGUE_ITEM, REQUESTED, ACTIVATED)
    assert buyable_pack(item, "EA", **HERE) == Pack(unit="EA", base_unit="EA")
    assert buyable_pack(item, "BX", **HERE) == BOX
    with pytest.raises(CatalogueItemUnknownUnit, match="use one of EA, CS, BX"):
        buyable_pack(item, "KG", **HERE)


def test_an_item_that_is_not_active_is_not_bought() -> None:
    for events in ((REQUESTED,), (REQUESTED, ACTIVATED, RETIRED)):
        with pytest.raises(CatalogueItemNotActive):
            buyable_pack(folded(CATALOGUE_ITEM, *events), "EA", **HERE)

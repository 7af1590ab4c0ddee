"""What a unit holds from a day on: documents keep theirs, new lines take that of their day."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.agreements.resolution import price_in
from domain.catalogue.buying import buyable_pack
from domain.catalogue.commands import ChangeCatalogueItemConversion
from domain.catalogue.committees import PLAN_DAYS_MAX
from domain.catalogue.conversions import CONVERSIONS_MAX, change_conversion
from domain.catalogue.errors import (
    CatalogueItemInvalidPacks,
    CatalogueItemIsRetired,
    CatalogueItemUnknownUnit,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.lifecycle_errors import (
    CatalogueItemConversionUnchanged,
    CatalogueItemDayOutOfRange,
    CatalogueItemTooManyConversions,
)
from domain.catalogue.lifecycle_events import CatalogueItemConversionChanged
from domain.catalogue.packs import PACKS_MAX
from domain.catalogue.state import CATALOGUE_ITEM
from domain.purchase_orders.errors import PurchaseOrderItemDiffers
from domain.purchase_orders.line_rules import require_catalogued
from domain.quantity import NotRepresentable, Pack, in_pack
from domain.requisitions.line_rules import stated_line
from domain.requisitions.ordering import TakenLine, order_lines
from domain.requisitions.state import REQUISITION
from tests.domain.agreements import agreed, question
from tests.domain.requisition_facts import (
    GLOVES,
    ORDER,
    added,
    approved,
    created,
    ordered,
    submitted,
    wanted,
)
from tests.domain.scenario import folded, given
from tests.domain.test_price_resolution import priced

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
JULY: Final = date(2026, 7, 1)
HUNDRED: Final = Pack(unit="BX", base_unit="EA", numerator=100)
FIFTY: Final = Pack(unit="BX", base_unit="EA", numerator=50)
CASE: Final = Pack(unit="CS", base_unit="BX", numerator=10)
BOXED: Final = (
    CatalogueItemRequested(
        item_id=GLOVES,
        number="I-1",
        description="Gloves",
        item_class="medical",
        base_unit="EA",
        packs=(HUNDRED,),
    ),
    CatalogueItemActivated(),
)
CHANGE: Final = ChangeCatalogueItemConversion(
    now=NOW, item_id=GLOVES, pack=FIFTY, starts_on=JULY, reason_code="packed_anew"
)


def changed(pack: Pack = FIFTY, on: date = JULY) -> CatalogueItemConversionChanged:
    return CatalogueItemConversionChanged(pack=pack, starts_on=on, reason_code="packed_anew")


def test_a_box_holds_another_number_from_its_day_on() -> None:
    item = given(CATALOGUE_ITEM, *BOXED).when(change_conversion, CHANGE).then(changed())
    before = JULY - timedelta(days=1)
    assert buyable_pack(item, "BX", facility="NORTH", on=before) == HUNDRED
    assert buyable_pack(item, "BX", facility="NORTH", on=JULY) == FIFTY


def test_an_order_line_states_the_pack_of_its_day() -> None:
    item = folded(CATALOGUE_ITEM, *BOXED, changed())
    require_catalogued(1, HUNDRED, "medical", item, "NORTH", TODAY)
    require_catalogued(1, FIFTY, "medical", item, "NORTH", JULY)
    with pytest.raises(PurchaseOrderItemDiffers, match="BX = 50/1 EA"):
        require_catalogued(1, HUNDRED, "medical", item, "NORTH", JULY)


def test_a_new_unit_comes_with_its_day_and_is_counted_in_what_stands_then() -> None:
    case = replace(CHANGE, pack=CASE)
    resolved = Pack(unit="CS", base_unit="EA", numerator=500)
    item = (
        given(CATALOGUE_ITEM, *BOXED, changed())
        .when(change_conversion, case)
        .then(changed(resolved))
    )
    assert buyable_pack(item, "CS", facility="NORTH", on=JULY) == resolved
    assert "CS" in item.units
    with pytest.raises(CatalogueItemUnknownUnit, match="use one of EA, BX"):
        buyable_pack(item, "CS", facility="NORTH", on=TODAY)


def test_of_two_conversions_of_one_day_the_later_fact_counts_whichever_day_came_first() -> None:
    forty, thirty = (Pack(unit="BX", base_unit="EA", numerator=n) for n in (40, 30))
    august = date(2026, 8, 1)
    item = folded(CATALOGUE_ITEM, *BOXED, changed(thirty, august), changed(), changed(forty))
    assert item.packs_on(JULY)["BX"] == forty
    assert item.packs_on(august)["BX"] == thirty


@pytest.mark.parametrize(
    "days", [pytest.param(-1, id="past"), pytest.param(PLAN_DAYS_MAX + 1, id="a slip")]
)
def test_a_conversion_neither_reaches_back_nor_five_years_ahead(days: int) -> None:
    wrong = replace(CHANGE, starts_on=TODAY + timedelta(days=days))
    given(CATALOGUE_ITEM, *BOXED).when(change_conversion, wrong).rejected(
        CatalogueItemDayOutOfRange, field="starts_on"
    )


@pytest.mark.parametrize(
    ("pack", "problem"),
    [
        (Pack(unit="EA", base_unit="EA"), "is the base unit itself"),
        (Pack(unit="CS", base_unit="PAL", numerator=2), "holds PAL, which is no unit here"),
        (Pack(unit="BX", base_unit="BX", numerator=2), "holds itself"),
        (Pack(unit="CS", base_unit="BX", numerator=10**9), "beyond a ratio"),
    ],
)
def test_a_pack_that_does_not_lead_to_the_base_unit_is_refused(pack: Pack, problem: str) -> None:
    with pytest.raises(CatalogueItemInvalidPacks, match=problem):
        change_conversion(folded(CATALOGUE_ITEM, *BOXED), replace(CHANGE, pack=pack))


def test_what_changes_nothing_is_refused() -> None:
    given(CATALOGUE_ITEM, *BOXED, changed()).when(change_conversion, CHANGE).rejected(
        CatalogueItemConversionUnchanged
    )
    retired = CatalogueItemRetired(reason_code="old")
    given(CATALOGUE_ITEM, *BOXED, retired).when(change_conversion, CHANGE).rejected(
        CatalogueItemIsRetired
    )


def test_units_and_changes_of_one_item_have_an_end() -> None:
    many = [changed(Pack(unit=f"U{n}", base_unit="EA", numerator=2)) for n in range(PACKS_MAX - 1)]
    full = folded(CATALOGUE_ITEM, *BOXED, *many)
    with pytest.raises(CatalogueItemInvalidPacks, match=f"beyond {PACKS_MAX} packs"):
        change_conversion(full, replace(CHANGE, pack=CASE))
    assert change_conversion(full, CHANGE) == (changed(),), "a unit that it has is no new one"
    often = [
        changed(Pack(unit="BX", base_unit="EA", numerator=n + 1)) for n in range(CONVERSIONS_MAX)
    ]
    given(CATALOGUE_ITEM, *BOXED, *often).when(change_conversion, CHANGE).rejected(
        CatalogueItemTooManyConversions
    )


def test_a_wish_keeps_what_its_unit_held_on_its_day() -> None:
    items = {GLOVES: folded(CATALOGUE_ITEM, *BOXED, changed())}
    asked = wanted(1, "2", unit="BX", item_id=GLOVES)
    assert stated_line(asked, "USD", items, "NORTH", TODAY).pack == HUNDRED
    assert stated_line(asked, "USD", items, "NORTH", JULY).pack == FIFTY
    assert stated_line(replace(asked, unit="EA"), "USD", items, "NORTH", JULY).pack is None


def test_a_wish_for_boxes_of_a_hundred_is_fulfilled_by_twice_as_many_of_fifty() -> None:
    items = {GLOVES: folded(CATALOGUE_ITEM, *BOXED, changed())}
    wish = stated_line(wanted(1, "2", unit="BX", item_id=GLOVES), "USD", items, "NORTH", TODAY)
    past = (created(), added().model_copy(update={"line": wish}), submitted("5.00"), approved())
    taken = TakenLine(line=1, quantity=Decimal(3), pack=FIFTY, purchase_order_line=1)
    state = (
        given(REQUISITION, *past)
        .when(order_lines, [taken], ORDER, "USD")
        .then(ordered(1, "1.5", 1))
    )
    assert state.lines[1].left == Decimal("0.5")


def test_what_six_places_cannot_hold_is_refused_and_told_in_the_base_unit() -> None:
    seven, three = (Pack(unit="BX", base_unit="EA", numerator=n) for n in (7, 3))
    with pytest.raises(NotRepresentable, match="state it in EA"):
        in_pack(Decimal(1), seven, three)


@for_all(st.integers(1, 10**6), st.integers(1, 500), st.integers(1, 500), st.integers(1, 500))
def test_counting_in_another_pack_and_back_loses_nothing(
    quantity: int, one: int, over: int, other: int
) -> None:
    mine = Pack(unit="A", base_unit="EA", numerator=one, denominator=over)
    yours = Pack(unit="B", base_unit="EA", numerator=other)
    exact = Fraction(quantity) * one / over / other
    try:
        counted = in_pack(Decimal(quantity), mine, yours)
    except NotRepresentable:
        assert (exact * 10**6).denominator != 1
    else:
        assert Fraction(counted) == exact
        assert in_pack(counted, yours, mine) == quantity


def test_a_price_per_kilogram_is_compared_with_one_per_piece_where_the_weight_is_known() -> None:
    """A piece weighs 200 grams, so a kilogram holds five: twenty a kilogram are four a piece."""
    kilogram = Pack(unit="KG", base_unit="EA", numerator=5)
    each = Pack(unit="EA", base_unit="EA")
    by_weight = priced(agreed("20.00", pack=kilogram))
    found = price_in(by_weight, question(pack=each))
    assert found is not None
    assert found.unit_price == 4
    unknown = Pack(unit="KG", base_unit="KG")
    assert price_in(by_weight, question(pack=unknown)) is None


def test_a_price_of_the_old_box_costs_the_same_by_the_piece_in_the_new_one() -> None:
    found = price_in(priced(agreed("10.00", pack=HUNDRED)), question(pack=FIFTY))
    assert found is not None
    assert found.unit_price == 5

"""Recalls: which units fall under one, and who says that they are safe again."""

from dataclasses import replace
from datetime import UTC, datetime
from typing import Final

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from domain.catalogue.commands import LiftCatalogueItemRecall, PlaceCatalogueItemRecall
from domain.catalogue.errors import (
    CatalogueItemRecallNotStanding,
    CatalogueItemRecallSelfLifted,
    CatalogueItemRecallStands,
    CatalogueItemRecallTooLarge,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemRecallLifted,
    CatalogueItemRecallPlaced,
    CatalogueItemRequested,
    CatalogueItemRetired,
    RecallClass,
)
from domain.catalogue.recalls import UNITS_NAMED_MAX, lift_recall, place_recall, recall_of
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import Event
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
ITEM: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
REQUESTED: Final = CatalogueItemRequested(
    item_id=ITEM, number="I-1", description="Liner", item_class="implant", base_unit="EA"
)
PLACE: Final = PlaceCatalogueItemRecall(
    now=NOW,
    item_id=ITEM,
    recall="Z-1",
    recall_class="II",
    source="fda",
    placed_by="ivan",
    reason_code="sterility",
)
LIFT: Final = LiftCatalogueItemRecall(
    now=NOW, item_id=ITEM, recall="Z-1", lifted_by="rhea", reason_code="reworked"
)


def placed(
    *lots: str,
    serials: tuple[str, ...] = (),
    recall: str = "Z-1",
    recall_class: RecallClass = "II",
) -> CatalogueItemRecallPlaced:
    return CatalogueItemRecallPlaced(
        recall=recall,
        recall_class=recall_class,
        source="fda",
        placed_by="ivan",
        reason_code="sterility",
        lots=lots,
        serials=serials,
    )


def item(*events: Event) -> CatalogueItem:
    return folded(CATALOGUE_ITEM, REQUESTED, *events)


def recall_found(found: CatalogueItem, lot: str | None, *serials: str) -> str | None:
    recall = recall_of(found, lot, serials)
    return recall.recall if recall else None


LIFTED: Final = CatalogueItemRecallLifted(recall="Z-1", lifted_by="rhea", reason_code="reworked")


@pytest.mark.parametrize(
    "events",
    [
        (),
        (CatalogueItemActivated(),),
        (CatalogueItemActivated(), CatalogueItemRetired(reason_code="old")),
    ],
)
def test_an_item_of_any_status_is_recalled_because_goods_outlive_it(
    events: tuple[Event, ...],
) -> None:
    given(CATALOGUE_ITEM, REQUESTED, *events).when(
        place_recall, replace(PLACE, lots=("L-2", "L-1"))
    ).then(placed("L-1", "L-2"))


def test_one_spelling_of_a_lot_is_kept_once() -> None:
    given(CATALOGUE_ITEM, REQUESTED).when(
        place_recall, replace(PLACE, lots=("L-1", "l-1", "L -1"), serials=("s1", "S1"))
    ).then(placed("L-1", serials=("s1",)))


@pytest.mark.parametrize("again", ["Z-1", "z-1", "Z -1"])
def test_a_recall_stands_once_on_an_item_however_it_is_spelled(again: str) -> None:
    given(CATALOGUE_ITEM, REQUESTED, placed("L-1")).when(
        place_recall, replace(PLACE, recall=again, lots=("L-2",))
    ).rejected(CatalogueItemRecallStands, recall="Z-1")


def test_several_recalls_stand_side_by_side_and_are_lifted_one_by_one() -> None:
    state = item(placed("L-1"), placed("L-2", recall="Z-2"), LIFTED)
    assert recall_found(state, "L-1") is None
    assert recall_found(state, "L-2") == "Z-2"


def test_a_recall_is_lifted_by_a_second_person_under_any_spelling() -> None:
    given(CATALOGUE_ITEM, REQUESTED, placed()).when(lift_recall, replace(LIFT, recall="z-1")).then(
        LIFTED
    )
    given(CATALOGUE_ITEM, REQUESTED, placed()).when(
        lift_recall, replace(LIFT, lifted_by="ivan")
    ).rejected(CatalogueItemRecallSelfLifted, recall="Z-1", person="ivan")


def test_only_a_recall_that_stands_is_lifted_and_may_then_be_placed_again() -> None:
    given(CATALOGUE_ITEM, REQUESTED, placed(recall="Z-2")).when(lift_recall, LIFT).rejected(
        CatalogueItemRecallNotStanding, recall="Z-1", standing=("Z-2",)
    )
    given(CATALOGUE_ITEM, REQUESTED, placed(), LIFTED).when(lift_recall, LIFT).rejected(
        CatalogueItemRecallNotStanding, standing=()
    )
    given(CATALOGUE_ITEM, REQUESTED, placed(), LIFTED).when(place_recall, PLACE).then(placed())


def test_a_recall_names_no_more_units_than_one_fact_can_hold() -> None:
    lots = tuple(f"L-{each}" for each in range(UNITS_NAMED_MAX))
    (event,) = place_recall(item(), replace(PLACE, lots=lots))
    assert isinstance(event, CatalogueItemRecallPlaced)
    assert len(event.lots) == UNITS_NAMED_MAX
    given(CATALOGUE_ITEM, REQUESTED).when(
        place_recall, replace(PLACE, lots=lots, serials=("S-1",))
    ).rejected(CatalogueItemRecallTooLarge, named=UNITS_NAMED_MAX + 1)


SCOPES: Final = """
    recalled lots  serials   lot   serials of the units -> recalled
    -              -         -     -                       yes
    -              -         L-9   S-9                     yes
    L-1,L-2        -         L-1   -                       yes
    L-1,L-2        -         l-2   -                       yes
    L-1,L-2        -         L-3   -                       no
    L-1,L-2        -         L-3   S-1                     no
    L-1,L-2        -         -     -                       yes
    L-1,L-2        -         -     S-1                     yes
    -              S-1,S-2   L-1   s-2                     yes
    -              S-1,S-2   L-1   S-3,S-4                 no
    -              S-1,S-2   -     S-3,S-1                 yes
    -              S-1,S-2   L-1   -                       yes
    L-1            S-7       L-1   S-3                     yes
    L-1            S-7       L-2   S-7                     yes
    L-1            S-7       L-2   S-3                     no
    L-1            S-7       L-2   -                       yes
"""


@pytest.mark.parametrize("row", SCOPES.strip().splitlines()[1:])
def test_units_are_recalled_unless_what_is_known_of_them_clears_them(row: str) -> None:
    lots, serials, lot, units, verdict = (
        () if cell == "-" else tuple(cell.split(",")) for cell in row.split()
    )
    state = item(placed(*lots, serials=serials))
    found = recall_found(state, lot[0] if lot else None, *units)
    assert (found is not None) == (verdict == ("yes",))


def test_the_gravest_recall_is_told_and_of_equals_the_first() -> None:
    state = item(
        placed("L-1", recall="Z-3", recall_class="III"),
        placed("L-1", recall="Z-1", recall_class="I"),
        placed("L-1", recall="Z-2", recall_class="II"),
        placed("L-2", recall="Z-4"),
        placed("L-2", recall="Z-5"),
    )
    assert recall_found(state, "L-1") == "Z-1"
    assert recall_found(state, "L-2") == "Z-4"


NAMES: Final = st.sets(st.sampled_from("ABCDEF"))


@for_all(NAMES, NAMES, st.sampled_from("ABCDEF"), st.sets(st.sampled_from("ABCDEF"), min_size=1))
def test_a_wider_recall_covers_whatever_a_narrower_one_covers(
    lots: set[str], more: set[str], lot: str, serials: set[str]
) -> None:
    """Known units alone: an empty scope is every unit, which is the widest of all."""
    narrow, wide = item(placed(*sorted(lots))), item(placed(*sorted(lots | more)))
    if lots and recall_of(narrow, lot, sorted(serials)) is not None:
        assert recall_of(wide, lot, sorted(serials)) is not None
    assert recall_of(item(placed()), lot, sorted(serials)) is not None
    assert recall_of(item(placed(), LIFTED), lot, sorted(serials)) is None

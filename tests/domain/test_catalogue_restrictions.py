"""Where an item is bought and until when: restriction by facility, phase-out, successor."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest

from domain.catalogue.buying import (
    acts_for,
    buyable_pack,
    buying_obstacle,
    require_user,
)
from domain.catalogue.commands import (
    LiftCatalogueItemRestriction,
    PhaseOutCatalogueItem,
    RestrictCatalogueItem,
)
from domain.catalogue.committees import (
    COMMITTEE_POLICY,
    PLAN_DAYS_MAX,
)
from domain.catalogue.errors import (
    CatalogueItemIsRetired,
)
from domain.catalogue.events import (
    CatalogueItemActivated,
    CatalogueItemRequested,
    CatalogueItemRetired,
)
from domain.catalogue.lifecycle_errors import (
    CatalogueItemDayOutOfRange,
    CatalogueItemNotRestricted,
    CatalogueItemPhasedOut,
    CatalogueItemRestrictedHere,
    CatalogueItemRestrictedToDepartments,
    CatalogueItemRestrictedToRoles,
    CatalogueItemRestrictionUnclear,
    CatalogueItemSuccessorUnfit,
    CatalogueItemWrongStatus,
)
from domain.catalogue.lifecycle_events import (
    CatalogueItemAnalysisStarted,
    CatalogueItemPhaseOutStarted,
    CatalogueItemRestricted,
    CatalogueItemRestrictionLifted,
)
from domain.catalogue.restrictions import lift_restriction, phase_out, restrict
from domain.catalogue.state import CATALOGUE_ITEM, CatalogueItem
from domain.event import Event
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
TODAY: Final = NOW.date()
ITEM: Final = "5a1c7c1e-0000-4000-8000-00000000000a"
OTHER: Final = "5a1c7c1e-0000-4000-8000-00000000000b"
ACTIVATED: Final = CatalogueItemActivated()
RETIRED: Final = CatalogueItemRetired(reason_code="old")
STARTED: Final = CatalogueItemAnalysisStarted(
    committee="value_analysis", submitted_by="ivan", policy=COMMITTEE_POLICY.version
)


def requested(item_id: str = ITEM, number: str = "I-1") -> CatalogueItemRequested:
    return CatalogueItemRequested(
        item_id=item_id, number=number, description="It", item_class="consumable", base_unit="EA"
    )


GLOVES: Final = requested()


def obstacle(item: CatalogueItem, day: date, facility: str = "NORTH") -> str | None:
    refusal = buying_obstacle(item, facility, day)
    return None if refusal is None else refusal.code


def restriction(only: tuple[str, ...] = (), not_at: tuple[str, ...] = ()) -> RestrictCatalogueItem:
    return RestrictCatalogueItem(
        now=NOW, item_id=ITEM, reason_code="no_room", only_at=only, not_at=not_at
    )


def test_a_restriction_says_where_and_the_latest_one_counts() -> None:
    only = CatalogueItemRestricted(reason_code="no_room", only_at=("NORTH", "SOUTH"))
    but = CatalogueItemRestricted(reason_code="no_room", not_at=("NORTH",))
    given(CATALOGUE_ITEM, GLOVES, ACTIVATED).when(
        restrict, restriction(only=("SOUTH", "NORTH", "SOUTH"))
    ).then(only)
    item = folded(CATALOGUE_ITEM, GLOVES, ACTIVATED, only)
    assert obstacle(item, TODAY, "NORTH") is None
    assert obstacle(item, TODAY, "EAST") == CatalogueItemRestrictedHere.code
    with pytest.raises(CatalogueItemRestrictedHere, match=r"not bought for facility EAST"):
        buyable_pack(item, "EA", facility="EAST", on=TODAY)
    item = (
        given(CATALOGUE_ITEM, GLOVES, ACTIVATED, only)
        .when(restrict, restriction(not_at=("NORTH",)))
        .then(but)
    )
    assert obstacle(item, TODAY, "NORTH") == CatalogueItemRestrictedHere.code
    assert obstacle(item, TODAY, "EAST") is None


def test_a_restriction_is_lifted_if_there_is_one() -> None:
    lift = LiftCatalogueItemRestriction(now=NOW, item_id=ITEM, reason_code="room")
    lifted = CatalogueItemRestrictionLifted(reason_code="room")
    but = CatalogueItemRestricted(reason_code="no_room", not_at=("NORTH",))
    item = given(CATALOGUE_ITEM, GLOVES, ACTIVATED, but).when(lift_restriction, lift).then(lifted)
    assert obstacle(item, TODAY) is None
    given(CATALOGUE_ITEM, GLOVES).when(lift_restriction, lift).rejected(CatalogueItemNotRestricted)


@pytest.mark.parametrize("unclear", [restriction(), restriction(("NORTH",), ("SOUTH",))])
def test_a_restriction_says_either_where_or_where_not(unclear: RestrictCatalogueItem) -> None:
    given(CATALOGUE_ITEM, GLOVES).when(restrict, unclear).rejected(CatalogueItemRestrictionUnclear)


def test_a_retired_item_is_restricted_nowhere() -> None:
    given(CATALOGUE_ITEM, GLOVES, RETIRED).when(restrict, restriction(("NORTH",))).rejected(
        CatalogueItemIsRetired
    )


LAST: Final = TODAY + timedelta(days=30)
PHASE_OUT: Final = PhaseOutCatalogueItem(
    now=NOW, item_id=ITEM, last_order_on=LAST, reason_code="discontinued", successor_id=OTHER
)
SUCCESSOR: Final = folded(CATALOGUE_ITEM, requested(OTHER, "I-2"), ACTIVATED)


def test_an_item_is_ordered_to_its_last_day_and_then_its_successor_is() -> None:
    fact = CatalogueItemPhaseOutStarted(
        last_order_on=LAST, reason_code="discontinued", successor=SUCCESSOR.ref
    )
    item = given(CATALOGUE_ITEM, GLOVES, ACTIVATED).when(phase_out, PHASE_OUT, SUCCESSOR).then(fact)
    assert obstacle(item, LAST) is None
    with pytest.raises(CatalogueItemPhasedOut, match=r"order its successor I-2") as caught:
        buyable_pack(item, "EA", facility="NORTH", on=LAST + timedelta(days=1))
    assert caught.value.values["successor"] == "I-2"


def test_a_phase_out_needs_no_successor() -> None:
    fact = CatalogueItemPhaseOutStarted(last_order_on=LAST, reason_code="discontinued")
    item = (
        given(CATALOGUE_ITEM, GLOVES, ACTIVATED)
        .when(phase_out, replace(PHASE_OUT, successor_id=None), None)
        .then(fact)
    )
    with pytest.raises(CatalogueItemPhasedOut, match="choose another item"):
        buyable_pack(item, "EA", facility="NORTH", on=LAST + timedelta(days=1))


@pytest.mark.parametrize("past", [(), (RETIRED,), (STARTED,)])
def test_only_an_active_item_is_phased_out(past: tuple[Event, ...]) -> None:
    given(CATALOGUE_ITEM, GLOVES, *past).when(phase_out, PHASE_OUT, SUCCESSOR).rejected(
        CatalogueItemWrongStatus
    )


@pytest.mark.parametrize(
    "successor",
    [
        folded(CATALOGUE_ITEM, GLOVES, ACTIVATED),
        folded(CATALOGUE_ITEM, requested(OTHER, "I-2")),
        folded(CATALOGUE_ITEM, requested(OTHER, "I-2"), RETIRED),
    ],
)
def test_a_successor_is_another_item_that_can_be_ordered(successor: CatalogueItem) -> None:
    given(CATALOGUE_ITEM, GLOVES, ACTIVATED).when(phase_out, PHASE_OUT, successor).rejected(
        CatalogueItemSuccessorUnfit
    )


@pytest.mark.parametrize("days", [-1, PLAN_DAYS_MAX + 1])
def test_the_last_day_is_neither_past_nor_a_slip(days: int) -> None:
    wrong = replace(PHASE_OUT, last_order_on=TODAY + timedelta(days=days))
    given(CATALOGUE_ITEM, GLOVES, ACTIVATED).when(phase_out, wrong, SUCCESSOR).rejected(
        CatalogueItemDayOutOfRange, field="last_order_on"
    )


FORMULARY: Final = CatalogueItemRestricted(
    reason_code="pt_committee", departments=("ICU", "SURGERY"), requester_roles=("anaesthetist",)
)


def test_a_committee_lets_an_item_in_for_some_departments_and_roles() -> None:
    stated = replace(restriction(), reason_code="pt_committee")
    stated = replace(stated, departments=("SURGERY", "ICU"), requester_roles=("anaesthetist",))
    given(CATALOGUE_ITEM, GLOVES, ACTIVATED).when(restrict, stated).then(FORMULARY)


def test_an_item_is_not_for_other_departments_whoever_asks() -> None:
    item = folded(CATALOGUE_ITEM, GLOVES, ACTIVATED, FORMULARY)
    require_user(item, "ICU", is_entitled=True)
    with pytest.raises(CatalogueItemRestrictedToDepartments, match=r"ICU, SURGERY only, not for"):
        require_user(item, "LINEN", is_entitled=True)


def test_only_somebody_in_the_role_asks_for_it_and_the_refusal_names_the_role() -> None:
    item = folded(CATALOGUE_ITEM, GLOVES, ACTIVATED, FORMULARY)
    assert acts_for(item, {"requester", "anaesthetist"})
    assert not acts_for(item, {"requester"})
    with pytest.raises(CatalogueItemRestrictedToRoles, match=r"role anaesthetist \(pt_committee\)"):
        require_user(item, "ICU", is_entitled=False)


def test_an_item_that_is_restricted_by_place_alone_is_for_everybody_there() -> None:
    item = folded(CATALOGUE_ITEM, GLOVES, ACTIVATED, CatalogueItemRestricted(reason_code="x"))
    require_user(item, "LINEN", is_entitled=acts_for(item, ()))
    require_user(folded(CATALOGUE_ITEM, GLOVES), "LINEN", is_entitled=False)

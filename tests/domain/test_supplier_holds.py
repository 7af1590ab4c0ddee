"""Suppliers are held by scope, at one legal entity or all, through a day or until released."""

from datetime import date
from typing import Final

from domain.suppliers.commands import (
    PlaceSupplierHold,
    ReleaseSupplierHold,
)
from domain.suppliers.errors import (
    SupplierHeldAlready,
    SupplierNotHeld,
    SupplierPeriodInvalid,
)
from domain.suppliers.events import (
    SupplierHoldReleased,
)
from domain.suppliers.registers import place_hold, release_hold
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import HoldScope
from tests.domain.scenario import given
from tests.domain.suppliers import (
    MEDLINE,
    NOW,
    day,
    held,
    proposed,
)

PROPOSED: Final = proposed()


def hold(
    scope: HoldScope, until: date | None = None, legal_entity: str | None = None
) -> PlaceSupplierHold:
    return PlaceSupplierHold(
        now=NOW,
        supplier_id=MEDLINE,
        scope=scope,
        reason_code="sanction",
        until=until,
        legal_entity=legal_entity,
    )


def release(scope: HoldScope, legal_entity: str | None = None) -> ReleaseSupplierHold:
    return ReleaseSupplierHold(now=NOW, supplier_id=MEDLINE, scope=scope, legal_entity=legal_entity)


def test_a_hold_is_placed_and_released_by_scope() -> None:
    given(SUPPLIER, PROPOSED).when(place_hold, hold("order")).then(held("order"))
    given(SUPPLIER, PROPOSED, held("order"), held("payment")).when(
        release_hold, release("order")
    ).then(SupplierHoldReleased(scope="order"))


def test_a_scope_is_held_once() -> None:
    given(SUPPLIER, PROPOSED, held("order")).when(place_hold, hold("order")).rejected(
        SupplierHeldAlready, scope="order"
    )


def test_a_scope_is_held_at_one_legal_entity_beside_the_hold_for_all() -> None:
    history = given(SUPPLIER, PROPOSED, held("order"), held("order", legal_entity="NORTH"))
    history.when(place_hold, hold("order", legal_entity="SOUTH")).then(
        held("order", legal_entity="SOUTH")
    )
    history.when(place_hold, hold("order", legal_entity="NORTH")).rejected(
        SupplierHeldAlready, legal_entity="NORTH"
    )
    state = history.when(release_hold, release("order", "NORTH")).then(
        SupplierHoldReleased(scope="order", legal_entity="NORTH")
    )
    assert list(state.holds) == ["order"]


def test_a_hold_of_all_is_not_released_piecemeal() -> None:
    given(SUPPLIER, PROPOSED, held("all")).when(release_hold, release("order")).rejected(
        SupplierNotHeld, scope="order", held=("all",)
    )


def test_a_released_scope_can_be_held_again() -> None:
    given(SUPPLIER, PROPOSED, held("order"), SupplierHoldReleased(scope="order")).when(
        place_hold, hold("order")
    ).then(held("order"))


def test_a_hold_whose_last_day_is_over_gives_way_to_a_new_one() -> None:
    over = given(SUPPLIER, PROPOSED, held("order", until=day(-1)))
    over.when(place_hold, hold("order")).then(held("order"))
    last = given(SUPPLIER, PROPOSED, held("order", until=day(0)))
    last.when(place_hold, hold("order")).rejected(SupplierHeldAlready)


def test_a_hold_does_not_end_before_it_begins() -> None:
    given(SUPPLIER, PROPOSED).when(place_hold, hold("order", until=day(-1))).rejected(
        SupplierPeriodInvalid, until=day(-1).isoformat()
    )
    given(SUPPLIER, PROPOSED).when(place_hold, hold("order", until=day(0))).then(
        held("order", until=day(0))
    )

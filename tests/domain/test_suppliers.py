"""Suppliers are cleared by a second person, and held by scope."""

from datetime import UTC, datetime
from typing import Final

import pytest

from domain.suppliers.commands import (
    ActivateSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    ReleaseSupplierHold,
)
from domain.suppliers.decide import activate, place_hold, propose, release_hold, require_eligible
from domain.suppliers.errors import (
    SupplierExists,
    SupplierHeldAlready,
    SupplierNotEligible,
    SupplierNotHeld,
    SupplierNotProposed,
    SupplierSelfCleared,
)
from domain.suppliers.events import (
    HoldScope,
    SupplierActivated,
    SupplierHoldPlaced,
    SupplierHoldReleased,
    SupplierProposed,
)
from domain.suppliers.state import SUPPLIER, Purpose, obstacle
from tests.domain.scenario import folded, given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
MEDLINE: Final = "5a1c7c1e-0000-4000-8000-000000000001"

PURPOSES: Final[tuple[Purpose, ...]] = ("order", "invoice", "payment")

PROPOSED: Final = SupplierProposed(
    supplier_id=MEDLINE, number="S-1", name="Medline", proposed_by="adam", tax_id="12-345"
)
ACTIVATED: Final = SupplierActivated(activated_by="carla")


def propose_medline() -> ProposeSupplier:
    return ProposeSupplier(
        now=NOW,
        supplier_id=MEDLINE,
        number="S-1",
        name="Medline",
        proposed_by="adam",
        tax_id="12-345",
    )


def activate_by(person: str) -> ActivateSupplier:
    return ActivateSupplier(now=NOW, supplier_id=MEDLINE, activated_by=person)


def hold(scope: HoldScope) -> PlaceSupplierHold:
    return PlaceSupplierHold(now=NOW, supplier_id=MEDLINE, scope=scope, reason_code="sanction")


def held(scope: HoldScope) -> SupplierHoldPlaced:
    return SupplierHoldPlaced(scope=scope, reason_code="sanction")


def release(scope: HoldScope) -> ReleaseSupplierHold:
    return ReleaseSupplierHold(now=NOW, supplier_id=MEDLINE, scope=scope)


def test_a_new_supplier_is_proposed() -> None:
    state = given(SUPPLIER).when(propose, propose_medline()).then(PROPOSED)
    assert (state.number, state.status, state.facility) == ("S-1", "proposed", None)


def test_a_supplier_is_proposed_only_once() -> None:
    given(SUPPLIER, PROPOSED).when(propose, propose_medline()).rejected(
        SupplierExists, supplier_id=MEDLINE
    )


def test_a_second_person_activates_a_proposed_supplier() -> None:
    given(SUPPLIER, PROPOSED).when(activate, activate_by("carla")).then(ACTIVATED)


def test_the_proposer_cannot_clear_the_supplier() -> None:
    given(SUPPLIER, PROPOSED).when(activate, activate_by("adam")).rejected(
        SupplierSelfCleared, person="adam"
    )


def test_an_active_supplier_is_not_activated_again() -> None:
    given(SUPPLIER, PROPOSED, ACTIVATED).when(activate, activate_by("carla")).rejected(
        SupplierNotProposed, status="active"
    )


def test_a_hold_is_placed_and_released_by_scope() -> None:
    given(SUPPLIER, PROPOSED).when(place_hold, hold("order")).then(held("order"))
    given(SUPPLIER, PROPOSED, held("order"), held("payment")).when(
        release_hold, release("order")
    ).then(SupplierHoldReleased(scope="order"))


def test_a_scope_is_held_once() -> None:
    given(SUPPLIER, PROPOSED, held("order")).when(place_hold, hold("order")).rejected(
        SupplierHeldAlready, scope="order"
    )


def test_a_hold_of_all_is_not_released_piecemeal() -> None:
    given(SUPPLIER, PROPOSED, held("all")).when(release_hold, release("order")).rejected(
        SupplierNotHeld, scope="order", held=("all",)
    )


def test_a_released_scope_can_be_held_again() -> None:
    given(SUPPLIER, PROPOSED, held("order"), SupplierHoldReleased(scope="order")).when(
        place_hold, hold("order")
    ).then(held("order"))


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_supplier_may_be_used_once_it_is_cleared(purpose: Purpose) -> None:
    proposed = folded(SUPPLIER, PROPOSED)
    assert obstacle(proposed, purpose) == "proposed"
    with pytest.raises(SupplierNotEligible, match="it is proposed"):
        require_eligible(proposed, purpose)
    cleared = folded(SUPPLIER, PROPOSED, ACTIVATED)
    assert obstacle(cleared, purpose) is None
    require_eligible(cleared, purpose)


@pytest.mark.parametrize("purpose", PURPOSES)
def test_a_hold_stops_its_own_scope_and_a_hold_of_all_stops_every_scope(purpose: Purpose) -> None:
    narrow = folded(SUPPLIER, PROPOSED, ACTIVATED, held(purpose))
    assert {each for each in PURPOSES if obstacle(narrow, each)} == {purpose}
    wide = folded(SUPPLIER, PROPOSED, ACTIVATED, held("all"))
    with pytest.raises(SupplierNotEligible, match=r"on hold \(sanction\)") as caught:
        require_eligible(wide, purpose)
    assert caught.value.values["purpose"] == purpose

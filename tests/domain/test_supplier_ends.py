"""Suppliers are suspended, closed, debarred and merged; nothing of it is undone by one person."""

from typing import Final

from domain.suppliers.commands import (
    DeactivateSupplier,
    DebarSupplier,
    LiftSupplierDebarment,
    MergeSupplier,
    PlaceSupplierHold,
    ReinstateSupplier,
    SuspendSupplier,
)
from domain.suppliers.decide import (
    absorb,
    deactivate,
    debar,
    lift_debarment,
    merge,
    reinstate,
    suspend,
)
from domain.suppliers.eligibility import obstacle, obstacle_of_survivor
from domain.suppliers.errors import (
    SupplierMergeRefused,
    SupplierRequirementsMissing,
    SupplierSelfCleared,
    SupplierWrongStatus,
)
from domain.suppliers.events import (
    SupplierAbsorbed,
    SupplierDeactivated,
    SupplierDebarmentLifted,
    SupplierDebarred,
    SupplierMerged,
    SupplierReinstated,
    SupplierSuspended,
)
from domain.suppliers.registers import hold_survivor
from domain.suppliers.state import SUPPLIER
from tests.domain.scenario import given
from tests.domain.suppliers import (
    ACME,
    MEDLINE,
    NOW,
    TODAY,
    activated,
    active,
    day,
    held,
    proposed,
    ref,
    screened,
    submitted,
    supplier,
    verified,
)

PROPOSED: Final = proposed()
ACTIVATED: Final = activated()
SUSPENDED: Final = SupplierSuspended(suspended_by="cleo", reason_code="fraud")
INACTIVE: Final = SupplierDeactivated(deactivated_by="cleo", reason_code="unused")
DEBARRED: Final = SupplierDebarred(debarred_by="cleo", reason_code="excluded")
MERGED: Final = SupplierMerged(survivor=ref(), merged_by="carla", reason_code="acquired")


def reinstated_by(person: str) -> ReinstateSupplier:
    return ReinstateSupplier(
        now=NOW, supplier_id=MEDLINE, reinstated_by=person, reason_code="resolved"
    )


def merge_by(person: str, survivor_id: str = ACME) -> MergeSupplier:
    return MergeSupplier(
        now=NOW,
        supplier_id=MEDLINE,
        survivor_id=survivor_id,
        merged_by=person,
        reason_code="acquired",
    )


def test_a_suspended_supplier_is_reinstated_by_another_person() -> None:
    suspended = SuspendSupplier(
        now=NOW, supplier_id=MEDLINE, suspended_by="cleo", reason_code="fraud"
    )
    given(SUPPLIER, PROPOSED, ACTIVATED).when(suspend, suspended).then(SUSPENDED)
    given(SUPPLIER, PROPOSED).when(suspend, suspended).rejected(SupplierWrongStatus)
    history = given(SUPPLIER, PROPOSED, ACTIVATED, SUSPENDED)
    for person in ("cleo", "adam"):
        history.when(reinstate, reinstated_by(person)).rejected(SupplierSelfCleared)
    state = history.when(reinstate, reinstated_by("carla")).then(
        SupplierReinstated(reinstated_by="carla", reason_code="resolved")
    )
    assert state.status == "active"


def test_a_supplier_is_not_reinstated_while_something_lacks() -> None:
    ended = (submitted("w9", day(-1)), verified())
    history = (proposed("standard"), *screened(), *ended, ACTIVATED, INACTIVE)
    given(SUPPLIER, *history).when(reinstate, reinstated_by("carla")).rejected(
        SupplierRequirementsMissing, documents=("w9",)
    )


def test_an_inactive_supplier_may_be_reinstated_by_whoever_closed_it() -> None:
    closed = DeactivateSupplier(
        now=NOW, supplier_id=MEDLINE, deactivated_by="cleo", reason_code="unused"
    )
    given(SUPPLIER, PROPOSED, ACTIVATED).when(deactivate, closed).then(INACTIVE)
    given(SUPPLIER, PROPOSED, ACTIVATED, INACTIVE).when(reinstate, reinstated_by("cleo")).then(
        SupplierReinstated(reinstated_by="cleo", reason_code="resolved")
    )
    given(SUPPLIER, PROPOSED, INACTIVE).when(deactivate, closed).rejected(SupplierWrongStatus)


def test_a_debarred_supplier_goes_through_every_check_again() -> None:
    debarred = DebarSupplier(
        now=NOW, supplier_id=MEDLINE, debarred_by="cleo", reason_code="excluded"
    )
    given(SUPPLIER, PROPOSED, ACTIVATED).when(debar, debarred).then(DEBARRED)
    given(SUPPLIER, PROPOSED, DEBARRED).when(debar, debarred).rejected(SupplierWrongStatus)

    def lift(person: str) -> LiftSupplierDebarment:
        return LiftSupplierDebarment(
            now=NOW, supplier_id=MEDLINE, lifted_by=person, reason_code="ended"
        )

    history = given(SUPPLIER, PROPOSED, ACTIVATED, DEBARRED)
    history.when(lift_debarment, lift("cleo")).rejected(SupplierSelfCleared, did="debarred")
    state = history.when(lift_debarment, lift("carla")).then(
        SupplierDebarmentLifted(lifted_by="carla", reason_code="ended")
    )
    assert state.status == "screening"
    given(SUPPLIER, PROPOSED).when(lift_debarment, lift("carla")).rejected(SupplierWrongStatus)


def test_a_merged_supplier_names_its_survivor_and_is_named_by_it() -> None:
    survivor = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED)
    state = given(SUPPLIER, *active()).when(merge, merge_by("carla"), survivor).then(MERGED)
    assert (state.status, state.survivor, state.tax_id) == ("merged", ref(), "12-345")
    noted = SupplierAbsorbed(merged=ref(MEDLINE, "S-1"))
    assert absorb(survivor, state, TODAY) == (noted,)
    assert [each.number for each in SUPPLIER.evolve(survivor, noted).absorbed] == ["S-1"]


def test_holds_of_a_merged_supplier_bind_its_survivor() -> None:
    survivor = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED, held("payment"))
    until, ended = held("order", day(30)), held("all", day(-1))
    there = (until, ended, held("payment"), held("invoice", legal_entity="NORTH"))
    history = given(SUPPLIER, *active(), *there)
    state = history.when(merge, merge_by("carla"), survivor).then(MERGED)
    noted, *inherited = absorb(survivor, state, TODAY)
    assert inherited == [held("invoice", legal_entity="NORTH"), until]
    for event in (noted, *inherited):
        survivor = SUPPLIER.evolve(survivor, event)
    assert obstacle(survivor, "order", on=TODAY) == f"on hold through {day(30)} (sanction)"


def test_a_hold_on_a_merged_supplier_is_placed_where_it_goes_on_too() -> None:
    merged = supplier(*active(), held("order", day(3)), MERGED)
    survivor = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED, held("order", day(9)))
    ask = PlaceSupplierHold(
        now=NOW, supplier_id=MEDLINE, scope="all", reason_code="sanction", until=day(9)
    )
    assert hold_survivor(survivor, merged, ask) == (held("all", day(9)),)
    longer = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED, held("all"))
    assert hold_survivor(longer, merged, ask) == ()


def test_what_stops_the_survivor_stops_bills_of_what_was_merged_into_it() -> None:
    """Papers and accounts are those of the supplier that is paid; a hold is on the company."""
    survivor = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED)
    assert obstacle_of_survivor(survivor, "payment", on=TODAY) is None
    stopped = SUPPLIER.evolve(survivor, held("payment", legal_entity="NORTH"))
    told = obstacle_of_survivor(stopped, "payment", on=TODAY, legal_entity="NORTH")
    assert told == "merged into S-2, which is on hold at NORTH (sanction)"
    assert obstacle_of_survivor(stopped, "invoice", on=TODAY, legal_entity="NORTH") == told
    assert obstacle_of_survivor(stopped, "payment", on=TODAY, legal_entity="SOUTH") is None
    suspended = SUPPLIER.evolve(survivor, SUSPENDED)
    told = obstacle_of_survivor(suspended, "invoice", on=TODAY)
    assert told == "merged into S-2, which is suspended"


def test_what_cannot_go_on_cannot_take_over() -> None:
    survivor = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED)
    unused = supplier(proposed(supplier_id=ACME, number="S-2"))
    gone = supplier(
        proposed(supplier_id=ACME, number="S-2"),
        ACTIVATED,
        MERGED.model_copy(update={"survivor": ref("5a1c7c1e-0000-4000-8000-000000000003", "S-3")}),
    )
    history = given(SUPPLIER, *active())
    itself = supplier(*active())
    history.when(merge, merge_by("carla", MEDLINE), itself).rejected(SupplierMergeRefused)
    history.when(merge, merge_by("carla"), unused).rejected(SupplierMergeRefused)
    refused = history.when(merge, merge_by("carla"), gone).rejected(SupplierMergeRefused)
    assert "S-3" in refused.message
    history.when(merge, merge_by("adam"), survivor).rejected(SupplierSelfCleared)
    for standing in (SUSPENDED, DEBARRED, MERGED):
        given(SUPPLIER, *active(), standing).when(merge, merge_by("carla"), survivor).rejected(
            SupplierMergeRefused
        )

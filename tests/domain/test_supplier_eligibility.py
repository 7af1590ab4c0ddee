"""What a supplier may be used for is judged on a day, for a legal entity, by what is known then."""

from dataclasses import replace
from datetime import date
from typing import Final

import pytest

from domain.purchase_orders.commands import IssuePurchaseOrder
from domain.purchase_orders.decide import issue
from domain.purchase_orders.policy import acknowledgement_due
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.suppliers.eligibility import obstacle, people_who, require_eligible
from domain.suppliers.errors import SupplierMergedInto, SupplierNotEligible
from domain.suppliers.events import (
    SupplierClassified,
    SupplierDeactivated,
    SupplierDebarred,
    SupplierEvent,
    SupplierHoldReleased,
    SupplierMerged,
    SupplierSuspended,
)
from domain.suppliers.policy import SUPPLIER_POLICY
from domain.suppliers.terms import HoldScope, Purpose
from tests.domain.orders import ORDER, added, approved, created, issued, submitted
from tests.domain.scenario import given
from tests.domain.suppliers import (
    TODAY,
    account,
    activated,
    active,
    at,
    called_back,
    conditional,
    day,
    held,
    judged,
    looked,
    papers,
    proposed,
    ref,
    screened,
    supplier,
)

PURPOSES: Final[tuple[Purpose, ...]] = ("order", "invoice", "payment")
SUSPENDED: Final = SupplierSuspended(suspended_by="cleo", reason_code="fraud")
INACTIVE: Final = SupplierDeactivated(deactivated_by="cleo", reason_code="unused")
DEBARRED: Final = SupplierDebarred(debarred_by="cleo", reason_code="excluded")
MERGED: Final = SupplierMerged(survivor=ref(), merged_by="carla", reason_code="acquired")


def stopped(*events: SupplierEvent, on: date = TODAY, at_entity: str | None = None) -> set[Purpose]:
    """The purposes against which something stands."""
    judged_supplier = supplier(*events)
    return {
        each
        for each in PURPOSES
        if obstacle(judged_supplier, each, on=on, legal_entity=at_entity) is not None
    }


def test_a_supplier_may_be_used_once_it_is_cleared() -> None:
    assert stopped(proposed()) == set(PURPOSES)
    assert stopped(proposed(), activated()) == set()
    assert stopped(*active()) == set()
    with pytest.raises(SupplierNotEligible, match="it is proposed"):
        require_eligible(supplier(proposed()), "order", on=TODAY)


# What has happened to an active supplier, and what that stops.
STANDINGS: Final[list[tuple[SupplierEvent, set[Purpose]]]] = [
    (SUSPENDED, {"order", "invoice", "payment"}),
    (DEBARRED, {"order", "invoice", "payment"}),
    (INACTIVE, {"order"}),
    (MERGED, {"order"}),
    (looked("sam", "potential_match"), {"order", "payment"}),
    (looked("state_medicaid", "match"), {"order", "payment"}),
]


@pytest.mark.parametrize(("event", "expected"), STANDINGS)
def test_each_standing_stops_what_it_is_about(event: SupplierEvent, expected: set[Purpose]) -> None:
    assert stopped(*active(event)) == expected


def test_a_match_that_was_cleared_stops_nothing_and_a_confirmed_one_does() -> None:
    found = looked("sam", "potential_match")
    assert stopped(*active(found, judged("sam", "cleared"))) == set()
    assert stopped(*active(found, judged("sam", "confirmed"))) == {"order", "payment"}


def test_what_was_never_open_is_neither_invoiced_nor_paid_when_it_ends() -> None:
    assert stopped(proposed(), INACTIVE) == set(PURPOSES)
    assert stopped(proposed(), MERGED) == set(PURPOSES)


# Scope of the hold, and what it stops: who may not bill is not ordered from either (P2P-024).
HOLDS: Final[list[tuple[HoldScope, set[Purpose]]]] = [
    ("order", {"order"}),
    ("invoice", {"order", "invoice"}),
    ("payment", {"invoice", "payment"}),
    ("all", {"order", "invoice", "payment"}),
]


@pytest.mark.parametrize(("scope", "expected"), HOLDS)
def test_a_hold_stops_its_own_scope(scope: HoldScope, expected: set[Purpose]) -> None:
    assert stopped(*active(held(scope))) == expected


def test_that_a_hold_for_invoices_stops_orders_is_a_switch_of_the_policy() -> None:
    lenient = replace(SUPPLIER_POLICY, invoice_hold_stops_orders=False)
    on_hold = supplier(*active(held("invoice")))
    assert obstacle(on_hold, "order", on=TODAY, policy=lenient) is None
    assert obstacle(on_hold, "order", on=TODAY) == "on hold (sanction)"


def test_a_payment_hold_whose_release_date_is_today_still_blocks_today() -> None:
    on_hold = active(held("payment", until=TODAY))
    assert stopped(*on_hold) == {"invoice", "payment"}
    assert stopped(*on_hold, on=day(1)) == set()


def test_a_hold_at_one_legal_entity_stops_nothing_elsewhere() -> None:
    on_hold = active(held("order", legal_entity="NORTH"))
    assert stopped(*on_hold, at_entity="NORTH") == {"order"}
    assert stopped(*on_hold, at_entity="SOUTH") == set()
    told = obstacle(supplier(*on_hold), "order", on=TODAY, legal_entity="NORTH")
    assert told == "on hold at NORTH (sanction)"
    lifted = SupplierHoldReleased(scope="order", legal_entity="NORTH")
    assert stopped(*on_hold, lifted, at_entity="NORTH") == set()


def test_a_supplier_that_is_open_for_some_entities_is_not_ordered_from_by_others() -> None:
    facts = (proposed(), activated("NORTH"))
    assert stopped(*facts, at_entity="NORTH") == set()
    assert stopped(*facts, at_entity="SOUTH") == {"order"}


def test_a_credential_that_ends_between_approval_and_issue_stops_the_issue() -> None:
    insured = (
        proposed("standard", "services"),
        *screened(),
        *papers("w9", "coi", expires_on=day(3)),
        activated(),
    )
    order = given(PURCHASE_ORDER, created(), added(), submitted(), approved())

    def issue_on(number: int) -> IssuePurchaseOrder:
        return IssuePurchaseOrder(now=at(number), purchase_order_id=ORDER.id)

    in_time = issued(acknowledge_by=acknowledgement_due(day(3)), on=day(3))
    order.when(issue, issue_on(3), supplier(*insured)).then(in_time)
    refused = order.when(issue, issue_on(4), supplier(*insured)).rejected(SupplierNotEligible)
    assert "document of type coi" in refused.message


def test_who_orders_from_a_merged_supplier_is_told_the_survivor() -> None:
    merged = supplier(*active(MERGED))
    with pytest.raises(SupplierMergedInto, match="S-2") as caught:
        require_eligible(merged, "order", on=TODAY)
    assert caught.value.values["survivor"] == ref().model_dump()


def test_a_payment_trusts_no_screening_older_than_the_policy_says() -> None:
    limit = SUPPLIER_POLICY.payment_screening_days_max
    assert stopped(*active(), on=day(limit)) == set()
    assert stopped(*active(), on=day(limit + 1)) == {"payment"}
    again = screened("oig_leie", "sam", on=day(limit), first=False)
    told = obstacle(supplier(*active(*again)), "payment", on=day(limit + 1))
    assert told == f"screened too long ago against the list ofac of {TODAY}"


def test_a_tier_that_asks_for_bank_details_is_not_paid_without() -> None:
    unbanked = (proposed("standard"), *screened(), *papers("w9"), activated())
    assert stopped(*unbanked) == {"payment"}
    assert stopped(*unbanked, account(), called_back(on=-5)) == set()


def test_a_higher_tier_asks_for_more_from_the_next_order_on() -> None:
    raised = SupplierClassified(
        tier="critical", supplies=("devices",), classified_by="cleo", reason_code="devices"
    )
    told = obstacle(supplier(*active(raised)), "order", on=TODAY)
    assert told == "not screened against the list state_medicaid"


def test_a_conditional_supplier_is_open_through_its_last_day() -> None:
    facts = (proposed(), conditional(until=day(10)))
    assert stopped(*facts, on=day(10)) == set()
    assert stopped(*facts, on=day(11)) == {"order"}


def test_others_can_ask_who_did_what_for_the_supplier() -> None:
    found = (looked("sam", "potential_match"), judged("sam", "cleared"))
    done = supplier(*active(*found))
    assert people_who(done, "proposed") == {"adam"}
    assert people_who(done, "documents") == {"adam", "dora"}
    assert people_who(done, "bank_details") == {"adam", "fay"}
    assert people_who(done, "screened", "cleared") == {"vera", "jude", "carla"}
    assert people_who(done, "edited") == set()
    assert people_who(supplier(*active(account(2, "1e" * 32))), "edited") == {"adam"}

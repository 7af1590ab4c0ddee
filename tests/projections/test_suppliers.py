"""The supplier list: who may be ordered from and paid, what stops it, and which credentials end."""

from decimal import Decimal
from typing import Any

from domain.event import Event
from domain.suppliers.events import (
    SupplierAbsorbed,
    SupplierActivated,
    SupplierClassified,
    SupplierDeactivated,
    SupplierDebarmentLifted,
    SupplierDebarred,
    SupplierHoldReleased,
    SupplierIdentifierRecorded,
    SupplierIdentifierRemoved,
    SupplierLegalEntitiesChanged,
    SupplierMerged,
    SupplierReinstated,
    SupplierSiteClosed,
    SupplierSiteRecorded,
    SupplierSpendCommitted,
    SupplierSuspended,
)
from domain.suppliers.evidence_events import (
    SupplierBankDetailsRejected,
    SupplierCredentialExpired,
    SupplierCredentialExpiring,
    SupplierDocumentRejected,
    SupplierRiskRecorded,
)
from projections.projection import Row
from projections.suppliers import SUPPLIERS
from tests.domain.orders import ORDER
from tests.domain.suppliers import (
    HASH,
    MEDLINE,
    account,
    activated,
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
    submitted,
    verified,
)
from tests.projections.folding import Folded, Story, fold

PROPOSED = proposed()


def folded(*facts: Event) -> Folded:
    story = Story()
    for fact in facts:
        story.happens(f"supplier/{MEDLINE}", fact, number="S-1", facility=None)
    return fold(SUPPLIERS, story.events)


def supplier(*facts: Event) -> Row:
    return folded(PROPOSED, *facts).row("suppliers")


def some(row: Row, *names: str) -> tuple[Any, ...]:
    return tuple(row[name] for name in names)


def test_a_proposed_supplier_may_not_be_ordered_from_until_it_is_cleared() -> None:
    row = supplier()
    assert {name: value for name, value in row.items() if value} == {
        "supplier_id": MEDLINE,
        "number": "S-1",
        "name": "Medline",
        "tax_id": "12-345",
        "tier": "basic",
        "state": "proposed",
        "bank_state": "none",
        "changed_at": "2026-03-01T10:00:00.000000Z",
    }
    cleared = supplier(SupplierActivated(activated_by="carla"))
    assert (cleared["state"], cleared["changed_at"]) == ("active", "2026-03-01T11:00:00.000000Z")


def test_holds_are_told_by_scope_until_each_is_lifted() -> None:
    holds = (held("payment", until=day(3)), held("order"), held("order", legal_entity="NORTH"))
    assert supplier(*holds)["holds"] == "order,order:NORTH,payment"
    lifted = SupplierHoldReleased(scope="order")
    row = supplier(*holds, lifted)
    assert row["holds"] == "order:NORTH,payment"
    assert row["hold_details"] == [
        {
            "scope": "payment",
            "legal_entity": None,
            "until": "2026-03-04",
            "reason_code": "sanction",
        },
        {"scope": "order", "legal_entity": "NORTH", "until": None, "reason_code": "sanction"},
    ]
    rest = (SupplierHoldReleased(scope="order", legal_entity="NORTH"),)
    assert supplier(*holds, lifted, *rest, SupplierHoldReleased(scope="payment"))["holds"] == ""


def test_the_state_follows_the_life_of_the_supplier() -> None:
    steps: list[tuple[Event, str]] = [
        (screened()[0], "screening"),
        (SupplierDeactivated(deactivated_by="cleo", reason_code="unused"), "inactive"),
        (SupplierReinstated(reinstated_by="carla", reason_code="used"), "active"),
        (SupplierSuspended(suspended_by="cleo", reason_code="fraud"), "suspended"),
        (SupplierDebarred(debarred_by="cleo", reason_code="fraud"), "debarred"),
        (SupplierDebarmentLifted(lifted_by="carla", reason_code="ended"), "screening"),
        (activated(), "active"),
        (SupplierAbsorbed(merged=ref()), "active"),
        (SupplierMerged(survivor=ref(), merged_by="carla", reason_code="acquired"), "merged"),
    ]
    for number, (_, state) in enumerate(steps, start=1):
        assert supplier(*(fact for fact, _ in steps[:number]))["state"] == state
    row = supplier(*(fact for fact, _ in steps))
    assert some(row, "survivor_id", "survivor_number") == (ref().id, "S-2")


def test_tier_supplies_and_legal_entities_are_told() -> None:
    classified = SupplierClassified(
        tier="critical", supplies=("devices",), classified_by="cleo", reason_code="devices"
    )
    row = supplier(classified, activated("NORTH"))
    assert some(row, "tier", "supplies", "legal_entities") == ("critical", "devices", "NORTH")
    changed = SupplierLegalEntitiesChanged(legal_entities=("EAST", "WEST"), changed_by="cleo")
    assert supplier(activated("NORTH"), changed)["legal_entities"] == "EAST,WEST"


def test_a_conditional_supplier_shows_what_its_orders_took_of_the_cap() -> None:
    def took(amount: str, number: str = "PO-1") -> SupplierSpendCommitted:
        order = ORDER.model_copy(update={"id": ORDER.id[:-1] + number[-1], "number": number})
        return SupplierSpendCommitted(purchase_order=order, amount=Decimal(amount), currency="USD")

    row = supplier(conditional("1000"), took("300"), took("200", "PO-2"), took("350"))
    assert some(row, "state", "cap", "spent", "cap_currency", "conditional_until") == (
        "conditional",
        "1000",
        "550",
        "USD",
        "2026-03-31",
    )
    cleared = supplier(conditional("1000"), took("300"), activated())
    assert some(cleared, "state", "cap", "spent", "spent_by_order") == ("active", None, None, None)


def test_each_list_tells_where_the_supplier_stands_with_it() -> None:
    found = looked("sam", "potential_match")
    row = supplier(*screened("ofac"), found)
    assert some(row, "clear_lists", "open_matches") == ("ofac", "sam")
    kept = folded(PROPOSED, *screened("ofac"), found, judged("sam", "cleared"))
    assert some(kept.row("suppliers"), "clear_lists", "open_matches") == ("ofac,sam", "")
    rows = kept.by("supplier_screenings", "exclusion_list")
    assert {name: each["state"] for name, each in rows.items()} == {
        "ofac": "clear",
        "sam": "cleared",
    }
    assert some(rows["sam"], "number", "screened_by", "adjudicated_by", "reason_code") == (
        "S-1",
        "vera",
        "jude",
        "other_address",
    )


def test_credentials_are_told_by_type_expiry_and_state() -> None:
    facts: list[Event] = [PROPOSED, *papers("w9", "coi", expires_on=day(20))]
    rows = folded(*facts).by("supplier_credentials", "document")
    assert some(rows[2], "document_type", "expires_on", "state", "submitted_by", "verified_by") == (
        "coi",
        "2026-03-21",
        "verified",
        "adam",
        "dora",
    )
    told = {"document_type": "coi", "expires_on": day(20)}
    soon = SupplierCredentialExpiring.model_validate({"document": 2, **told})
    over = SupplierCredentialExpired.model_validate({"document": 2, **told})
    no = SupplierDocumentRejected(document=1, rejected_by="dora", reason_code="forged")
    states = folded(*facts, soon, no).by("supplier_credentials", "document")
    assert (states[1]["state"], states[1]["reason_code"]) == ("rejected", "forged")
    assert states[2]["state"] == "expiring"
    assert folded(*facts, soon, over).by("supplier_credentials", "document")[2]["state"] == (
        "expired"
    )


def test_bank_details_wait_for_their_call_and_the_former_go_on_when_they_are_rejected() -> None:
    first = (account(), called_back())
    assert some(supplier(account()), "bank_state", "bank_in_force_from") == ("proposed", None)
    assert some(supplier(*first), "bank_state", "bank_in_force_from") == ("verified", "2026-03-06")
    second = account(2, "1e" * 32).model_copy(update={"shared_with": ref()})
    assert some(supplier(*first, second), "bank_state", "bank_in_force_from") == (
        "proposed",
        "2026-03-06",
    )
    no = SupplierBankDetailsRejected(bank_details=2, rejected_by="fay", reason_code="unknown")
    kept = folded(PROPOSED, *first, second, no)
    assert some(kept.row("suppliers"), "bank_state", "bank_in_force_from") == (
        "verified",
        "2026-03-06",
    )
    rows = kept.by("supplier_accounts", "bank_details")
    assert some(rows[2], "state", "masked", "shared_with_number", "reason_code") == (
        "rejected",
        "****6789",
        "S-2",
        "unknown",
    )
    gone = SupplierBankDetailsRejected(bank_details=1, rejected_by="fay", reason_code="unknown")
    assert some(supplier(account(), gone), "bank_state", "bank_in_force_from") == ("none", None)


def test_identifiers_sites_and_risk_are_told() -> None:
    def recorded(scheme: str, value: str) -> SupplierIdentifierRecorded:
        return SupplierIdentifierRecorded.model_validate(
            {"scheme": scheme, "value": value, "recorded_by": "adam"}
        )

    def removed(scheme: str, value: str) -> SupplierIdentifierRemoved:
        return SupplierIdentifierRemoved.model_validate(
            {"scheme": scheme, "value": value, "removed_by": "adam", "reason_code": "mistyped"}
        )

    gln = recorded("gln", "0614141000012")
    site = SupplierSiteRecorded(site="REMIT-1", country="US", recorded_by="adam")
    risk = SupplierRiskRecorded(
        score=22, source="agency", assessed_on=day(0), recorded_by="vera", evidence_hash=HASH
    )
    kept = folded(PROPOSED, gln, site, risk)
    assert kept.row("supplier_identifiers")["value"] == "0614141000012"
    assert kept.row("supplier_sites")["country"] == "US"
    assert kept.row("suppliers")["risk_score"] == 22
    closed = SupplierSiteClosed(site="REMIT-1", closed_by="adam", reason_code="moved")
    less = folded(PROPOSED, gln, site, closed, removed("gln", "0614141000012"))
    assert (less.table("supplier_identifiers"), less.table("supplier_sites")) == ([], [])
    other = (removed("tax_id", "12-345"), recorded("tax_id", "98-7"))
    assert supplier(other[0])["tax_id"] is None
    assert supplier(*other)["tax_id"] == "98-7"


def test_an_unverified_document_is_told_as_submitted() -> None:
    kept = folded(PROPOSED, submitted("coi", day(9)))
    assert kept.row("supplier_credentials")["state"] == "submitted"
    assert folded(PROPOSED, submitted("coi", day(9)), verified()).row("supplier_credentials")[
        "state"
    ] == ("verified")

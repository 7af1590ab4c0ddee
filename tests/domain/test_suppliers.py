"""Suppliers are proposed, classified, and cleared by a second person once nothing lacks."""

from dataclasses import replace
from typing import Any, Final

import pytest

from domain.errors import InvalidValue
from domain.suppliers.commands import (
    ActivateSupplier,
    ChangeSupplierLegalEntities,
    ClassifySupplier,
    ProposeSupplier,
)
from domain.suppliers.decide import (
    activate,
    change_legal_entities,
    classify,
    propose,
)
from domain.suppliers.errors import (
    SupplierExists,
    SupplierMatchOpen,
    SupplierMergedInto,
    SupplierNothingChanged,
    SupplierRequirementsMissing,
    SupplierSelfCleared,
    SupplierWrongStatus,
)
from domain.suppliers.events import (
    SupplierClassified,
    SupplierDebarred,
    SupplierLegalEntitiesChanged,
    SupplierMerged,
)
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import Supply, Tier
from tests.domain.scenario import given
from tests.domain.suppliers import (
    ACME,
    FEDERAL,
    MEDLINE,
    NOW,
    activated,
    at,
    day,
    looked,
    papers,
    proposed,
    ref,
    screened,
    submitted,
    supplier,
    verified,
)

PROPOSED: Final = proposed()
ACTIVATED: Final = activated()
PROPOSE: Final = ProposeSupplier(
    now=NOW,
    supplier_id=MEDLINE,
    number="S-1",
    name="Medline",
    proposed_by="adam",
    tax_id="12-345",
)
DEBARRED: Final = SupplierDebarred(debarred_by="cleo", reason_code="excluded")
MERGED: Final = SupplierMerged(survivor=ref(), merged_by="carla", reason_code="acquired")


def activate_by(person: str, **terms: Any) -> ActivateSupplier:
    return ActivateSupplier(now=NOW, supplier_id=MEDLINE, activated_by=person, **terms)


def classified(tier: Tier, *supplies: Supply, person: str = "cleo") -> ClassifySupplier:
    return ClassifySupplier(
        now=NOW,
        supplier_id=MEDLINE,
        tier=tier,
        supplies=supplies,
        classified_by=person,
        reason_code="corrected",
    )


def test_a_new_supplier_is_proposed() -> None:
    state = given(SUPPLIER).when(propose, PROPOSE).then(PROPOSED)
    assert (state.number, state.status, state.facility) == ("S-1", "proposed", None)
    assert (state.tier, state.supplies) == ("basic", ())


def test_a_proposal_names_tier_and_supplies_each_once() -> None:
    wanted = replace(PROPOSE, tier="standard", supplies=("services", "goods", "goods"))
    state = given(SUPPLIER).when(propose, wanted).then(proposed("standard", "goods", "services"))
    assert (state.tier, state.supplies) == ("standard", ("goods", "services"))


def test_a_child_names_its_parent_and_why_it_bears_its_tax_id() -> None:
    parent = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED)
    wanted = replace(PROPOSE, parent_id=ACME, parent_reason_code="branch")
    told = {"parent": ref(), "parent_reason_code": "branch"}
    state = given(SUPPLIER).when(propose, wanted, parent).then(PROPOSED.model_copy(update=told))
    assert state.parent == ref()


def test_a_reason_without_a_parent_and_a_merged_parent_are_refused() -> None:
    alone = replace(PROPOSE, parent_reason_code="branch")
    given(SUPPLIER).when(propose, alone).rejected(InvalidValue, field="parent_reason_code")
    gone = supplier(proposed(supplier_id=ACME, number="S-2"), ACTIVATED, MERGED)
    given(SUPPLIER).when(propose, replace(PROPOSE, parent_id=ACME), gone).rejected(
        SupplierMergedInto
    )


def test_a_supplier_is_proposed_only_once() -> None:
    given(SUPPLIER, PROPOSED).when(propose, PROPOSE).rejected(SupplierExists, supplier_id=MEDLINE)


def test_a_second_person_activates_a_proposed_supplier() -> None:
    given(SUPPLIER, PROPOSED).when(activate, activate_by("carla")).then(ACTIVATED)


def test_the_proposer_cannot_clear_the_supplier() -> None:
    given(SUPPLIER, PROPOSED).when(activate, activate_by("adam")).rejected(
        SupplierSelfCleared, person="adam", did="proposed"
    )


def test_whoever_edited_the_supplier_cannot_clear_it() -> None:
    by_cleo = SupplierClassified(
        tier="basic", supplies=("goods",), classified_by="cleo", reason_code="corrected"
    )
    history = given(SUPPLIER, PROPOSED, by_cleo)
    history.when(activate, activate_by("cleo")).rejected(SupplierSelfCleared, did="edited")
    history.when(activate, activate_by("carla")).then(ACTIVATED)


def test_an_active_supplier_is_not_activated_again() -> None:
    given(SUPPLIER, PROPOSED, ACTIVATED).when(activate, activate_by("carla")).rejected(
        SupplierWrongStatus, status="active"
    )


# Tier, what it supplies, the lists that have to be clear, the documents that have to be verified.
REQUIREMENTS: Final = """
    basic     -                 -                               -
    basic     goods             -                               -
    basic     patient_data      ofac,oig_leie,sam               baa,w9
    standard  goods             ofac,oig_leie,sam               w9
    standard  services          ofac,oig_leie,sam               coi,w9
    critical  devices           ofac,oig_leie,sam,state_medicaid  coi,w9
    standard  drugs             ofac,oig_leie,sam,state_medicaid  licence,state_registration,w9
    basic     controlled_drugs  ofac,oig_leie,sam,state_medicaid  dea,licence,state_registration,w9
"""


@pytest.mark.parametrize("row", REQUIREMENTS.strip().splitlines())
def test_activation_needs_what_the_policy_asks_of_the_tier(row: str) -> None:
    tier, supplied, lists, documents = row.split()
    told = {"tier": tier, "supplies": None if supplied == "-" else (supplied,)}
    history = given(SUPPLIER, PROPOSED.model_copy(update=told))
    asked = history.when(activate, activate_by("carla"))
    if lists == documents == "-":
        asked.then(ACTIVATED)
        return
    asked.rejected(
        SupplierRequirementsMissing,
        lists=tuple(lists.split(",")),
        documents=tuple(documents.split(",")),
    )


def test_a_clear_on_one_list_does_not_clear_another() -> None:
    given(SUPPLIER, proposed("standard"), *screened("oig_leie", "sam"), *papers("w9")).when(
        activate, activate_by("carla")
    ).rejected(SupplierRequirementsMissing, lists=("ofac",), documents=())


def test_a_document_that_nobody_verified_does_not_count() -> None:
    given(SUPPLIER, proposed("standard"), *screened(), submitted("w9")).when(
        activate, activate_by("carla")
    ).rejected(SupplierRequirementsMissing, lists=(), documents=("w9",))


def test_a_screened_supplier_with_its_documents_is_activated_for_the_named_entities() -> None:
    history = given(SUPPLIER, proposed("standard"), *screened(), *papers("w9"))
    named = activate_by("carla", legal_entities=("SOUTH", "NORTH"))
    state = history.when(activate, named).then(activated("NORTH", "SOUTH"))
    assert (state.status, state.legal_entities) == ("active", ("NORTH", "SOUTH"))


@pytest.mark.parametrize("tier", ["basic", "standard"])
def test_an_open_match_stops_the_activation_whatever_the_tier(tier: Tier) -> None:
    found = looked("ofac", "potential_match")
    given(SUPPLIER, proposed(tier), *screened("oig_leie", "sam"), found, *papers("w9")).when(
        activate, activate_by("carla")
    ).rejected(SupplierMatchOpen, lists=("ofac",))


def test_another_person_corrects_the_classification() -> None:
    state = (
        given(SUPPLIER, PROPOSED)
        .when(classify, classified("critical", "devices", "devices"))
        .then(
            SupplierClassified(
                tier="critical",
                supplies=("devices",),
                classified_by="cleo",
                reason_code="corrected",
            )
        )
    )
    assert state.edited_by == ("adam", "cleo")
    given(SUPPLIER, PROPOSED).when(classify, classified("critical", person="adam")).rejected(
        SupplierSelfCleared
    )
    given(SUPPLIER, PROPOSED).when(classify, classified("basic")).rejected(SupplierNothingChanged)
    given(SUPPLIER, PROPOSED, DEBARRED).when(classify, classified("critical")).rejected(
        SupplierWrongStatus, status="debarred"
    )


def test_legal_entities_are_opened_and_closed_by_another_than_the_proposer() -> None:
    def change(person: str, *entities: str) -> ChangeSupplierLegalEntities:
        return ChangeSupplierLegalEntities(
            now=NOW, supplier_id=MEDLINE, legal_entities=entities, changed_by=person
        )

    history = given(SUPPLIER, PROPOSED, activated("NORTH"))
    changed = SupplierLegalEntitiesChanged(legal_entities=("NORTH", "SOUTH"), changed_by="cleo")
    history.when(change_legal_entities, change("cleo", "SOUTH", "NORTH")).then(changed)
    history.when(change_legal_entities, change("cleo", "NORTH")).rejected(SupplierNothingChanged)
    history.when(change_legal_entities, change("adam")).rejected(SupplierSelfCleared)
    given(SUPPLIER, PROPOSED).when(change_legal_entities, change("cleo", "NORTH")).rejected(
        SupplierWrongStatus
    )


def test_evidence_of_a_day_ago_counts_on_the_day_of_the_command() -> None:
    ends = (submitted("w9", day(0)), verified())
    history = given(SUPPLIER, proposed("standard"), *screened(*FEDERAL), *ends)
    history.when(activate, activate_by("carla")).then(ACTIVATED)
    tomorrow = replace(activate_by("carla"), now=at(1))
    history.when(activate, tomorrow).rejected(SupplierRequirementsMissing, documents=("w9",))

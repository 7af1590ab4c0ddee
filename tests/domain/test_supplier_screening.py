"""Lists of excluded companies: each speaks for itself, and no finder clears what he found."""

from dataclasses import replace
from typing import Final

import pytest

from domain.suppliers.errors import SupplierMatchOpen, SupplierWrongStatus
from domain.suppliers.events import (
    SupplierCredentialingStarted,
    SupplierMerged,
    SupplierScreeningStarted,
)
from domain.suppliers.evidence_commands import (
    AdjudicateSupplierMatch,
    ListLookup,
    RecordSupplierRisk,
    RecordSupplierScreening,
)
from domain.suppliers.evidence_errors import (
    SupplierDateImpossible,
    SupplierDutiesMixed,
    SupplierListOutdated,
    SupplierNoMatch,
    SupplierNothingScreened,
)
from domain.suppliers.evidence_events import SupplierRiskRecorded
from domain.suppliers.screening import adjudicate, record_risk, record_screening
from domain.suppliers.state import SUPPLIER
from domain.suppliers.terms import Adjudication, ExclusionList, ScreeningResult
from tests.domain.scenario import given
from tests.domain.suppliers import (
    FEDERAL,
    HASH,
    MEDLINE,
    NOW,
    TODAY,
    active,
    day,
    judged,
    looked,
    lookup,
    proposed,
    ref,
    screened,
)

STARTED: Final = SupplierScreeningStarted()
CREDENTIALING: Final = SupplierCredentialingStarted()


def screen(*lookups: ListLookup, person: str = "vera") -> RecordSupplierScreening:
    return RecordSupplierScreening(
        now=NOW, supplier_id=MEDLINE, screened_by=person, lookups=lookups
    )


def judge(
    outcome: Adjudication, person: str = "jude", exclusion_list: ExclusionList = "sam"
) -> AdjudicateSupplierMatch:
    return AdjudicateSupplierMatch(
        now=NOW,
        supplier_id=MEDLINE,
        adjudicated_by=person,
        reason_code="other_address",
        exclusion_list=exclusion_list,
        outcome=outcome,
    )


def test_the_first_look_starts_the_screening() -> None:
    state = (
        given(SUPPLIER, proposed("standard"))
        .when(record_screening, screen(lookup("sam")))
        .then(STARTED, looked("sam"))
    )
    assert state.status == "screening"


def test_the_last_mandatory_list_that_is_clear_leads_on_to_credentialing() -> None:
    state = (
        given(SUPPLIER, proposed("standard"), *screened("oig_leie", "sam"))
        .when(record_screening, screen(lookup("ofac")))
        .then(looked("ofac"), CREDENTIALING)
    )
    assert state.status == "credentialing"


def test_all_lists_may_be_looked_into_at_once() -> None:
    asked = screen(*(lookup(each) for each in FEDERAL))
    given(SUPPLIER, proposed("standard")).when(record_screening, asked).then(
        STARTED, *(looked(each) for each in FEDERAL), CREDENTIALING
    )


def test_a_list_that_the_tier_does_not_ask_for_does_not_lead_on() -> None:
    given(SUPPLIER, proposed("standard"), *screened("oig_leie", "sam")).when(
        record_screening, screen(lookup("state_medicaid"))
    ).then(looked("state_medicaid"))


def test_a_match_found_later_leads_back_to_screening() -> None:
    state = (
        given(SUPPLIER, proposed("standard"), *screened(), CREDENTIALING)
        .when(record_screening, screen(lookup("sam", "potential_match", day(0))))
        .then(looked("sam", "potential_match"), STARTED)
    )
    assert state.evidence.open_matches == ("sam",)


def test_an_active_supplier_stays_active_when_it_is_screened_again() -> None:
    again = screen(lookup("sam"))
    assert given(SUPPLIER, *active()).when(record_screening, again).then(looked("sam")).status == (
        "active"
    )


@pytest.mark.parametrize("result", ["potential_match", "match"])
def test_who_found_a_match_cannot_look_it_away(result: ScreeningResult) -> None:
    history = given(SUPPLIER, proposed("standard"), STARTED, looked("sam", result))
    history.when(record_screening, screen(lookup("sam"))).rejected(
        SupplierMatchOpen, lists=("sam",)
    )
    history.when(record_screening, screen(lookup("sam", "match"))).then(looked("sam", "match"))


def test_another_person_clears_a_potential_match() -> None:
    found = looked("sam", "potential_match")
    history = given(SUPPLIER, proposed("standard"), *screened("oig_leie", "ofac"), found)
    for person, did in (("vera", "screened it"), ("adam", "proposed it")):
        history.when(adjudicate, judge("cleared", person)).rejected(
            SupplierDutiesMixed, person=person, did=did
        )
    state = history.when(adjudicate, judge("cleared")).then(judged("sam", "cleared"), CREDENTIALING)
    assert state.evidence.screenings["sam"].is_clear


def test_a_confirmed_match_stays_open_until_somebody_judges_otherwise() -> None:
    found = (STARTED, looked("sam", "potential_match"))
    state = (
        given(SUPPLIER, proposed(), *found)
        .when(adjudicate, judge("confirmed"))
        .then(judged("sam", "confirmed"))
    )
    assert state.evidence.open_matches == ("sam",)
    history = given(SUPPLIER, proposed(), *found, judged("sam", "confirmed"))
    history.when(adjudicate, judge("confirmed")).rejected(SupplierNoMatch)
    history.when(record_screening, screen(lookup("sam"))).rejected(SupplierMatchOpen)
    history.when(adjudicate, judge("cleared")).then(judged("sam", "cleared"), CREDENTIALING)


def test_there_must_be_a_match_to_judge() -> None:
    history = given(SUPPLIER, proposed(), *screened("sam"))
    lists: tuple[ExclusionList, ...] = ("sam", "ofac")
    for name in lists:
        history.when(adjudicate, judge("cleared", exclusion_list=name)).rejected(
            SupplierNoMatch, exclusion_list=name
        )


def test_a_screening_names_each_list_once() -> None:
    history = given(SUPPLIER, proposed())
    history.when(record_screening, screen()).rejected(SupplierNothingScreened)
    twice = screen(lookup("sam"), lookup("sam", "match"))
    history.when(record_screening, twice).rejected(SupplierNothingScreened)


def test_the_proposer_does_not_screen() -> None:
    given(SUPPLIER, proposed()).when(
        record_screening, screen(lookup("sam"), person="adam")
    ).rejected(SupplierDutiesMixed, person="adam")


def test_a_list_of_tomorrow_and_one_older_than_the_last_are_refused() -> None:
    history = given(SUPPLIER, proposed("standard"), *screened("sam"))
    history.when(record_screening, screen(lookup("sam", on=day(1)))).rejected(
        SupplierDateImpossible, field="list_date"
    )
    history.when(record_screening, screen(lookup("sam", on=day(-1)))).rejected(
        SupplierListOutdated, known=TODAY.isoformat()
    )
    history.when(record_screening, screen(lookup("ofac", on=day(-1)))).then(
        looked("ofac", on=day(-1))
    )


def test_a_merged_supplier_is_not_screened_any_more() -> None:
    merged = SupplierMerged(survivor=ref(), merged_by="carla", reason_code="acquired")
    given(SUPPLIER, *active(), merged).when(record_screening, screen(lookup("sam"))).rejected(
        SupplierWrongStatus
    )


def test_a_risk_score_is_of_today_at_the_latest_and_no_older_than_evidence() -> None:
    risk = RecordSupplierRisk(
        now=NOW,
        supplier_id=MEDLINE,
        score=70,
        source="agency",
        assessed_on=TODAY,
        recorded_by="vera",
        evidence_hash=HASH,
    )
    state = (
        given(SUPPLIER, proposed())
        .when(record_risk, risk)
        .then(
            SupplierRiskRecorded(
                score=70,
                source="agency",
                assessed_on=TODAY,
                recorded_by="vera",
                evidence_hash=HASH,
            )
        )
    )
    assert state.evidence.risk is not None
    assert state.evidence.risk.score == 70
    for other in (day(1), day(-4_000)):  # Tomorrow's, and one of before evidence is kept.
        given(SUPPLIER, proposed()).when(record_risk, replace(risk, assessed_on=other)).rejected(
            SupplierDateImpossible, field="assessed_on"
        )


def test_no_fact_holds_an_evidence_hash_that_is_none() -> None:
    bad = ListLookup(exclusion_list="sam", list_date=TODAY, result="clear", evidence_hash="seen")
    with pytest.raises(ValueError, match="evidence_hash"):
        record_screening(SUPPLIER.evolve(None, proposed()), screen(bad))

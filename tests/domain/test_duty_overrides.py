"""An override of a duty: granted in advance, for one act, and judged by somebody without a part."""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any, Final

import pytest
from hypothesis import given as over
from hypothesis import strategies as st

from domain.duties import RULES, DutyRule, Participants, broken_rule
from domain.duty_overrides.commands import (
    GrantDutyOverride,
    ReviewDutyOverride,
    RevokeDutyOverride,
)
from domain.duty_overrides.decide import OVERRIDE_DAYS_MAX, grant, review, revoke, use
from domain.duty_overrides.errors import (
    DutyOverrideAbsolute,
    DutyOverrideExists,
    DutyOverrideNotIndependent,
    DutyOverrideObjectionUnexplained,
    DutyOverridePeriodInvalid,
    DutyOverrideStands,
    DutyOverrideUnknownRule,
    DutyOverrideWrongStatus,
)
from domain.duty_overrides.events import (
    DutyOverrideGranted,
    DutyOverrideReviewed,
    DutyOverrideRevoked,
    DutyOverrideUsed,
)
from domain.duty_overrides.state import DUTY_OVERRIDE
from domain.ids import derived_id
from tests.domain.orders import NOW, ORDER, RECEIPT, TODAY
from tests.domain.scenario import folded, given

ID: Final = derived_id("test", "override")
PLACE: Final = ("NHS", "NORTH")
PARTS: Final[Participants] = {"buyer": ("bella",), "editor": ("boris",), "decider": ("max",)}
TOMORROW: Final = TODAY + timedelta(days=1)


def asking(**changes: Any) -> GrantDutyOverride:
    told = GrantDutyOverride(
        now=NOW,
        duty_override_id=ID,
        granted_by="olga",
        rule="receive_own_order",
        document_kind="purchase_order",
        document_id=ORDER.id,
        person="bella",
        reason_code="receiver_ill",
        expires_on=TOMORROW,
    )
    return replace(told, **changes)


def granted(**changes: Any) -> DutyOverrideGranted:
    told = DutyOverrideGranted(
        duty_override_id=ID,
        rule="receive_own_order",
        document=ORDER,
        person="bella",
        granted_by="olga",
        granted_on=TODAY,
        expires_on=TOMORROW,
        reason_code="receiver_ill",
        legal_entity="NHS",
        facility="NORTH",
    )
    return told.model_copy(update=changes)


def used() -> DutyOverrideUsed:
    return DutyOverrideUsed(
        rule="receive_own_order", document=ORDER, used_by="bella", used_on=TODAY, used_in=RECEIPT
    )


def reviewing(person: str, **changes: Any) -> ReviewDutyOverride:
    told = ReviewDutyOverride(now=NOW, duty_override_id=ID, reviewed_by=person, outcome="accepted")
    return replace(told, **changes)


def test_it_is_granted_for_one_rule_document_and_person_until_a_day() -> None:
    given(DUTY_OVERRIDE).when(grant, asking(), ORDER, PLACE, PARTS).then(granted())


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"rule": "no_such_rule"}, DutyOverrideUnknownRule),
        ({"rule": "issue_own_request"}, DutyOverrideUnknownRule),  # Not of orders.
        ({"rule": "approve_own_request"}, DutyOverrideAbsolute),
        ({"rule": "approve_own_change"}, DutyOverrideAbsolute),
        ({"rule": "approve_twice"}, DutyOverrideAbsolute),
        ({"expires_on": TODAY - timedelta(days=1)}, DutyOverridePeriodInvalid),
        ({"expires_on": TODAY + timedelta(days=OVERRIDE_DAYS_MAX + 1)}, DutyOverridePeriodInvalid),
        ({"expires_on": date.max}, DutyOverridePeriodInvalid),
        ({"granted_by": "bella"}, DutyOverrideNotIndependent),
        ({"granted_by": "boris"}, DutyOverrideNotIndependent),
        ({"granted_by": "max"}, DutyOverrideNotIndependent),
        ({"granted_by": "rico", "person": "rico"}, DutyOverrideNotIndependent),
    ],
)
def test_it_is_refused(changes: dict[str, Any], refusal: type[Any]) -> None:
    given(DUTY_OVERRIDE).when(grant, asking(**changes), ORDER, PLACE, PARTS).rejected(refusal)


def test_bank_details_take_two_people_whatever_happens() -> None:
    absolute = asking(rule="verify_own_bank_details", document_kind="supplier")
    supplier = ORDER.model_copy(update={"aggregate": "supplier"})
    given(DUTY_OVERRIDE).when(grant, absolute, supplier, PLACE, {}).rejected(DutyOverrideAbsolute)


def test_an_id_is_taken_once_and_a_place_until_its_last_day() -> None:
    given(DUTY_OVERRIDE, granted()).when(grant, asking(), ORDER, PLACE, PARTS).rejected(
        DutyOverrideExists
    )
    standing = folded(DUTY_OVERRIDE, granted())
    empty = given(DUTY_OVERRIDE)
    empty.when(grant, asking(), ORDER, PLACE, PARTS, standing).rejected(DutyOverrideStands)
    over_already = folded(DUTY_OVERRIDE, granted(expires_on=TODAY - timedelta(days=1)))
    empty.when(grant, asking(), ORDER, PLACE, PARTS, over_already).then(granted())


def test_it_is_used_once_and_only_on_its_days() -> None:
    standing = given(DUTY_OVERRIDE, granted())
    standing.when(use, TODAY, RECEIPT).then(used())
    standing.when(use, TOMORROW + timedelta(days=1), RECEIPT).rejected(DutyOverrideWrongStatus)
    standing.when(use, TODAY - timedelta(days=1), RECEIPT).rejected(DutyOverrideWrongStatus)
    given(DUTY_OVERRIDE, granted(), used()).when(use, TODAY, RECEIPT).rejected(
        DutyOverrideWrongStatus, status="used"
    )


def test_what_is_revoked_is_of_no_use_and_what_is_used_is_not_revoked() -> None:
    asked = RevokeDutyOverride(
        now=NOW, duty_override_id=ID, revoked_by="olga", reason_code="not_needed"
    )
    fact = DutyOverrideRevoked(revoked_by="olga", reason_code="not_needed")
    given(DUTY_OVERRIDE, granted()).when(revoke, asked).then(fact)
    gone = given(DUTY_OVERRIDE, granted(), fact)
    gone.when(use, TODAY, RECEIPT).rejected(DutyOverrideWrongStatus, status="revoked")
    gone.when(revoke, asked).rejected(DutyOverrideWrongStatus)
    given(DUTY_OVERRIDE, granted(), used()).when(revoke, asked).rejected(DutyOverrideWrongStatus)


def test_a_use_is_reviewed_once_by_somebody_without_a_part() -> None:
    waiting = given(DUTY_OVERRIDE, granted(), used())
    for person in ("olga", "bella", "boris", "max"):
        waiting.when(review, reviewing(person), PARTS).rejected(
            DutyOverrideNotIndependent, person=person
        )
    accepted = DutyOverrideReviewed(reviewed_by="rolf", outcome="accepted")
    waiting.when(review, reviewing("rolf"), PARTS).then(accepted)
    again = given(DUTY_OVERRIDE, granted(), used(), accepted)
    again.when(review, reviewing("rosa"), PARTS).rejected(DutyOverrideWrongStatus)
    unused = given(DUTY_OVERRIDE, granted())
    unused.when(review, reviewing("rolf"), PARTS).rejected(DutyOverrideWrongStatus)


def test_an_objection_says_why() -> None:
    waiting = given(DUTY_OVERRIDE, granted(), used())
    silent = reviewing("rolf", outcome="objected")
    waiting.when(review, silent, PARTS).rejected(DutyOverrideObjectionUnexplained)
    said = replace(silent, reason_code="receiver_was_there")
    waiting.when(review, said, PARTS).then(
        DutyOverrideReviewed(
            reviewed_by="rolf", outcome="objected", reason_code="receiver_was_there"
        )
    )


@over(
    rule=st.sampled_from(RULES),
    person=st.sampled_from(("ann", "bob")),
    taking=st.sampled_from(("ann", "bob")),
    waived=st.frozensets(st.sampled_from([rule.name for rule in RULES])),
)
def test_a_rule_stands_unless_it_is_waived_by_its_own_name_and_not_absolute(
    rule: DutyRule, person: str, taking: str, waived: frozenset[str]
) -> None:
    standing = broken_rule(rule.act, person, {rule.part: (taking,)}, waived)
    is_barred = person == taking and (rule.is_absolute or rule.name not in waived)
    assert (standing is rule) is is_barred

"""A submitted requisition ends by approval, refusal or withdrawal."""

from typing import Final

import pytest

from domain.event import Event
from domain.requisitions import decide
from domain.requisitions.commands import WithdrawRequisition
from domain.requisitions.errors import RequisitionNotSubmitted, RequisitionNotWithdrawable
from domain.requisitions.state import REQUISITION
from tests.domain.requisition_facts import (
    AFTER_DRAFT,
    CASE,
    ID,
    NOW,
    REJECTED,
    WITHDRAWN,
    added,
    approved,
    created,
    ordered,
    submitted,
)
from tests.domain.scenario import given

WITHDRAW: Final = WithdrawRequisition(now=NOW, requisition_id=ID, reason_code="mistake")


def test_the_decision_of_its_case_approves_or_rejects_a_submitted_requisition() -> None:
    waiting = given(REQUISITION, created(), added(), submitted())
    assert waiting.when(decide.approve, CASE).then(approved()).status == "approved"
    assert waiting.when(decide.reject, CASE, "budget").then(REJECTED).status == "rejected"


def test_the_decision_of_another_case_changes_nothing() -> None:
    waiting = given(REQUISITION, created(), added(), submitted())
    waiting.when(decide.approve, ID).rejected(RequisitionNotSubmitted, approval_case_id=ID)
    waiting.when(decide.reject, ID, "budget").rejected(RequisitionNotSubmitted)


@pytest.mark.parametrize(("status", "events"), [("draft", ()), *AFTER_DRAFT[1:]])
def test_only_a_submitted_requisition_takes_a_decision(
    status: str, events: tuple[Event, ...]
) -> None:
    other = given(REQUISITION, created(), added(), *events)
    other.when(decide.approve, CASE).rejected(RequisitionNotSubmitted, status=status)
    other.when(decide.reject, CASE, "budget").rejected(RequisitionNotSubmitted, status=status)


@pytest.mark.parametrize("events", [(), *(events for _, events in AFTER_DRAFT[:2])])
def test_a_requisition_is_withdrawn_before_anything_is_ordered(events: tuple[Event, ...]) -> None:
    state = (
        given(REQUISITION, created(), added(), *events)
        .when(decide.withdraw, WITHDRAW)
        .then(WITHDRAWN)
    )
    assert state.status == "withdrawn"


@pytest.mark.parametrize(("status", "events"), AFTER_DRAFT[2:])
def test_a_requisition_that_ended_is_not_withdrawn(status: str, events: tuple[Event, ...]) -> None:
    given(REQUISITION, created(), added(), *events).when(decide.withdraw, WITHDRAW).rejected(
        RequisitionNotWithdrawable, obstacle=f"is {status}"
    )


def test_a_requisition_that_is_ordered_in_part_is_not_withdrawn() -> None:
    given(REQUISITION, created(), added(), submitted(), approved(), ordered(1, "1", 1)).when(
        decide.withdraw, WITHDRAW
    ).rejected(RequisitionNotWithdrawable, obstacle="is ordered in part")

"""An approval case: its route is fixed once, each step is another person's decision."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from typing import Final

import pytest

from domain.approvals.commands import ApproveStep, RejectStep
from domain.approvals.decide import approve, plan_route, reject, supersede
from domain.approvals.errors import (
    ApprovalCaseDecided,
    ApprovalCaseExists,
    ApprovalCaseNotAPerson,
    ApprovalCaseOtherStepOpen,
    ApprovalCaseRepeatedApprover,
    ApprovalCaseRoleMissing,
    ApprovalCaseSelfApproval,
)
from domain.approvals.events import (
    ApprovalCaseApproved,
    ApprovalCaseEvent,
    ApprovalCaseRejected,
    ApprovalCaseRoutePlanned,
    ApprovalCaseStepApproved,
    ApprovalCaseStepRejected,
    ApprovalCaseSuperseded,
    RouteStep,
)
from domain.approvals.state import APPROVAL_CASE
from domain.event import ActorType, DocumentRef, PolicyVersion
from domain.routing import facts_hash, routing_facts
from tests.domain.scenario import given

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
CASE: Final = "5a1c7c1e-0000-4000-8000-0000000000ca"
REQUISITION: Final = DocumentRef(
    aggregate="requisition", id="5a1c7c1e-0000-4000-8000-000000000001", number="R-1"
)
ANY_ROLE: Final = frozenset({"manager", "director", "finance", "value_analysis"})


def planned(amount: str) -> ApprovalCaseRoutePlanned:
    """0 steps below 1,000, one from there, two from 25,000, three from 100,000."""
    facts = routing_facts(
        amount=Decimal(amount),
        currency="USD",
        facility="NORTH",
        department="SURGERY",
        lines=(("office", "A-1"),),
    )
    limits = (("manager", 1_000), ("director", 25_000), ("finance", 100_000))
    return ApprovalCaseRoutePlanned(
        approval_case_id=CASE,
        document=REQUISITION,
        requester_id="rita",
        legal_entity="NHS",
        facts=facts,
        facts_hash=facts_hash(facts),
        policy=PolicyVersion(id="approval", version=1),
        steps=tuple(
            RouteStep(step=step, role=role, rule=f"spend_{limit}")
            for step, (role, limit) in enumerate(limits, 1)
            if Decimal(amount) >= limit
        ),
    )


def plan(amount: str) -> dict[str, object]:
    told = planned(amount)
    return {
        "approval_case_id": CASE,
        "document": REQUISITION,
        "requester_id": "rita",
        "legal_entity": "NHS",
        "facts": told.facts,
    }


def by(
    person: str,
    *roles: str,
    step: int | None = None,
    approver_type: ActorType = "human",
) -> ApproveStep:
    return ApproveStep(
        now=NOW,
        approval_case_id=CASE,
        approver_id=person,
        approver_type=approver_type,
        roles=frozenset(roles),
        step=step,
    )


def refused_by(person: str, *roles: str) -> RejectStep:
    return RejectStep(
        now=NOW,
        approval_case_id=CASE,
        approver_id=person,
        approver_type="human",
        roles=frozenset(roles),
        reason_code="budget",
    )


def agreed(step: int, role: str, person: str) -> ApprovalCaseStepApproved:
    return ApprovalCaseStepApproved(step=step, role=role, approver_id=person)


def test_a_route_is_planned_from_the_facts_under_the_policy_version() -> None:
    state = given(APPROVAL_CASE).when(plan_route, **plan("25000")).then(planned("25000"))
    assert state.open_step == RouteStep(step=1, role="manager", rule="spend_1000")
    assert (state.number, state.legal_entity, state.facility) == ("R-1", "NHS", "NORTH")


def test_with_nobody_to_ask_the_case_is_approved_at_once() -> None:
    state = (
        given(APPROVAL_CASE)
        .when(plan_route, **plan("999.99"))
        .then(planned("999.99"), ApprovalCaseApproved())
    )
    assert (state.status, state.open_step) == ("approved", None)


def test_a_route_is_planned_only_once() -> None:
    given(APPROVAL_CASE, planned("1000")).when(plan_route, **plan("1000")).rejected(
        ApprovalCaseExists, approval_case_id=CASE
    )


def test_the_only_step_approves_the_case() -> None:
    given(APPROVAL_CASE, planned("1000")).when(approve, by("max", "manager")).then(
        agreed(1, "manager", "max"), ApprovalCaseApproved()
    )


def test_a_step_before_the_last_opens_the_next_one() -> None:
    state = (
        given(APPROVAL_CASE, planned("25000"))
        .when(approve, by("max", "manager", "requester"))
        .then(agreed(1, "manager", "max"))
    )
    assert state.open_step is not None
    assert state.open_step.role == "director"


def test_the_last_step_approves_the_case() -> None:
    given(APPROVAL_CASE, planned("25000"), agreed(1, "manager", "max")).when(
        approve, by("dora", "director", step=2)
    ).then(agreed(2, "director", "dora"), ApprovalCaseApproved())


def test_one_refusal_rejects_the_case() -> None:
    state = (
        given(APPROVAL_CASE, planned("25000"), agreed(1, "manager", "max"))
        .when(reject, refused_by("dora", "director"))
        .then(
            ApprovalCaseStepRejected(
                step=2, role="director", approver_id="dora", reason_code="budget"
            ),
            ApprovalCaseRejected(reason_code="budget"),
        )
    )
    assert (state.status, state.open_step) == ("rejected", None)


def test_a_person_without_the_role_of_the_step_cannot_decide() -> None:
    case = given(APPROVAL_CASE, planned("1000"))
    case.when(approve, by("fred", "finance", "buyer")).rejected(
        ApprovalCaseRoleMissing, role="manager", held=("buyer", "finance")
    )
    case.when(reject, refused_by("fred", "buyer")).rejected(ApprovalCaseRoleMissing)


def test_the_requester_decides_nothing_on_his_own_document() -> None:
    case = given(APPROVAL_CASE, planned("1000"))
    case.when(approve, by("rita", "manager")).rejected(ApprovalCaseSelfApproval, person="rita")
    case.when(reject, refused_by("rita", "manager")).rejected(ApprovalCaseSelfApproval)


def test_every_step_takes_another_person_whatever_roles_he_holds() -> None:
    case = given(APPROVAL_CASE, planned("25000"), agreed(1, "manager", "max"))
    case.when(approve, by("max", *ANY_ROLE)).rejected(
        ApprovalCaseRepeatedApprover, person="max", step=1
    )
    case.when(reject, refused_by("max", *ANY_ROLE)).rejected(ApprovalCaseRepeatedApprover)


@pytest.mark.parametrize("approver_type", ["ai", "service"])
def test_only_a_person_decides(approver_type: ActorType) -> None:
    case = given(APPROVAL_CASE, planned("1000"))
    case.when(approve, by("bot", "manager", approver_type=approver_type)).rejected(
        ApprovalCaseNotAPerson, approver_type=approver_type
    )
    refusal = replace(refused_by("bot", "manager"), approver_type=approver_type)
    case.when(reject, refusal).rejected(ApprovalCaseNotAPerson)


def test_steps_are_taken_in_order() -> None:
    given(APPROVAL_CASE, planned("25000")).when(approve, by("dora", "director", step=2)).rejected(
        ApprovalCaseOtherStepOpen, step=2, open_step=1
    )


@pytest.mark.parametrize(
    ("last", "status"),
    [
        (ApprovalCaseApproved(), "approved"),
        (ApprovalCaseRejected(reason_code="budget"), "rejected"),
        (ApprovalCaseSuperseded(reason_code="changed"), "superseded"),
    ],
)
def test_a_decided_case_takes_no_decision(last: ApprovalCaseEvent, status: str) -> None:
    case = given(APPROVAL_CASE, planned("1000"), last)
    case.when(approve, by("max", "manager")).rejected(ApprovalCaseDecided, status=status)
    case.when(reject, refused_by("max", "manager")).rejected(ApprovalCaseDecided, status=status)
    case.when(supersede, "changed").then()


def test_an_open_case_is_superseded_when_its_document_changes() -> None:
    state = (
        given(APPROVAL_CASE, planned("25000"), agreed(1, "manager", "max"))
        .when(supersede, "changed")
        .then(ApprovalCaseSuperseded(reason_code="changed"))
    )
    assert (state.status, state.open_step) == ("superseded", None)

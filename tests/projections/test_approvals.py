"""The queue shows who has to decide now, and remembers who decided what."""

from domain.approvals.events import (
    ApprovalCaseApproved,
    ApprovalCaseRejected,
    ApprovalCaseStepApproved,
    ApprovalCaseStepRejected,
    ApprovalCaseSuperseded,
)
from domain.event import Event
from projections.approvals import APPROVALS
from projections.projection import Row
from tests.domain.test_approvals import CASE, planned
from tests.projections.agreement import approvals_agree, documents
from tests.projections.folding import Folded, Story, fold

MANAGER = ApprovalCaseStepApproved(step=1, role="manager", approver_id="mona")
DIRECTOR = ApprovalCaseStepApproved(step=2, role="director", approver_id="dora")
REFUSAL = ApprovalCaseStepRejected(
    step=2, role="director", approver_id="dora", reason_code="too_dear"
)


def told(*facts: Event) -> Folded:
    """The read model after these facts, which say what the case says itself."""
    story = Story()
    for fact in facts:
        story.happens(f"approval_case/{CASE}", fact, number="R-1")
    kept = fold(APPROVALS, story.events)
    approvals_agree(documents(story.events), kept)
    return kept


def case(*facts: Event) -> Row:
    return told(*facts).row("approval_cases")


def test_a_planned_route_waits_for_its_first_step() -> None:
    row = case(planned("30000"))
    assert (row["state"], row["open_step"], row["open_role"]) == ("pending", 1, "manager")
    assert (row["roles"], row["step_count"], row["policy_version"]) == ("manager,director", 2, 1)
    assert (row["document"], row["number"], row["amount"]) == ("requisition", "R-1", "30000.00")


def test_each_agreement_opens_the_next_step_and_the_last_one_none() -> None:
    assert case(planned("30000"), MANAGER)["open_role"] == "director"
    done = told(planned("30000"), MANAGER, DIRECTOR, ApprovalCaseApproved())
    assert done.row("approval_cases")["state"] == "approved"
    assert done.row("approval_cases")["open_step"] is None
    deciders = [(row["approver_id"], row["decision"]) for row in done.table("approval_decisions")]
    assert deciders == [("mona", "approved"), ("dora", "approved")]


def test_a_refusal_ends_the_case_and_keeps_its_reason() -> None:
    ended = ApprovalCaseRejected(reason_code="too_dear")
    kept = told(planned("30000"), MANAGER, REFUSAL, ended)
    row = kept.row("approval_cases")
    assert (row["state"], row["open_role"]) == ("rejected", None)
    assert row["decided_at"] == "2026-03-01T13:00:00.000000Z"
    assert kept.table("approval_decisions")[-1]["reason_code"] == "too_dear"


def test_a_superseded_case_waits_for_nobody() -> None:
    row = case(planned("30000"), ApprovalCaseSuperseded(reason_code="document_changed"))
    assert (row["state"], row["open_role"]) == ("superseded", None)


def test_a_route_without_steps_waits_for_nobody() -> None:
    row = case(planned("10"), ApprovalCaseApproved())
    assert (row["state"], row["step_count"], row["open_role"]) == ("approved", 0, None)

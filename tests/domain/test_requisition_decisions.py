"""A submitted requisition ends by approval, refusal or withdrawal."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.event import Event
from domain.requisitions import decide
from domain.requisitions.commands import WithdrawRequisition
from domain.requisitions.errors import (
    RequisitionNotApproved,
    RequisitionNotSubmitted,
    RequisitionNotWithdrawable,
)
from domain.requisitions.events import RequisitionReleasedWithoutOrder
from domain.requisitions.kind_errors import RequisitionNotReportable
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.ordering import TakenLine, order_lines
from domain.requisitions.state import REQUISITION
from domain.requisitions.validation import stated
from tests.domain.requisition_facts import (
    AFTER_DRAFT,
    CASE,
    CREATE,
    EACH,
    GLOVES,
    ID,
    NOW,
    ORDER,
    REJECTED,
    WITHDRAWN,
    added,
    approved,
    created,
    ordered,
    submitted,
)
from tests.domain.scenario import folded, given

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


def test_a_need_that_is_only_reported_is_agreed_to_and_never_ordered() -> None:
    (draft,) = decide.create(None, replace(CREATE, report_only=True), {})
    history = (draft, added(), submitted())
    released = RequisitionReleasedWithoutOrder()
    state = given(REQUISITION, *history).when(decide.approve, CASE).then(approved(), released)
    assert (state.status, state.orderable) == ("released_without_order", False)
    done = given(REQUISITION, *history, approved(), released)
    taken = TakenLine(line=1, quantity=Decimal(1), pack=EACH, purchase_order_line=1)
    done.when(order_lines, [taken], ORDER, "USD").rejected(
        RequisitionNotApproved, status="released_without_order", next_step="create"
    )
    done.when(decide.withdraw, WITHDRAW).rejected(RequisitionNotWithdrawable)
    item_line = added().model_copy(
        update={"line": added().line.model_copy(update={"item_id": GLOVES})}
    )
    asked = folded(REQUISITION, draft, item_line, submitted())
    assert stated(asked, asked.ref, NOW.date()) == ()


@pytest.mark.parametrize("kind", ["emergency", "bill_only", "transfer", "new_product", "capital"])
def test_what_is_asked_for_to_get_something_is_no_report(kind: RequisitionKind) -> None:
    command = replace(CREATE, report_only=True, kind=kind)
    given(REQUISITION).when(decide.create, command, {}).rejected(
        RequisitionNotReportable, kind=kind
    )

"""A requisition comes back with a question, and ends early: cancelled, expired, not agreed to."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import Event
from domain.requisitions import decide, ending
from domain.requisitions.commands import (
    CancelRequisition,
    CancelRequisitionLine,
    ChangeRequisition,
    ChangeRequisitionLine,
    ExpireRequisition,
    RecordMissedRatification,
)
from domain.requisitions.errors import (
    RequisitionNotApproved,
    RequisitionNotDraft,
    RequisitionNotSubmitted,
    RequisitionQuantityNotPositive,
    RequisitionTooMuchToCancel,
)
from domain.requisitions.events import (
    RequisitionCancelled,
    RequisitionChanged,
    RequisitionClosed,
    RequisitionExpired,
    RequisitionLineCancelled,
    RequisitionLineChanged,
    RequisitionRatificationMissed,
    RequisitionReturned,
)
from domain.requisitions.kind_errors import (
    RequisitionNotCancellable,
    RequisitionNotExpired,
    RequisitionNotReturnable,
    RequisitionRatificationNotDue,
    RequisitionReasonMissing,
    RequisitionUndecided,
)
from domain.requisitions.ordering import TakenLine, cancel_line, order_lines
from domain.requisitions.state import REQUISITION
from tests.domain.requisition_facts import (
    AFTER_DRAFT,
    CASE,
    EACH,
    EXPIRES,
    ID,
    NOW,
    ORDER,
    RATIFY,
    REASON,
    SUBMIT,
    added,
    approved,
    created,
    line,
    ordered,
    submitted,
    wanted,
)
from tests.domain.scenario import given

OTHER_CASE: Final = "5a1c7c1e-0000-4000-8000-0000000000cb"
RETURNED: Final = RequisitionReturned(approval_case_id=CASE, reason_code="quote_missing")
WAITING: Final[tuple[Event, ...]] = (created(), added(), submitted())
APPROVED: Final[tuple[Event, ...]] = (*WAITING, approved())
CANCEL: Final = CancelRequisition(now=NOW, requisition_id=ID, reason_code="moved")
CANCELLED: Final = RequisitionCancelled(reason_code="moved")
URGENT: Final[dict[str, Any]] = {
    "justification": REASON,
    "clinician_id": "dr-lee",
    "emergency_reason_code": "haemorrhage",
}
EMERGENCY: Final = (created("emergency", **URGENT), added(), submitted(ratify_by=RATIFY))
MISSED: Final = RequisitionRatificationMissed(ratify_by=RATIFY)


def on(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def expire(day: date = EXPIRES) -> ExpireRequisition:
    return ExpireRequisition(now=on(day), requisition_id=ID)


def miss(day: date) -> RecordMissedRatification:
    return RecordMissedRatification(now=on(day), requisition_id=ID)


def given_up(quantity: str, reason: str) -> RequisitionLineCancelled:
    return RequisitionLineCancelled(line=1, quantity=Decimal(quantity), reason_code=reason)


def change_line(quantity: str, reason: str | None = None) -> ChangeRequisitionLine:
    return ChangeRequisitionLine(
        now=NOW, requisition_id=ID, line=wanted(quantity=quantity), reason_code=reason
    )


def test_a_returned_requisition_is_a_draft_that_is_submitted_again_with_another_case() -> None:
    state = (
        given(REQUISITION, *WAITING)
        .when(decide.return_for_information, CASE, "quote_missing")
        .then(RETURNED)
    )
    assert (state.status, state.expires_on) == ("draft", None)
    again = replace(SUBMIT, approval_case_id=OTHER_CASE)
    state = (
        given(REQUISITION, *WAITING, RETURNED)
        .when(decide.submit, again, {})
        .then(submitted(case=OTHER_CASE))
    )
    assert (state.submissions, state.approval_case_id) == (2, OTHER_CASE)
    given(REQUISITION, *WAITING, RETURNED, submitted(case=OTHER_CASE)).when(
        decide.approve, CASE
    ).rejected(RequisitionNotSubmitted, approval_case_id=CASE)


@pytest.mark.parametrize(("status", "events"), [("draft", ()), *AFTER_DRAFT[1:]])
def test_only_what_waits_for_this_case_is_returned(status: str, events: tuple[Event, ...]) -> None:
    given(REQUISITION, created(), added(), *events).when(
        decide.return_for_information, CASE, "quote_missing"
    ).rejected(RequisitionNotSubmitted, status=status)


def test_an_emergency_that_is_ordered_from_is_no_draft_any_more() -> None:
    given(REQUISITION, *EMERGENCY, ordered(1, "4", 1)).when(
        decide.return_for_information, CASE, "quote_missing"
    ).rejected(RequisitionNotReturnable)


def test_another_quantity_than_approvers_saw_has_a_reason() -> None:
    back = given(REQUISITION, *WAITING, RETURNED)
    back.when(decide.change_line, change_line("3"), {}).rejected(
        RequisitionReasonMissing, former="10", quantity="3"
    )
    back.when(decide.change_line, change_line("-1", "recounted"), {}).rejected(
        RequisitionQuantityNotPositive
    )
    fewer = line(wanted(quantity="3"), "7.50")
    back.when(decide.change_line, change_line("3", "recounted"), {}).then(
        RequisitionLineChanged(line=fewer, reason_code="recounted")
    )
    same = line(wanted(), "25.00")
    back.when(decide.change_line, change_line("10"), {}).then(RequisitionLineChanged(line=same))
    given(REQUISITION, created(), added()).when(decide.change_line, change_line("3"), {}).then(
        RequisitionLineChanged(line=fewer)
    )


def test_a_draft_as_a_whole_is_stated_anew() -> None:
    command = ChangeRequisition(now=NOW, requisition_id=ID, deliver_to="ER-1", project="MRI")
    state = (
        given(REQUISITION, created(justification=REASON), added())
        .when(decide.change, command)
        .then(RequisitionChanged(deliver_to="ER-1", project="MRI"))
    )
    assert (state.deliver_to, state.project, state.justified) == ("ER-1", "MRI", False)
    given(REQUISITION, *WAITING).when(decide.change, command).rejected(
        RequisitionNotDraft, status="submitted"
    )


@pytest.mark.parametrize("events", [(), (submitted(),), (submitted(), approved())])
def test_a_requisition_of_which_nothing_is_ordered_is_cancelled(events: tuple[Event, ...]) -> None:
    state = (
        given(REQUISITION, created(), added(), *events).when(ending.cancel, CANCEL).then(CANCELLED)
    )
    assert state.status == "cancelled"


def test_cancelling_gives_up_what_is_open_and_leaves_what_is_ordered() -> None:
    state = (
        given(REQUISITION, *APPROVED, ordered(1, "4", 1))
        .when(ending.cancel, CANCEL)
        .then(given_up("6", "moved"), RequisitionClosed())
    )
    assert (state.status, state.lines[1].ordered) == ("closed", Decimal(4))


@pytest.mark.parametrize(("status", "events"), [*AFTER_DRAFT[2:], ("cancelled", (CANCELLED,))])
def test_what_ended_is_not_cancelled_again(status: str, events: tuple[Event, ...]) -> None:
    given(REQUISITION, created(), added(), *events).when(ending.cancel, CANCEL).rejected(
        RequisitionNotCancellable, status=status
    )


def test_an_emergency_that_is_ordered_waits_for_agreement_before_its_rest_is_cancelled() -> None:
    waiting = given(REQUISITION, *EMERGENCY, ordered(1, "4", 1))
    waiting.when(ending.cancel, CANCEL).rejected(RequisitionUndecided)
    waiting.when(ending.expire, expire()).rejected(RequisitionNotExpired)


def test_a_part_of_a_line_is_given_up() -> None:
    def some(quantity: str) -> CancelRequisitionLine:
        return CancelRequisitionLine(
            now=NOW, requisition_id=ID, line=1, reason_code="moved", quantity=Decimal(quantity)
        )

    partly = given(REQUISITION, *APPROVED, ordered(1, "4", 1))
    state = partly.when(cancel_line, some("2")).then(given_up("2", "moved"))
    assert (state.status, state.lines[1].left) == ("approved", Decimal(4))
    partly.when(cancel_line, some("6")).then(given_up("6", "moved"), RequisitionClosed())
    partly.when(cancel_line, some("7")).rejected(RequisitionTooMuchToCancel, left="6", wanted="7")
    partly.when(cancel_line, some("0")).rejected(RequisitionQuantityNotPositive)


def test_what_nobody_ordered_expires_on_its_day_and_not_before() -> None:
    before = date(2026, 5, 29)
    for standing in (WAITING, APPROVED):
        given(REQUISITION, *standing).when(ending.expire, expire(before)).rejected(
            RequisitionNotExpired, obstacle="stands until 2026-05-30"
        )
        state = (
            given(REQUISITION, *standing)
            .when(ending.expire, expire())
            .then(RequisitionExpired(expired_on=EXPIRES))
        )
        assert state.status == "expired"
    given(REQUISITION, *APPROVED, ordered(1, "4", 1)).when(ending.expire, expire()).then(
        given_up("6", "expired"), RequisitionClosed()
    )


def test_a_draft_and_what_was_submitted_without_a_last_day_do_not_expire() -> None:
    given(REQUISITION, created(), added()).when(ending.expire, expire()).rejected(
        RequisitionNotExpired, obstacle="is draft"
    )
    earlier = submitted().model_copy(update={"expires_on": None})
    given(REQUISITION, created(), added(), earlier).when(ending.expire, expire()).rejected(
        RequisitionNotExpired, obstacle="was submitted without a last day"
    )


def test_an_emergency_that_nobody_agreed_to_in_time_is_ordered_no_more() -> None:
    late = date(2026, 3, 5)
    waiting = given(REQUISITION, *EMERGENCY)
    waiting.when(ending.miss_ratification, miss(RATIFY)).rejected(RequisitionRatificationNotDue)
    waiting.when(ending.miss_ratification, miss(late)).then(MISSED)
    missed = given(REQUISITION, *EMERGENCY, MISSED)
    missed.when(ending.miss_ratification, miss(late)).rejected(RequisitionRatificationNotDue)
    take = TakenLine(line=1, quantity=Decimal(1), pack=EACH, purchase_order_line=1)
    missed.when(order_lines, [take], ORDER, "USD").rejected(
        RequisitionNotApproved, status="submitted"
    )
    state = missed.when(decide.approve, CASE).then(approved())
    assert state.orderable


@pytest.mark.parametrize("events", [WAITING, APPROVED, (*EMERGENCY, approved())])
def test_only_an_emergency_that_waits_can_be_agreed_to_too_late(
    events: tuple[Event, ...],
) -> None:
    given(REQUISITION, *events).when(ending.miss_ratification, miss(EXPIRES)).rejected(
        RequisitionRatificationNotDue
    )

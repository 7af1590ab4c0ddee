"""The requester sees what was asked for, in which state it is, and what became of each line."""

from decimal import Decimal

from domain.event import Event
from domain.requisitions.events import (
    RequisitionClosed,
    RequisitionLineCancelled,
    RequisitionLineChanged,
    RequisitionLineRemoved,
)
from projections.projection import Row
from projections.requisitions import REQUISITIONS
from tests.domain.requisition_facts import (
    CASE,
    ENDINGS,
    EXPIRES,
    FOUND,
    FROM_STOCK,
    ID,
    ORDER,
    OTHER_ORDER,
    RATIFY,
    RECEIVED_AND_GIVEN_BACK,
    REJECTED,
    WITHDRAWN,
    added,
    approved,
    created,
    line,
    ordered,
    submitted,
    wanted,
)
from tests.projections.agreement import documents, requisitions_agree
from tests.projections.folding import Folded, Story, fold

APPROVED = (created(), added(), added(2, "4", "10.00"), submitted("35.00"), approved("35.00"))


def told(*facts: Event) -> Folded:
    """The read model after these facts, which say what the requisition says itself."""
    story = Story()
    for fact in facts:
        story.happens(f"requisition/{ID}", fact, number="R-1")
    for length in range(1, len(facts) + 1):
        so_far = story.events[:length]
        requisitions_agree(documents(so_far), fold(REQUISITIONS, so_far))
    return fold(REQUISITIONS, story.events)


def header(*facts: Event) -> Row:
    return told(*facts).row("requisitions")


def lines(*facts: Event) -> dict[int, Row]:
    return told(*facts).by("requisition_lines", "line")


def test_the_amount_of_a_draft_follows_its_lines() -> None:
    changed = RequisitionLineChanged(line=line(wanted(quantity="12"), "30.00"))
    row = header(created(), added(), added(2, "4", "10.00"), changed)
    assert (row["amount"], row["line_count"], row["state"]) == ("40.00", 2, "draft")
    row = header(
        created(), added(), added(2, "4", "10.00"), changed, RequisitionLineRemoved(line=2)
    )
    assert (row["amount"], row["line_count"]) == ("30.00", 1)


def test_its_states_follow_the_decision() -> None:
    begin = (created(), added())
    assert header(*begin, submitted())["approval_case_id"] == CASE
    assert header(*begin, submitted())["submitted_at"] == "2026-03-01T12:00:00.000000Z"
    assert header(*begin, submitted(), approved())["state"] == "approved"
    assert header(*begin, submitted(), REJECTED)["state"] == "rejected"
    assert header(*begin, WITHDRAWN)["state"] == "withdrawn"


def test_what_orders_take_is_no_longer_open() -> None:
    happened = (*APPROVED, ordered(1, "6", 1), ordered(1, "3", 1, OTHER_ORDER))
    row = lines(*happened)[1]
    assert (row["ordered"], row["open_quantity"]) == ("9", "1")
    assert row["purchase_order_id"] == OTHER_ORDER.id
    assert lines(*happened)[2]["open_quantity"] == "4"


def test_what_an_order_had_reserved_is_counted_once() -> None:
    reserved = (*APPROVED, ordered(1, "10", None), ordered(2, "4", None), RequisitionClosed())
    assert lines(*reserved)[1]["ordered"] == "10"
    taken = (ordered(1, "8", 1, ORDER, reserved="8"), ordered(1, "2", 2, ORDER, reserved="2"))
    row = lines(*reserved, *taken)[1]
    assert (row["ordered"], row["open_quantity"]) == ("10", "0")


def test_what_is_given_up_is_no_longer_open() -> None:
    given_up = RequisitionLineCancelled.model_validate(
        {"line": 1, "quantity": "4", "reason_code": "not_needed"}
    )
    happened = (*APPROVED, ordered(1, "6", 1), ordered(2, "4", 2), given_up, RequisitionClosed())
    row = lines(*happened)[1]
    assert (row["ordered"], row["cancelled"], row["open_quantity"]) == ("6", "4", "0")
    assert header(*happened)["state"] == "closed"


def test_what_arrives_is_told_by_line_and_what_is_given_back_is_open_again() -> None:
    ordered_all = (created(), added(), submitted(), approved(), ordered(1, "10", 1))
    row = lines(*ordered_all, RequisitionClosed())[1]
    assert (row["received"], row["state"]) == ("0", "ordered")
    row = lines(*ordered_all, RequisitionClosed(), *RECEIVED_AND_GIVEN_BACK)[1]
    assert (row["ordered"], row["open_quantity"], row["received"]) == ("0", "10", "2")
    assert row["state"] == "open"
    assert header(*ordered_all, RequisitionClosed(), *RECEIVED_AND_GIVEN_BACK)["state"] == (
        "approved"
    )
    all_came = (
        *ordered_all,
        RECEIVED_AND_GIVEN_BACK[0].model_copy(update={"quantity": Decimal(10)}),
    )
    assert lines(*all_came)[1]["state"] == "fulfilled"


def test_what_a_draft_says_as_a_whole_and_until_when_it_stands() -> None:
    returned, changed, urgent, missed, cancelled, expired = ENDINGS
    waiting = (created(), added(), submitted())
    assert header(*waiting)["expires_on"] == str(EXPIRES)
    back = header(*waiting, returned, changed)
    assert (back["state"], back["reason_code"], back["expires_on"]) == (
        "draft",
        "quote_missing",
        None,
    )
    assert (back["need_by"], back["deliver_to"]) == ("2026-04-01", "ER-1")
    emergency = header(*waiting, returned, changed, urgent, missed)
    assert (emergency["ratify_by"], emergency["ratification_missed"]) == (str(RATIFY), True)
    assert header(*waiting, returned, urgent, approved())["ratify_by"] is None
    assert header(*waiting, cancelled)["state"] == "cancelled"
    assert header(*waiting, expired)["state"] == "expired"


def test_what_the_stock_set_aside_and_issued_is_no_longer_open() -> None:
    asked = (created(), added(), submitted(), approved())
    picked = lines(*asked, *FROM_STOCK[:1])[1]
    assert (picked["picked"], picked["open_quantity"], picked["state"]) == (
        "4",
        "6",
        "partly_picked",
    )
    row = lines(*asked, *FROM_STOCK)[1]
    assert (row["picked"], row["issued"], row["issue_returned"]) == ("0", "5", "2")
    assert row["open_quantity"] == "5"
    ordered_too = lines(*asked, *FROM_STOCK, ordered(1, "5", 1), RequisitionClosed())[1]
    assert ordered_too["state"] == "ordered"


def test_what_checks_found_is_counted_anew_with_each_submission() -> None:
    asked = (created(), added(), submitted())
    row = header(*asked, *FOUND)
    assert (row["warnings"], row["failures"], row["duplicates"]) == (1, 1, 1)
    checks = told(*asked, *FOUND).table("requisition_checks")
    assert [(each["check_name"], each["outcome"], each["line"]) for each in checks] == [
        ("catalogue", "pass", None),
        ("duplicate", "warn", None),
        ("budget", "fail", 1),
    ]
    again = header(*asked, *FOUND, ENDINGS[0], submitted())
    assert (again["warnings"], again["failures"], again["duplicates"]) == (0, 0, 0)

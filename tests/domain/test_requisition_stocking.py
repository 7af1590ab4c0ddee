"""What the stock does for a requisition: nothing is ordered and issued, nobody serves himself."""

from datetime import date
from decimal import Decimal
from typing import Any, Final

import pytest

from domain.event import DocumentRef, Event
from domain.requisitions import decide
from domain.requisitions.commands import (
    IssueRequisitionLine,
    PickRequisitionLine,
    ReleaseRequisitionPick,
    ReturnIssuedRequisitionLine,
    WithdrawRequisition,
)
from domain.requisitions.errors import (
    RequisitionAsksForDecision,
    RequisitionNotApproved,
    RequisitionNotWithdrawable,
    RequisitionOverOrdered,
    RequisitionQuantityNotPositive,
    RequisitionUnknownLine,
)
from domain.requisitions.events import RequisitionClosed, RequisitionLineAdded, RequisitionReopened
from domain.requisitions.lines import RequisitionKind
from domain.requisitions.ordering import TakenLine, order_lines
from domain.requisitions.state import REQUISITION
from domain.requisitions.stock_errors import (
    RequisitionMovesStock,
    RequisitionNotFromStock,
    RequisitionNotIssued,
    RequisitionNotPicked,
    RequisitionOwnIssue,
    RequisitionTooMuchFromStock,
)
from domain.requisitions.stock_events import (
    RequisitionLineIssued,
    RequisitionLineIssueReturned,
    RequisitionLinePicked,
    RequisitionLinePickReleased,
)
from domain.requisitions.stocking import issue, pick, release_pick, return_issue
from tests.domain.requisition_facts import (
    EACH,
    GLOVES,
    ID,
    NOW,
    ORDER,
    added,
    approved,
    created,
    line,
    ordered,
    submitted,
    wanted,
)
from tests.domain.scenario import given

TODAY: Final = date(2026, 3, 1)
STOCK: Final = DocumentRef(
    aggregate="stock_item", id="5a1c7c1e-0000-4000-8000-0000000000b1", number="I-1"
)
LINE: Final = RequisitionLineAdded(line=line(wanted(item_id=GLOVES), "25.00"))
APPROVED: Final[tuple[Event, ...]] = (created(), LINE, submitted(), approved())
CLOSED: Final = RequisitionClosed()


def to_pick(quantity: str, person: str = "sid", number: int = 1) -> PickRequisitionLine:
    return PickRequisitionLine(
        now=NOW, requisition_id=ID, line=number, quantity=Decimal(quantity), picked_by=person
    )


def to_release(quantity: str) -> ReleaseRequisitionPick:
    return ReleaseRequisitionPick(
        now=NOW, requisition_id=ID, line=1, quantity=Decimal(quantity), reason_code="damaged"
    )


def to_issue(quantity: str, person: str = "sid") -> IssueRequisitionLine:
    return IssueRequisitionLine(
        now=NOW,
        requisition_id=ID,
        line=1,
        issued_by=person,
        issued_on=TODAY,
        quantity=Decimal(quantity),
        transfer_id=ID,
    )


def to_return(quantity: str) -> ReturnIssuedRequisitionLine:
    return ReturnIssuedRequisitionLine(
        now=NOW,
        requisition_id=ID,
        line=1,
        returned_by="sid",
        returned_on=TODAY,
        quantity=Decimal(quantity),
    )


def picked(quantity: str) -> RequisitionLinePicked:
    return RequisitionLinePicked(line=1, quantity=Decimal(quantity), picked_by="sid")


def released(quantity: str) -> RequisitionLinePickReleased:
    return RequisitionLinePickReleased(line=1, quantity=Decimal(quantity), reason_code="damaged")


def issued(quantity: str, before: str | None = None) -> RequisitionLineIssued:
    return RequisitionLineIssued(
        line=1,
        quantity=Decimal(quantity),
        stock_item=STOCK,
        issued_by="sid",
        issued_on=TODAY,
        picked=None if before is None else Decimal(before),
    )


def took_back(quantity: str) -> RequisitionLineIssueReturned:
    return RequisitionLineIssueReturned(
        line=1, quantity=Decimal(quantity), stock_item=STOCK, returned_by="sid", returned_on=TODAY
    )


def test_what_is_picked_is_no_longer_ordered() -> None:
    state = given(REQUISITION, *APPROVED).when(pick, to_pick("4")).then(picked("4"))
    assert (state.lines[1].left, state.lines[1].state) == (Decimal(6), "partly_picked")
    take = TakenLine(line=1, quantity=Decimal(7), pack=EACH, purchase_order_line=1)
    given(REQUISITION, *APPROVED, picked("4")).when(order_lines, [take], ORDER, "USD").rejected(
        RequisitionOverOrdered, left="6", wanted="7"
    )


def test_a_line_that_is_issued_in_full_is_fulfilled_and_closes_the_requisition() -> None:
    state = (
        given(REQUISITION, *APPROVED, picked("4"))
        .when(issue, to_issue("10"), STOCK)
        .then(issued("10", "4"), CLOSED)
    )
    assert (state.lines[1].state, state.lines[1].picked) == ("fulfilled", Decimal(0))


def test_what_was_picked_is_issued_first_and_counted_once() -> None:
    state = (
        given(REQUISITION, *APPROVED, picked("4"))
        .when(issue, to_issue("3"), STOCK)
        .then(issued("3", "3"))
    )
    assert (state.lines[1].picked, state.lines[1].left) == (Decimal(1), Decimal(6))
    all_picked = given(REQUISITION, *APPROVED, picked("10"), CLOSED)
    assert all_picked.state is not None
    assert all_picked.state.lines[1].state == "picked"
    all_picked.when(issue, to_issue("10"), STOCK).then(issued("10", "10"))


def test_what_goes_back_to_the_shelf_is_open_again() -> None:
    closed = given(REQUISITION, *APPROVED, picked("10"), CLOSED)
    closed.when(release_pick, to_release("10")).then(released("10"), RequisitionReopened())
    closed.when(release_pick, to_release("11")).rejected(RequisitionNotPicked, picked="10")
    closed.when(release_pick, to_release("0")).rejected(RequisitionQuantityNotPositive)


def test_stock_and_orders_share_a_line() -> None:
    state = (
        given(REQUISITION, *APPROVED, ordered(1, "6", 1))
        .when(issue, to_issue("4"), STOCK)
        .then(issued("4"), CLOSED)
    )
    assert state.lines[1].state == "ordered"


def test_what_comes_back_is_not_open_again_and_is_at_most_what_went_out() -> None:
    out = given(REQUISITION, *APPROVED, issued("10"), CLOSED)
    state = out.when(return_issue, to_return("3"), STOCK).then(took_back("3"))
    assert (state.status, state.lines[1].left) == ("closed", Decimal(0))
    given(REQUISITION, *APPROVED, issued("10"), CLOSED, took_back("3")).when(
        return_issue, to_return("8"), STOCK
    ).rejected(RequisitionNotIssued, out="7", returned="8")
    out.when(return_issue, to_return("-1"), STOCK).rejected(RequisitionQuantityNotPositive)


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_nothing_is_neither_picked_nor_issued(quantity: str) -> None:
    waiting = given(REQUISITION, *APPROVED)
    waiting.when(pick, to_pick(quantity)).rejected(RequisitionQuantityNotPositive)
    waiting.when(issue, to_issue(quantity), STOCK).rejected(RequisitionQuantityNotPositive)


def test_more_than_was_asked_for_is_not_handed_out() -> None:
    waiting = given(REQUISITION, *APPROVED)
    waiting.when(pick, to_pick("10.000001")).rejected(RequisitionTooMuchFromStock, left="10")
    waiting.when(issue, to_issue("11"), STOCK).rejected(RequisitionTooMuchFromStock, left="10")
    waiting.when(pick, to_pick("1", number=7)).rejected(RequisitionUnknownLine, line=7)


def test_nobody_hands_out_to_himself() -> None:
    waiting = given(REQUISITION, *APPROVED)
    waiting.when(pick, to_pick("1", "rita")).rejected(RequisitionOwnIssue, person="rita")
    waiting.when(issue, to_issue("1", "rita"), STOCK).rejected(RequisitionOwnIssue)


@pytest.mark.parametrize("events", [(created(), LINE), (created(), LINE, submitted())])
def test_nothing_is_handed_out_before_it_is_agreed_to(events: tuple[Event, ...]) -> None:
    given(REQUISITION, *events).when(pick, to_pick("1")).rejected(RequisitionNotApproved)
    given(REQUISITION, *events).when(issue, to_issue("1"), STOCK).rejected(RequisitionNotApproved)


@pytest.mark.parametrize("kind", ["service", "bill_only"])
def test_what_is_performed_or_used_already_does_not_come_from_stock(kind: RequisitionKind) -> None:
    given(REQUISITION, created(kind), LINE, submitted(), approved()).when(
        pick, to_pick("1")
    ).rejected(RequisitionNotFromStock)


def test_goods_without_an_item_and_new_products_do_not_come_from_stock() -> None:
    given(REQUISITION, created(), added(), submitted(), approved()).when(
        pick, to_pick("1")
    ).rejected(RequisitionNotFromStock, line=1)
    given(REQUISITION, created("new_product"), added(), submitted(), approved()).when(
        issue, to_issue("1"), STOCK
    ).rejected(RequisitionAsksForDecision)


def test_a_transfer_is_issued_and_never_ordered() -> None:
    terms: dict[str, Any] = {"from_facility": "SOUTH"}
    transfer = (created("transfer", **terms), LINE, submitted(), approved())
    given(REQUISITION, *transfer).when(issue, to_issue("10"), STOCK).then(issued("10"), CLOSED)
    take = TakenLine(line=1, quantity=Decimal(1), pack=EACH, purchase_order_line=1)
    given(REQUISITION, *transfer).when(order_lines, [take], ORDER, "USD").rejected(
        RequisitionMovesStock, from_facility="SOUTH"
    )


def test_what_is_set_aside_is_not_withdrawn() -> None:
    withdraw = WithdrawRequisition(now=NOW, requisition_id=ID, reason_code="mistake")
    given(REQUISITION, *APPROVED, picked("1")).when(decide.withdraw, withdraw).rejected(
        RequisitionNotWithdrawable
    )

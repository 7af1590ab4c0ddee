"""What orders and cancellations take of an approved requisition: never more than was asked for."""

from dataclasses import replace
from decimal import Decimal
from typing import Final

import pytest

from domain.event import Event
from domain.quantity import NotRepresentable, Pack
from domain.requisitions.commands import CancelRequisitionLine
from domain.requisitions.errors import (
    RequisitionCurrencyDiffers,
    RequisitionNotApproved,
    RequisitionNothingOpen,
    RequisitionOverOrdered,
    RequisitionQuantityNotPositive,
    RequisitionUnitDiffers,
    RequisitionUnknownLine,
)
from domain.requisitions.events import (
    RequisitionClosed,
    RequisitionLineCancelled,
    RequisitionWithdrawn,
)
from domain.requisitions.ordering import (
    TakenLine,
    cancel_line,
    order_lines,
    order_open_lines,
)
from domain.requisitions.policy import REQUISITION_POLICY
from domain.requisitions.state import REQUISITION
from tests.domain.requisition_facts import (
    BOX,
    EACH,
    ID,
    NOW,
    ORDER,
    OTHER_ORDER,
    added,
    approved,
    created,
    ordered,
    submitted,
)
from tests.domain.scenario import given

APPROVED: Final[tuple[Event, ...]] = (created(), added(), submitted(), approved())
TWO_LINES: Final[tuple[Event, ...]] = (created(), added(1), added(2), submitted(), approved())
CLOSED: Final = RequisitionClosed()


def take(
    quantity: str, *, line: int = 1, pack: Pack = EACH, purchase_order_line: int = 1
) -> TakenLine:
    return TakenLine(
        line=line,
        quantity=Decimal(quantity),
        pack=pack,
        purchase_order_line=purchase_order_line,
    )


def cancel(line: int = 1) -> CancelRequisitionLine:
    return CancelRequisitionLine(now=NOW, requisition_id=ID, line=line, reason_code="surplus")


def cancelled(line: int, quantity: str) -> RequisitionLineCancelled:
    return RequisitionLineCancelled(line=line, quantity=Decimal(quantity), reason_code="surplus")


def test_a_part_of_a_line_is_ordered_and_the_rest_stays_open() -> None:
    state = (
        given(REQUISITION, *APPROVED)
        .when(order_lines, [take("4")], ORDER, "USD")
        .then(ordered(1, "4", 1))
    )
    assert (state.status, state.lines[1].left) == ("approved", Decimal(6))


def test_the_requisition_closes_when_nothing_is_left_to_order() -> None:
    state = (
        given(REQUISITION, *APPROVED, ordered(1, "4", 1))
        .when(order_lines, [take("6")], OTHER_ORDER, "USD")
        .then(ordered(1, "6", 1, OTHER_ORDER), CLOSED)
    )
    assert state.status == "closed"


def test_one_open_line_keeps_the_requisition_open() -> None:
    given(REQUISITION, *TWO_LINES).when(order_lines, [take("10", line=2)], ORDER, "USD").then(
        ordered(2, "10", 1)
    )


def test_more_than_is_left_is_not_ordered() -> None:
    given(REQUISITION, *APPROVED, ordered(1, "4", 1)).when(
        order_lines, [take("6.000001")], OTHER_ORDER, "USD"
    ).rejected(RequisitionOverOrdered, line=1, left="6", wanted="6.000001")


def test_two_lines_of_one_order_share_what_is_left() -> None:
    lines = [take("6", purchase_order_line=1), take("5", purchase_order_line=2)]
    given(REQUISITION, *APPROVED).when(order_lines, lines, ORDER, "USD").rejected(
        RequisitionOverOrdered, left="4", wanted="5"
    )


def test_an_order_in_packs_counts_in_the_requested_unit() -> None:
    given(REQUISITION, created(), added(1, "200", "500.00"), submitted("500.00"), approved()).when(
        order_lines, [take("2", pack=BOX)], ORDER, "USD"
    ).then(ordered(1, "200", 1), CLOSED)


def test_whole_packs_may_hold_a_little_more_than_is_left_and_never_a_pack_more() -> None:
    wanted_95 = (created(), added(1, "95", "237.50"), submitted("237.50"), approved())
    state = (
        given(REQUISITION, *wanted_95)
        .when(order_lines, [take("1", pack=BOX)], ORDER, "USD")
        .then(ordered(1, "100", 1), CLOSED)
    )
    assert state.lines[1].left == 0
    given(REQUISITION, *wanted_95).when(order_lines, [take("2", pack=BOX)], ORDER, "USD").rejected(
        RequisitionOverOrdered, left="95", wanted="200"
    )
    given(REQUISITION, *wanted_95).when(
        order_lines, [take("0.96", pack=BOX)], ORDER, "USD"
    ).rejected(RequisitionOverOrdered)
    given(REQUISITION, *wanted_95, ordered(1, "100", 1), CLOSED).when(
        order_lines, [take("1", pack=BOX)], OTHER_ORDER, "USD"
    ).rejected(RequisitionNotApproved)
    exact = replace(REQUISITION_POLICY, rounds_up_to_packs=False)
    given(REQUISITION, *wanted_95).when(
        order_lines, [take("1", pack=BOX)], ORDER, "USD", policy=exact
    ).rejected(RequisitionOverOrdered, left="95", wanted="100")


def test_single_units_are_never_rounded_up() -> None:
    given(REQUISITION, *APPROVED).when(order_lines, [take("11")], ORDER, "USD").rejected(
        RequisitionOverOrdered, left="10", wanted="11"
    )


def test_an_order_in_a_unit_that_does_not_lead_to_the_requested_one_is_refused() -> None:
    given(REQUISITION, *APPROVED).when(
        order_lines, [take("1", pack=Pack(unit="CS", base_unit="PR", numerator=5))], ORDER, "USD"
    ).rejected(RequisitionUnitDiffers, requested="EA", ordered="CS")
    third = Pack(unit="TH", base_unit="EA", denominator=3)
    given(REQUISITION, *APPROVED).when(order_lines, [take("1", pack=third)], ORDER, "USD").rejected(
        NotRepresentable
    )


@pytest.mark.parametrize("quantity", ["0", "-1"])
def test_an_order_takes_more_than_nothing(quantity: str) -> None:
    given(REQUISITION, *APPROVED).when(order_lines, [take(quantity)], ORDER, "USD").rejected(
        RequisitionQuantityNotPositive, line=1
    )


def test_an_order_names_a_line_that_is_there() -> None:
    given(REQUISITION, *APPROVED).when(order_lines, [take("1", line=7)], ORDER, "USD").rejected(
        RequisitionUnknownLine, line=7
    )


@pytest.mark.parametrize(
    ("status", "events"),
    [
        ("draft", (created(), added())),
        ("submitted", (created(), added(), submitted())),
        ("withdrawn", (created(), added(), RequisitionWithdrawn(reason_code="mistake"))),
        ("closed", (*APPROVED, ordered(1, "10", 1), CLOSED)),
    ],
)
def test_only_an_approved_requisition_is_ordered_or_cancelled(
    status: str, events: tuple[Event, ...]
) -> None:
    other = given(REQUISITION, *events)
    other.when(order_lines, [take("1")], OTHER_ORDER, "USD").rejected(
        RequisitionNotApproved, status=status
    )
    other.when(order_open_lines, OTHER_ORDER, "USD").rejected(RequisitionNotApproved, status=status)
    other.when(cancel_line, cancel()).rejected(RequisitionNotApproved, status=status)


@pytest.mark.parametrize(
    ("events", "step"),
    [
        ((created(), added()), "submit"),
        ((created(), added(), submitted()), "approve"),
        ((created(), added(), RequisitionWithdrawn(reason_code="mistake")), "create"),
        ((*APPROVED, ordered(1, "10", 1), CLOSED), "create"),
    ],
)
def test_the_refusal_names_what_leads_to_an_approved_requisition(
    events: tuple[Event, ...], step: str
) -> None:
    given(REQUISITION, *events).when(cancel_line, cancel()).rejected(
        RequisitionNotApproved, next_step=step
    )


def test_an_order_in_another_currency_takes_nothing_of_a_request() -> None:
    wish = given(REQUISITION, *APPROVED)
    for question in ((order_lines, [take("1")]), (order_open_lines,)):
        refusal = wish.when(*question, ORDER, "EUR").rejected(
            RequisitionCurrencyDiffers, requested="USD", ordered="EUR"
        )
        assert "order it in USD" in refusal.message


def test_an_order_without_lines_reserves_all_that_is_left() -> None:
    state = (
        given(REQUISITION, *TWO_LINES, ordered(1, "4", 1, OTHER_ORDER))
        .when(order_open_lines, ORDER, "USD")
        .then(ordered(1, "6", None), ordered(2, "10", None), CLOSED)
    )
    assert [each.left for each in state.lines.values()] == [0, 0]


def test_a_line_that_comes_later_uses_up_what_its_order_reserved() -> None:
    reserved = given(REQUISITION, *APPROVED, ordered(1, "10", None), CLOSED)
    state = reserved.when(order_lines, [take("4")], ORDER, "USD").then(
        ordered(1, "4", 1, reserved="4")
    )
    assert (state.lines[1].ordered, state.lines[1].reserved[ORDER.id]) == (Decimal(10), Decimal(6))
    state = reserved.when(order_lines, [take("10")], ORDER, "USD").then(
        ordered(1, "10", 1, reserved="10")
    )
    assert (state.lines[1].ordered, state.lines[1].reserved[ORDER.id]) == (Decimal(10), Decimal(0))


def test_a_line_that_comes_later_takes_no_more_than_its_order_reserved() -> None:
    reserved = given(REQUISITION, *APPROVED, ordered(1, "10", None), CLOSED)
    reserved.when(order_lines, [take("11")], ORDER, "USD").rejected(
        RequisitionOverOrdered, left="10"
    )
    reserved.when(order_lines, [take("1")], OTHER_ORDER, "USD").rejected(RequisitionNotApproved)
    used_up = given(
        REQUISITION,
        *APPROVED,
        ordered(1, "10", None),
        CLOSED,
        ordered(1, "10", 1, reserved="10"),
    )
    used_up.when(order_lines, [take("1")], ORDER, "USD").rejected(RequisitionNotApproved)


def test_a_reservation_and_what_is_still_open_are_ordered_together() -> None:
    mixed = (*APPROVED, ordered(1, "4", None))
    state = (
        given(REQUISITION, *mixed)
        .when(order_lines, [take("9")], ORDER, "USD")
        .then(ordered(1, "9", 1, reserved="4"))
    )
    assert (state.lines[1].ordered, state.lines[1].left) == (Decimal(9), Decimal(1))


def test_the_open_part_of_a_line_is_cancelled() -> None:
    given(REQUISITION, *TWO_LINES, ordered(1, "4", 1)).when(cancel_line, cancel(1)).then(
        cancelled(1, "6")
    )


def test_the_requisition_closes_when_the_last_open_line_is_cancelled() -> None:
    given(REQUISITION, *APPROVED).when(cancel_line, cancel()).then(cancelled(1, "10"), CLOSED)


def test_nothing_left_means_nothing_to_cancel_or_to_order() -> None:
    refusal = (
        given(REQUISITION, *TWO_LINES, ordered(1, "10", 1))
        .when(cancel_line, cancel(1))
        .rejected(RequisitionNothingOpen, line=1)
    )
    assert refusal.message == "Line 1 of R-1 has nothing left to order or cancel."
    given(REQUISITION, *TWO_LINES).when(cancel_line, cancel(3)).rejected(RequisitionUnknownLine)
    taken = (ordered(1, "10", 1), ordered(2, "10", 2))  # Told without the closing event.
    given(REQUISITION, *TWO_LINES, *taken).when(order_open_lines, ORDER, "USD").rejected(
        RequisitionNothingOpen, line=None
    )

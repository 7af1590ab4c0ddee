"""What orders give back may be ordered again, and what arrives is told to whoever asked for it."""

from dataclasses import replace
from decimal import Decimal
from typing import Any, Final

from domain.event import DocumentRef, Event
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.state import PurchaseOrder
from domain.quantity import Pack
from domain.requisitions.errors import RequisitionOverOrdered
from domain.requisitions.events import (
    RequisitionClosed,
    RequisitionLineCancelled,
    RequisitionLineReceiptTakenBack,
    RequisitionLineReceived,
    RequisitionLineUnordered,
    RequisitionReopened,
)
from domain.requisitions.following import follow, give_back_reserve
from domain.requisitions.ordering import TakenLine, order_lines
from domain.requisitions.state import REQUISITION
from tests.domain import orders
from tests.domain.orders import ORDER, RECEIPT, order_after
from tests.domain.requisition_facts import (
    EACH,
    ID,
    OTHER_ORDER,
    added,
    approved,
    created,
    submitted,
)
from tests.domain.requisition_facts import ordered as taken
from tests.domain.scenario import given

APPROVED: Final[tuple[Event, ...]] = (created(), added(), submitted(), approved())
CLOSED: Final = RequisitionClosed()
REOPENED: Final = RequisitionReopened()
ALL_ORDERED: Final = (*APPROVED, taken(1, "10", 1, ORDER), CLOSED)


def order(*events: PurchaseOrderEvent, quantity: str = "10", **terms: Any) -> PurchaseOrder:
    """An order in force whose line 1 came from line 1 of the requisition."""
    line = orders.added(quantity, requisition_id=ID, requisition_line=1, **terms)
    return order_after(*orders.in_force(line), *events)


def unordered(
    quantity: str, line: int | None = 1, order: DocumentRef = ORDER, reason: str = "short"
) -> RequisitionLineUnordered:
    return RequisitionLineUnordered(
        line=1,
        quantity=Decimal(quantity),
        purchase_order=order,
        purchase_order_line=line,
        reason_code=reason,
    )


def arrived(quantity: str) -> RequisitionLineReceived:
    return RequisitionLineReceived(
        line=1,
        quantity=Decimal(quantity),
        purchase_order=ORDER,
        purchase_order_line=1,
        receipt=RECEIPT,
    )


def taken_back(quantity: str) -> RequisitionLineReceiptTakenBack:
    return RequisitionLineReceiptTakenBack(
        line=1,
        quantity=Decimal(quantity),
        purchase_order=ORDER,
        purchase_order_line=1,
        receipt=RECEIPT,
    )


def test_what_an_order_cancels_may_be_ordered_again() -> None:
    state = (
        given(REQUISITION, *ALL_ORDERED)
        .when(follow, order(), order(orders.cancelled("10", "100")), "short")
        .then(unordered("10"), REOPENED)
    )
    assert (state.status, state.lines[1].left, state.is_taken) == ("approved", Decimal(10), False)
    again = TakenLine(line=1, quantity=Decimal(10), pack=EACH, purchase_order_line=1)
    given(REQUISITION, *ALL_ORDERED, unordered("10"), REOPENED).when(
        order_lines, [again], OTHER_ORDER, "USD"
    ).then(taken(1, "10", 1, OTHER_ORDER), CLOSED)


def test_a_line_closed_short_gives_back_what_did_not_come() -> None:
    came = orders.received("4", "40")
    given(REQUISITION, *ALL_ORDERED, arrived("4")).when(
        follow, order(came), order(came, orders.closed("receiving")), "short"
    ).then(unordered("6"), REOPENED)


def test_the_final_close_gives_back_what_did_not_come_and_its_removal_takes_it_again() -> None:
    open_order = order(orders.received("4", "40"))
    final = replace(open_order, stage="finally_closed")
    back = (unordered("6", reason="year_end"), REOPENED)
    came = (*ALL_ORDERED, arrived("4"))
    given(REQUISITION, *came).when(follow, open_order, final, "year_end").then(*back)
    given(REQUISITION, *came, *back).when(follow, final, open_order, "late").then(
        taken(1, "6", 1, ORDER), CLOSED
    )
    elsewhere = taken(1, "6", 1, OTHER_ORDER)
    given(REQUISITION, *came, *back, elsewhere, CLOSED).when(
        follow, final, open_order, "late"
    ).rejected(RequisitionOverOrdered)


def test_a_line_that_waits_for_no_receipt_is_short_by_what_was_not_invoiced() -> None:
    billed = orders.invoiced("7", "70", "0")
    before = order(billed, match="two_way")
    after = order(billed, orders.closed("receiving"), orders.closed("invoicing"), match="two_way")
    given(REQUISITION, *ALL_ORDERED).when(follow, before, after, "short").then(
        unordered("3"), REOPENED
    )


def test_a_closed_line_that_has_all_gives_nothing_back() -> None:
    came = orders.received("10", "100")
    given(REQUISITION, *ALL_ORDERED, arrived("10")).when(
        follow, order(came), order(came, orders.closed("receiving")), "short"
    ).then()


def test_a_change_order_gives_back_what_it_no_longer_wants_and_a_removed_line_all() -> None:
    fewer = orders.changed("100", "70", orders.change(1, "70", quantity=Decimal(7)))
    smaller = (*ALL_ORDERED, unordered("3", reason="changed"), REOPENED)
    given(REQUISITION, *ALL_ORDERED).when(follow, order(), order(fewer), "changed").then(
        unordered("3", reason="changed"), REOPENED
    )
    emptied = order_after(*orders.in_force(orders.added("2", line=2)))
    state = (
        given(REQUISITION, *smaller)
        .when(follow, order(fewer), emptied, "removed")
        .then(unordered("7", reason="removed"))
    )
    assert (state.lines[1].ordered, state.lines[1].left) == (Decimal(0), Decimal(10))


def test_a_reopened_line_takes_again_what_it_gave_back() -> None:
    short = orders.closed("receiving")
    given(REQUISITION, *ALL_ORDERED, unordered("10"), REOPENED).when(
        follow, order(short), order(), "changed"
    ).then(taken(1, "10", 1, ORDER), CLOSED)


def test_a_line_is_not_reopened_for_what_another_order_took_meanwhile() -> None:
    elsewhere = (*ALL_ORDERED, unordered("10"), REOPENED, taken(1, "4", 1, OTHER_ORDER))
    given(REQUISITION, *elsewhere).when(
        follow, order(orders.closed("receiving")), order(), "changed"
    ).rejected(RequisitionOverOrdered, line=1, left="6", wanted="10")


def test_a_line_is_not_reopened_for_what_was_given_up_meanwhile() -> None:
    given_up = RequisitionLineCancelled(line=1, quantity=Decimal(10), reason_code="surplus")
    gone = (*ALL_ORDERED, unordered("10"), REOPENED, given_up, CLOSED)
    given(REQUISITION, *gone).when(
        follow, order(orders.closed("receiving")), order(), "changed"
    ).rejected(RequisitionOverOrdered, left="0")


def test_an_order_that_wants_more_than_was_asked_for_takes_what_is_left_and_no_more() -> None:
    more = orders.changed("60", "120", orders.change(1, "120", quantity=Decimal(12)))
    partly = (*APPROVED, taken(1, "6", 1, ORDER))
    given(REQUISITION, *partly).when(
        follow, order(quantity="6"), order(more, quantity="6"), "changed"
    ).then(taken(1, "4", 1, ORDER), CLOSED)


def test_what_arrives_and_what_goes_back_is_told() -> None:
    came, back = orders.received("10", "100"), orders.returned("2", "20")
    state = (
        given(REQUISITION, *ALL_ORDERED)
        .when(follow, order(), order(came), "receipt", RECEIPT)
        .then(arrived("10"))
    )
    assert (state.lines[1].received, state.lines[1].state) == (Decimal(10), "fulfilled")
    state = (
        given(REQUISITION, *ALL_ORDERED, arrived("10"))
        .when(follow, order(came), order(came, back), "receipt", RECEIPT)
        .then(taken_back("2"))
    )
    assert (state.lines[1].received, state.lines[1].state) == (Decimal(8), "ordered")


def test_goods_that_go_back_from_a_line_closed_short_are_open_again() -> None:
    short = (orders.received("10", "100"), orders.closed("receiving"))
    given(REQUISITION, *ALL_ORDERED, arrived("10")).when(
        follow, order(*short), order(*short, orders.returned("3", "30")), "receipt", RECEIPT
    ).then(unordered("3", reason="receipt"), taken_back("3"), REOPENED)


def test_packs_count_in_the_requested_unit() -> None:
    box = Pack(unit="BX", base_unit="EA", numerator=5)
    came = orders.received("1", "10")
    given(REQUISITION, *ALL_ORDERED).when(
        follow,
        order(quantity="2", pack=box),
        order(came, quantity="2", pack=box),
        "receipt",
        RECEIPT,
    ).then(arrived("5"))


def test_a_part_that_six_places_cannot_hold_is_never_a_reason_to_refuse() -> None:
    third = Pack(unit="TH", base_unit="EA", denominator=3)
    whole = (*APPROVED, taken(1, "1", 1, ORDER))
    one_left = orders.cancelled("2", "20")
    given(REQUISITION, *whole).when(
        follow,
        order(quantity="3", pack=third),
        order(one_left, quantity="3", pack=third),
        "short",
    ).then(unordered("0.666666"))


def test_what_was_given_back_once_is_not_given_back_again() -> None:
    gone = order(orders.cancelled("10", "100"))
    given(REQUISITION, *ALL_ORDERED, unordered("10"), REOPENED).when(
        follow, gone, gone, "short"
    ).then()


def test_an_order_that_has_ended_gives_back_what_it_reserved_for_lines_that_never_came() -> None:
    reserved = (*APPROVED, taken(1, "10", None, ORDER), CLOSED)
    given(REQUISITION, *reserved).when(give_back_reserve, ORDER, "short").then(
        unordered("10", line=None), REOPENED
    )
    partly = (*reserved, taken(1, "4", 1, ORDER, reserved="4"))
    state = (
        given(REQUISITION, *partly)
        .when(give_back_reserve, ORDER, "short")
        .then(unordered("6", line=None), REOPENED)
    )
    assert state.lines[1].left == Decimal(6)
    given(REQUISITION, *partly).when(give_back_reserve, OTHER_ORDER, "short").then()

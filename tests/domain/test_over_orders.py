"""How much more than was asked for orders may take, where the tenant's tolerances let them."""

from decimal import Decimal

from domain.requisitions.errors import RequisitionNotApproved, RequisitionOverOrdered
from domain.requisitions.events import RequisitionLineCancelled
from domain.requisitions.ordering import Allowed, order_lines
from domain.requisitions.state import REQUISITION
from domain.tolerance import Exactly, Limits
from tests.domain.requisition_facts import ORDER, OTHER_ORDER, ordered
from tests.domain.scenario import given
from tests.domain.test_requisition_ordering import APPROVED, CLOSED, take


def allowing(limits: Limits) -> dict[int, Allowed | None]:
    return {1: (limits, "item")}


def test_more_than_was_asked_for_is_ordered_as_far_as_the_item_allows_all_orders_together() -> None:
    more = allowing(Limits(pct_over=Exactly(Decimal(20))))
    given(REQUISITION, *APPROVED).when(
        order_lines, [take("12")], ORDER, "USD", allowances=more
    ).then(ordered(1, "12", 1), CLOSED)
    asked = given(REQUISITION, *APPROVED).when(
        order_lines, [take("12.1")], ORDER, "USD", allowances=more
    )
    refused = asked.rejected(RequisitionOverOrdered, left="12.0", wanted="12.1")
    assert "tolerance of the item" in refused.message
    before = given(REQUISITION, *APPROVED, ordered(1, "8", 1))
    before.when(order_lines, [take("4")], OTHER_ORDER, "USD", allowances=more).then(
        ordered(1, "4", 1, order=OTHER_ORDER), CLOSED
    )
    before.when(order_lines, [take("5")], OTHER_ORDER, "USD", allowances=more).rejected(
        RequisitionOverOrdered, left="4.0", wanted="5"
    )
    twice = [take("6"), take("7", purchase_order_line=2)]
    given(REQUISITION, *APPROVED).when(
        order_lines, twice, ORDER, "USD", allowances=allowing(Limits(abs_over=Exactly(Decimal(2))))
    ).rejected(RequisitionOverOrdered, left="6", wanted="7")


def test_a_line_that_was_ordered_in_full_takes_what_the_tolerance_lets_come_on_top() -> None:
    more = allowing(Limits(pct_over=Exactly(Decimal(20))))
    full = given(REQUISITION, *APPROVED, ordered(1, "10", 1), CLOSED)
    full.when(order_lines, [take("2")], OTHER_ORDER, "USD", allowances=more).then(
        ordered(1, "2", 1, order=OTHER_ORDER)
    )
    full.when(order_lines, [take("2.1")], OTHER_ORDER, "USD", allowances=more).rejected(
        RequisitionOverOrdered, left="2.0", wanted="2.1"
    )
    full.when(order_lines, [take("1")], OTHER_ORDER, "USD").rejected(RequisitionNotApproved)
    beyond = given(REQUISITION, *APPROVED, ordered(1, "12", 1), CLOSED)
    beyond.when(order_lines, [take("1")], OTHER_ORDER, "USD", allowances=more).rejected(
        RequisitionOverOrdered, left="0"
    )


def test_what_was_given_up_of_a_line_is_not_ordered_on_top() -> None:
    more = allowing(Limits(pct_over=Exactly(Decimal(20))))
    gone = RequisitionLineCancelled(line=1, quantity=Decimal(4), reason_code="enough")
    given(REQUISITION, *APPROVED, ordered(1, "6", 1), gone, CLOSED).when(
        order_lines, [take("1")], OTHER_ORDER, "USD", allowances=more
    ).rejected(RequisitionNotApproved)

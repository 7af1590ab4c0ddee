"""A change that waits or was refused is no terms yet: bills go by the revision before it."""

from decimal import Decimal
from typing import Final

import pytest

from domain.invoices.order_facts import before_linking
from domain.purchase_orders.approval import needs_new_case
from domain.purchase_orders.billing import proposed_bill
from domain.purchase_orders.change_orders import implement
from domain.purchase_orders.commands import ChangedLine, ImplementChangeOrder
from domain.purchase_orders.decide import reject
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderRejected
from domain.purchase_orders.in_force import in_force as terms_in_force
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from tests.domain.orders import (
    INVOICE,
    NOW,
    OTHER_CASE,
    added,
    approved,
    cancelled,
    change,
    changed,
    in_force,
    invoiced,
    issued,
    order_after,
    received,
    ref,
    submitted,
)
from tests.domain.scenario import given

TEN: Final = Decimal(10)
GLOVES: Final = Decimal(1000)  # What the order comes to as it is issued.
DEARER: Final = (
    changed("1000", "2000", change(1, "2000", unit_price=Decimal(20))),
    submitted("2000", OTHER_CASE),
)


def repriced(order: PurchaseOrder, price: str) -> PurchaseOrder:
    asked = (ChangedLine(line=1, unit_price=Decimal(price)),)
    command = ImplementChangeOrder(now=NOW, purchase_order_id=order.id, lines=asked)
    for event in implement(order, command):
        order = PURCHASE_ORDER.evolve(order, event)
    return order


@pytest.mark.parametrize(
    ("asked", "price", "amount", "again"),
    [
        ("2000", "20", "2000", True),  # All that is billed is owed at the new price.
        ("2000", "15", "1500", True),
        ("1000", "20", "1000", False),  # Nobody asks for more than that.
        ("2000", "10.9", "1090", False),  # Within what a change may add.
    ],
)
def test_billed_goods_count_at_the_new_price_as_far_as_their_bill_asks_for_it(
    asked: str, price: str, amount: str, again: bool
) -> None:
    before = order_after(*in_force(), received("100", "1000"), invoiced("100", asked, "1000"))
    after = repriced(before, price)
    assert after.amount == Decimal(amount)
    assert needs_new_case(before, after) is again


def test_each_bill_counts_for_no_more_than_it_asks() -> None:
    other = ref("invoice", 78)
    bills = (invoiced("60", "600", "600"), invoiced("40", "900", "400", other))
    before = order_after(*in_force(), received("100", "1000"), *bills)
    assert repriced(before, "20").amount == 1400


@pytest.mark.parametrize("refused", [False, True])
def test_bills_are_compared_with_the_last_revision_in_force(refused: bool) -> None:
    told: tuple[PurchaseOrderEvent, ...] = ()
    if refused:  # As it was told before refusals took a change back.
        told = (PurchaseOrderRejected(approval_case_id=OTHER_CASE, reason_code="no"),)
    order = order_after(*in_force(), received("50", "500"), *DEARER, *told)
    facts = before_linking(order, [1], None)
    side = facts.sides[1]
    assert (facts.revision, side.unit_price, side.ordered) == (1, TEN, Decimal(100))
    assert [(each.quantity, each.amount) for each in proposed_bill(order)] == [
        (Decimal(50), Decimal(500))
    ]


def test_an_agreed_change_is_what_bills_are_compared_with() -> None:
    order = order_after(
        *in_force(), *DEARER, approved("2000", OTHER_CASE), issued("2000", revision=2)
    )
    facts = before_linking(order, [1], None)
    assert (facts.revision, facts.sides[1].unit_price) == (2, Decimal(20))


def test_what_is_cancelled_meanwhile_is_not_wanted_at_the_former_terms_either() -> None:
    more = (
        changed("1000", "2000", change(1, "2000", quantity=Decimal(200))),
        submitted("2000", OTHER_CASE),
    )
    order = order_after(*in_force(), *more, cancelled("170", "1700"))
    assert terms_in_force(order).lines[1].ordered == 30
    assert terms_in_force(order).amount == 300


def test_a_line_that_is_only_proposed_wants_nothing_yet() -> None:
    order = order_after(
        *in_force(), added("500", "10", 2), changed("1000", "6000"), submitted("6000", OTHER_CASE)
    )
    assert before_linking(order, [2], None).sides[2].ordered == 0
    assert terms_in_force(order).amount == 1000


def test_a_refused_change_leaves_the_order_in_force_at_its_former_terms() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), received("50", "500"), *DEARER)
        .when(reject, OTHER_CASE, "too_dear")
        .then(
            changed("2000", "1000", change(1, "1000", unit_price=Decimal(10)), revision=3),
            PurchaseOrderRejected(approval_case_id=OTHER_CASE, reason_code="too_dear", restored=1),
            issued("1000", revision=3),
        )
    )
    assert (order.stage, order.amount, order.approved_amount) == ("issued", GLOVES, GLOVES)
    assert order.lines[1].terms == order_after(*in_force()).lines[1].terms


def test_small_changes_before_a_refused_one_still_add_up() -> None:
    crept = changed("1000", "1090", change(1, "1090", unit_price=Decimal("10.9")))
    dearer = changed("1090", "2000", change(1, "2000", unit_price=Decimal(20)), revision=3)
    history = (*in_force(), crept, dearer, submitted("2000", OTHER_CASE))
    order = order_after(*history)
    for event in reject(order, OTHER_CASE, "too_dear"):
        order = PURCHASE_ORDER.evolve(order, event)
    assert (order.amount, order.approved_amount, order.revision) == (Decimal(1090), GLOVES, 4)
    assert needs_new_case(order, repriced(order, "11.9"))


def test_a_refused_line_and_a_refused_supplier_are_taken_back() -> None:
    other = {"supplier_id": ref("supplier", 5).id, "supplier_name": "Cardinal"}
    history = (
        *in_force(),
        added("500", "10", 2),
        changed("1000", "6000"),
        submitted("6000", OTHER_CASE),
        changed("6000", "6000", revision=3, **other),
        submitted("6000", OTHER_CASE),
    )
    order = order_after(*history)
    for event in reject(order, OTHER_CASE, "too_dear"):
        order = PURCHASE_ORDER.evolve(order, event)
    was = order_after(*in_force())
    assert (order.supplier_id, order.supplier_name) == (was.supplier_id, was.supplier_name)
    assert (order.amount, order.approved_amount, order.stage) == (GLOVES, GLOVES, "issued")
    assert not order.lines[2].live


def test_bills_of_both_kinds_go_by_what_was_agreed() -> None:
    order = order_after(*in_force(), received("100", "1000"), *DEARER, invoiced("1", "20", "10"))
    assert INVOICE.id in order.lines[1].ledger.invoices
    assert [each.unit_price for each in proposed_bill(order)] == [10]

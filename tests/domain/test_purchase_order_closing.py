"""Lines are cancelled, closed and reopened; the header follows them."""

from decimal import Decimal

import pytest

from domain.purchase_orders.closing import cancel_line, close_line, reopen_line
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ClosePurchaseOrderLine,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.errors import (
    PurchaseOrderLineClosedAlready,
    PurchaseOrderLineNotWanted,
    PurchaseOrderNothingToCancel,
    PurchaseOrderNothingToReopen,
    PurchaseOrderUnknownLine,
)
from domain.purchase_orders.events import PurchaseOrderEvent, PurchaseOrderLineReopened
from domain.purchase_orders.line_state import Undoable
from domain.purchase_orders.lines import CloseSide
from domain.purchase_orders.progress import (
    billing_progress,
    lifecycle,
    receipt_progress,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    NOW,
    ORDER,
    added,
    cancelled,
    change,
    changed,
    closed,
    created,
    credited,
    in_force,
    invoiced,
    order_after,
    received,
    returned,
    submitted,
)
from tests.domain.scenario import given


def cancel(line: int = 1) -> CancelPurchaseOrderLine:
    return CancelPurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=line, reason_code="not_needed"
    )


def close(side: CloseSide, line: int = 1) -> ClosePurchaseOrderLine:
    return ClosePurchaseOrderLine(
        now=NOW, purchase_order_id=ORDER.id, line=line, side=side, reason_code="short"
    )


def reopen(undo: Undoable, line: int = 1) -> ReopenPurchaseOrderLine:
    return ReopenPurchaseOrderLine(now=NOW, purchase_order_id=ORDER.id, line=line, undo=undo)


def reopened(undone: Undoable, quantity: str = "0", amount: str = "0") -> PurchaseOrderLineReopened:
    return PurchaseOrderLineReopened(
        line=1, undone=undone, quantity=Decimal(quantity), amount=Decimal(amount)
    )


@pytest.mark.parametrize(
    ("history", "quantity", "amount"),
    [
        ((), "100", "1000"),
        ((received("40", "400"),), "60", "600"),
        ((received("40", "400"), invoiced("70", "700", "700")), "30", "300"),
        ((received("40", "400"), returned("40", "400")), "100", "1000"),
    ],
)
def test_what_neither_came_nor_was_billed_can_be_cancelled(
    history: tuple[PurchaseOrderEvent, ...], quantity: str, amount: str
) -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), *history)
        .when(cancel_line, cancel())
        .then(cancelled(quantity, amount))
    )
    assert order.amount == Decimal(1000) - Decimal(amount)


def test_a_draft_line_can_be_cancelled_too() -> None:
    order = (
        given(PURCHASE_ORDER, created(), added())
        .when(cancel_line, cancel())
        .then(cancelled("100", "1000"))
    )
    assert lifecycle(order) == "cancelled"


def test_a_cancellation_never_takes_more_than_the_line_is_worth() -> None:
    history = (
        invoiced("40", "400", "400"),
        changed("1000", "1060", change(1, "1060", unit_price=Decimal(11))),
        credited("39", "390", "390"),
    )
    order = (
        given(PURCHASE_ORDER, *in_force(), *history)
        .when(cancel_line, cancel())
        .then(cancelled("99", "1060"))
    )
    assert order.amount == 0


def test_a_line_is_cancelled_once() -> None:
    given(PURCHASE_ORDER, *in_force(), cancelled("100", "1000")).when(
        cancel_line, cancel()
    ).rejected(PurchaseOrderLineNotWanted, line=1)


def test_nothing_is_left_to_cancel_of_what_came_or_was_billed() -> None:
    for fact in (received("100", "1000"), invoiced("100", "1000", "1000")):
        given(PURCHASE_ORDER, *in_force(), fact).when(cancel_line, cancel()).rejected(
            PurchaseOrderNothingToCancel, committed="100"
        )


def test_each_side_of_a_line_is_closed_by_itself() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), received("40", "400"))
        .when(close_line, close("receiving"))
        .then(closed("receiving"))
    )
    line = order.lines[1]
    assert (line.closed_for_receiving, line.closed_for_invoicing) == (True, False)
    assert line.open_for_receiving == 0


def test_a_side_is_closed_once_and_a_cancelled_line_not_at_all() -> None:
    given(PURCHASE_ORDER, *in_force(), closed("invoicing")).when(
        close_line, close("invoicing")
    ).rejected(PurchaseOrderLineClosedAlready, side="invoicing")
    given(PURCHASE_ORDER, *in_force(), cancelled("100", "1000")).when(
        close_line, close("receiving")
    ).rejected(PurchaseOrderLineNotWanted, line=1)


def test_only_a_line_of_the_order_is_cancelled_closed_or_reopened() -> None:
    asked = given(PURCHASE_ORDER, *in_force())
    asked.when(cancel_line, cancel(9)).rejected(PurchaseOrderUnknownLine, line=9)
    asked.when(close_line, close("receiving", 9)).rejected(PurchaseOrderUnknownLine, line=9)
    asked.when(reopen_line, reopen("cancelled", 9)).rejected(PurchaseOrderUnknownLine, line=9)


def test_reopening_gives_back_what_was_cancelled() -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), received("40", "400"), cancelled("60", "600"))
        .when(reopen_line, reopen("cancelled"))
        .then(reopened("cancelled", "60", "600"))
    )
    assert (order.amount, order.lines[1].ordered) == (Decimal(1000), Decimal(100))


@pytest.mark.parametrize("side", ["receiving", "invoicing"])
def test_reopening_undoes_the_close_of_one_side(side: CloseSide) -> None:
    order = (
        given(PURCHASE_ORDER, *in_force(), closed("receiving"), closed("invoicing"))
        .when(reopen_line, reopen(side))
        .then(reopened(side))
    )
    assert not order.lines[1].closed(side)
    assert order.lines[1].undoable == (("invoicing",) if side == "receiving" else ("receiving",))


@pytest.mark.parametrize("undo", ["cancelled", "receiving", "invoicing"])
def test_an_open_line_cannot_be_reopened(undo: Undoable) -> None:
    given(PURCHASE_ORDER, *in_force()).when(reopen_line, reopen(undo)).rejected(
        PurchaseOrderNothingToReopen, undo=undo, undoable=()
    )


def test_what_may_be_undone_is_kept_in_order_until_it_is_undone() -> None:
    first = order_after(*in_force(), received("40", "400"), closed("receiving"))
    assert first.lines[1].undoable == ("receiving",)
    history = (closed("receiving"), cancelled("60", "600"))
    both = order_after(*in_force(), received("40", "400"), *history)
    assert both.lines[1].undoable == ("receiving", "cancelled")
    again = order_after(
        *in_force(), received("40", "400"), *history, reopened("cancelled", "60", "600")
    )
    assert again.lines[1].undoable == ("receiving",)


def test_an_order_is_cancelled_once_nothing_of_any_line_is_wanted() -> None:
    two = in_force(added(), added("5", "1", line=2))
    one_left = order_after(*two, cancelled("100", "1000"))
    assert lifecycle(one_left) == "issued"
    assert lifecycle(order_after(*two, cancelled("100", "1000"), cancelled("5", "5", 2))) == (
        "cancelled"
    )


@pytest.mark.parametrize(
    ("history", "expected"),
    [
        ((received("100", "1000"),), "issued"),
        ((received("100", "1000"), invoiced("100", "1000", "1000")), "closed"),
        ((received("40", "400"), closed("receiving"), closed("invoicing")), "closed"),
        ((closed("receiving"), invoiced("100", "1000", "1000")), "closed"),
        (
            (
                received("100", "1000"),
                invoiced("100", "1000", "1000"),
                returned("1", "10"),
            ),
            "issued",
        ),
    ],
)
def test_an_order_is_closed_when_nothing_more_is_expected(
    history: tuple[PurchaseOrderEvent, ...], expected: str
) -> None:
    assert lifecycle(order_after(*in_force(), *history)) == expected


def test_a_two_way_order_is_closed_without_a_receipt() -> None:
    order = order_after(*in_force(added(match="two_way")), invoiced("100", "1000", "0"))
    assert lifecycle(order) == "closed"


def test_a_draft_and_a_waiting_order_are_named_by_their_stage() -> None:
    assert lifecycle(order_after(created())) == "draft"
    assert lifecycle(order_after(created(), added(), submitted())) == "pending_approval"


def test_progress_is_read_off_the_lines_that_are_wanted() -> None:
    order = order_after(*in_force())
    assert (receipt_progress(order), billing_progress(order)) == ("none", "none")
    order = order_after(*in_force(), received("40", "400"), invoiced("10", "100", "100"))
    assert (receipt_progress(order), billing_progress(order)) == ("partial", "partial")
    order = order_after(
        *in_force(), received("40", "400"), invoiced("40", "400", "400"), cancelled("60", "600")
    )
    assert (receipt_progress(order), billing_progress(order)) == ("full", "full")

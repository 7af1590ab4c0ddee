"""How an order ends: given up as a draft, cancelled line by line, closed for good."""

from decimal import Decimal

import pytest

from domain.budgets.holdings import of_order
from domain.purchase_orders import endings
from domain.purchase_orders.control_commands import (
    CancelPurchaseOrder,
    FinallyClosePurchaseOrder,
    RemoveFinalClose,
)
from domain.purchase_orders.control_errors import (
    PurchaseOrderInvoicesWaiting,
    PurchaseOrderIsFinal,
    PurchaseOrderNothingOpen,
)
from domain.purchase_orders.control_events import (
    LineResidue,
    PurchaseOrderDiscarded,
    PurchaseOrderFinalCloseRemoved,
    PurchaseOrderFinallyClosed,
)
from domain.purchase_orders.errors import (
    PurchaseOrderOnHold,
    PurchaseOrderWrongStage,
)
from domain.purchase_orders.events import PurchaseOrderInvoiceSettled
from domain.purchase_orders.ledger import require_receivable
from domain.purchase_orders.progress import lifecycle
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import (
    INVOICE,
    NOW,
    ORDER,
    added,
    cancelled,
    created,
    held,
    in_force,
    invoiced,
    order_after,
    received,
)
from tests.domain.scenario import given


def test_an_order_is_cancelled_line_by_line_as_far_as_nothing_came() -> None:
    command = CancelPurchaseOrder(now=NOW, purchase_order_id=ORDER.id, reason_code="not_needed")
    history = (*in_force(added(), added("10", "5", line=2)), received("40", "400"))
    order = (
        given(PURCHASE_ORDER, *history)
        .when(endings.cancel_order, command)
        .then(cancelled("60", "600"), cancelled("10", "50", line=2))
    )
    assert [line.ordered for line in order.live_lines] == [40]
    given(PURCHASE_ORDER, *in_force(), received("100", "1000")).when(
        endings.cancel_order, command
    ).rejected(PurchaseOrderNothingOpen)


def test_a_draft_without_a_line_is_given_up_and_a_line_takes_it_up_again() -> None:
    command = CancelPurchaseOrder(now=NOW, purchase_order_id=ORDER.id, reason_code="not_needed")
    gone = PurchaseOrderDiscarded(reason_code="not_needed")
    order = given(PURCHASE_ORDER, created()).when(endings.cancel_order, command).then(gone)
    assert lifecycle(order) == "cancelled"
    given(PURCHASE_ORDER, created(), gone).when(endings.cancel_order, command).rejected(
        PurchaseOrderNothingOpen
    )
    assert lifecycle(order_after(created(), gone, added())) == "draft"


def finish() -> FinallyClosePurchaseOrder:
    return FinallyClosePurchaseOrder(
        now=NOW, purchase_order_id=ORDER.id, closed_by="fay", reason_code="year_end"
    )


def test_the_final_close_tells_what_the_order_leaves_behind() -> None:
    settled = PurchaseOrderInvoiceSettled(invoice=INVOICE)
    history = (*in_force(), received("70", "700"), invoiced("50", "500", "500"))
    given(PURCHASE_ORDER, *history).when(endings.finally_close, finish()).rejected(
        PurchaseOrderInvoicesWaiting, waiting=1
    )
    residue = LineResidue(
        line=1,
        ordered=Decimal(100),
        received=Decimal(70),
        invoiced=Decimal(50),
        balance=Decimal(200),
        open_amount=Decimal(500),
    )
    final = PurchaseOrderFinallyClosed(
        closed_by="fay", reason_code="year_end", currency="USD", residues=(residue,)
    )
    order = (
        given(PURCHASE_ORDER, *history, settled).when(endings.finally_close, finish()).then(final)
    )
    assert lifecycle(order) == "finally_closed"
    with pytest.raises(PurchaseOrderWrongStage):
        require_receivable(order, 1, Decimal(1))
    with pytest.raises(PurchaseOrderIsFinal):
        endings.require_not_final(order)
    again = given(PURCHASE_ORDER, *history, settled, final)
    again.when(endings.finally_close, finish()).rejected(PurchaseOrderIsFinal)
    back = RemoveFinalClose(
        now=NOW, purchase_order_id=ORDER.id, reopened_by="fay", reason_code="late_invoice"
    )
    opened = PurchaseOrderFinalCloseRemoved(reopened_by="fay", reason_code="late_invoice")
    assert again.when(endings.remove_final_close, back).then(opened).stage == "issued"
    given(PURCHASE_ORDER, *history).when(endings.remove_final_close, back).rejected(
        PurchaseOrderWrongStage
    )


def test_the_final_close_frees_the_budget_until_it_is_removed() -> None:
    history = (*in_force(added(accounting="expense")), received("70", "700"))
    final = PurchaseOrderFinallyClosed(
        closed_by="fay", reason_code="year_end", currency="USD", residues=()
    )
    back = PurchaseOrderFinalCloseRemoved(reopened_by="fay", reason_code="late_invoice")
    for happened, still_open, ended in (
        (history, 300, False),
        ((*history, final), 0, True),
        ((*history, final, back), 300, False),
    ):
        (held_of_budget,) = of_order(order_after(*happened))
        assert held_of_budget.holding.open == still_open
        assert held_of_budget.ended is ended
        assert held_of_budget.holding.liquidated == held_of_budget.holding.spent == 700


def test_only_an_order_in_force_without_a_hold_is_closed_for_good() -> None:
    given(PURCHASE_ORDER, *in_force(), held()).when(endings.finally_close, finish()).rejected(
        PurchaseOrderOnHold
    )
    given(PURCHASE_ORDER, created(), added()).when(endings.finally_close, finish()).rejected(
        PurchaseOrderWrongStage
    )

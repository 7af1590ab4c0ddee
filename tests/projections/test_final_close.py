"""An order that is closed for good waits for nothing, whatever goes back afterwards."""

from decimal import Decimal
from typing import Final

from domain.budgets.holdings import of_order
from domain.purchase_orders.control_events import (
    PurchaseOrderFinalCloseRemoved,
    PurchaseOrderFinallyClosed,
)
from domain.purchase_orders.state import PURCHASE_ORDER
from projections.purchase_orders import PURCHASE_ORDERS
from tests.domain.orders import ORDER, added, in_force, order_after, received, returned
from tests.domain.scenario import folded
from tests.projections.folding import Story, fold
from tests.projections.order_agreement import order_agrees

FINAL: Final = PurchaseOrderFinallyClosed(
    closed_by="fay", reason_code="year_end", currency="USD", residues=()
)
REMOVED: Final = PurchaseOrderFinalCloseRemoved(reopened_by="fay", reason_code="late_invoice")


def test_nothing_is_open_of_an_order_until_its_final_close_is_removed() -> None:
    history = (*in_force(added(), added("10", "2.5", line=7)), received("90", "900"))
    sent_back = (*history, FINAL, returned("20", "200"))
    for happened, still_open in (
        (history, "125.00"),
        ((*history, FINAL), "0.00"),
        (sent_back, "0.00"),
        ((*sent_back, REMOVED), "325.00"),
    ):
        story = Story()
        for event in happened:
            story.happens(f"purchase_order/{ORDER.id}", event, number="PO-1")
        kept = fold(PURCHASE_ORDERS, story.events)
        header = kept.row("purchase_orders")
        assert Decimal(header["open_value"]) == Decimal(still_open)
        lines = kept.by("purchase_order_lines", "line")
        order_agrees(folded(PURCHASE_ORDER, *happened), header, lines)


def test_what_goes_back_after_the_final_close_opens_no_budget_again() -> None:
    history = (*in_force(added(accounting="expense")), received("100", "1000"), FINAL)
    (left,) = of_order(order_after(*history, returned("20", "200")))
    assert left.holding.open == 0
    assert left.holding.spent == 800
    assert left.ended

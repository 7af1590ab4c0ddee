"""The order read model after a refused change: the order's former terms, as the order says."""

from decimal import Decimal

from domain.purchase_orders.decide import reject
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import OTHER_CASE, added, change, changed, in_force, received, submitted
from tests.domain.scenario import folded
from tests.projections.order_agreement import order_agrees
from tests.projections.test_purchase_orders import told


def test_an_order_whose_change_was_refused_stands_at_its_former_terms() -> None:
    dearer = change(1, "2000", unit_price="20", need_by="2026-04-01")
    more = (*in_force(), received("40", "400"), changed("1000", "2000", dearer))
    more = (*more, submitted("2000", OTHER_CASE))
    waiting = (*more, added("5", "10", 2), changed("2000", "2050", revision=3))
    waiting = (*waiting, submitted("2050", OTHER_CASE))
    happened = (*waiting, *reject(folded(PURCHASE_ORDER, *waiting), OTHER_CASE, "too_dear"))
    kept = told(*happened)
    order = kept.row("purchase_orders")
    lines = kept.by("purchase_order_lines", "line")
    assert (order["state"], order["revision"], Decimal(order["amount"])) == (
        "issued",
        4,
        Decimal(1000),
    )
    order_agrees(folded(PURCHASE_ORDER, *happened), order, lines)

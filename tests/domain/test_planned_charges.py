"""Goods bear the charges of their order as they come, once; what a receipt states goes before."""

from collections.abc import Sequence
from decimal import Decimal

from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.charges import ChargeSum, StatedCharge
from domain.purchase_orders.charge_events import PurchaseOrderChargesAccrued
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.parts import OrderPart
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.receipts.planned_charges import with_planned
from tests.domain.orders import (
    LATER_RECEIPT,
    RECEIPT,
    added,
    cancelled,
    changed,
    in_force,
    order_after,
    received,
    ref,
    returned,
)

FREIGHT = OrderPart(charge="freight", kind="freight", amount=Decimal("33.34"))
CUSTOMS = OrderPart(charge="customs", kind="freight", percent=Decimal(5), by="quantity")
VAT = OrderPart(charge="vat", kind="tax", percent=Decimal(20))
CARRYING = (*in_force(added()), changed("1000", "1000", parts=(FREIGHT, CUSTOMS, VAT)))


def planned(
    *events: PurchaseOrderEvent, stated: tuple[StatedCharge, ...] = ()
) -> dict[str, tuple[Decimal | None, str]]:
    found = with_planned(order_after(*CARRYING, *events), stated)
    return {each.charge: (each.amount, each.by) for each in found}


def borne(freight: str, customs: str = "0") -> PurchaseOrderChargesAccrued:
    sums = {"freight": Decimal(freight), "customs": Decimal(customs)}
    charges = tuple(ChargeSum(charge=name, amount=each) for name, each in sums.items() if each)
    return PurchaseOrderChargesAccrued(charges=charges, currency="USD", receipt=RECEIPT)


def test_goods_bear_as_much_as_they_are_of_the_order_and_no_tax() -> None:
    assert planned(received("30", "300")) == {
        "freight": (Decimal("10.00"), "value"),
        "customs": (Decimal("15.00"), "quantity"),
    }


def test_what_a_receipt_states_of_a_charge_is_what_it_is() -> None:
    twelve = StatedCharge(charge="freight", amount=Decimal(12))
    found = planned(received("30", "300"), stated=(twelve,))
    assert found == {"freight": (Decimal(12), "value"), "customs": (Decimal("15.00"), "quantity")}
    later = planned(received("30", "300"), borne("12", "15"), received("70", "700", LATER_RECEIPT))
    assert later["freight"] == (Decimal("21.34"), "value")


def test_what_comes_in_place_of_what_went_back_bears_nothing_twice() -> None:
    came = (received("100", "1000"), borne("33.34", "50"), returned("40", "400"))
    assert planned(*came, received("40", "400", LATER_RECEIPT)) == {}


def test_what_comes_beyond_the_order_bears_no_more_than_the_order_carries() -> None:
    assert planned(received("110", "1100"))["freight"] == (Decimal("33.34"), "value")
    less = planned(cancelled("50", "500"), received("50", "500"))
    assert less["customs"] == (Decimal("25.00"), "quantity")


def test_services_and_lines_that_are_billed_alone_bear_none() -> None:
    lines = (added(), added("10", "50", line=2, delivery="service", accounting="expense"))
    carrying = changed("1500", "1500", parts=(FREIGHT,))
    order = order_after(*in_force(*lines), carrying, received("100", "1000"))
    (freight,) = with_planned(order, ())
    assert freight.amount == Decimal("33.34")


@drawn(st.lists(st.integers(1, 99), max_size=8, unique=True))
def test_all_receipts_together_bear_what_the_order_carries(cuts: Sequence[int]) -> None:
    order: PurchaseOrder = order_after(*CARRYING)
    places = [0, *sorted(cuts), 100]
    for number, end in enumerate(places[1:], start=1):
        quantity = end - places[number - 1]
        receipt = ref("receipt", 100 + number)
        came = received(str(quantity), str(quantity * 10), receipt)
        order = PURCHASE_ORDER.evolve(order, came)
        sums = tuple(
            ChargeSum(charge=each.charge, amount=each.amount)
            for each in with_planned(order, ())
            if each.amount is not None
        )
        if sums:
            accrued = PurchaseOrderChargesAccrued(charges=sums, currency="USD", receipt=receipt)
            order = PURCHASE_ORDER.evolve(order, accrued)
    assert order.charges_borne == {"freight": Decimal("33.34"), "customs": Decimal(50)}


def test_free_goods_bear_all_that_their_order_carries_at_once() -> None:
    free = order_after(*in_force(added("100", "0")), changed("0", "0", parts=(FREIGHT, CUSTOMS)))
    found = with_planned(PURCHASE_ORDER.evolve(free, received("10", "0", price="0")), ())
    assert [(each.charge, each.amount) for each in found] == [("freight", Decimal("33.34"))]

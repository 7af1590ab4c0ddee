"""Money ahead of what an order carries beside its lines: a part of each, or an amount of all."""

from decimal import Decimal

import pytest
from hypothesis import given as drawn
from hypothesis import strategies as st

from domain.prepayments import decide
from domain.prepayments.errors import PrepaymentTooHigh
from domain.prepayments.events import PrepaymentRequested
from domain.purchase_orders.parts import OrderPart
from domain.purchase_orders.state import PurchaseOrder
from tests.domain.orders import added, changed, in_force, order_after
from tests.domain.prepaying import ask

FREIGHT = OrderPart(charge="freight", kind="freight", amount=Decimal(50))
VOLUME = OrderPart(charge="volume", kind="discount", percent=Decimal(10))
VAT = OrderPart(charge="vat", kind="tax", percent=Decimal("7.5"), base="so_far")


def carrying(*parts: OrderPart) -> PurchaseOrder:
    """1,000.00 of gloves and 0.33 of tape, in force."""
    lines = (added(), added("3", "0.11", line=2))
    return order_after(*in_force(*lines), changed("1000.33", "1000.33", parts=parts))


def requested(order: PurchaseOrder, **terms: Decimal) -> PrepaymentRequested:
    (event,) = decide.request(None, ask(**terms), order)
    assert isinstance(event, PrepaymentRequested)
    return event


def adds_up(event: PrepaymentRequested) -> bool:
    parts = event.parts or ()
    signed = [-part.amount if part.kind == "discount" else part.amount for part in parts]
    return event.total == sum(line.amount for line in event.lines) + sum(signed)


def test_a_percentage_is_one_of_each_line_and_part() -> None:
    event = requested(carrying(FREIGHT, VOLUME), percent=Decimal(50))
    assert [(part.charge, part.ordered, part.amount) for part in event.parts or ()] == [
        ("freight", Decimal(50), Decimal(25)),
        ("volume", Decimal("100.03"), Decimal("50.02")),
    ]
    assert (event.total, adds_up(event)) == (Decimal("475.15"), True)


def test_the_whole_is_what_the_order_comes_to_and_no_cent_more() -> None:
    order = carrying(FREIGHT, VOLUME, VAT)
    assert requested(order, percent=Decimal(100)).total == order.total
    assert requested(order, amount=order.total).total == order.total
    with pytest.raises(PrepaymentTooHigh):
        requested(order, amount=order.total + Decimal("0.01"))


def test_an_order_with_lines_alone_tells_of_no_parts() -> None:
    assert requested(carrying(), percent=Decimal(30)).parts is None


@drawn(st.integers(1, 102_700), st.integers(1, 100))
def test_what_is_asked_for_adds_up_however_it_is_stated(cents: int, percent: int) -> None:
    order = carrying(FREIGHT, VOLUME, VAT)
    amount = min(Decimal(cents).scaleb(-2), order.total)
    by_amount = requested(order, amount=amount)
    assert (by_amount.total, adds_up(by_amount)) == (amount, True)
    by_percent = requested(order, percent=Decimal(percent))
    assert adds_up(by_percent)
    assert by_percent.total <= order.total
    assert all(part.amount <= part.ordered for part in by_amount.parts or ())

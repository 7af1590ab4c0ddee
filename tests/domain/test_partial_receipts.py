"""Parts of a line, however it is split, add up to the line: no cent is lost or made."""

from collections.abc import Sequence
from decimal import Decimal

import hypothesis.strategies as st
from hypothesis import example, given

from domain.money import extended
from domain.purchase_orders.closing import cancellation
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import invoice_line, receive_line
from domain.purchase_orders.state import PURCHASE_ORDER
from tests.domain.orders import added, in_force, order_after, ref

PARTS = st.lists(st.decimals("0.001", "40", places=3), min_size=1, max_size=12)
PRICES = st.decimals("0", "3", places=6)
ONES = [Decimal(1)] * 10


@given(parts=PARTS, price=PRICES)
@example(parts=[Decimal(3), *ONES[3:]], price=Decimal("0.335"))
@example(parts=ONES, price=Decimal("0.004"))
def test_receipts_of_any_partition_of_a_line_are_worth_what_the_line_is(
    parts: Sequence[Decimal], price: Decimal
) -> None:
    whole = sum(parts, Decimal(0))
    order = order_after(*in_force(added(str(whole), str(price))))
    for number, part in enumerate(parts):
        fact = receive_line(order, 1, part, ref("receipt", 500 + number))
        assert fact.amount >= 0
        order = PURCHASE_ORDER.evolve(order, fact)
    assert order.lines[1].ledger.net_received == (whole, extended(whole, price, "USD"))


@given(parts=PARTS, price=PRICES, ahead=st.lists(st.booleans(), min_size=12, max_size=12))
def test_parts_that_are_billed_before_or_after_they_come_leave_nothing_on_the_account(
    parts: Sequence[Decimal], price: Decimal, ahead: Sequence[bool]
) -> None:
    """Those that are billed first are worth what their bills ask, the others part of the line."""
    whole, come, worth = sum(parts, Decimal(0)), Decimal(0), Decimal(0)
    order = order_after(*in_force(added(str(whole), str(price))))
    for number, (part, billed_first) in enumerate(zip(parts, ahead, strict=False)):
        amount = extended(part, price, "USD")
        grown = extended(come + part, price, "USD") - extended(come, price, "USD")
        come, worth = come + part, worth + (amount if billed_first else grown)
        for is_bill in (billed_first, not billed_first):
            document = ref("invoice" if is_bill else "receipt", 500 + number)
            if is_bill:
                facts: Sequence[PurchaseOrderEvent] = invoice_line(order, 1, part, amount, document)
            else:
                facts = (receive_line(order, 1, part, document),)
            for fact in facts:
                order = PURCHASE_ORDER.evolve(order, fact)
    line = order.lines[1]
    assert line.ledger.net_received.amount == line.ledger.cleared
    assert line.ledger.net_received == (whole, worth)


@given(parts=PARTS, price=PRICES, gone=st.decimals("0.001", "5", places=3))
def test_what_is_left_of_a_line_is_worth_what_its_receipts_come_to(
    parts: Sequence[Decimal], price: Decimal, gone: Decimal
) -> None:
    whole = sum(parts, Decimal(0))
    order = order_after(*in_force(added(str(whole + gone), str(price))))
    order = PURCHASE_ORDER.evolve(order, cancellation(order, 1, "not_needed", gone))
    for number, part in enumerate(parts):
        order = PURCHASE_ORDER.evolve(
            order, receive_line(order, 1, part, ref("receipt", 500 + number))
        )
    assert order.lines[1].ledger.net_received.amount == order.lines[1].amount

"""Goods received of an order line come to nothing once all of it is matched, whatever happened."""

from decimal import Decimal
from typing import Final

import hypothesis.strategies as st
from hypothesis import given

from domain.event import DocumentRef
from domain.purchase_orders.events import PurchaseOrderEvent
from domain.purchase_orders.ledger import (
    correct_received_line,
    credit_line,
    invoice_line,
    receive_line,
    reverse_invoice_line,
)
from domain.purchase_orders.ledger_events import PurchaseOrderLineReturned
from domain.purchase_orders.line_state import Line, Total
from domain.purchase_orders.order import PurchaseOrder
from domain.purchase_orders.residues import unequal
from domain.purchase_orders.state import PURCHASE_ORDER
from domain.purchase_orders.valuation import put_back_value
from domain.receipts.held_line import share
from tests.domain.orders import (
    INVOICE,
    MEMO,
    RECEIPT,
    TODAY,
    added,
    change,
    changed,
    in_force,
    order_after,
)

ZERO: Final = Decimal(0)
ORDERED: Final = Decimal(60)
BILLS: Final = ("bill", "take a bill back", "credit")
ACTS: Final = ("receive", "send back", "count more", "price", *BILLS, *BILLS)
PRICES: Final = st.decimals("0.01", 40, places=2)
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(1, 4), PRICES, st.integers(0, 9)),
    min_size=4,
    max_size=16,
)


def ref(kind: DocumentRef, number: int) -> DocumentRef:
    unique = f"{kind.id[:-4]}{number:04d}"
    return kind.model_copy(update={"id": unique, "number": f"{kind.number}-{number}"})


class Told:
    """An order line of which goods and bills come and go; each bill with a price of its own."""

    def __init__(self, price: Decimal) -> None:
        self.order = order_after(*in_force(added(str(ORDERED), f"{price}")))
        self.before = self.order
        self.bills: dict[DocumentRef, Total] = {}
        self.receipts: dict[DocumentRef, Total] = {}  # as posted

    @property
    def line(self) -> Line:
        return self.order.lines[1]

    def step(self, number: int, act: str, quantity: Decimal, price: Decimal, which: int) -> None:
        """Does what is possible, and no more."""
        self.before = self.order
        if act == "receive" and self.line.received < ORDERED:
            took = min(quantity, ORDERED - self.line.received)
            self._receive(ref(RECEIPT, number), took)
        elif act == "price":
            terms = {"unit_price": price, "quantity": ORDERED}
            told = change(1, f"{ORDERED * price}", **terms)
            revision = self.order.revision + 1
            self._apply(changed("1", f"{ORDERED * price}", told, revision=revision))
        elif act == "bill":
            self.bills[ref(INVOICE, number)] = asked = Total(quantity, quantity * price)
            self._apply(*invoice_line(self.order, 1, *asked, ref(INVOICE, number)))
        elif act in ("send back", "count more") and self.line.ledger.receipts:
            receipt = list(self.receipts)[which % len(self.receipts)]
            self._move(act, receipt, quantity)
        elif act in BILLS and self.bills:
            bill = list(self.bills)[which % len(self.bills)]
            self._bill_goes(act, number, bill, quantity)

    def _receive(self, receipt: DocumentRef, quantity: Decimal) -> None:
        event = receive_line(self.order, 1, quantity, receipt)
        self.receipts[receipt] = Total(event.quantity, event.amount)
        self._apply(event)

    def _move(self, act: str, receipt: DocumentRef, quantity: Decimal) -> None:
        stands = self.line.ledger.receipts.get(receipt.id)
        if act == "count more":
            by = min(quantity, ORDERED - self.line.received)
            if by > 0:
                own = self.receipts[receipt]
                self._apply(correct_received_line(self.order, 1, by, own, receipt))
        elif stands is not None:
            gone = min(quantity, stands.quantity)
            amount = share(stands.amount, gone, stands.quantity, "USD")
            told = {"line": 1, "quantity": gone, "amount": amount, "currency": "USD"}
            self._apply(PurchaseOrderLineReturned.model_validate({**told, "receipt": receipt}))

    def _bill_goes(self, act: str, number: int, bill: DocumentRef, quantity: Decimal) -> None:
        asked = self.bills[bill]
        if act == "take a bill back":
            del self.bills[bill]
            value = put_back_value(self.line, asked, bill.id, "USD")
            self._apply(*reverse_invoice_line(self.order, 1, *asked, value, bill))
            return
        given = min(quantity, asked.quantity)
        amount = share(asked.amount, given, asked.quantity, "USD")
        self.bills[bill] = asked.plus(-given, -amount)
        if given == asked.quantity:
            del self.bills[bill]
        memo = ref(MEMO, number)
        self._apply(*credit_line(self.order, 1, given, amount, memo, bill))

    def _apply(self, *events: PurchaseOrderEvent) -> None:
        self.order = _after(self.order, *events)


def _after(order: PurchaseOrder, *events: PurchaseOrderEvent) -> PurchaseOrder:
    for event in events:
        order = PURCHASE_ORDER.evolve(order, event)
    return order


@given(STEPS, PRICES)
def test_goods_received_close_whenever_all_that_stands_is_billed(
    steps: list[tuple[str, int, Decimal, int]], price: Decimal
) -> None:
    """Bills leave nothing; what goods leave that go or come again is cleared with them."""
    told = Told(price)
    for number, (act, quantity, at, which) in enumerate(steps, start=1):
        told.step(number, act, Decimal(quantity), at, which)
        cleared = unequal(told.before, told.order, TODAY)
        if act in BILLS:
            assert cleared == ()
        told.order = _after(told.order, *cleared)
        line = told.line
        assert unequal(told.before, told.order, TODAY) == ()
        if line.received == line.invoiced:
            assert line.ledger.balance == ZERO
        if line.invoiced == 0:
            assert line.ledger.cleared == ZERO or line.received == 0
        assert all(each.amount >= 0 for each in line.ledger.receipts.values())


@given(STEPS, PRICES)
def test_what_is_cleared_ahead_of_goods_that_stay_is_what_bills_ask(
    steps: list[tuple[str, int, Decimal, int]], price: Decimal
) -> None:
    """Each unit that comes later is worth what its own bill asks: so there is no variance."""
    told = Told(price)
    for number, (act, quantity, at, which) in enumerate(steps, start=1):
        if act in ("bill", "take a bill back"):
            told.step(number, act, Decimal(quantity), at, which)
    asked = sum((each.amount for each in told.bills.values()), ZERO)
    assert told.line.ledger.cleared == asked
    for number, bill in enumerate(list(told.bills.values()), start=100):
        receipt = ref(RECEIPT, number)
        told._receive(receipt, bill.quantity)
        assert told.receipts[receipt] == bill
    assert told.line.ledger.balance == ZERO

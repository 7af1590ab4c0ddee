"""Whatever happens to an order line, its ledger is the fold of its facts and nobody overdraws it.

Hypothesis drives receipts, returns, reversals, invoices, voids, credits, change orders, closes and
cancellations in any order. A plain sum over the stored facts is the model to compare with.
`test_supplier_answer_machine.py` adds what the supplier answers.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.errors import Rejected
from domain.event import Event
from domain.money import extended
from domain.purchase_orders import change_orders, closing, ledger
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    ImplementChangeOrder,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.line_state import Line, Total
from domain.purchase_orders.lines import CloseSide
from domain.purchase_orders.policy import receivable_up_to
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts import decide, taking_back
from domain.receipts.commands import (
    PostReceipt,
    ReceivedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.errors import OverReceipt
from domain.receipts.events import ReceiptGoodsReturned, ReceiptPosted, ReceiptReversed
from domain.receipts.ledger_facts import on_order
from domain.receipts.state import RECEIPT, Receipt
from domain.registry import EVENTS
from tests.domain.orders import MEMO, NOW, ORDER, TODAY, added, in_force, ref
from tests.domain.scenario import folded

QUANTITIES: Final = st.decimals("0.01", "60", places=2)
PRICES: Final = st.decimals("0", "20", places=4)
SIDES: Final = st.sampled_from(("receiving", "invoicing"))
TOTALS: Final = {
    "received": "purchase_order.line_received",
    "receipt_reversed": "purchase_order.line_receipt_reversed",
    "returned": "purchase_order.line_returned",
    "invoiced": "purchase_order.line_invoiced",
    "invoice_reversed": "purchase_order.line_invoice_reversed",
    "credited": "purchase_order.line_credited",
}


class OrderLineMachine(RuleBasedStateMachine):
    """One order with one line of a hundred at ten dollars."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Event] = list(in_force(added("100", "10")))
        self.order: PurchaseOrder = folded(PURCHASE_ORDER, *self.history)
        self.snapshots = [(len(self.history), self.order)]
        self.receipts: dict[str, Receipt] = {}
        self.invoices: list[Event] = []
        self.documents = 100  # Ids of receipts and invoices are counted from here.

    @property
    def line(self) -> Line:
        return self.order.lines[1]

    def happens(self, events: Sequence[Event]) -> None:
        """Records facts in their stored form, as the log gives them back."""
        for event in events:
            stored = event.model_dump_json(exclude_none=True)
            self.history.append(EVENTS[event.TYPE].model_validate_json(stored))
            self.order = PURCHASE_ORDER.evolve(self.order, self.history[-1])
        self.snapshots.append((len(self.history), self.order))

    def next_id(self) -> int:
        self.documents += 1
        return self.documents

    @rule(counts=st.lists(QUANTITIES, min_size=1, max_size=3))
    def goods_arrive(self, counts: list[Decimal]) -> None:
        receipt = ref("receipt", self.next_id())
        command = PostReceipt(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            number=receipt.number,
            purchase_order_id=ORDER.id,
            received_on=TODAY,
            lines=tuple(ReceivedLine(purchase_order_line=1, quantity=each) for each in counts),
        )
        line, terms = self.line, self.line.terms
        most = receivable_up_to(line.ordered, terms.delivery, line.cancelled.quantity)
        assert most is not None, "what is built in has an end"
        try:
            (posted,) = decide.post(None, command, self.order, {})
        except OverReceipt:
            assert line.received + sum(counts) > most
        except Rejected:
            assert line.closed_for_receiving or not line.live
        else:
            assert isinstance(posted, ReceiptPosted)
            assert line.received + sum(counts) <= most
            self.receipts[receipt.id] = folded(RECEIPT, posted)
            self.happens(on_order(posted, receipt))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), quantity=QUANTITIES)
    def goods_go_back(self, choice: st.DataObject, quantity: Decimal) -> None:
        receipt = self.receipts[choice.draw(st.sampled_from(sorted(self.receipts)))]
        number = choice.draw(st.sampled_from(sorted(receipt.lines)))
        command = ReturnGoods(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(ReturnedLine(line=number, quantity=quantity),),
        )
        try:
            (gone,) = taking_back.return_goods(receipt, command, self.order)
        except Rejected:
            assert quantity > receipt.lines[number].left
        else:
            assert isinstance(gone, ReceiptGoodsReturned)
            self.receipts[receipt.id] = RECEIPT.evolve(receipt, gone)
            self.happens(on_order(gone, receipt.ref))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data())
    def a_receipt_was_an_error(self, choice: st.DataObject) -> None:
        receipt = self.receipts[choice.draw(st.sampled_from(sorted(self.receipts)))]
        command = ReverseReceipt(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong_order",
        )
        try:
            (gone,) = taking_back.reverse(receipt, command, self.order)
        except Rejected:
            assert any(held.returned for held in receipt.lines.values())
        else:
            assert isinstance(gone, ReceiptReversed)
            del self.receipts[receipt.id]
            self.happens(on_order(gone, receipt.ref))

    @rule(quantity=QUANTITIES, price=PRICES)
    def an_invoice_comes(self, quantity: Decimal, price: Decimal) -> None:
        invoice = ref("invoice", self.next_id())
        amount = extended(quantity, price, "USD")
        events = ledger.invoice_line(self.order, 1, quantity, amount, invoice)
        self.happens(events)
        self.invoices += events
        self.nothing_is_left_when_all_is_invoiced()

    @precondition(lambda self: self.invoices)
    @rule(choice=st.data())
    def an_invoice_is_voided(self, choice: st.DataObject) -> None:
        place = choice.draw(st.integers(0, len(self.invoices) - 1))
        told: dict[str, Any] = dict(self.invoices[place])
        if told["quantity"] > self.line.invoiced:
            return  # It was credited, so that it cannot be voided any more.
        self.invoices.pop(place)
        values = (told[name] for name in ("quantity", "amount", "cleared", "invoice"))
        self.happens(ledger.reverse_invoice_line(self.order, 1, *values))

    @precondition(lambda self: self.line.invoiced > 0)
    @rule(quantity=QUANTITIES)
    def a_credit_comes(self, quantity: Decimal) -> None:
        quantity = min(quantity, self.line.invoiced)
        amount = extended(quantity, Decimal(10), "USD")
        owed = ref("invoice", 1)
        self.happens(ledger.credit_line(self.order, 1, quantity, amount, MEMO, owed))
        self.nothing_is_left_when_all_is_invoiced()

    @rule(quantity=st.none() | QUANTITIES.map(lambda each: each * 3), price=st.none() | PRICES)
    def the_order_changes(self, quantity: Decimal | None, price: Decimal | None) -> None:
        wanted = ChangedLine(line=1, quantity=quantity, unit_price=price)
        command = ImplementChangeOrder(now=NOW, purchase_order_id=ORDER.id, lines=(wanted,))
        before = self.line
        try:
            events = change_orders.implement(self.order, command)
        except Rejected:
            return
        self.happens(events)
        assert self.line.ordered >= min(before.committed, before.ordered)

    @rule(side=SIDES)
    def a_side_is_closed_or_reopened(self, side: CloseSide) -> None:
        told: dict[str, Any] = {"now": NOW, "purchase_order_id": ORDER.id, "line": 1}
        if self.line.closed(side):
            undo = ReopenPurchaseOrderLine(**told, undo=side)
            self.happens(closing.reopen_line(self.order, undo))
        elif self.line.live:
            close = ClosePurchaseOrderLine(**told, side=side, reason_code="short")
            self.happens(closing.close_line(self.order, close))

    @rule()
    def the_rest_is_cancelled_or_wanted_again(self) -> None:
        told: dict[str, Any] = {"now": NOW, "purchase_order_id": ORDER.id, "line": 1}
        if "cancelled" in self.line.undoable:
            undo = ReopenPurchaseOrderLine(**told, undo="cancelled")
            self.happens(closing.reopen_line(self.order, undo))
        elif self.line.ordered > self.line.committed:
            cancel = CancelPurchaseOrderLine(**told, reason_code="not_needed")
            self.happens(closing.cancel_line(self.order, cancel))
            assert self.line.ordered == self.line.committed

    def nothing_is_left_when_all_is_invoiced(self) -> None:
        book = self.line.ledger
        if book.net_received.quantity == book.net_invoiced.quantity:
            assert book.net_received.amount == book.cleared

    @invariant()
    def every_total_is_the_sum_of_the_stored_facts(self) -> None:
        for name, stored_name in TOTALS.items():
            facts = [dict(event) for event in self.history if stored_name == event.TYPE]
            quantity = sum((fact["quantity"] for fact in facts), Decimal(0))
            amount = sum((fact["amount"] for fact in facts), Decimal(0))
            assert getattr(self.line.ledger, name) == Total(quantity, amount)

    @invariant()
    def the_receipts_hold_what_stands_as_received(self) -> None:
        book = self.line.ledger
        held = {
            each.id: Total(
                sum((line.left for line in each.lines.values()), Decimal(0)),
                sum((line.left_amount for line in each.lines.values()), Decimal(0)),
            )
            for each in self.receipts.values()
        }
        assert book.receipts == {name: total for name, total in held.items() if total.quantity}
        amounts = sum((each.amount for each in held.values()), Decimal(0))
        assert (book.net_received.amount, book.net_received.amount >= 0) == (amounts, True)

    @invariant()
    def no_value_is_finer_than_the_currency(self) -> None:
        book = self.line.ledger
        for value in (book.cleared, book.net_received.amount, self.order.amount):
            assert value == round(value, 2)

    def teardown(self) -> None:
        """Every prefix of the history leads to the state that it led to when it happened."""
        for length, order in self.snapshots:
            assert folded(PURCHASE_ORDER, *self.history[:length]) == order


TestOrderLine = OrderLineMachine.TestCase

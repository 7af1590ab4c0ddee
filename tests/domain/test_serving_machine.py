"""Whatever happens to a line that serves three requests, each of them has its own and no more.

Hypothesis drives receipts, returns, corrections, reversals, bills, changes, cancellations and
closes in any order, dealt by rule or by choice, to boxes of which four pairs are nobody's.
"""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.budgets.holdings import Held, of_order
from domain.errors import Rejected
from domain.event import DocumentRef, Event
from domain.purchase_orders import change_orders, closing, ledger
from domain.purchase_orders.commands import (
    CancelPurchaseOrderLine,
    ChangedLine,
    ClosePurchaseOrderLine,
    ImplementChangeOrder,
    ReopenPurchaseOrderLine,
)
from domain.purchase_orders.events import PurchaseOrderLineAdded
from domain.purchase_orders.line_state import Line
from domain.purchase_orders.lines import CostShare, Dealt, ServedRequest
from domain.purchase_orders.serving import arrived, held
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.quantity import in_base
from domain.receipts import correcting, decide, taking_back
from domain.receipts.commands import (
    CorrectReceipt,
    PostReceipt,
    ReceivedLine,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.events import ReceiptEvent
from domain.receipts.for_requests import chosen_in, for_requests
from domain.receipts.ledger_facts import Booking, on_order
from domain.receipts.state import RECEIPT, Receipt
from domain.registry import EVENTS
from domain.requisitions.following import holdings
from tests.domain.orders import BOX, NOW, ORDER, TODAY, in_force, order_line, ref
from tests.domain.scenario import folded

REQUESTS: Final = tuple(ref("requisition", 50 + number) for number in range(3))
ASKED: Final = (Decimal(12), Decimal(7), Decimal(13))  # Of three boxes of twelve.
DEPARTMENTS: Final = ("SURGERY", "ICU", "WARD")
PAIRS: Final = st.integers(1, 40).map(lambda pairs: Decimal(pairs) / 12)
BOXES: Final = st.sampled_from(["0.25", "0.5", "0.75", "1", "1.25", "2", "3"]).map(Decimal)
PARTS: Final = st.lists(
    st.tuples(st.sampled_from(REQUESTS), st.integers(0, 14)), max_size=3, unique_by=lambda x: x[0]
)
TOLD: Final[dict[str, Any]] = {"now": NOW, "purchase_order_id": ORDER.id}


def serving() -> PurchaseOrderLineAdded:
    """Three boxes at ten dollars, for three departments, used up as they come."""
    line = order_line("3", "10")
    serves = tuple(
        ServedRequest(
            requisition=each,
            requisition_line=1,
            quantity=quantity,
            requester_id="rita",
            facility="NORTH",
            department=department,
            need_by=date(2026, 3, 10 + number),
            bearers=(CostShare(cost_centre=department, account="gloves", weight=Decimal(1)),),
        )
        for number, (each, quantity, department) in enumerate(
            zip(REQUESTS, ASKED, DEPARTMENTS, strict=True)
        )
    )
    told = {"serves": serves, "pack": BOX, "accounting": "expense", "item_id": None}
    return PurchaseOrderLineAdded(line=line.model_copy(update=told))


def as_dealt(parts: Sequence[tuple[DocumentRef, int]]) -> tuple[Dealt, ...]:
    return tuple(
        Dealt(requisition_id=each.id, requisition_line=1, quantity=Decimal(pairs))
        for each, pairs in parts
    )


class ServingMachine(RuleBasedStateMachine):
    """One order with that line."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Event] = list(in_force(serving()))
        self.order: PurchaseOrder = folded(PURCHASE_ORDER, *self.history)
        self.receipts: dict[str, Receipt] = {}
        self.documents = 100

    @property
    def line(self) -> Line:
        return self.order.lines[1]

    def happens(self, events: Sequence[Event]) -> None:
        """Records facts in their stored form, as the log gives them back."""
        for event in events:
            stored = event.model_dump_json(exclude_none=True)
            self.history.append(EVENTS[event.TYPE].model_validate_json(stored))
            self.order = PURCHASE_ORDER.evolve(self.order, self.history[-1])

    def books(
        self,
        receipt: Receipt | None,
        events: Sequence[ReceiptEvent],
        chosen: dict[int, tuple[Dealt, ...]] | None = None,
    ) -> None:
        """A receipt's facts, and what they leave on the order."""
        for event in for_requests(events, receipt, self.order, chosen):
            receipt = RECEIPT.evolve(receipt, event)
            assert isinstance(event, Booking)
            self.happens(on_order(event, receipt.ref))
        assert receipt is not None
        self.receipts[receipt.id] = receipt

    def some_receipt(self, choice: st.DataObject) -> Receipt:
        return self.receipts[choice.draw(st.sampled_from(sorted(self.receipts)))]

    @rule(quantity=BOXES, parts=PARTS)
    def goods_come(self, quantity: Decimal, parts: list[tuple[DocumentRef, int]]) -> None:
        self.documents += 1
        receipt = ref("receipt", self.documents)
        counted = ReceivedLine(purchase_order_line=1, quantity=quantity, dealt=as_dealt(parts))
        command = PostReceipt(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            number=receipt.number,
            purchase_order_id=ORDER.id,
            received_on=TODAY,
            lines=(counted,),
        )
        try:
            events = decide.post(None, command, self.order, {}, {})
            self.books(None, events, dict(chosen_in(command.lines)))
        except Rejected:
            return

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), quantity=BOXES, parts=PARTS)
    def goods_go_back(
        self, choice: st.DataObject, quantity: Decimal, parts: list[tuple[DocumentRef, int]]
    ) -> None:
        receipt = self.some_receipt(choice)
        gone = ReturnedLine(line=1, quantity=quantity)
        command = ReturnGoods(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(gone,),
        )
        try:
            events = taking_back.return_goods(receipt, command, self.order)
            self.books(receipt, events, {1: as_dealt(parts)})
        except Rejected:
            return

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), quantity=BOXES)
    def a_count_was_wrong(self, choice: st.DataObject, quantity: Decimal) -> None:
        receipt = self.some_receipt(choice)
        command = CorrectReceipt(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            corrected_on=TODAY,
            reason_code="miscount",
            lines=(RecountedLine(line=1, quantity=quantity),),
        )
        try:
            events = correcting.correct(receipt, command, self.order)
        except Rejected:
            return
        self.books(receipt, events)

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data())
    def a_receipt_was_an_error(self, choice: st.DataObject) -> None:
        receipt = self.some_receipt(choice)
        command = ReverseReceipt(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong_order",
        )
        try:
            events = taking_back.reverse(receipt, command, self.order)
        except Rejected:
            return
        self.books(receipt, events)

    @rule(quantity=BOXES)
    def a_bill_comes(self, quantity: Decimal) -> None:
        self.documents += 1
        invoice = ref("invoice", self.documents)
        self.happens(ledger.invoice_line(self.order, 1, quantity, 10 * quantity, invoice))

    @rule(quantity=st.none() | BOXES, parts=PARTS)
    def the_order_changes(
        self, quantity: Decimal | None, parts: list[tuple[DocumentRef, int]]
    ) -> None:
        wanted = ChangedLine(line=1, quantity=quantity, dealt=as_dealt(parts))
        try:
            self.happens(
                change_orders.implement(self.order, ImplementChangeOrder(**TOLD, lines=(wanted,)))
            )
        except Rejected:
            return

    @rule(quantity=st.none() | BOXES, parts=PARTS)
    def some_is_given_up(
        self, quantity: Decimal | None, parts: list[tuple[DocumentRef, int]]
    ) -> None:
        told = {**TOLD, "line": 1, "reason_code": "unwanted", "dealt": as_dealt(parts)}
        try:
            events = closing.cancel_line(
                self.order, CancelPurchaseOrderLine(**told, quantity=quantity)
            )
        except Rejected:
            return
        self.happens(events)

    @rule(undo=st.sampled_from(("cancelled", "receiving")))
    def something_is_undone(self, undo: Any) -> None:  # noqa: ANN401 - one of two words.
        try:
            self.happens(
                closing.reopen_line(self.order, ReopenPurchaseOrderLine(**TOLD, line=1, undo=undo))
            )
        except Rejected:
            return

    @rule()
    def the_line_is_closed(self) -> None:
        told = {**TOLD, "line": 1, "side": "receiving", "reason_code": "short"}
        try:
            self.happens(closing.close_line(self.order, ClosePurchaseOrderLine(**told)))
        except Rejected:
            return

    @invariant()
    def requests_share_what_the_line_wants_and_what_came(self) -> None:
        parts, here = held(self.line), arrived(self.line)
        assert min(*parts.values(), *here.values()) >= 0
        assert sum(parts.values()) <= in_base(self.line.ordered, BOX)
        assert sum(here.values()) <= in_base(max(self.line.arrived, Decimal(0)), BOX)
        for key, take in holdings(self.order, self.line).items():
            assert take.received == here[key] <= max(parts[key], here[key])

    @invariant()
    def receipts_say_for_whom_they_are(self) -> None:
        standing = [each for each in self.receipts.values() if each.status == "posted"]
        for key, here in arrived(self.line).items():
            came = sum((each.lines[1].dealt.get(key, Decimal(0)) for each in standing), Decimal(0))
            assert came == here

    @invariant()
    def budgets_hold_the_line_to_the_cent_and_nothing_below_nothing(self) -> None:
        holds: list[Held] = list(of_order(self.order))
        assert [each.cost_centre for each in holds] == list(DEPARTMENTS)
        for each in holds:
            assert min(each.holding.open, each.holding.liquidated) >= 0
        committed = sum(each.holding.open + each.holding.liquidated for each in holds)
        assert committed <= self.line.amount
        if self.line.open_for_receiving > 0:
            assert committed == self.line.amount
        spent = sum(each.holding.spent for each in holds)
        book = self.line.ledger
        assert spent == book.net_received.amount + book.net_invoiced.amount - book.cleared

    def teardown(self) -> None:
        assert folded(PURCHASE_ORDER, *self.history) == self.order


TestServing = ServingMachine.TestCase

"""Whatever happens to receipts of one order line, order, receipts and stock say the same.

Hypothesis drives arrivals, inspections, doubts, corrections, returns, reversals and issues in any
order. Each command's facts go to receipt, order and stock together, or to none of them.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

import hypothesis.strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule

from domain.errors import Rejected
from domain.event import Event
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.receipts import decide, inspecting, taking_back
from domain.receipts.buckets import Bucket
from domain.receipts.commands import (
    CorrectReceipt,
    DoubtedLine,
    JudgedLine,
    PostReceipt,
    QuarantineReceipt,
    ReceivedLine,
    RecordInspection,
    RecountedLine,
    ReturnedLine,
    ReturnGoods,
    ReverseReceipt,
)
from domain.receipts.correcting import correct
from domain.receipts.events import ReceiptCorrected, ReceiptPosted
from domain.receipts.ledger_facts import Booking, judged_on_order, on_order
from domain.receipts.state import RECEIPT, Receipt
from domain.stock import decide as stock_decide
from domain.stock import receiving
from domain.stock.commands import IssueStock, Wanted
from domain.stock.judgements import Judging, judgements
from domain.stock.state import STOCK_ITEM, StockItem
from tests.domain.orders import GLOVES, NOW, ORDER, TODAY, added, gloves, in_force, ref
from tests.domain.scenario import folded
from tests.domain.stock import STOCK, opened

REJECTED: Final = st.integers(0, 5).map(Decimal)
QUANTITIES: Final = st.integers(0, 40).map(Decimal)
BUCKETS: Final = st.sampled_from(("received", "quarantined", "accepted", "rejected"))
LOTS: Final = st.sampled_from((None, "L-1"))
Told = tuple[Receipt, PurchaseOrder, StockItem]


class ReceiptMachine(RuleBasedStateMachine):
    """An order of a hundred gloves at ten dollars, its receipts, and their stock."""

    def __init__(self) -> None:
        super().__init__()
        self.order: PurchaseOrder = folded(PURCHASE_ORDER, *in_force(added(item_id=GLOVES)))
        self.stock: StockItem = folded(STOCK_ITEM, opened())
        self.receipts: dict[str, Receipt] = {}
        self.histories: dict[str, list[Event]] = {}
        self.issued = Decimal(0)
        self.numbers = 100

    def happens(self, receipt: Receipt | None, events: Sequence[Any]) -> None:
        """All of it, or nothing where the stock cannot follow."""
        order, stock = self.order, self.stock
        history = list(self.histories.get(receipt.id, ())) if receipt else []
        for event in events:
            after = RECEIPT.evolve(receipt, event)
            facts = on_order(event, after.ref) if isinstance(event, Booking) else ()
            for fact in (*facts, *judged_on_order(receipt, after)):
                order = PURCHASE_ORDER.evolve(order, fact)
            for moved in self.moves(stock, event, receipt, after, order):
                stock = STOCK_ITEM.evolve(stock, moved)
            receipt = after
            history.append(event)
        assert receipt is not None, "events make a receipt"
        self.order, self.stock = order, stock
        self.receipts[receipt.id], self.histories[receipt.id] = receipt, history

    def moves(
        self,
        stock: StockItem,
        event: Any,  # noqa: ANN401 - any fact of a receipt
        before: Receipt | None,
        after: Receipt,
        order: PurchaseOrder,
    ) -> list[Event]:
        """What the fact does to the stock, as it is done in the save."""
        told: dict[str, Any] = {"supplier_id": after.supplier_id, "currency": "USD", "day": TODAY}
        if isinstance(event, Judging):
            assert before is not None, "something stands to be judged"
            found = judgements(event, before, order)
            return [
                each
                for line, judged, *who in found
                for each in receiving.judge(stock, line, judged, *who)
            ]
        moved: list[Event] = []
        for line in event.lines:
            if isinstance(event, ReceiptPosted):
                fact = receiving.receive(line, after.ref, after.supplier_id, "USD", TODAY)
            elif isinstance(event, ReceiptCorrected):
                fact = receiving.correct(stock, line, after.ref, **told)
            else:
                cause: Any = "reversed" if after.status == "reversed" else "returned"
                fact = receiving.take_back(stock, line, after.ref, cause, **told)
            stock = STOCK_ITEM.evolve(stock, fact)
            moved.append(fact)
        return moved

    def asked(self, receipt: Receipt | None, decision: Callable[[], Sequence[Event]]) -> None:
        """What is refused did not happen anywhere."""
        try:
            self.happens(receipt, decision())
        except Rejected:
            return

    def some(self, choice: st.DataObject) -> Receipt:
        return self.receipts[choice.draw(st.sampled_from(sorted(self.receipts)))]

    def command(self, receipt: Receipt) -> dict[str, Any]:
        return {"now": NOW, "receipt_id": receipt.id}

    @rule(quantity=QUANTITIES, rejected=st.integers(0, 5).map(Decimal), lot=LOTS, wet=st.booleans())
    def goods_arrive(
        self, quantity: Decimal, rejected: Decimal, lot: str | None, wet: bool
    ) -> None:
        self.numbers += 1
        receipt = ref("receipt", self.numbers)
        counted = ReceivedLine(
            purchase_order_line=1,
            quantity=quantity,
            lot=lot,
            rejected=rejected or None,
            disposition="quarantined" if wet else None,
            reason_code="wet",
        )
        command = PostReceipt(
            now=NOW,
            receipt_id=receipt.id,
            receiver_id="rico",
            number=receipt.number,
            purchase_order_id=ORDER.id,
            received_on=TODAY,
            lines=(counted, counted),
        )
        items, kept = {GLOVES: gloves()}, {1: STOCK.id}
        self.asked(None, lambda: decide.post(None, command, self.order, items, kept))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), accepted=QUANTITIES, rejected=QUANTITIES, bucket=BUCKETS)
    def goods_are_inspected(
        self,
        choice: st.DataObject,
        accepted: Decimal,
        rejected: Decimal,
        bucket: Bucket,
    ) -> None:
        receipt = self.some(choice)
        line = JudgedLine(
            line=1,
            inspected=accepted + rejected,
            accepted=accepted,
            rejected=rejected,
            bucket=bucket,
            reason_code="damaged",
        )
        told = self.command(receipt)
        command = RecordInspection(**told, inspected_by="ines", inspected_on=TODAY, lines=(line,))
        self.asked(receipt, lambda: inspecting.inspect(receipt, command, self.order, {}))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), quantity=QUANTITIES, bucket=BUCKETS)
    def goods_are_doubted(self, choice: st.DataObject, quantity: Decimal, bucket: Bucket) -> None:
        receipt = self.some(choice)
        command = QuarantineReceipt(
            **self.command(receipt),
            quarantined_by="ines",
            quarantined_on=TODAY,
            reason_code="odour",
            lines=(DoubtedLine(line=2, quantity=quantity, bucket=bucket),),
        )
        self.asked(receipt, lambda: inspecting.quarantine(receipt, command, self.order))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), quantity=QUANTITIES)
    def a_count_is_corrected(self, choice: st.DataObject, quantity: Decimal) -> None:
        receipt = self.some(choice)
        command = CorrectReceipt(
            **self.command(receipt),
            receiver_id="rico",
            corrected_on=TODAY,
            reason_code="miscounted",
            lines=(RecountedLine(line=1, quantity=quantity),),
        )
        self.asked(receipt, lambda: correct(receipt, command, self.order))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data(), quantity=QUANTITIES, bucket=st.none() | BUCKETS)
    def goods_go_back(
        self, choice: st.DataObject, quantity: Decimal, bucket: Bucket | None
    ) -> None:
        receipt = self.some(choice)
        line = choice.draw(st.sampled_from((1, 2)))
        command = ReturnGoods(
            **self.command(receipt),
            receiver_id="rico",
            returned_on=TODAY,
            reason_code="damaged",
            lines=(ReturnedLine(line=line, quantity=quantity, bucket=bucket),),
        )
        self.asked(receipt, lambda: taking_back.return_goods(receipt, command, self.order))

    @precondition(lambda self: self.receipts)
    @rule(choice=st.data())
    def a_receipt_was_an_error(self, choice: st.DataObject) -> None:
        receipt = self.some(choice)
        command = ReverseReceipt(
            **self.command(receipt),
            receiver_id="rico",
            reversed_on=TODAY,
            reason_code="wrong_order",
        )
        self.asked(receipt, lambda: taking_back.reverse(receipt, command, self.order))

    @rule(quantity=QUANTITIES)
    def a_department_takes(self, quantity: Decimal) -> None:
        command = IssueStock(
            now=NOW,
            stock_item_id=STOCK.id,
            issued_by="kim",
            department="ICU",
            issued_on=TODAY,
            wanted=Wanted(quantity=quantity),
        )
        try:
            (issued,) = stock_decide.issue(self.stock, command, gloves())
        except Rejected:
            return
        self.stock = STOCK_ITEM.evolve(self.stock, issued)
        self.issued += quantity

    @invariant()
    def what_the_order_received_lies_in_stock_or_was_issued(self) -> None:
        ledger = self.order.lines[1].ledger
        assert self.stock.owned + self.issued == ledger.net_received.quantity
        assert all(each.quantity > 0 for each in self.stock.bins.values())

    @invariant()
    def the_buckets_of_each_line_are_what_is_left_of_it(self) -> None:
        accepted = rejected = left = Decimal(0)
        for receipt in self.receipts.values():
            for line in receipt.lines.values() if receipt.status == "posted" else ():
                quantities = [each.quantity for each in line.buckets.values()]
                assert all(each > 0 for each in quantities)
                assert sum(quantities, Decimal(0)) == line.left >= 0
                accepted += line.in_bucket("accepted").quantity
                rejected += line.in_bucket("rejected").quantity
                left += line.left
        ledger = self.order.lines[1].ledger
        assert (ledger.accepted, ledger.rejected) == (accepted, rejected)
        assert ledger.net_received.quantity == left

    def teardown(self) -> None:
        """Each receipt's stored facts lead to the state that it had in the end."""
        for name, history in self.histories.items():
            stored = [
                type(each).model_validate_json(each.model_dump_json(exclude_none=True))
                for each in history
            ]
            assert folded(RECEIPT, *stored) == self.receipts[name]


TestReceipts = ReceiptMachine.TestCase

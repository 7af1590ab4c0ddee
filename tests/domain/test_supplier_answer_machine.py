"""Whatever the supplier answers between receipts and invoices, the line stays sound.

The machine of `test_purchase_order_machine.py` with answers, the buyer's word on them, back-orders.
"""

from datetime import date
from decimal import Decimal
from typing import Any, Final, get_args

import hypothesis.strategies as st
from hypothesis.stateful import invariant, precondition, rule

from domain.errors import Rejected
from domain.purchase_orders import acknowledgements, backorders, supplier_changes
from domain.purchase_orders.answer_errors import PurchaseOrderAnswerUnclear
from domain.purchase_orders.lines import AcknowledgedLine, AcknowledgementCode, Substitute
from domain.purchase_orders.supplier_commands import (
    AcceptSupplierChange,
    CancelBackorder,
    RecordAcknowledgement,
    RecordBackorder,
    RejectSupplierChange,
    ReleaseBackorder,
)
from tests.domain.orders import BOX, NOW, ORDER
from tests.domain.test_purchase_order_machine import PRICES, QUANTITIES, OrderLineMachine

CODES: Final = st.sampled_from(get_args(AcknowledgementCode))
DAYS: Final = st.dates(date(2026, 3, 2), date(2026, 3, 9))


class AnsweredOrderMachine(OrderLineMachine):
    """The order of the other machine, and a supplier who has his own ideas."""

    @rule(code=CODES, quantity=QUANTITIES, price=PRICES, day=DAYS)
    def the_supplier_answers(
        self, code: AcknowledgementCode, quantity: Decimal, price: Decimal, day: date
    ) -> None:
        said: dict[str, dict[str, Any]] = {
            "IQ": {"quantity": quantity},
            "BP": {"quantity": quantity},
            "IP": {"unit_price": price},
            "IC": {"unit_price": price, "quantity": quantity},
            "DR": {"promised_on": day},
            "IS": {"substitute": Substitute(description="Vinyl", pack=BOX, unit_price=price)},
        }
        line = AcknowledgedLine(line=1, code=code, **said.get(code, {}))
        command = RecordAcknowledgement(now=NOW, purchase_order_id=ORDER.id, lines=(line,))
        try:
            events = acknowledgements.record_acknowledgement(self.order, command)
        except PurchaseOrderAnswerUnclear:
            return
        self.happens(events)
        assert self.line.acknowledged in (code, None)

    @precondition(lambda self: self.line.proposals)
    @rule(choice=st.data(), is_taken=st.booleans())
    def the_buyer_answers_the_supplier(self, choice: st.DataObject, is_taken: bool) -> None:
        change = choice.draw(st.sampled_from([each.change for each in self.line.proposals]))
        told: dict[str, Any] = {"now": NOW, "purchase_order_id": ORDER.id, "change": change}
        if not is_taken:
            refuse = RejectSupplierChange(**told, rejected_by="bella", reason_code="agreed")
            self.happens(supplier_changes.reject(self.order, refuse))
            return
        before, revision = self.line, self.order.revision
        try:
            take = AcceptSupplierChange(**told, accepted_by="bella")
            events = supplier_changes.accept(self.order, take)
        except Rejected:
            return
        self.happens(events)
        assert self.line.ordered >= min(before.committed, before.ordered)
        assert self.order.revision - revision in (0, 1)
        assert change not in [each.change for each in self.line.proposals]

    @rule(quantity=QUANTITIES)
    def something_comes_later(self, quantity: Decimal) -> None:
        told: dict[str, Any] = {"now": NOW, "purchase_order_id": ORDER.id, "line": 1}
        try:
            record = RecordBackorder(**told, quantity=quantity)
            self.happens(backorders.record(self.order, record))
        except Rejected:
            assert not self.line.live or quantity > self.line.open_for_receiving

    @precondition(lambda self: self.line.backordered > 0)
    @rule(quantity=st.none() | QUANTITIES, is_given_up=st.booleans())
    def what_comes_later_is_shipped_or_given_up(
        self, quantity: Decimal | None, is_given_up: bool
    ) -> None:
        told: dict[str, Any] = {"now": NOW, "purchase_order_id": ORDER.id, "line": 1}
        before = self.line
        try:
            if is_given_up:
                give_up = CancelBackorder(**told, quantity=quantity, reason_code="gone")
                self.happens(backorders.cancel(self.order, give_up))
                assert self.line.ordered >= self.line.committed
            else:
                ship = ReleaseBackorder(**told, quantity=quantity)
                self.happens(backorders.release(self.order, ship))
                assert self.line.ordered == before.ordered
        except Rejected:
            most = (
                min(before.backordered, before.uncommitted) if is_given_up else before.backordered
            )
            assert most == 0 or (quantity is not None and quantity > most)

    @invariant()
    def what_comes_later_is_still_expected(self) -> None:
        assert 0 <= self.line.backordered <= self.line.open_for_receiving


TestAnsweredOrder = AnsweredOrderMachine.TestCase

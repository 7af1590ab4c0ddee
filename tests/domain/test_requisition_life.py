"""Whatever people try in whatever order: no requisition escapes approval, none is ordered twice.

A machine plays requester, approvers and buyers at random against the real decisions. Refusals are
part of the game; what it checks after every step is what must hold in any history.
"""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    invariant,
    precondition,
    rule,
)

from domain.approvals import decide as approvals
from domain.approvals.events import ApprovalCaseStepApproved
from domain.event import DocumentRef
from domain.quantity import Pack
from domain.requisitions import decide, ending, ordering, stocking
from domain.requisitions.commands import (
    CancelRequisition,
    CancelRequisitionLine,
    ExpireRequisition,
    IssueRequisitionLine,
    PickRequisitionLine,
    ReleaseRequisitionPick,
    WithdrawRequisition,
)
from domain.requisitions.following import give_back_reserve
from tests.domain.requisition_case import RARELY, RequisitionAndCase, lines, orders, quantities
from tests.domain.requisition_facts import (
    EACH,
    ID,
    NOW,
    ORDER,
)

PACK: Final = 2  # What the largest pack holds that is ordered here.
LIVES_MIN: Final = 300  # Fewer miss faults that were planted to try the machine.
STEPS_MAX: Final = 30


class RequisitionLife(RequisitionAndCase):
    """One requisition, its approval case, and everybody who may touch them."""

    def __init__(self) -> None:
        super().__init__()
        self.issued: dict[int, Decimal] = {}

    def is_ordered_from(self) -> bool:
        return self.requisition.status in ("approved", "closed")

    @rule(really=RARELY)
    def withdraw(self, really: bool) -> None:
        command = WithdrawRequisition(now=NOW, requisition_id=ID, reason_code="mistake")
        if really and self.try_on_requisition(lambda: decide.withdraw(self.requisition, command)):
            self.supersede()

    @rule(really=RARELY)
    def cancel_all(self, really: bool) -> None:
        command = CancelRequisition(now=NOW, requisition_id=ID, reason_code="mistake")
        if really and self.try_on_requisition(lambda: ending.cancel(self.requisition, command)):
            self.supersede()

    @rule(day=st.sampled_from([NOW, datetime(2027, 1, 1, tzinfo=UTC)]), really=RARELY)
    def expire(self, day: datetime, really: bool) -> None:
        command = ExpireRequisition(now=day, requisition_id=ID)
        if really and self.try_on_requisition(lambda: ending.expire(self.requisition, command)):
            assert day != NOW, "it stands for some weeks"
            self.supersede()

    def supersede(self) -> None:
        case = self.case
        if case is not None:
            self.try_on_case(lambda: approvals.supersede(case, "mistake"))

    @rule(line=lines, quantity=quantities, order=orders, pack=st.sampled_from([EACH, None]))
    def order(self, line: int, quantity: str, order: DocumentRef, pack: Pack | None) -> None:
        taken = ordering.TakenLine(
            line=line,
            quantity=Decimal(quantity),
            pack=pack or Pack(unit="PR", base_unit="EA", numerator=2),
            purchase_order_line=line,
        )
        self.try_on_requisition(
            lambda: ordering.order_lines(self.requisition, [taken], order, "USD")
        )

    @precondition(is_ordered_from)
    @rule(order=orders)
    def reserve(self, order: DocumentRef) -> None:
        self.try_on_requisition(lambda: ordering.order_open_lines(self.requisition, order, "USD"))

    @precondition(is_ordered_from)
    @rule(order=orders)
    def an_order_is_gone(self, order: DocumentRef) -> None:
        assert self.try_on_requisition(
            lambda: give_back_reserve(self.requisition, order, "not_needed")
        )
        lines = self.requisition.lines.values()
        assert not any(each.reserved.get(order.id) for each in lines)

    @precondition(is_ordered_from)
    @rule(line=lines, quantity=quantities)
    def pick(self, line: int, quantity: str) -> None:
        command = PickRequisitionLine(
            now=NOW, requisition_id=ID, line=line, quantity=Decimal(quantity), picked_by="sid"
        )
        self.try_on_requisition(lambda: stocking.pick(self.requisition, command))

    @precondition(is_ordered_from)
    @rule(line=lines, quantity=quantities)
    def put_back(self, line: int, quantity: str) -> None:
        command = ReleaseRequisitionPick(
            now=NOW, requisition_id=ID, line=line, quantity=Decimal(quantity), reason_code="damaged"
        )
        self.try_on_requisition(lambda: stocking.release_pick(self.requisition, command))

    @precondition(is_ordered_from)
    @rule(line=lines, quantity=quantities)
    def issue(self, line: int, quantity: str) -> None:
        command = IssueRequisitionLine(
            now=NOW,
            requisition_id=ID,
            line=line,
            issued_by="sid",
            issued_on=NOW.date(),
            quantity=Decimal(quantity),
            transfer_id=ID,
        )
        if self.try_on_requisition(lambda: stocking.issue(self.requisition, command, ORDER)):
            self.issued[line] = self.issued.get(line, Decimal(0)) + Decimal(quantity)

    @precondition(is_ordered_from)
    @rule(line=lines)
    def cancel(self, line: int) -> None:
        command = CancelRequisitionLine(
            now=NOW, requisition_id=ID, line=line, reason_code="surplus"
        )
        self.try_on_requisition(lambda: ordering.cancel_line(self.requisition, command))

    @invariant()
    def nothing_is_ordered_twice(self) -> None:
        for number, each in self.requisition.lines.items():
            taken = sum(
                (quantity for (line, _), quantity in self.ordered.items() if line == number),
                Decimal(0),
            )
            assert 0 <= taken <= each.ordered
            assert each.issued == self.issued.get(number, 0)
            assert each.picked >= 0
            assert each.taken + each.cancelled + each.left >= each.line.quantity
            assert each.taken + each.cancelled < each.line.quantity + PACK, "never a pack too many"
            assert each.left >= 0
            assert each.ordered == taken + sum(each.reserved.values())

    @invariant()
    def nothing_is_ordered_without_approval(self) -> None:
        if self.requisition.is_taken:
            assert self.requisition.status in ("approved", "closed")
        if self.requisition.status in ("approved", "closed"):
            assert self.case is not None
            assert self.case.status == "approved"

    @invariant()
    def every_step_was_decided_by_another_person_and_never_by_the_requester(self) -> None:
        approvers = [
            event.approver_id
            for event in self.case_events
            if isinstance(event, ApprovalCaseStepApproved)
        ]
        assert len(set(approvers)) == len(approvers)
        assert "rita" not in approvers
        if self.case is not None and self.case.status == "approved":
            assert len(approvers) == len(self.case.steps)

    @invariant()
    def the_case_waits_exactly_while_its_document_waits(self) -> None:
        pending = self.case is not None and self.case.status == "pending"
        assert pending == (self.requisition.status == "submitted")

    @invariant()
    def it_is_closed_exactly_when_nothing_is_left(self) -> None:
        if self.requisition.status in ("approved", "closed"):
            left = any(each.left > 0 for each in self.requisition.lines.values())
            assert left == (self.requisition.status == "approved")


TestRequisitionLife: Final[Any] = RequisitionLife.TestCase
TestRequisitionLife.settings = settings(
    max_examples=max(LIVES_MIN, settings().max_examples), stateful_step_count=STEPS_MAX
)

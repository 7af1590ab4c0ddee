"""Whatever people try in whatever order: no requisition escapes approval, none is ordered twice.

A machine plays requester, approvers and buyers at random against the real decisions. Refusals are
part of the game; what it checks after every step is what must hold in any history.
"""

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any, Final

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
)

from domain.approvals import decide as approvals
from domain.approvals.commands import ApproveStep, RejectStep
from domain.approvals.events import ApprovalCaseStepApproved
from domain.approvals.state import APPROVAL_CASE, ApprovalCase
from domain.errors import Rejected
from domain.event import ActorType, DocumentRef, Event
from domain.quantity import Pack
from domain.requisitions import decide, ordering
from domain.requisitions.commands import (
    AddRequisitionLine,
    CancelRequisitionLine,
    ChangeRequisitionLine,
    RemoveRequisitionLine,
    WithdrawRequisition,
)
from domain.requisitions.events import RequisitionLineOrdered, RequisitionLineUnordered
from domain.requisitions.following import give_back
from domain.requisitions.state import REQUISITION, Requisition
from domain.routing import routing_facts
from tests.domain.requisition_facts import (
    CASE,
    EACH,
    ID,
    NOW,
    ORDER,
    OTHER_ORDER,
    SUBMIT,
    created,
    wanted,
)
from tests.domain.scenario import folded

LIVES_MIN: Final = 300  # Fewer miss faults that were planted to try the machine.
STEPS_MAX: Final = 30
PEOPLE: Final = ("max", "rita", "dora", "fred")
ROLES: Final = ("manager", "director", "finance", "value_analysis")

lines: Final = st.integers(1, 3)
quantities: Final = st.sampled_from(["5", "10", "0.5"])
prices: Final = st.sampled_from(["1", "30000", "999"])
people: Final = st.sampled_from(PEOPLE)
roles: Final = st.sampled_from([frozenset(ROLES), frozenset(ROLES[1:]), frozenset(ROLES[:2])])
TYPES: Final[list[ActorType]] = ["human", "human", "human", "ai"]
types: Final = st.sampled_from(TYPES)
RARELY: Final = st.sampled_from([False, False, True])  # What ends a life ends few games.
orders: Final = st.sampled_from([ORDER, OTHER_ORDER])


class RequisitionLife(RuleBasedStateMachine):
    """One requisition, its approval case, and everybody who may touch them."""

    def __init__(self) -> None:
        super().__init__()
        self.requisition: Requisition = folded(REQUISITION, created())
        self.case: ApprovalCase | None = None
        self.case_events: list[Event] = []
        self.ordered: dict[tuple[int, str], Decimal] = {}

    def has_case(self) -> bool:
        return self.case is not None

    def is_draft(self) -> bool:
        return self.requisition.status == "draft"

    def is_ordered_from(self) -> bool:
        return self.requisition.status in ("approved", "closed")

    @initialize(
        drafted=st.lists(st.tuples(quantities, prices), min_size=1, max_size=3),
        asked=st.sampled_from([True, True, False]),
    )
    def draft(self, drafted: list[tuple[str, str]], asked: bool) -> None:
        """A life begins with lines, most often submitted at once: later stages come sooner."""
        for number, (quantity, price) in enumerate(drafted, 1):
            self.add(number, quantity, price)
        if asked:
            self.submit()

    def try_on_requisition(self, question: Callable[[], Sequence[Event]]) -> bool:
        try:
            events = question()
        except Rejected:
            return False
        for event in events:
            if isinstance(event, RequisitionLineOrdered | RequisitionLineUnordered):
                self.count(event)
            self.requisition = REQUISITION.evolve(self.requisition, event)
        return True

    def count(self, event: RequisitionLineOrdered | RequisitionLineUnordered) -> None:
        """The machine's own ledger of what lines of orders took and gave back."""
        if event.purchase_order_line is not None:
            key = (event.line, event.purchase_order.id)
            sign = 1 if isinstance(event, RequisitionLineOrdered) else -1
            self.ordered[key] = self.ordered.get(key, Decimal(0)) + sign * event.quantity

    def try_on_case(self, question: Callable[[], Sequence[Event]]) -> None:
        try:
            events = question()
        except Rejected:
            return
        for event in events:
            self.case_events.append(event)
            self.case = APPROVAL_CASE.evolve(self.case, event)

    @rule(line=lines, quantity=quantities, price=prices)
    def add(self, line: int, quantity: str, price: str) -> None:
        command = AddRequisitionLine(now=NOW, requisition_id=ID, line=wanted(line, quantity, price))
        self.try_on_requisition(lambda: decide.add_line(self.requisition, command, {}))

    @precondition(is_draft)
    @rule(line=lines, quantity=quantities, price=prices)
    def change(self, line: int, quantity: str, price: str) -> None:
        command = ChangeRequisitionLine(
            now=NOW, requisition_id=ID, line=wanted(line, quantity, price)
        )
        self.try_on_requisition(lambda: decide.change_line(self.requisition, command, {}))

    @precondition(is_draft)
    @rule(line=lines)
    def remove(self, line: int) -> None:
        command = RemoveRequisitionLine(now=NOW, requisition_id=ID, line=line)
        self.try_on_requisition(lambda: decide.remove_line(self.requisition, command))

    @rule()
    def submit(self) -> None:
        if not self.try_on_requisition(lambda: decide.submit(self.requisition, SUBMIT, {})):
            return
        facts = routing_facts(
            amount=self.requisition.amount,
            currency=self.requisition.currency,
            facility=self.requisition.facility,
            department=self.requisition.department,
            lines=(
                (each.line.item_class, each.line.agreement)
                for each in self.requisition.lines.values()
            ),
        )
        self.try_on_case(
            lambda: approvals.plan_route(
                self.case,
                approval_case_id=CASE,
                document=DocumentRef(aggregate="requisition", id=ID, number="R-1"),
                requester_id="rita",
                legal_entity="NHS",
                facts=facts,
            )
        )
        self.tell()

    @precondition(has_case)
    @rule(person=people, held=roles, kind=types)
    def approve(self, person: str, held: frozenset[str], kind: ActorType) -> None:
        command = ApproveStep(
            now=NOW, approval_case_id=CASE, approver_id=person, approver_type=kind, roles=held
        )
        if self.case is not None:
            case = self.case
            self.try_on_case(lambda: approvals.approve(case, command))
            self.tell()

    @precondition(has_case)
    @rule(person=people, held=roles, really=RARELY)
    def reject(self, person: str, held: frozenset[str], really: bool) -> None:
        command = RejectStep(
            now=NOW,
            approval_case_id=CASE,
            approver_id=person,
            approver_type="human",
            roles=held,
            reason_code="budget",
        )
        if self.case is not None and really:
            case = self.case
            self.try_on_case(lambda: approvals.reject(case, command))
            self.tell()

    def tell(self) -> None:
        """The document learns of its case in the same save."""
        if self.case is not None and self.requisition.status == "submitted":
            if self.case.status == "approved":
                assert self.try_on_requisition(lambda: decide.approve(self.requisition, CASE))
            if self.case.status == "rejected":
                assert self.try_on_requisition(
                    lambda: decide.reject(self.requisition, CASE, "budget")
                )

    @rule(really=RARELY)
    def withdraw(self, really: bool) -> None:
        command = WithdrawRequisition(now=NOW, requisition_id=ID, reason_code="mistake")
        if really and self.try_on_requisition(lambda: decide.withdraw(self.requisition, command)):
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
        self.try_on_requisition(lambda: ordering.order_lines(self.requisition, [taken], order))

    @precondition(is_ordered_from)
    @rule(order=orders)
    def reserve(self, order: DocumentRef) -> None:
        self.try_on_requisition(lambda: ordering.order_open_lines(self.requisition, order))

    @precondition(is_ordered_from)
    @rule(order=orders)
    def an_order_is_gone(self, order: DocumentRef) -> None:
        assert self.try_on_requisition(lambda: give_back(self.requisition, order, "not_needed"))
        assert all(quantity == 0 for (_, by), quantity in self.ordered.items() if by == order.id)

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
            assert each.ordered + each.cancelled <= each.line.quantity
            assert each.ordered == taken + sum(each.reserved.values())

    @invariant()
    def nothing_is_ordered_without_approval(self) -> None:
        if self.requisition.ordered:
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

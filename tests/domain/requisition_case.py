"""A requisition and its approval case as people play with them: the first half of a machine.

`test_requisition_life.py` adds buyers and endings, and what must hold after every step.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Final

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    precondition,
    rule,
)

from domain.approvals import decide as approvals
from domain.approvals.commands import ApproveStep, RejectStep, ReturnStep
from domain.approvals.state import APPROVAL_CASE, ApprovalCase
from domain.errors import Rejected
from domain.event import ActorType, DocumentRef, Event
from domain.ids import derived_id
from domain.requisitions import decide
from domain.requisitions.commands import (
    AddRequisitionLine,
    ChangeRequisitionLine,
    RemoveRequisitionLine,
)
from domain.requisitions.events import RequisitionLineOrdered, RequisitionLineUnordered
from domain.requisitions.state import REQUISITION, Requisition
from domain.routing import routing_facts
from tests.domain.requisition_facts import (
    CASE,
    GLOVES,
    ID,
    ITEMS,
    NOW,
    ORDER,
    OTHER_ORDER,
    SUBMIT,
    created,
    wanted,
)
from tests.domain.scenario import folded

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


class RequisitionAndCase(RuleBasedStateMachine):
    """One requisition, its approval case, and everybody who may touch them."""

    def __init__(self) -> None:
        super().__init__()
        self.requisition: Requisition = folded(REQUISITION, created())
        self.case: ApprovalCase | None = None
        self.case_id = CASE
        self.case_events: list[Event] = []
        self.ordered: dict[tuple[int, str], Decimal] = {}

    def has_case(self) -> bool:
        return self.case is not None

    def is_draft(self) -> bool:
        return self.requisition.status == "draft"

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
        command = AddRequisitionLine(
            now=NOW, requisition_id=ID, line=wanted(line, quantity, price, item_id=GLOVES)
        )
        self.try_on_requisition(lambda: decide.add_line(self.requisition, command, ITEMS))

    @precondition(is_draft)
    @rule(line=lines, quantity=quantities, price=prices)
    def change(self, line: int, quantity: str, price: str) -> None:
        command = ChangeRequisitionLine(
            now=NOW,
            requisition_id=ID,
            line=wanted(line, quantity, price, item_id=GLOVES),
            reason_code="recounted",
        )
        self.try_on_requisition(lambda: decide.change_line(self.requisition, command, ITEMS))

    @precondition(is_draft)
    @rule(line=lines)
    def remove(self, line: int) -> None:
        command = RemoveRequisitionLine(now=NOW, requisition_id=ID, line=line)
        self.try_on_requisition(lambda: decide.remove_line(self.requisition, command))

    @rule()
    def submit(self) -> None:
        """Each time under a case of its own."""
        case_id = derived_id("case", str(self.requisition.submissions))
        command = replace(SUBMIT, approval_case_id=case_id)
        if not self.try_on_requisition(lambda: decide.submit(self.requisition, command, ITEMS)):
            return
        self.case, self.case_id, self.case_events = None, case_id, []
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
                approval_case_id=self.case_id,
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
            now=NOW,
            approval_case_id=self.case_id,
            approver_id=person,
            approver_type=kind,
            roles=held,
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
            approval_case_id=self.case_id,
            approver_id=person,
            approver_type="human",
            roles=held,
            reason_code="budget",
        )
        if self.case is not None and really:
            case = self.case
            self.try_on_case(lambda: approvals.reject(case, command))
            self.tell()

    @precondition(has_case)
    @rule(person=people, held=roles)
    def ask_first(self, person: str, held: frozenset[str]) -> None:
        command = ReturnStep(
            now=NOW,
            approval_case_id=self.case_id,
            approver_id=person,
            approver_type="human",
            roles=held,
            reason_code="quote_missing",
        )
        if self.case is None or self.requisition.status != "submitted":
            return
        case = self.case
        self.try_on_case(lambda: approvals.return_step(case, command))
        if self.case.status == "superseded":
            assert self.try_on_requisition(
                lambda: decide.return_for_information(
                    self.requisition, self.case_id, "quote_missing"
                )
            )

    def tell(self) -> None:
        """The document learns of its case in the same save."""
        if self.case is not None and self.requisition.status == "submitted":
            if self.case.status == "approved":
                assert self.try_on_requisition(
                    lambda: decide.approve(self.requisition, self.case_id)
                )
            if self.case.status == "rejected":
                assert self.try_on_requisition(
                    lambda: decide.reject(self.requisition, self.case_id, "budget")
                )

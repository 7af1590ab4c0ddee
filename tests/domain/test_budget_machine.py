"""Whatever becomes of an order, its budget line holds exactly what the order says it should.

The life of an order line (`test_purchase_order_machine.py`) drives a budget line, beside wishes
that come and go, transfers, overrides and the end of a year. The model is a plain sum of facts.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Final

import hypothesis.strategies as st
from hypothesis.stateful import invariant, rule

from domain.budgets.commands import CarryBudgetForward, GrantBudgetOverride
from domain.budgets.commitments import NOTHING, Holding, found, moved_by
from domain.budgets.committing import Wanted, commit
from domain.budgets.decide import carry_forward, grant_override
from domain.budgets.errors import BudgetLineInsufficientFunds
from domain.budgets.events import (
    COMMITMENT_EVENTS,
    BudgetLineEncumbered,
    BudgetLineEncumbranceAdjusted,
    BudgetLineEvent,
    BudgetLineLoaded,
    BudgetLinePreEncumbered,
)
from domain.budgets.holdings import of_order
from domain.budgets.state import BUDGET_LINE, BudgetLine
from domain.event import DocumentRef, Event
from domain.ids import derived_id
from domain.purchase_orders.state import PURCHASE_ORDER, PurchaseOrder
from domain.registry import EVENTS
from tests.domain.orders import NOW, added, in_force
from tests.domain.scenario import folded
from tests.domain.test_purchase_order_machine import OrderLineMachine

LINE: Final = derived_id("budget line")
LOADED: Final = BudgetLineLoaded(
    budget_line_id=LINE,
    legal_entity="NHS",
    cost_centre="SURGERY",
    account="supplies",
    currency="USD",
    fiscal_year=2026,
    amount=Decimal(2_000),
    loaded_by="fiona",
)
WISHES: Final = tuple(
    DocumentRef(aggregate="requisition", id=derived_id("wish", name), number=name)
    for name in ("R-1", "R-2")
)
AMOUNTS: Final = st.decimals("0", "1500", places=2)
ASKING: Final = (BudgetLinePreEncumbered, BudgetLineEncumbered, BudgetLineEncumbranceAdjusted)


class FundedOrderMachine(OrderLineMachine):
    """One order with one expense line of a thousand dollars, and its budget of two thousand."""

    def __init__(self) -> None:
        super().__init__()
        self.history: list[Event] = list(in_force(added("100", "10", accounting="expense")))
        self.order: PurchaseOrder = folded(PURCHASE_ORDER, *self.history)
        self.snapshots = [(len(self.history), self.order)]
        self.budget: BudgetLine = folded(BUDGET_LINE, LOADED)
        self.facts: list[BudgetLineEvent] = []
        self.fiscal_year = 2026
        self.granted = Decimal(0)
        self.settle()

    def happens(self, events: Sequence[Event]) -> None:
        """What becomes of the order moves its budget; advisory control refuses nothing."""
        super().happens(events)
        self.settle()

    def settle(self) -> None:
        (held,) = of_order(self.order)
        wanted = Wanted(
            document=self.order.ref, line=held.line, holding=held.holding, ended=held.ended
        )
        self.told(commit(self.budget, wanted, self.fiscal_year, "advisory"))
        known = found(self.budget.commitments, self.order.id, 1)
        assert (NOTHING if known is None else known.holding) == held.holding
        assert commit(self.budget, wanted, self.fiscal_year, "hard") == ()

    def told(self, events: Sequence[BudgetLineEvent]) -> None:
        for event in events:
            stored = event.model_dump_json(exclude_none=True)
            fact = EVENTS[event.TYPE].model_validate_json(stored)
            assert isinstance(fact, type(event))
            self.facts.append(fact)
            self.budget = BUDGET_LINE.evolve(self.budget, fact)

    @rule(wish=st.sampled_from(WISHES), amount=AMOUNTS)
    def a_wish_reserves_or_gives_back(self, wish: DocumentRef, amount: Decimal) -> None:
        year = self.budget.year(self.fiscal_year)
        known = found(self.budget.commitments, wish.id, 1)
        had = NOTHING if known is None else known.holding
        wanted = Wanted(document=wish, line=1, holding=Holding(reserved=amount))
        more = amount - had.reserved
        allowed = max(year.available, Decimal(0)) + year.overrides.get(wish.id, Decimal(0))
        try:
            events = commit(self.budget, wanted, self.fiscal_year, "hard")
        except BudgetLineInsufficientFunds:
            assert more > allowed
        else:
            assert more <= allowed
            self.told(events)

    @rule(wish=st.sampled_from(WISHES), amount=st.decimals("0.01", "200", places=2))
    def a_wish_may_go_beyond(self, wish: DocumentRef, amount: Decimal) -> None:
        command = GrantBudgetOverride(
            now=NOW,
            budget_line_id=LINE,
            document=wish,
            fiscal_year=self.fiscal_year,
            amount=amount,
            granted_by="dora",
            reason_code="outbreak",
        )
        self.told(grant_override(self.budget, command, frozenset()))

    @rule()
    def the_year_ends(self) -> None:
        before = self.budget.year(self.fiscal_year)
        command = CarryBudgetForward(
            now=NOW, budget_line_id=LINE, fiscal_year=self.fiscal_year, closed_by="fiona"
        )
        self.told(carry_forward(self.budget, command, self.fiscal_year + 1))
        after = self.budget.year(self.fiscal_year)
        assert after.holding.reserved == after.holding.open == 0
        assert after.holding.spent == before.holding.spent
        self.fiscal_year += 1

    @invariant()
    def what_is_held_is_the_sum_of_the_stored_facts(self) -> None:
        total = NOTHING
        for fact in self.facts:
            if isinstance(fact, COMMITMENT_EVENTS):
                total = total.plus(moved_by(fact))
        held = NOTHING
        for year in self.budget.years.values():
            held = held.plus(year.holding)
        assert held == total

    @invariant()
    def nothing_open_or_reserved_is_negative(self) -> None:
        for year in self.budget.years.values():
            assert year.holding.reserved >= 0
            assert year.holding.open >= 0

    @invariant()
    def what_went_beyond_says_so(self) -> None:
        budget = folded(BUDGET_LINE, LOADED)
        for fact in self.facts:
            if isinstance(fact, ASKING) and fact.amount > 0:
                available = budget.year(fact.fiscal_year).available
                lacking = fact.amount - max(available, Decimal(0))
                assert (fact.beyond or Decimal(0)) == max(lacking, Decimal(0))
            budget = BUDGET_LINE.evolve(budget, fact)
        assert budget == self.budget


TestFundedOrder = FundedOrderMachine.TestCase

"""How a document's line comes to hold what it should: which facts, and where there is too little.

Funds are asked for when something is reserved or ordered, for what a save takes more than it gives
back: an order may take up what its wish had reserved, and give it back, on an overdrawn line too.
What was liquidated or spent is told whatever the budget says, for it has happened: with what the
budget lacked for it. So is what was never asked for, as goods of a supplier that were used. Goods
beyond the order are the exception. They can still be declined, and so they are asked for as an
order is.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from domain.budgets.commitments import ZERO, Commitment, Holding, found
from domain.budgets.errors import BudgetLineInsufficientFunds, BudgetLineMissing
from domain.budgets.events import (
    BudgetLineEncumbered,
    BudgetLineEncumbranceAdjusted,
    BudgetLineEncumbranceLiquidated,
    BudgetLineExpenditureRecorded,
    BudgetLinePreEncumbered,
    BudgetLinePreEncumbranceReleased,
    BudgetLineResidualReleased,
    CommitmentEvent,
)
from domain.budgets.state import BudgetLine, Year, evolve
from domain.event import DocumentRef
from domain.frozen import replace
from domain.legal_entities.events import BudgetControl

_ASKS: Final = (
    BudgetLinePreEncumbered,
    BudgetLineEncumbered,
    BudgetLineEncumbranceAdjusted,
    BudgetLineExpenditureRecorded,
)
_FREES: Final = (
    BudgetLinePreEncumbranceReleased,
    BudgetLineResidualReleased,
    BudgetLineEncumbranceLiquidated,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What one line of a document should hold, in the budget line's currency.

    `ended`: nothing more is expected of it, so what is open no more is a residue. `exceeds`: this
    save takes in more than was ordered. `owed`: all of it has happened, as use of consigned goods
    has; it belongs to the year in which it did.
    """

    document: DocumentRef
    line: int
    holding: Holding
    ended: bool = False
    exceeds: bool = False
    owed: bool = False


def commit(
    budget_line: BudgetLine,
    wanted: Wanted,
    fiscal_year: int,
    control: BudgetControl,
    before: Iterable[CommitmentEvent] = (),
) -> tuple[CommitmentEvent, ...]:
    """The facts that lead there; none when the line holds it already.

    `fiscal_year` is that of a first commitment; a later one stays in the year of the first.
    `before` is what the same save has recorded on the line.
    """
    known = found(budget_line.commitments, wanted.document.id, wanted.line)
    had = known or Commitment(fiscal_year=fiscal_year)
    if wanted.owed:
        had = replace(had, fiscal_year=fiscal_year)
    if wanted.holding == had.holding:
        return ()
    drafted = _facts(had, wanted)
    line, facts, earlier = budget_line, list[CommitmentEvent](), tuple(before)
    for fact in drafted:
        freed = _freed((*earlier, *facts), fact.fiscal_year)
        settled = _funded(line, fact, control, freed, wanted)
        line = evolve(line, settled)
        facts.append(settled)
    return tuple(facts)


def require_budget(
    budget_line: BudgetLine | None, number: str, fiscal_year: int, control: BudgetControl
) -> BudgetLine | None:
    """The line that pays; none where nothing binds and none stands."""
    if budget_line is not None and budget_line.year(fiscal_year).loaded:
        return budget_line
    if control == "hard":
        raise BudgetLineMissing(number, fiscal_year)
    return budget_line


def _facts(had: Commitment, wanted: Wanted) -> list[CommitmentEvent]:
    """Releases come first, so that an order may take up what its wish had reserved."""
    move = wanted.holding.minus(had.holding)
    # What is liquidated was open before it was; the rest of the move is a change of the order.
    changed = move.open + move.liquidated
    facts: list[CommitmentEvent] = []

    def add(kind: type[CommitmentEvent], amount: Decimal) -> None:
        facts.append(
            kind(
                fiscal_year=had.fiscal_year,
                document=wanted.document,
                line=wanted.line,
                amount=amount,
            )
        )

    if move.reserved < 0:
        add(BudgetLinePreEncumbranceReleased, -move.reserved)
    if move.reserved > 0:
        add(BudgetLinePreEncumbered, move.reserved)
    if changed > 0 and had.holding.open == had.holding.liquidated == ZERO:
        add(BudgetLineEncumbered, changed)
    elif changed > 0 or (changed < 0 and not wanted.ended):
        add(BudgetLineEncumbranceAdjusted, changed)
    if move.liquidated:
        add(BudgetLineEncumbranceLiquidated, move.liquidated)
    if changed < 0 and wanted.ended:
        add(BudgetLineResidualReleased, -changed)
    if move.spent:
        add(BudgetLineExpenditureRecorded, move.spent)
    return facts


def _freed(facts: Iterable[CommitmentEvent], fiscal_year: int) -> Decimal:
    """What these facts gave back to the year and took up no more."""
    freed = ZERO
    for fact in facts:
        if fact.fiscal_year == fiscal_year:
            if isinstance(fact, _FREES):
                freed += fact.amount
            elif isinstance(fact, _ASKS):
                freed = max(freed - fact.amount, ZERO)
    return max(freed, ZERO)


def _funded(
    line: BudgetLine,
    fact: CommitmentEvent,
    control: BudgetControl,
    freed: Decimal,
    wanted: Wanted,
) -> CommitmentEvent:
    """The fact as it may be recorded, with what the budget lacked for it."""
    if not isinstance(fact, _ASKS) or fact.amount <= 0:
        return fact
    year = line.year(fact.fiscal_year)
    lacking = fact.amount - max(year.available, freed, ZERO)
    if lacking <= 0:
        return fact
    is_spent = isinstance(fact, BudgetLineExpenditureRecorded) and not wanted.exceeds
    is_done = is_spent or wanted.owed
    left = year.overrides.get(fact.document.id, ZERO)
    if control == "hard" and not is_done and lacking > left:
        raise _insufficient(line, year, fact)
    return fact.model_copy(update={"beyond": lacking})


def _insufficient(
    line: BudgetLine, year: Year, fact: CommitmentEvent
) -> BudgetLineInsufficientFunds:
    return BudgetLineInsufficientFunds(
        line.number, fact.fiscal_year, year.available, fact.amount, line.currency
    )

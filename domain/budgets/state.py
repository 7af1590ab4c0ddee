"""A budget line as its history left it: each year's figures, and who holds what of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Final, Literal, assert_never

from domain.aggregate import Aggregate
from domain.budgets.commitments import (
    NOTHING,
    ZERO,
    Commitment,
    Commitments,
    Holding,
    found,
    moved_by,
    of_year,
    placed,
)
from domain.budgets.events import (
    COMMITMENT_EVENTS,
    BudgetLineCorrected,
    BudgetLineEvent,
    BudgetLineLoaded,
    BudgetLineOverrideGranted,
    BudgetLineTransferred,
    BudgetLineYearCarriedForward,
    BudgetLineYearLapsed,
    CommitmentEvent,
)
from domain.event import DocumentRef
from domain.frozen import replace
from domain.ids import derived_id

YearEnd = Literal["carried_forward", "lapsed"]
CODE_LENGTH_MAX: Final = 20  # Of each coordinate, so that all three make one number.


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """One fiscal year. `budget` is what was loaded, transferred and carried in, less what left.

    `overrides` maps a document to what of its permission to go beyond is still unused.
    """

    budget: Decimal = ZERO
    loaded: bool = False
    loaded_amount: Decimal = ZERO  # as it was corrected
    holding: Holding = NOTHING
    overrides: Mapping[str, Decimal] = field(default_factory=dict)
    ended: YearEnd | None = None

    @property
    def available(self) -> Decimal:
        """What nobody holds; negative where more was let through than there was."""
        return self.budget - self.holding.taken


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetLine:
    """What one cost centre may spend on one account, year by year."""

    id: str
    legal_entity: str
    cost_centre: str
    account: str
    currency: str
    years: Mapping[int, Year] = field(default_factory=dict)
    commitments: Commitments = field(default_factory=dict)
    facility: None = None

    @property
    def number(self) -> str:
        """Its coordinates, as people write them."""
        return budget_line_number(self.legal_entity, self.cost_centre, self.account)

    @property
    def ref(self) -> DocumentRef:
        """How other documents point at this one."""
        return DocumentRef(aggregate="budget_line", id=self.id, number=self.number)

    def year(self, fiscal_year: int) -> Year:
        """The year's figures; of one without a budget they are all zero."""
        return self.years.get(fiscal_year, Year())


def budget_line_number(legal_entity: str, cost_centre: str, account: str) -> str:
    """`NORTH/SURGERY/implant`."""
    return f"{legal_entity}/{cost_centre}/{account}"


def budget_line_id(tenant: str, legal_entity: str, cost_centre: str, account: str) -> str:
    """The id of the line with these coordinates."""
    return derived_id(tenant, "budget_line", legal_entity, cost_centre, account)


def evolve(state: BudgetLine | None, event: BudgetLineEvent) -> BudgetLine:
    """The next state."""
    if isinstance(event, BudgetLineLoaded):
        return _loaded(state, event)
    assert state is not None, "the first event loads a budget"
    if isinstance(event, COMMITMENT_EVENTS):
        return _committed(state, event)
    year = state.year(event.fiscal_year)
    match event:
        case BudgetLineCorrected():
            budget = year.budget + event.change
            corrected = replace(year, budget=budget, loaded_amount=event.amount)
            return _with(state, event.fiscal_year, corrected)
        case BudgetLineTransferred():
            return _with(state, event.fiscal_year, replace(year, budget=year.budget + event.amount))
        case BudgetLineOverrideGranted():
            left = year.overrides.get(event.document.id, ZERO) + event.amount
            overrides = {**year.overrides, event.document.id: left}
            return _with(state, event.fiscal_year, replace(year, overrides=overrides))
        case BudgetLineYearCarriedForward():
            return _ended(state, event, "carried_forward", event.amount)
        case BudgetLineYearLapsed():
            return _ended(state, event, "lapsed", ZERO)
        case _:
            assert_never(event)


def _loaded(state: BudgetLine | None, event: BudgetLineLoaded) -> BudgetLine:
    line = state or BudgetLine(
        id=event.budget_line_id,
        legal_entity=event.legal_entity,
        cost_centre=event.cost_centre,
        account=event.account,
        currency=event.currency,
    )
    year = line.year(event.fiscal_year)
    budget = year.budget + event.amount
    year = replace(year, loaded=True, loaded_amount=event.amount, budget=budget)
    return _with(line, event.fiscal_year, year)


def _committed(state: BudgetLine, event: CommitmentEvent) -> BudgetLine:
    moved, document = moved_by(event), event.document.id
    known = found(state.commitments, document, event.line)
    had = known or Commitment(fiscal_year=event.fiscal_year)
    year = state.year(event.fiscal_year)
    year = replace(year, holding=year.holding.plus(moved))
    beyond = getattr(event, "beyond", None)
    if beyond is not None and document in year.overrides:
        left = max(year.overrides[document] - beyond, ZERO)
        year = replace(year, overrides={**year.overrides, document: left})
    commitment = replace(had, fiscal_year=event.fiscal_year, holding=had.holding.plus(moved))
    commitments = placed(state.commitments, document, event.line, commitment)
    return _with(replace(state, commitments=commitments), event.fiscal_year, year)


def _ended(
    state: BudgetLine,
    event: BudgetLineYearCarriedForward | BudgetLineYearLapsed,
    ended: YearEnd,
    cover: Decimal,
) -> BudgetLine:
    """What is reserved or open goes on in the next year; what was spent stays where it was."""
    ending, following = state.year(event.fiscal_year), state.year(event.fiscal_year + 1)
    going = Holding(reserved=event.reserved, open=event.open)
    commitments = state.commitments
    for document, line, commitment in list(of_year(commitments, event.fiscal_year)):
        moved = replace(commitment, fiscal_year=event.fiscal_year + 1)
        commitments = placed(commitments, document, line, moved)
    years = {
        **state.years,
        event.fiscal_year: replace(
            ending,
            ended=ended,
            budget=ending.budget - event.amount,
            holding=ending.holding.minus(going),
        ),
        event.fiscal_year + 1: replace(
            following, budget=following.budget + cover, holding=following.holding.plus(going)
        ),
    }
    return replace(state, years=years, commitments=commitments)


def _with(state: BudgetLine, fiscal_year: int, year: Year) -> BudgetLine:
    return replace(state, years={**state.years, fiscal_year: year})


BUDGET_LINE: Final = Aggregate(name="budget_line", state=BudgetLine, evolve=evolve)

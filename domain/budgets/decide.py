"""What a budget line answers to those who keep budgets. What documents hold is in `committing`."""

from decimal import Decimal

from domain.budgets.commands import (
    CarryBudgetForward,
    CorrectBudget,
    GrantBudgetOverride,
    LapseBudget,
    LoadBudget,
    TransferBudget,
)
from domain.budgets.errors import (
    BudgetLineAmountNotPositive,
    BudgetLineCodeTooLong,
    BudgetLineInsufficientFunds,
    BudgetLineLoadedAlready,
    BudgetLineLoadedSo,
    BudgetLineNotLoaded,
    BudgetLineOtherBooks,
    BudgetLineOverrideOfOwn,
    BudgetLineYearEnded,
    BudgetLineYearNotOver,
)
from domain.budgets.events import (
    BudgetLineCorrected,
    BudgetLineEvent,
    BudgetLineLoaded,
    BudgetLineOverrideGranted,
    BudgetLineTransferred,
    BudgetLineYearCarriedForward,
    BudgetLineYearLapsed,
)
from domain.budgets.state import CODE_LENGTH_MAX, BudgetLine, Year
from domain.errors import InvalidValue
from domain.money import exact


def load(
    line: BudgetLine | None, command: LoadBudget, budget_line_id: str
) -> tuple[BudgetLineEvent, ...]:
    """The year's budget, once; afterwards it moves by transfers and corrections only."""
    for code in (command.legal_entity, command.cost_centre, command.account):
        if len(code) > CODE_LENGTH_MAX:
            raise BudgetLineCodeTooLong(code, CODE_LENGTH_MAX)
    if line is not None:
        if line.currency != command.currency:
            raise BudgetLineOtherBooks(line.number, "currency", line.currency, command.currency)
        if line.year(command.fiscal_year).loaded:
            raise BudgetLineLoadedAlready(line.number, command.fiscal_year)
        _require_going_on(line, command.fiscal_year)
    return (
        BudgetLineLoaded(
            budget_line_id=budget_line_id,
            legal_entity=command.legal_entity,
            cost_centre=command.cost_centre,
            account=command.account,
            currency=command.currency,
            fiscal_year=command.fiscal_year,
            amount=_positive(command.amount, command.currency),
            loaded_by=command.loaded_by,
        ),
    )


def correct(line: BudgetLine, command: CorrectBudget) -> tuple[BudgetLineEvent, ...]:
    """Another amount for the one that was loaded; what documents hold of it has to be left."""
    _require_going_on(line, command.fiscal_year)
    year = line.year(command.fiscal_year)
    if not year.loaded:
        raise BudgetLineNotLoaded(line.number, command.fiscal_year)
    if command.amount < 0:
        raise InvalidValue("amount", "is zero or more", str(command.amount))
    amount = exact(command.amount, line.currency)
    change = amount - year.loaded_amount
    if not change:
        raise BudgetLineLoadedSo(line.number, command.fiscal_year, amount, line.currency)
    if change < 0 and -change > year.available:
        raise BudgetLineInsufficientFunds(
            line.number, command.fiscal_year, year.available, -change, line.currency
        )
    return (
        BudgetLineCorrected(
            fiscal_year=command.fiscal_year,
            amount=amount,
            change=change,
            corrected_by=command.corrected_by,
            reason_code=command.reason_code,
        ),
    )


def transfer(
    source: BudgetLine, target: BudgetLine, command: TransferBudget
) -> tuple[BudgetLineEvent, BudgetLineEvent]:
    """What leaves the source, and what reaches the target: both in one save."""
    if source.id == target.id:
        raise BudgetLineOtherBooks(source.number, "line", target.number, source.number)
    for name in ("legal_entity", "currency"):
        mine, other = getattr(source, name), getattr(target, name)
        if mine != other:
            raise BudgetLineOtherBooks(source.number, name, mine, other)
    amount = _positive(command.amount, source.currency)
    for each in (source, target):
        _require_going_on(each, command.fiscal_year)
        if not each.year(command.fiscal_year).loaded:
            raise BudgetLineNotLoaded(each.number, command.fiscal_year)
    available = source.year(command.fiscal_year).available
    if amount > available:
        raise BudgetLineInsufficientFunds(
            source.number, command.fiscal_year, available, amount, source.currency
        )
    return (
        _transferred(command, -amount, target),
        _transferred(command, amount, source),
    )


def grant_override(
    line: BudgetLine, command: GrantBudgetOverride, involved: frozenset[str]
) -> tuple[BudgetLineEvent, ...]:
    """`involved` are those who ask for the document's goods or buy them: none of them may grant."""
    if command.granted_by in involved:
        raise BudgetLineOverrideOfOwn(command.document.number, command.granted_by)
    _require_going_on(line, command.fiscal_year)
    return (
        BudgetLineOverrideGranted(
            fiscal_year=command.fiscal_year,
            document=command.document,
            amount=_positive(command.amount, line.currency),
            granted_by=command.granted_by,
            reason_code=command.reason_code,
        ),
    )


def carry_forward(
    line: BudgetLine, command: CarryBudgetForward, running: int
) -> tuple[BudgetLineEvent, ...]:
    """Ends the year; the next one gets what is reserved or open, and the budget that covers it.

    `running` is the fiscal year of the entity's books today: only a former one may end.
    """
    year = _ending(line, command.fiscal_year, running)
    holding = year.holding
    cover = min(holding.reserved + holding.open, max(year.budget - holding.spent, Decimal(0)))
    return (
        BudgetLineYearCarriedForward(
            fiscal_year=command.fiscal_year,
            amount=cover,
            reserved=holding.reserved,
            open=holding.open,
            closed_by=command.closed_by,
        ),
    )


def lapse(line: BudgetLine, command: LapseBudget, running: int) -> tuple[BudgetLineEvent, ...]:
    """Ends the year, a former one as above; what was not spent of it is gone."""
    year = _ending(line, command.fiscal_year, running)
    unspent = max(year.budget - year.holding.spent, Decimal(0))
    return (
        BudgetLineYearLapsed(
            fiscal_year=command.fiscal_year,
            amount=unspent,
            reserved=year.holding.reserved,
            open=year.holding.open,
            closed_by=command.closed_by,
        ),
    )


def _transferred(
    command: TransferBudget, amount: Decimal, counterpart: BudgetLine
) -> BudgetLineTransferred:
    return BudgetLineTransferred(
        fiscal_year=command.fiscal_year,
        amount=amount,
        counterpart=counterpart.ref,
        transferred_by=command.transferred_by,
        reason_code=command.reason_code,
    )


def _ending(line: BudgetLine, fiscal_year: int, running: int) -> Year:
    _require_going_on(line, fiscal_year)
    year = line.years.get(fiscal_year)
    if year is None:
        raise BudgetLineNotLoaded(line.number, fiscal_year)
    if fiscal_year >= running:
        raise BudgetLineYearNotOver(line.number, fiscal_year, running)
    return year


def _require_going_on(line: BudgetLine, fiscal_year: int) -> None:
    if line.year(fiscal_year).ended is not None:
        raise BudgetLineYearEnded(line.number, fiscal_year)


def _positive(amount: Decimal, currency: str) -> Decimal:
    if amount <= 0:
        raise BudgetLineAmountNotPositive(amount, currency)
    return exact(amount, currency)

"""How a budget line says no."""

from decimal import Decimal

from domain.errors import Rejected


class BudgetLineCodeTooLong(Rejected):
    """A coordinate is longer than a budget line's number can hold."""

    code = "budget_line.code_too_long"

    def __init__(self, code: str, length_max: int) -> None:
        super().__init__(
            f"{code} has {len(code)} characters; entity, cost centre and account of a budget line"
            f" have at most {length_max} each.",
            code=code,
            length_max=length_max,
        )


class BudgetLineAmountNotPositive(Rejected):
    """Budgets, transfers and overrides are amounts above zero."""

    code = "budget_line.amount_not_positive"

    def __init__(self, amount: Decimal, currency: str) -> None:
        super().__init__(
            f"{amount} {currency} is not more than zero; state the amount itself.",
            amount=str(amount),
            currency=currency,
        )


class BudgetLineLoadedAlready(Rejected):
    """The year has its budget."""

    code = "budget_line.loaded_already"

    def __init__(self, number: str, fiscal_year: int) -> None:
        super().__init__(
            f"Budget line {number} has its budget of {fiscal_year} already; correct it where it was"
            " loaded wrongly, or transfer from another line to raise it.",
            number=number,
            fiscal_year=fiscal_year,
        )


class BudgetLineLoadedSo(Rejected):
    """A correction has to change something."""

    code = "budget_line.loaded_so"

    def __init__(self, number: str, fiscal_year: int, amount: Decimal, currency: str) -> None:
        super().__init__(
            f"Budget line {number} was loaded with {amount} {currency} for {fiscal_year}; state"
            " what it should have been, without what was transferred or carried forward since.",
            number=number,
            fiscal_year=fiscal_year,
            amount=str(amount),
            currency=currency,
        )


class BudgetLineNotLoaded(Rejected):
    """The year has no budget."""

    code = "budget_line.not_loaded"

    def __init__(self, number: str, fiscal_year: int) -> None:
        super().__init__(
            f"Budget line {number} has no budget of {fiscal_year}; load it first.",
            number=number,
            fiscal_year=fiscal_year,
        )


class BudgetLineOtherBooks(Rejected):
    """Two sides that have to agree do not."""

    code = "budget_line.other_books"

    def __init__(self, number: str, what: str, wanted: str, given: str) -> None:
        super().__init__(
            f"Budget line {number}: {what.replace('_', ' ')} {given} does not go with {wanted};"
            " budget moves between two lines of the same entity and currency.",
            number=number,
            what=what,
            wanted=wanted,
            given=given,
        )


class BudgetLineYearEnded(Rejected):
    """The year is closed for good."""

    code = "budget_line.year_ended"

    def __init__(self, number: str, fiscal_year: int) -> None:
        super().__init__(
            f"Fiscal year {fiscal_year} of budget line {number} has ended; use the one that runs.",
            number=number,
            fiscal_year=fiscal_year,
        )


class BudgetLineYearNotOver(Rejected):
    """The year still runs, or has not begun."""

    code = "budget_line.year_not_over"

    def __init__(self, number: str, fiscal_year: int, running: int) -> None:
        super().__init__(
            f"Fiscal year {fiscal_year} of budget line {number} is not over: it is {running} now;"
            " end it once the next one has begun.",
            number=number,
            fiscal_year=fiscal_year,
            running=running,
        )


class BudgetLineOverrideOfOwn(Rejected):
    """Nobody lets his own purchase go beyond the budget."""

    code = "budget_line.override_of_own"

    def __init__(self, document: str, person: str) -> None:
        super().__init__(
            f"{person} asks for or buys what {document} is about; a second person has to let it go"
            " beyond the budget.",
            document=document,
            person=person,
        )


class BudgetLineInsufficientFunds(Rejected):
    """More is asked for than is available."""

    code = "budget_line.insufficient_funds"

    def __init__(
        self, number: str, fiscal_year: int, available: Decimal, needed: Decimal, currency: str
    ) -> None:
        super().__init__(
            f"Budget line {number} has {available} {currency} of {fiscal_year} left, {needed} is"
            " needed; ask for less, transfer budget, or have an override granted for the document.",
            number=number,
            fiscal_year=fiscal_year,
            available=str(available),
            needed=str(needed),
            currency=currency,
        )


class BudgetLineMissing(Rejected):
    """Budgets bind, and there is none for what is asked for."""

    code = "budget_line.missing"

    def __init__(self, number: str, fiscal_year: int) -> None:
        super().__init__(
            f"There is no budget line {number} with a budget of {fiscal_year}; have one loaded, or"
            " name a cost centre and account that have one.",
            number=number,
            fiscal_year=fiscal_year,
        )

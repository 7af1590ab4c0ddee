"""Budget lines as their tests tell them: 1,000 dollars of surgery for supplies in 2026."""

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any, Final, TypeVar

from domain.budgets.commands import (
    LoadBudget,
)
from domain.budgets.commitments import Holding
from domain.budgets.committing import Wanted
from domain.budgets.events import (
    BudgetLineLoaded,
    BudgetLineYearCarriedForward,
    BudgetLineYearLapsed,
    CommitmentEvent,
)
from domain.event import DocumentRef
from domain.ids import derived_id

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
CARRIED = TypeVar("CARRIED", BudgetLineYearCarriedForward, BudgetLineYearLapsed)
LINE: Final = derived_id("budget line")
WISH: Final = DocumentRef(aggregate="requisition", id=derived_id("wish"), number="R-1")
ORDER: Final = DocumentRef(aggregate="purchase_order", id=derived_id("order"), number="PO-1")


def loaded(amount: str = "1000", year: int = 2026, account: str = "supplies") -> BudgetLineLoaded:
    return BudgetLineLoaded(
        budget_line_id=LINE if account == "supplies" else derived_id(account),
        legal_entity="NHS",
        cost_centre="SURGERY",
        account=account,
        currency="USD",
        fiscal_year=year,
        amount=Decimal(amount),
        loaded_by="fiona",
    )


def told(
    kind: type[CommitmentEvent], amount: str, document: DocumentRef = ORDER, **more: Any
) -> CommitmentEvent:
    """A commitment of line 1 of the document in 2026."""
    values: dict[str, Any] = {"fiscal_year": 2026, "line": 1, "amount": Decimal(amount), **more}
    return kind(document=document, **values)


def wants(
    document: DocumentRef = ORDER, *, ended: bool = False, exceeds: bool = False, **parts: str
) -> Wanted:
    holding = Holding(**{name: Decimal(amount) for name, amount in parts.items()})
    return Wanted(document=document, line=1, holding=holding, ended=ended, exceeds=exceeds)


LOAD: Final = LoadBudget(
    now=NOW,
    legal_entity="NHS",
    cost_centre="SURGERY",
    account="supplies",
    currency="USD",
    fiscal_year=2026,
    amount=Decimal(1000),
    loaded_by="fiona",
)


def ended(kind: type[CARRIED], amount: str, reserved: str, still_open: str) -> CARRIED:
    return kind(
        fiscal_year=2026,
        amount=Decimal(amount),
        reserved=Decimal(reserved),
        open=Decimal(still_open),
        closed_by="fiona",
    )


ENDED: Final = ended(BudgetLineYearLapsed, "1000", "0", "0")

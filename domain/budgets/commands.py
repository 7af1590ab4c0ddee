"""What may be asked of a budget line. Commitments are no commands: documents make them."""

from dataclasses import dataclass
from decimal import Decimal

from domain.event import Command, DocumentRef


@dataclass(frozen=True, slots=True, kw_only=True)
class LoadBudget(Command):
    """The budget of one fiscal year. The line's id follows from entity, cost centre, account."""

    legal_entity: str
    cost_centre: str
    account: str
    currency: str
    fiscal_year: int
    amount: Decimal
    loaded_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CorrectBudget(Command):
    """What should have been loaded for the year; nothing, where it was another line's."""

    budget_line_id: str
    fiscal_year: int
    amount: Decimal
    corrected_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferBudget(Command):
    """From one line to another of the same entity, currency and year."""

    budget_line_id: str
    to_budget_line_id: str
    fiscal_year: int
    amount: Decimal
    transferred_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantBudgetOverride(Command):
    """Not by whoever asks for the document's goods or buys them."""

    budget_line_id: str
    document: DocumentRef
    fiscal_year: int
    amount: Decimal
    granted_by: str
    reason_code: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryBudgetForward(Command):
    budget_line_id: str
    fiscal_year: int
    closed_by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LapseBudget(Command):
    budget_line_id: str
    fiscal_year: int
    closed_by: str

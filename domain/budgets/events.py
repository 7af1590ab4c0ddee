"""Facts of a budget line. Stored names are a contract; see `state` for what they add up to.

Amounts are in the line's currency. What a document commits is told per line of the document; the
fiscal year is the one in which that line was first provided for, or carried into.
"""

from typing import Annotated, ClassVar, Final

from pydantic import Field

from domain.event import DocumentRef, Event
from domain.glance import Glance
from domain.ids import Code, Id, LineNo
from domain.money import Amount, Currency

FiscalYear = Annotated[int, Field(ge=1970, le=2200), Glance(int, range(1970, 2201))]


class BudgetLineLoaded(Event):
    """The year's budget, as the board passed it."""

    TYPE: ClassVar[str] = "budget_line.loaded"
    budget_line_id: Id
    legal_entity: Code
    cost_centre: Code
    account: Code
    currency: Currency
    fiscal_year: FiscalYear
    amount: Amount
    loaded_by: Code


class BudgetLineCorrected(Event):
    """The year's budget was loaded wrongly: it is `amount`, by `change` more (negative: less)."""

    TYPE: ClassVar[str] = "budget_line.corrected"
    fiscal_year: FiscalYear
    amount: Amount
    change: Amount
    corrected_by: Code
    reason_code: Code


class BudgetLineTransferred(Event):
    """Budget came from another line, or went there (negative)."""

    TYPE: ClassVar[str] = "budget_line.transferred"
    fiscal_year: FiscalYear
    amount: Amount
    counterpart: DocumentRef
    transferred_by: Code
    reason_code: Code


class BudgetLineOverrideGranted(Event):
    """This document may go beyond the budget by so much more."""

    TYPE: ClassVar[str] = "budget_line.override_granted"
    fiscal_year: FiscalYear
    document: DocumentRef
    amount: Amount
    granted_by: Code
    reason_code: Code


class _Commitment(Event):
    """Of one line of one document. Amounts are signed unless the event says otherwise."""

    fiscal_year: FiscalYear
    document: DocumentRef
    line: LineNo
    amount: Amount


class BudgetLinePreEncumbered(_Commitment):
    """An approved wish holds funds that no order has taken up. `beyond`: what the budget lacked."""

    TYPE: ClassVar[str] = "budget_line.pre_encumbered"
    beyond: Amount | None = None


class BudgetLinePreEncumbranceReleased(_Commitment):
    """The wish was given up, or an order takes the funds over."""

    TYPE: ClassVar[str] = "budget_line.pre_encumbrance_released"


class BudgetLineEncumbered(_Commitment):
    """An order was issued: the supplier may deliver at this cost."""

    TYPE: ClassVar[str] = "budget_line.encumbered"
    beyond: Amount | None = None


class BudgetLineEncumbranceAdjusted(_Commitment):
    """A change of the order costs more, or less (negative)."""

    TYPE: ClassVar[str] = "budget_line.encumbrance_adjusted"
    beyond: Amount | None = None


class BudgetLineEncumbranceLiquidated(_Commitment):
    """What was received or billed at the order's price is open no more; negative: taken back."""

    TYPE: ClassVar[str] = "budget_line.encumbrance_liquidated"


class BudgetLineResidualReleased(_Commitment):
    """Nothing more is expected of the order's line: what is open of it is free again."""

    TYPE: ClassVar[str] = "budget_line.residual_released"


class BudgetLineExpenditureRecorded(_Commitment):
    """Spent, at the value that the books have; negative: taken back.

    `beyond`: what the budget lacked for it. Bills that come out dearer are told, never refused.
    """

    TYPE: ClassVar[str] = "budget_line.expenditure_recorded"
    beyond: Amount | None = None


class _YearEnded(Event):
    """What wishes reserve and orders have open goes on in the next year. `amount` is budget."""

    fiscal_year: FiscalYear
    amount: Amount
    reserved: Amount
    open: Amount
    closed_by: Code


class BudgetLineYearCarriedForward(_YearEnded):
    """The year is over: its open commitments go on with the budget (`amount`) that covers them."""

    TYPE: ClassVar[str] = "budget_line.year_carried_forward"


class BudgetLineYearLapsed(_YearEnded):
    """The year is over and what is left of its budget (`amount`) gone: the next has to cover it."""

    TYPE: ClassVar[str] = "budget_line.year_lapsed"


CommitmentEvent = (
    BudgetLinePreEncumbered
    | BudgetLinePreEncumbranceReleased
    | BudgetLineEncumbered
    | BudgetLineEncumbranceAdjusted
    | BudgetLineEncumbranceLiquidated
    | BudgetLineResidualReleased
    | BudgetLineExpenditureRecorded
)
COMMITMENT_EVENTS: Final = (
    BudgetLinePreEncumbered,
    BudgetLinePreEncumbranceReleased,
    BudgetLineEncumbered,
    BudgetLineEncumbranceAdjusted,
    BudgetLineEncumbranceLiquidated,
    BudgetLineResidualReleased,
    BudgetLineExpenditureRecorded,
)
BudgetLineEvent = (
    BudgetLineLoaded
    | BudgetLineCorrected
    | BudgetLineTransferred
    | BudgetLineOverrideGranted
    | BudgetLineYearCarriedForward
    | BudgetLineYearLapsed
    | CommitmentEvent
)
EVENTS: Final = (
    BudgetLineLoaded,
    BudgetLineCorrected,
    BudgetLineTransferred,
    BudgetLineOverrideGranted,
    *COMMITMENT_EVENTS,
    BudgetLineYearCarriedForward,
    BudgetLineYearLapsed,
)

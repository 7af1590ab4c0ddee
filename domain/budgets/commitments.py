"""What each line of each document holds of a budget line, and what it should hold.

A document never says what it adds: it says what it holds now (`Holding`), computed from its own
state. The difference to what the budget line knows of it becomes facts, so repeats add nothing.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final, NamedTuple, assert_never

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

ZERO: Final = Decimal(0)
SHELF_DIGITS: Final = 2  # Of a document's id: adding to one of 256 shelves copies little.


class Holding(NamedTuple):
    """`reserved` by a wish, `open` by an issued order, `liquidated` of it, and `spent`."""

    reserved: Decimal = ZERO
    open: Decimal = ZERO
    liquidated: Decimal = ZERO
    spent: Decimal = ZERO

    def plus(self, other: "Holding") -> "Holding":
        """The sum, part by part."""
        return Holding(*(mine + more for mine, more in zip(self, other, strict=True)))

    def minus(self, other: "Holding") -> "Holding":
        """The difference, part by part."""
        return Holding(*(mine - less for mine, less in zip(self, other, strict=True)))

    @property
    def taken(self) -> Decimal:
        """What is not available because of it."""
        return self.reserved + self.open + self.spent


NOTHING: Final = Holding()


@dataclass(frozen=True, slots=True, kw_only=True)
class Commitment:
    """What one line of a document holds, and of which fiscal year."""

    fiscal_year: int
    holding: Holding = NOTHING


# By the first digits of the document's id, then by document id and line (`_place`).
Commitments = Mapping[str, Mapping[str, Commitment]]


def found(commitments: Commitments, document_id: str, line: int) -> Commitment | None:
    """What the line of the document holds."""
    return commitments.get(document_id[:SHELF_DIGITS], {}).get(_place(document_id, line))


def placed(
    commitments: Commitments, document_id: str, line: int, commitment: Commitment
) -> Commitments:
    """The same, with this commitment in its place."""
    shelf = document_id[:SHELF_DIGITS]
    return {
        **commitments,
        shelf: {**commitments.get(shelf, {}), _place(document_id, line): commitment},
    }


def of_year(commitments: Commitments, fiscal_year: int) -> Iterator[tuple[str, int, Commitment]]:
    """Document id, line and commitment of all that belongs to the year."""
    for shelf in commitments.values():
        for place, commitment in shelf.items():
            if commitment.fiscal_year == fiscal_year:
                document_id, _, line = place.partition("/")
                yield document_id, int(line), commitment


def _place(document_id: str, line: int) -> str:
    return f"{document_id}/{line}"


def moved_by(event: CommitmentEvent) -> Holding:
    """What the event changes of a holding."""
    amount = event.amount
    match event:
        case BudgetLinePreEncumbered():
            return Holding(reserved=amount)
        case BudgetLinePreEncumbranceReleased():
            return Holding(reserved=-amount)
        case BudgetLineEncumbered() | BudgetLineEncumbranceAdjusted():
            return Holding(open=amount)
        case BudgetLineEncumbranceLiquidated():
            return Holding(open=-amount, liquidated=amount)
        case BudgetLineResidualReleased():
            return Holding(open=-amount)
        case BudgetLineExpenditureRecorded():
            return Holding(spent=amount)
        case _:
            assert_never(event)

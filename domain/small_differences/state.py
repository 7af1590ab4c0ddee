"""The small differences of one legal entity on one day, by invoice: what is left under its caps."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Final, NamedTuple, assert_never

from domain.aggregate import Aggregate
from domain.frozen import replace
from domain.ids import derived_id
from domain.small_differences.events import (
    SmallDifferenceEvent,
    SmallDifferenceTakenBack,
    SmallDifferenceWrittenOff,
)

ZERO: Final = Decimal(0)


class WrittenOff(NamedTuple):
    """Of one invoice, in the currency of the books."""

    supplier_id: str
    amount: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallDifferences:
    """`invoices` are those whose difference stands, credit memos among them, by id."""

    legal_entity: str
    day: date
    invoices: Mapping[str, WrittenOff] = field(default_factory=dict)
    facility: None = None

    @property
    def number(self) -> str:
        """As people name it: NHS/2026-03-01."""
        return f"{self.legal_entity}/{self.day}"

    @property
    def total(self) -> Decimal:
        """All of the day."""
        return sum((each.amount for each in self.invoices.values()), ZERO)

    def of_supplier(self, supplier_id: str) -> Decimal:
        """What of it are bills of this supplier."""
        own = (each for each in self.invoices.values() if each.supplier_id == supplier_id)
        return sum((each.amount for each in own), ZERO)


def small_differences_id(tenant: str, legal_entity: str, day: date) -> str:
    """The id of the stream in which the differences of a day meet."""
    return derived_id(tenant, "small_difference", legal_entity, day.isoformat())


def evolve(state: SmallDifferences | None, event: SmallDifferenceEvent) -> SmallDifferences:
    """The next state."""
    match event:
        case SmallDifferenceWrittenOff():
            day = state or SmallDifferences(
                legal_entity=event.legal_entity, day=event.written_off_on
            )
            entry = WrittenOff(event.supplier_id, event.amount)
            missed = event.credit_memo or event.invoice
            return replace(day, invoices={**day.invoices, missed.id: entry})
        case SmallDifferenceTakenBack():
            assert state is not None, "the first event writes something off"
            left = {id_: each for id_, each in state.invoices.items() if id_ != event.invoice.id}
            return replace(state, invoices=left)
        case _:
            assert_never(event)


SMALL_DIFFERENCE: Final = Aggregate(name="small_difference", state=SmallDifferences, evolve=evolve)

"""The terms of a rebate: of which purchases, how much per cent, and how steps count."""

from datetime import date
from typing import Literal

from domain.agreements.terms import Percent
from domain.event import Value
from domain.ids import Id
from domain.money import Amount

# A fixed share, one by how much was bought, one by how much more than before.
RebateKind = Literal["percent", "volume", "growth"]
# A step that is reached counts for all that was bought, or for what lies beyond it.
RebateMethod = Literal["retroactive", "incremental"]


class RebateStep(Value):
    """From so much on, so many per cent. A step that is met is reached."""

    from_amount: Amount
    percent: Percent


class RebateTerms(Value):
    """Days are those of invoices, inclusive. No items named: all lines under the agreement."""

    kind: RebateKind
    method: RebateMethod
    steps: tuple[RebateStep, ...]
    baseline: Amount | None = None  # of growth: what was bought in the period before
    starts_on: date
    ends_on: date
    item_ids: tuple[Id, ...] = ()

    def counts(self, item_id: str | None, day: date) -> bool:
        """Whether a line of this item on an invoice of this day is a purchase of the rebate."""
        is_item = not self.item_ids or item_id in self.item_ids
        return is_item and self.starts_on <= day <= self.ends_on

"""The shape of what arrives: which service entries and goods receipts make one receipt."""

from dataclasses import dataclass, field
from decimal import Decimal


@dataclass(slots=True)
class Delivery:
    """One receipt. `weight` counts its parts of equal size; `figures` fills in the size."""

    number: int
    weight: int = 0
    entered_at: list[int] = field(default_factory=list)
    posted_at: int | None = None
    reversed_at: int | None = None
    part: Decimal = Decimal(0)

    @property
    def quantity(self) -> Decimal:
        """All that it brings."""
        return self.part * self.weight

    def stands_at(self, index: int) -> bool:
        """Whether it counts as received before the event at `index`."""
        if self.posted_at is None or self.posted_at >= index:
            return False
        return self.reversed_at is None or self.reversed_at >= index


@dataclass(slots=True)
class Deliveries:
    """All receipts of the case; `drafts` by the place of the goods receipt that will accept.

    `uncredited` went back to the supplier and wait for the credit that follows, oldest first.
    """

    made: list[Delivery] = field(default_factory=list)
    uncredited: list[Delivery] = field(default_factory=list)
    drafts: dict[int | None, Delivery] = field(default_factory=dict)

    def new(self) -> Delivery:
        """The next receipt."""
        delivery = Delivery(len(self.made) + 1)
        self.made.append(delivery)
        return delivery

    def latest_standing(self) -> Delivery | None:
        """The receipt that a cancellation takes back."""
        standing = [
            each for each in self.made if each.posted_at is not None and each.reversed_at is None
        ]
        return max(standing, key=lambda each: each.posted_at or 0, default=None)

    def standing(self, index: int) -> Decimal:
        """The quantity received, net, before the event at `index`."""
        return sum((each.quantity for each in self.made if each.stands_at(index)), Decimal(0))

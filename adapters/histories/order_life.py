"""The shape of an order's life as planning finds it: what stands, what waits, what changes."""

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal

from domain.purchase_orders.lines import Match

ZERO = Decimal(0)
Undo = Literal["hold", "cancelled", "receiving", "invoicing"]


@dataclass(slots=True)
class ValueChange:
    """A change of the line's quantity or price. One that grows needs a new approval."""

    index: int
    kind: Literal["quantity", "unit_price"]
    grows: bool
    value: Decimal = ZERO  # filled in by `figures`


@dataclass(slots=True)
class OrderLife:
    """`route_steps` is how many approvals the current amount asks for; `open_steps` are left."""

    stands: bool = False
    has_line: bool = False
    is_covered: bool = False  # by an approved requisition
    is_issued: bool = False
    steps_first: int = 0
    route_steps: int = 0
    open_steps: int = 0
    submissions: int = 0
    on_hold: bool = False
    is_cancelled: bool = False
    closed: set[Literal["receiving", "invoicing"]] = field(default_factory=set)
    undo: list[Undo] = field(default_factory=list)
    changes: list[ValueChange] = field(default_factory=list)
    need_by_changes: int = 0
    currency: str | None = None  # after a change of it
    currency_changed_at: int | None = None
    match: Match = "three_way"
    quantity: Decimal = ZERO  # as first ordered
    unit_price: Decimal = ZERO

    @property
    def can_receive(self) -> bool:
        """The supplier may deliver now."""
        return (
            self.is_issued
            and self.open_steps == 0
            and not self.on_hold
            and not self.is_cancelled
            and "receiving" not in self.closed
        )

    def submit(self, steps: int) -> None:
        """A route of so many steps is planned for the amount as it stands."""
        self.submissions += 1
        self.route_steps = self.open_steps = steps

    def quantity_at(self, index: int) -> Decimal:
        """The ordered quantity before the event at `index`."""
        return self._value_at(index, "quantity", self.quantity)

    def unit_price_at(self, index: int) -> Decimal:
        """The unit price before the event at `index`."""
        return self._value_at(index, "unit_price", self.unit_price)

    def _value_at(self, index: int, kind: str, first: Decimal) -> Decimal:
        values = [each.value for each in self.changes if each.kind == kind and each.index < index]
        return values[-1] if values else first

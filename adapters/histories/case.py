"""One history on its way to commands: what happens when, and what is known of it so far.

Planning walks the events once. Each mapping notes the shape of what happens (which receipt answers
which entry, which payment which invoice) and leaves makers behind: functions that make the command
once `figures` has filled in quantities and prices.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Final

from adapters.histories.activities import Activity
from adapters.histories.bills import Bills
from adapters.histories.deliveries import Deliveries
from adapters.histories.order_life import OrderLife
from adapters.histories.requests import Requests
from adapters.histories.setting import Setting
from domain.event import Command
from domain.ids import LINE_NO_MAX, derived_id

ZERO: Final = Decimal(0)


@dataclass(frozen=True, slots=True)
class Happening:
    """One source event; `day` is the local day, `index` its place in the case."""

    index: int
    at: datetime
    day: date
    activity: Activity


@dataclass(frozen=True, slots=True)
class Step:
    """A command, who sends it, and in which role."""

    command: Command
    person: str
    role: str


Maker = Callable[[], Step]


@dataclass(frozen=True, slots=True)
class Mapped:
    """What becomes of one source event: makers of its commands, or why there is none.

    `make` makes as many as the figures ask for; when that is none, `explained` says why.
    """

    makers: tuple[Maker, ...] = ()
    explained: str | None = None
    make: Callable[[], tuple[Step, ...]] | None = None

    def steps(self) -> tuple[Step, ...]:
        """The commands, once the figures stand."""
        return self.make() if self.make else tuple(maker() for maker in self.makers)


@dataclass(slots=True)
class Case:
    """A history with its setting, and the shape that the walk finds."""

    tenant: str
    name: str
    happenings: tuple[Happening, ...]
    setting: Setting
    order: OrderLife = field(default_factory=OrderLife)
    deliveries: Deliveries = field(default_factory=Deliveries)
    bills: Bills = field(default_factory=Bills)
    requests: Requests = field(default_factory=Requests)

    @property
    def line(self) -> int:
        """The order line's number: that of the item, where the case ends in one."""
        tail = self.name.rpartition("_")[2]
        number = int(tail) if tail.isdecimal() else 0
        return number if 1 <= number <= LINE_NO_MAX else 1

    @property
    def order_id(self) -> str:
        """The id of the case's purchase order."""
        return self.id_of("purchase_order")

    @property
    def supplier_id(self) -> str:
        """The id of the case's supplier."""
        return supplier_id(self.tenant, self.setting.supplier)

    def currency_at(self, index: int) -> str:
        """The order's currency at the event at `index`."""
        changed_at = self.order.currency_changed_at
        if self.order.currency is None or changed_at is None or index < changed_at:
            return self.setting.entity.currency
        return self.order.currency

    def id_of(self, kind: str, number: int = 1) -> str:
        """The id of one of the case's documents."""
        return derived_id(self.tenant, "import", self.name, kind, str(number))

    def next_index(self, after: int, activities: Collection[Activity]) -> int | None:
        """Where one of the activities comes next."""
        for happening in self.happenings[after + 1 :]:
            if happening.activity in activities:
                return happening.index
        return None

    def count(self, after: int, before: int | None, activities: Collection[Activity]) -> int:
        """How often the activities occur between two places, both excluded; none: the end."""
        part = self.happenings[after + 1 : before]
        return sum(happening.activity in activities for happening in part)

    def previous_index(self, before: int, activities: Collection[Activity]) -> int:
        """Where one of the activities came last; -1 where none did."""
        for happening in reversed(self.happenings[:before]):
            if happening.activity in activities:
                return happening.index
        return -1

    def stretch(
        self, start: int, activities: Collection[Activity], until: Collection[Activity]
    ) -> list[int]:
        """The places of these activities from `start` on, before one of `until` comes."""
        places: list[int] = []
        for happening in self.happenings[start:]:
            if happening.activity in until:
                break
            if happening.activity in activities:
                places.append(happening.index)
        return places

    def step(self, duty: str, role: str, command: Command) -> Step:
        """A step by the person who has the duty in this case."""
        return Step(command, self.setting.person(duty), role)


def supplier_id(tenant: str, name: str) -> str:
    """The id of an imported supplier."""
    return derived_id(tenant, "import", "supplier", name)


def item_id(tenant: str, number: str) -> str:
    """The id of an imported catalogue item."""
    return derived_id(tenant, "import", "catalogue_item", number)


def agreement_number(supplier: str, currency: str) -> str:
    """The number of an imported price agreement: one with each supplier in each currency."""
    return f"PA-{supplier[:8].upper()}-{currency}"

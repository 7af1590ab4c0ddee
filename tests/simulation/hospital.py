"""One simulated network: its seeded chance, its clock, and its documents as the log tells them.

Nothing here is remembered from what was sent: states are the fold of what was stored, so actors and
checkers see what anybody would. Server timestamps are read by nobody.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from random import Random
from typing import Any, Final, Protocol, TypeVar

import psycopg

from adapters.postgres.log_reader import read, recorded
from domain.event import Command, Recorded
from domain.ids import derived_id
from domain.registry import AGGREGATES, EVENTS
from tests.simulation.books import Books
from tests.simulation.people import holders

START: Final = datetime(2026, 3, 2, 8, tzinfo=UTC)
PAGE_EVENTS: Final = 10_000  # More than one command records.
CENT: Final = Decimal("0.01")

T = TypeVar("T")


class MoreBooks(Protocol):
    """What takes each event, and is asked after each save whether it is sound."""

    def enter(self, event: Recorded) -> None: ...
    def settle(self, states: Mapping[str, Any], changed: Iterable[str]) -> None: ...


class Planned:
    """A command that somebody means to send."""

    __slots__ = ("command", "person")

    def __init__(self, command: Command, person: str) -> None:
        self.command = command
        self.person = person


class Hospital:
    """The world of one seed. Times are moments of the simulated clock, amounts US dollars.

    `held_against` are more books, for what the general ledger does not look at.
    """

    def __init__(self, seed: int, tenant: str, connection: psycopg.Connection) -> None:
        self.seed = seed
        self.chance = Random(seed)
        self.tenant = tenant
        self.now = START
        self.history: list[Recorded] = []
        self.states: dict[str, Any] = {}
        self.books = Books()
        self.held_against: list[MoreBooks] = []
        self._connection = connection
        self._offset = 0
        self._made = 0

    @property
    def today(self) -> date:
        """The day of the simulated clock."""
        return self.now.date()

    def name(self, kind: str) -> tuple[str, str]:
        """Id and number of a document to come."""
        self._made += 1
        return derived_id("simulation", kind, str(self._made)), f"{kind.upper()}-{self._made}"

    def catch_up(self) -> Sequence[Recorded]:
        """What was stored since the last look, now part of the states and the books."""
        rows = read(self._connection, self._offset, PAGE_EVENTS, self.tenant)
        news = [recorded(row) for row in rows]
        for event in news:
            self._take(event)
        for books in (self.books, *self.held_against):
            books.settle(self.states, {event.stream for event in news})
        return news

    def _take(self, event: Recorded) -> None:
        last = self.history[-1].position if self.history else 0
        assert event.position == last + 1, f"position {event.position} follows {last}"
        fact = EVENTS[event.type].model_validate(event.data)
        state = self.states.get(event.stream)
        self.states[event.stream] = AGGREGATES[event.aggregate].evolve(state, fact)
        for books in (self.books, *self.held_against):
            books.enter(event)
        self.history.append(event)
        self._offset = event.offset

    def documents(self, kind: type[T]) -> list[T]:
        """Every document of this kind, in the order in which they came to be."""
        return [each for each in self.states.values() if isinstance(each, kind)]

    def one_of(self, choices: Sequence[T]) -> T | None:
        """Any of them; none of nothing."""
        return self.chance.choice(choices) if choices else None

    def recent(self, choices: Sequence[T]) -> T | None:
        """Any of them, rather a late one: people work on what came last."""
        if not choices:
            return None
        return choices[max(self.chance.randrange(len(choices)) for _ in range(2))]

    def happens(self, share: float) -> bool:
        """True for this share of the times that it is asked."""
        return self.chance.random() < share

    def person(self, role: str) -> str:
        """Anybody of that role."""
        return self.chance.choice(holders(role))

    def part(self, whole: Decimal) -> Decimal:
        """Mostly all of it, else a part in whole units, now and then more than there is."""
        drawn = self.chance.random()
        if drawn < 0.55 or whole < 1:
            return whole
        if drawn < 0.95:
            return Decimal(self.chance.randint(1, int(whole)))
        return whole + self.chance.randint(1, 5)

    def money(self, least: int, most: int) -> Decimal:
        """So many cents, as an amount."""
        return Decimal(self.chance.randint(least, most)) * CENT

    def day(self, back: int = 2, ahead: int = 0) -> date:
        """A day around today; mostly today itself."""
        if self.happens(0.7):
            return self.today
        return self.today + timedelta(days=self.chance.randint(-back, ahead))

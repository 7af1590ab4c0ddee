"""Given a history, when something is decided, then these facts or this refusal.

    given(ORDER, created(), issued()).when(receive, command, facts).then(received())
    given(ORDER, created()).when(receive, command, facts).rejected(NotIssued, line=1)

`given` folds the history with the aggregate's own `evolve` (no events: the state is None), `when`
calls `decide(state, *arguments)`. What every decision must keep is checked on each: the same
question gets the same answer, the state stays as it was, and each new fact survives its stored form
and can be folded. `then` returns the next state, `rejected` the refusal, for whoever asks further.
"""

import re
from collections.abc import Callable, Sequence
from copy import deepcopy
from dataclasses import dataclass
from typing import Final, Generic, TypeVar

import pytest

from domain.aggregate import Aggregate, State
from domain.errors import Rejected
from domain.event import Event

CODE: Final = re.compile(r"^[a-z]+(_[a-z]+)*\.[a-z]+(_[a-z]+)*$")

Refusal = TypeVar("Refusal", bound=Rejected)
Decide = Callable[..., Sequence[Event]]


def given(aggregate: Aggregate[State], *events: Event) -> "Given[State]":
    """What has happened so far to one document."""
    return Given(aggregate, _fold(aggregate, None, events))


def folded(aggregate: Aggregate[State], *events: Event) -> State:
    """The state that a history of at least one event leads to: a fact for another decision."""
    state = _fold(aggregate, None, events)
    assert state is not None, "no event, no document"
    return state


@dataclass(frozen=True)
class Given(Generic[State]):
    """A document with its past."""

    aggregate: Aggregate[State]
    state: State | None

    def when(self, decide: Decide, *arguments: object, **facts: object) -> "When[State]":
        """Somebody asks for a decision: a command, and what it needs to know from elsewhere."""
        return When(self, decide, arguments, facts)


@dataclass(frozen=True)
class When(Generic[State]):
    """The question; nothing is decided before `then` or `rejected` asks."""

    given: Given[State]
    decide: Decide
    arguments: tuple[object, ...]
    facts: dict[str, object]

    def then(self, *expected: Event) -> State:
        """Exactly these facts, in this order. Returns the state that they lead to."""
        decided = self._decided()
        assert list(decided) == list(expected)
        for event in decided:
            stored = event.model_dump_json(exclude_none=True)
            assert type(event).model_validate_json(stored) == event, "lost in its stored form"
        state = _fold(self.given.aggregate, self.given.state, decided)
        assert state is not None, "no event, no document"
        return state

    def rejected(self, refusal: type[Refusal], **values: object) -> Refusal:
        """A refusal of this very class whose values include the given ones."""
        with pytest.raises(Rejected) as caught:
            self._decided()
        error = caught.value
        assert type(error) is refusal, f"{error.code}: {error.message}"
        assert CODE.match(error.code), f"{error.code} is not <aggregate>.<what is wrong>"
        assert error.message.endswith("."), f"not a sentence: {error.message}"
        assert {name: error.values.get(name) for name in values} == values
        return error

    def _decided(self) -> Sequence[Event]:
        """Decides twice: no answer may depend on anything but the question."""
        before = deepcopy(self.given.state)
        decided = self._refusal_or_events()
        again = self._refusal_or_events()
        assert self.given.state == before, "a decision must not touch the state"
        if isinstance(decided, Rejected):
            assert isinstance(again, Rejected)
            assert again.message == decided.message, "asked twice, refused differently"
            raise decided
        assert decided == again, "asked twice, decided differently"
        return decided

    def _refusal_or_events(self) -> Sequence[Event] | Rejected:
        try:
            return self.decide(self.given.state, *self.arguments, **self.facts)
        except Rejected as refusal:
            return refusal


def _fold(
    aggregate: Aggregate[State], state: State | None, events: Sequence[Event]
) -> State | None:
    for event in events:
        state = aggregate.evolve(state, event)
    return state

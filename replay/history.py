"""One document's life: each fact as a sentence, with what it changed in the document's state.

The state is folded by the very `evolve` that commands decide on, so a difference shown here is what
the rules saw. Sentences are in `sentences.py`, the comparison of states in `differences.py`.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from domain.event import Recorded
from domain.registry import AGGREGATES
from replay.differences import Difference, differences, values
from replay.sentences import sentence
from replay.stored_facts import fact_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Beside:
    """A fact of another document that the same command recorded."""

    position: int
    document: str  # <aggregate>/<id>
    number: str | None
    type: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One fact of the document's history.

    `beside`: what else its command recorded, in order: what was asked for comes first, and what
    follows from it behind. `policies` are those that the command decided by.
    """

    position: int
    version: int
    type: str
    sentence: str
    recorded_at: datetime
    effective_at: str
    actor: Mapping[str, str]
    command_id: str
    causation_id: str | None
    correlation_id: str | None
    reason: str | None
    policies: tuple[str, ...]  # name and version each
    beside: tuple[Beside, ...]
    differences: tuple[Difference, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One value of a document's state, in words."""

    field: str
    value: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """One version of a document: the fact that made it, and all of its state behind that fact.

    `step.differences` is what it changed of the version before, `last` the newest version by then.
    """

    step: Step
    last: int
    state: tuple[Value, ...]

    @property
    def previous(self) -> int | None:
        """The version before; none: this is the first."""
        return self.step.version - 1 or None

    @property
    def next(self) -> int | None:
        """The version behind; none: this is the last."""
        return self.step.version + 1 if self.step.version < self.last else None


def history(
    events: Iterable[Recorded], beside: Mapping[str, Sequence[Beside]] = MappingProxyType({})
) -> Iterator[Step]:
    """The steps of one document, in order, from the events of its stream from the first on.

    `beside` is by command.
    """
    before: object = None
    for event in events:
        after = _after(before, event)
        yield _step(event, before, after, beside)
        before = after


def at_version(
    events: Sequence[Recorded],
    version: int,
    beside: Mapping[str, Sequence[Beside]] = MappingProxyType({}),
) -> Version:
    """One version, from all events of the document up to the moment; there are so many of them."""
    assert 1 <= version <= len(events), "versions are dense from 1"
    before: object = None
    for event in events[: version - 1]:
        before = _after(before, event)
    own = events[version - 1]
    after = _after(before, own)
    return Version(
        step=_step(own, before, after, beside),
        last=len(events),
        state=tuple(Value(field=field, value=value) for field, value in values(after)),
    )


def _after(before: object, event: Recorded) -> object:
    return AGGREGATES[event.aggregate].evolve(before, fact_of(event))


def _step(
    event: Recorded, before: object, after: object, beside: Mapping[str, Sequence[Beside]]
) -> Step:
    return Step(
        position=event.position,
        version=event.version,
        type=event.type,
        sentence=sentence(event, before),
        recorded_at=event.recorded_at,
        effective_at=event.metadata["effective_at"],
        actor=event.metadata["actor"],
        command_id=event.metadata["command_id"],
        causation_id=event.metadata.get("causation_id"),
        correlation_id=event.metadata.get("correlation_id"),
        reason=event.metadata.get("reason", {}).get("code"),
        policies=tuple(
            f"{each['id']} {each['version']}" for each in event.metadata.get("policies", ())
        ),
        beside=tuple(beside.get(event.metadata["command_id"], ())),
        differences=differences(before, after),
    )

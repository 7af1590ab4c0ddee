"""One document's life: each fact as a sentence, with what it changed in the document's state.

The state is folded by the very `evolve` that commands decide on, so a difference shown here is what
the rules saw. Sentences are in `sentences.py`, the comparison of states in `differences.py`.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from domain.event import Recorded
from domain.registry import AGGREGATES
from replay.differences import Difference, differences
from replay.sentences import sentence
from replay.stored_facts import fact_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One fact of the document's history."""

    position: int
    version: int
    type: str
    sentence: str
    recorded_at: datetime
    effective_at: str
    actor: Mapping[str, str]
    command_id: str
    causation_id: str | None
    differences: tuple[Difference, ...]


def history(events: Iterable[Recorded]) -> Iterator[Step]:
    """The steps of one document, in order, from the events of its stream from the first on."""
    before: object = None
    for event in events:
        aggregate = AGGREGATES[event.aggregate]
        fact = fact_of(event)
        after = aggregate.evolve(before, fact)
        yield Step(
            position=event.position,
            version=event.version,
            type=event.type,
            sentence=sentence(event, before),
            recorded_at=event.recorded_at,
            effective_at=event.metadata["effective_at"],
            actor=event.metadata["actor"],
            command_id=event.metadata["command_id"],
            causation_id=event.metadata.get("causation_id"),
            differences=differences(before, after),
        )
        before = after

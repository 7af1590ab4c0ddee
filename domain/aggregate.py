"""What the command loop needs to know of an aggregate: its name and its fold."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Generic, Protocol, TypeVar


class Document(Protocol):
    """What every state can tell about itself; the metadata of its events repeats it."""

    @property
    def number(self) -> str: ...
    @property
    def legal_entity(self) -> str | None: ...
    @property
    def facility(self) -> str | None: ...


State = TypeVar("State", bound=Document)


@dataclass(frozen=True, slots=True, kw_only=True)
class Aggregate(Generic[State]):
    """`evolve` takes the state (none before the first event) and returns the next one.

    `state` is its class: whatever equals a state behaves as it does, so one may be kept and read
    back (`application/tips.py`).
    """

    name: str
    state: type[State]
    evolve: Callable[[State | None, Any], State]

    def stream(self, document_id: str) -> str:
        """The name of one document's stream: `<aggregate>/<id>`."""
        return f"{self.name}/{document_id}"

"""What the application needs of the outside. `adapters` implements these, `api/wiring` connects.

An `append` is atomic over all streams of one save, idempotent by command id, and keeps the order
in which it was called: the call itself only enqueues, the returned future tells the outcome.
"""

from asyncio import Future
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Generic, Protocol

from domain.aggregate import Aggregate, State
from domain.event import Actor, Event, PolicyVersion, Reason, SealedText
from domain.frozen import built_by_slot
from domain.shared_costs import Before


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class StreamChange:
    """New events of one stream, decided at `expected_version` (0: the stream must not exist).

    `posting_from` is the first day to which they may post; none: the books have no calendar.
    `posting_rates` value them in books of another currency; none: theirs is that of the books.
    `shared_costs` tell, by version, what the costs that they move and several share had come to.
    """

    stream: str
    expected_version: int
    events: tuple[Event, ...]
    number: str
    legal_entity: str | None
    facility: str | None
    posting_from: date | None = None
    posting_rates: Mapping[str, object] | None = None
    shared_costs: Mapping[str, Before] | None = None


@dataclass(frozen=True, slots=True)
class StreamRead:
    """A stream that was read and not changed, at its version (0: there was none)."""

    stream: str
    version: int


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class Save:
    """All that one command changes, with who caused it. The first change is the primary one.

    `reads` is what else the decision rests on: all of it must still stand when it is stored.
    `after` are saves under way that it was decided on: where one of them fails, so does this one,
    whatever version its streams have by then.
    """

    tenant: str
    command_id: str
    body_hash: bytes  # 32 bytes; another body under the same command id is refused
    effective_at: datetime
    actor: Actor
    correlation_id: str
    causation_id: str | None
    reason: Reason | None
    policies: tuple[PolicyVersion, ...]
    changes: tuple[StreamChange, ...]
    reads: tuple[StreamRead, ...] = ()
    after: "tuple[Future[Outcome], ...]" = field(default=(), compare=False)


@built_by_slot
@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a command: its primary document, and where the tenant's history stands.

    `position` is that of the command's last event. `duplicate` marks a command that had been
    carried out before: this is the outcome it had then. `as_decided` says that the log holds the
    very events of this save, so that later decisions may rest on them.
    """

    stream: str
    version: int
    position: int
    epoch: int
    recorded_at: datetime
    duplicate: bool = False
    as_decided: bool = field(default=False, compare=False)

    @property
    def token(self) -> str:
        """The read-your-writes token: `epoch.position`."""
        return f"{self.epoch}.{self.position}"


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredVersion:
    """One event of a stream as the fold needs it."""

    version: int
    event: Event


@dataclass(frozen=True, slots=True)
class LoadedState(Generic[State]):
    """A stream as a snapshot has it, if there is one, and its events since.

    `version` is that of the snapshot: without one there is no state, and it is 0.
    """

    state: State | None
    version: int
    events: Sequence[StoredVersion]


class EventLog(Protocol):
    """The only way in and the only source of truth."""

    def append(self, save: Save) -> "Future[Outcome]":
        """Enqueues the save; calls keep their order in the log.

        The future raises `Conflict`, `CommandReused`, `EventTooLarge`, `InvalidText` or
        `Unrecordable` for what this save asks, and `LogBusy`, `LogUnavailable`, `LogLocked`,
        `LogReadOnly`, `LogUnsound`, `DiskFull` or `EpochChanged` where the log takes nothing
        (application/errors.py); nothing of the save is stored then.
        """
        ...

    async def load(
        self, tenant: str, stream: str, after_version: int = 0
    ) -> Sequence[StoredVersion]:
        """The stream's events above `after_version`, in order, upcast to the current schema."""
        ...

    async def load_state(
        self, tenant: str, aggregate: Aggregate[State], stream: str
    ) -> LoadedState[State]:
        """The stream as short as it can be told; without events when there is no such stream."""
        ...

    def keep(
        self, tenant: str, aggregate: Aggregate[State], stream: str, state: State, version: int
    ) -> None:
        """Keeps a snapshot for `load_state`, soon. It may be lost: the events are the truth."""
        ...

    async def outcome(self, tenant: str, command_id: str) -> tuple[bytes, Outcome] | None:
        """Body hash and outcome of a command that was carried out, or none."""
        ...


class Vault(Protocol):
    """Seals text that may name a person under the key of its subject."""

    def seal(self, tenant: str, subject: str, text: str) -> SealedText:
        """Ciphertext that only `open` with the same subject's key can read."""
        ...

    def fingerprint(self, tenant: str, text: str) -> str:
        """64 hexadecimal digits, the same for the same text; without the key they tell nothing."""
        ...

    def open(self, tenant: str, sealed: SealedText) -> str | None:
        """The text, or none when the subject's key was erased."""
        ...

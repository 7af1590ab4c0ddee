"""One command's unit of work: the states it read, the events it wants recorded.

States come from a bounded cache of tips. A tip may be ahead of the log by events that are enqueued
but not yet acknowledged: a decision on such a tip stands only if the append before it stands,
which the expected versions guarantee. `handle` waits for them before it reports a refusal.
"""

from asyncio import Future
from collections import OrderedDict
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Final, Generic

from application.errors import NotFound
from application.ports import EventLog, Outcome, StreamChange
from domain.aggregate import Aggregate, Document, State
from domain.event import Command, Event, PolicyVersion

TIPS_MAX: Final = 50_000  # Aggregates kept in memory per process; about 4 KiB each.


@dataclass(slots=True)
class Tip(Generic[State]):
    """The newest state of a stream known to this process."""

    state: State | None
    version: int
    pending: "Future[Outcome] | None" = None  # the append that will confirm this tip


class Tips:
    """Least recently used tips leave first; a tip that is pending may leave, the log is right."""

    def __init__(self, tips_max: int = TIPS_MAX) -> None:
        self._tips: OrderedDict[tuple[str, str], Tip[Any]] = OrderedDict()
        self._tips_max = tips_max

    def get(self, tenant: str, stream: str) -> Tip[Any] | None:
        """The tip, now the most recently used one."""
        tip = self._tips.get((tenant, stream))
        if tip is not None:
            self._tips.move_to_end((tenant, stream))
        return tip

    def put(self, tenant: str, stream: str, tip: Tip[Any]) -> None:
        """Keeps the tip, forgetting the oldest beyond the limit."""
        self._tips[tenant, stream] = tip
        self._tips.move_to_end((tenant, stream))
        if len(self._tips) > self._tips_max:
            self._tips.popitem(last=False)

    def forget(self, tenant: str, stream: str) -> None:
        """The next load reads the log."""
        self._tips.pop((tenant, stream), None)


@dataclass(slots=True)
class _Change:
    expected_version: int
    events: list[Event] = field(default_factory=list)


class Work:
    """Handlers load states and record events here; nothing is stored before `handle` appends."""

    def __init__(self, log: EventLog, tips: Tips, tenant: str, *, may_assume: bool = True) -> None:
        self._log = log
        self._tips = tips
        self._may_assume = may_assume
        self.tenant = tenant
        self.policies: set[PolicyVersion] = set()
        self.read: dict[str, Tip[Any]] = {}
        self.loaded: set[str] = set()  # streams read from the log, not from the cache
        self._assumed: set[str] = set()  # streams taken for new without asking the log
        self._changes: dict[str, _Change] = {}

    async def find(self, aggregate: Aggregate[State], document_id: str) -> State | None:
        """The document's state, with this work's own events applied; none when it has no event."""
        stream = aggregate.stream(document_id)
        tip = self.read.get(stream)
        if tip is None:
            tip = await self._tip(aggregate, stream)
            self.read[stream] = Tip(tip.state, tip.version, tip.pending)
        state: State | None = self.read[stream].state
        return state

    async def find_or_assume_new(
        self, aggregate: Aggregate[State], document_id: str
    ) -> State | None:
        """As `find` for a document that this command is about to create.

        What this process does not know is taken for new without asking the log: the append expects
        version 0, and where that fails the command is decided again on what the log holds.
        """
        stream = aggregate.stream(document_id)
        known = stream in self.read or self._tips.get(self.tenant, stream) is not None
        if self._may_assume and not known:
            self._assumed.add(stream)
            self.read[stream] = Tip(None, 0)
        return await self.find(aggregate, document_id)

    @property
    def rests_on_assumption(self) -> bool:
        """Whether a stream was taken for new that the append will not check."""
        return not self._assumed <= self._changes.keys()

    async def load(self, aggregate: Aggregate[State], document_id: str) -> State:
        """As `find`, but `NotFound` when there is no such document."""
        state = await self.find(aggregate, document_id)
        if state is None:
            kind = aggregate.name.replace("_", " ")
            raise NotFound(f"There is no {kind} {document_id}.", aggregate=aggregate.name)
        return state

    async def record(
        self, aggregate: Aggregate[State], document_id: str, events: Sequence[Event]
    ) -> State | None:
        """Adds events to the document's change and returns its next state. No events: no change."""
        state = await self.find(aggregate, document_id)
        if not events:
            return state
        stream = aggregate.stream(document_id)
        tip = self.read[stream]
        change = self._changes.setdefault(stream, _Change(tip.version))
        change.events.extend(events)
        for event in events:
            tip.state = state = aggregate.evolve(state, event)
        return state

    def changes(self) -> tuple[StreamChange, ...]:
        """What is to be appended; the stream that was recorded on first is the primary one."""
        return tuple(self._stream_change(*each) for each in self._changes.items())

    def _stream_change(self, stream: str, change: _Change) -> StreamChange:
        state: Document | None = self.read[stream].state
        assert state is not None, "a stream with events has a state"
        return StreamChange(
            stream=stream,
            expected_version=change.expected_version,
            events=tuple(change.events),
            number=state.number,
            legal_entity=state.legal_entity,
            facility=state.facility,
        )

    async def _tip(self, aggregate: Aggregate[State], stream: str) -> Tip[State]:
        tip = self._tips.get(self.tenant, stream)
        if tip is not None:
            return tip
        state: State | None = None
        version = 0
        for stored in await self._log.load(self.tenant, stream):
            state, version = aggregate.evolve(state, stored.event), stored.version
        tip = self._tips.get(self.tenant, stream)  # Another command may have been faster.
        if tip is None:
            self.loaded.add(stream)
            tip = Tip(state, version)
            if version:  # That a document does not exist is not remembered: others may create it.
                self._tips.put(self.tenant, stream, tip)
        return tip


Handler = Callable[[Work, Any], Awaitable[None]]
Handlers = dict[type[Command], Handler]

"""One command's unit of work: the states it read, the events it wants recorded.

States come from the tips (`tips.py`), which may be ahead of the log: a decision on such a tip
stands only if the append before it stands. Each save names those under way that it rests on, since
by its version alone a stream may look as expected. `handle` waits before it reports a refusal.
"""

from asyncio import Future
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from application.errors import NotFound
from application.ports import EventLog, Outcome, StreamChange, StreamRead
from application.tips import Tip, Tips, newest
from domain.aggregate import Aggregate, Document, State
from domain.event import Command, Event, PolicyVersion
from domain.shared_costs import Before


@dataclass(slots=True)
class _Change:
    expected_version: int
    events: list[Event] = field(default_factory=list)


class Work:
    """Handlers load states and record events here; nothing is stored before `handle` appends."""

    def __init__(
        self,
        log: EventLog,
        tips: Tips,
        tenant: str,
        *,
        now: datetime | None = None,
        entered_at: datetime | None = None,
        may_assume: bool = True,
    ) -> None:
        self._log = log
        self._tips = tips
        self._may_assume = may_assume
        self._now = now
        self._entered_at = entered_at or now
        self.tenant = tenant
        self.policies: set[PolicyVersion] = set()
        self.read: dict[str, Tip[Any]] = {}
        self.aggregates: dict[str, Aggregate[Any]] = {}  # by stream that was read
        self.loaded: set[str] = set()  # streams read from the log, not from the cache
        # By stream that the books take facts of: from which day on, and at which rates.
        self.posting_from: dict[str, date] = {}
        self.posting_rates: dict[str, Mapping[str, object]] = {}
        # By stream and version of its event: what the shared costs that it moves had come to.
        self.shared_costs: dict[str, Mapping[str, Before]] = {}
        self._changes: dict[str, _Change] = {}
        self._before: dict[str, Any] = {}  # by stream: the state before this work's first event

    @property
    def today(self) -> date:
        """The day on which the command takes effect, as its caller counts days."""
        assert self._now is not None, "a command takes effect at a moment"
        return self._now.date()

    @property
    def entered_on(self) -> date:
        """The day on which somebody sent the command, whatever day it is dated to."""
        assert self._entered_at is not None, "a command is entered at a moment"
        return self._entered_at.date()

    async def find(self, aggregate: Aggregate[State], document_id: str) -> State | None:
        """The document's state, with this work's own events applied; none when it has no event."""
        stream = aggregate.stream(document_id)
        if stream not in self.read:
            tip, is_loaded = await newest(self._log, self._tips, self.tenant, aggregate, stream)
            if is_loaded:
                self.loaded.add(stream)
            self.read[stream] = tip.as_read()
            self.aggregates[stream] = aggregate
        state: State | None = self.read[stream].state
        return state

    async def find_or_assume_new(
        self, aggregate: Aggregate[State], document_id: str
    ) -> State | None:
        """As `find` for a document that this command is about to create.

        What this process does not know is taken for new without asking the log: the append expects
        version 0, and where that fails the command is decided again on what the log holds. Those
        who send the next command meanwhile find no document, so what may well exist is found.
        """
        stream = aggregate.stream(document_id)
        known = stream in self.read or self._tips.get(self.tenant, stream) is not None
        if self._may_assume and not known:
            self.read[stream] = Tip(None, 0)
            self.aggregates[stream] = aggregate
        return await self.find(aggregate, document_id)

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
        self._before.setdefault(stream, state)
        change.events.extend(events)
        for event in events:
            tip.state = state = aggregate.evolve(state, event)
        return state

    def pending(self) -> "tuple[Future[Outcome], ...]":
        """The appends under way that this command was decided on."""
        return tuple({tip.pending for tip in self.read.values() if tip.pending is not None})

    def changed(self, aggregate: Aggregate[State]) -> list[tuple[State | None, State]]:
        """Each document of this kind that has new events: as it was, and as it is now."""
        documents = []
        for stream in self._changes:
            after: State | None = self.read[stream].state
            if self.aggregates[stream].name == aggregate.name and after is not None:
                documents.append((self._before[stream], after))
        return documents

    def recorded(self) -> list[tuple[str, Sequence[Event]]]:
        """Each stream that has new events, with them; the primary one first."""
        return [(stream, change.events) for stream, change in self._changes.items()]

    @property
    def primary_version(self) -> int:
        """That of the primary document before this work; 0 for a new one."""
        return next(iter(self._changes.values())).expected_version

    def first_version(self, stream: str) -> int:
        """That of the first event which this work records on the stream."""
        return self._changes[stream].expected_version + 1

    def version_read(self, document: str) -> int | None:
        """At which version the stream was read, or the first one that begins so with a slash.

        None: there was none read.
        """
        for stream, tip in self.read.items():
            if stream == document or (document.endswith("/") and stream.startswith(document)):
                return tip.version
        return None

    def changes(self) -> tuple[StreamChange, ...]:
        """What is to be appended; the stream that was recorded on first is the primary one."""
        return tuple(self._stream_change(*each) for each in self._changes.items())

    def reads(self) -> tuple[StreamRead, ...]:
        """What the decision rests on without changing it."""
        return tuple(
            StreamRead(stream, tip.version)
            for stream, tip in self.read.items()
            if stream not in self._changes
        )

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
            posting_from=self.posting_from.get(stream),
            posting_rates=self.posting_rates.get(stream),
            shared_costs=self.shared_costs.get(stream),
        )


Handler = Callable[[Work, Any], Awaitable[None]]
Handlers = dict[type[Command], Handler]

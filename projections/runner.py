"""Follows the log and keeps all read models up to date: one process, one cursor per read model.

Read models whose cursors stand together are moved together: the batch is decoded once, and all
their rows and cursors are saved in one transaction. A batch from the feed is taken only if it
starts right behind the cursor in the same epoch and the log holds its last event, because a stream
may know a history that the database was restored behind; otherwise the log is read. The store
refuses a save whose cursor has moved meanwhile, so two runners cannot both apply an event.

Folding is in `poison.py`, the store and the log's reader in `adapters/postgres/read_store.py`.
"""

from asyncio import Event, wait_for
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple, Protocol

from domain.event import Recorded
from projections.poison import NewerEvent, Parked, Partition, fold_batch, park, wanted_rows, without
from projections.projection import Projection
from projections.rows import MemoryTables, TenantKey
from projections.turns import LOOK_SECONDS, StandBy

BATCH_EVENTS_MAX: Final = 2_000
# Far behind, batches are let grow: of what changes several times within one, only the last state is
# looked up and indexed as current. At four times the size an event takes a quarter less.
FAR_BEHIND_TIMES_MAX: Final = 4
IDLE_SECONDS: Final = 0.5  # How long a quiet feed is believed before the log is asked.
# A batch costs as much for its tables as for its events, so under load it is let grow.
# Small batches are what makes a single change visible at once; they wait for nothing.
BUSY_EVENTS: Final = 40
BREATH_SECONDS_PER_EVENT: Final = 0.001
BREATH_SECONDS_MAX: Final = 0.5
RETRY_SECONDS: Final = 0.5
IDLE_STEPS_PER_BEAT: Final = 4
STEPS_PER_REFRESH: Final = 50  # A rebuild may have brought back a read model that had failed.


class Overtaken(Exception):
    """Another runner moved a cursor, or another generation serves now: read the registry again."""


class Unstorable(Exception):
    """The store cannot hold a value of these rows; nothing was saved."""


class StoreUnavailable(Exception):
    """The database does not answer; the same step succeeds later."""


class Cursor(NamedTuple):
    """How far a read model has come."""

    epoch: int
    offset: int


@dataclass(slots=True)
class Generation:
    """A generation that follows the log."""

    projection: Projection
    number: int
    cursor: Cursor
    parked: set[Partition] = field(default_factory=set)
    skipped: frozenset[int] = frozenset()  # offsets of events that operators had skipped
    returned: int = 0  # how often partitions came back into line; the store's fence


class Move(NamedTuple):
    """What one batch does to one generation: saved whole or not at all."""

    generation: Generation
    tables: MemoryTables
    to: Cursor
    positions: Mapping[str, int]  # the last one of each tenant in the batch
    parked: Sequence[Parked]


class Log(Protocol):
    """The source of truth."""

    async def read(self, after_offset: int, limit: int) -> Sequence[Recorded]:
        """The events behind the offset, in order; none at the log's end."""
        ...

    async def holds(self, event: Recorded) -> bool:
        """Whether this very event stands in the log."""
        ...


class Feed(Protocol):
    """The fast way in: events as they are relayed. It may lose, repeat or withhold them."""

    async def next(self, wait_seconds: float) -> Sequence[Recorded]:
        """Events in log order as soon as there are some; none when the time is up."""
        ...


class Store(Protocol):
    """Where the rows, the cursors and the registry are kept."""

    async def live(self) -> list[Generation]:
        """The generations that follow the log."""
        ...

    async def load(
        self, generation: Generation, wanted: Mapping[str, Iterable[TenantKey]]
    ) -> MemoryTables:
        """The tables with the current rows of these keys. Raises `Unstorable`."""
        ...

    async def save(self, moves: Sequence[Move]) -> None:
        """Writes rows and cursors in one transaction. Raises `Overtaken`, `Unstorable`."""
        ...

    async def fail(self, generation: Generation, reason: str) -> None:
        """The generation stops following the log and says why."""
        ...

    async def wait_at(self, generation: Generation, newer: NewerEvent) -> None:
        """The generation waits before this event; `live` brings it back once it can be read."""
        ...

    async def beat(self, generations: Sequence[Generation]) -> None:
        """These are at the end of the log and alive."""
        ...


class Runner:
    """Moves the live generations along the log."""

    def __init__(
        self,
        log: Log,
        store: Store,
        feed: Feed | None = None,
        *,
        batch_events: int = BATCH_EVENTS_MAX,
    ) -> None:
        self._log = log
        self._batch_events_min = self._batch_events = batch_events
        self._store = store
        self._feed = feed
        self._live: list[Generation] | None = None
        self._arrived: Sequence[Recorded] = ()
        self._fed = False  # The last batch came from the feed: the next one is asked of it as well.
        self._stand_by = StandBy()
        self._steps = 0
        self._idle_steps = 0

    async def run(self, stop: Event) -> None:
        """Runs until told to stop; waits for a database that is away."""
        while not stop.is_set():
            try:
                if self._stand_by.is_on:
                    await _pause(stop, LOOK_SECONDS)
                    self._live = await self._stand_by.look(self._log, self._store)
                    continue
                moved = await self.step()
                if BUSY_EVENTS <= moved < self._batch_events_min:
                    seconds = min(moved * BREATH_SECONDS_PER_EVENT, BREATH_SECONDS_MAX)
                    await _pause(stop, seconds)
                if not moved or self._fed:
                    await self._idle(stop)
            except StoreUnavailable:
                self._live = None
                await _pause(stop, RETRY_SECONDS)

    async def step(self) -> int:
        """Moves the hindmost read models by one batch; the number of events, 0 at the log's end."""
        self._steps += 1
        if self._live is None or self._steps % STEPS_PER_REFRESH == 0:
            self._live = await self._store.live()
        if not self._live:
            return 0
        hindmost = min(each.cursor for each in self._live)
        group = [each for each in self._live if each.cursor == hindmost]
        batch = await self._batch(hindmost)
        if batch:
            self._idle_steps = 0
            try:
                await self._apply(group, batch)
            except Overtaken:
                former, self._live = self._live, await self._store.live()
                self._stand_by.enter_if_passed(former, self._live)
        return len(batch)

    async def _batch(self, cursor: Cursor) -> Sequence[Recorded]:
        arrived, self._arrived, self._fed = self._arrived, (), False
        first = next((n for n, event in enumerate(arrived) if event.offset > cursor.offset), None)
        if first is not None:
            batch = arrived[first:]
            same_epoch = batch[-1].epoch == cursor.epoch
            if _follows(batch, cursor) and same_epoch and await self._log.holds(batch[-1]):
                self._fed = True
                return batch
        batch = await self._log.read(cursor.offset, self._batch_events)
        self._batch_events = self._next_size(len(batch))
        if batch and not _follows(batch, cursor):
            raise RuntimeError(f"the log has a gap behind offset {cursor.offset}; run verify")
        return batch

    def _next_size(self, events: int) -> int:
        """How many events to ask for after so many came: twice as many if there may be more."""
        least = self._batch_events_min
        is_behind = events == self._batch_events
        return min(2 * events, FAR_BEHIND_TIMES_MAX * least) if is_behind else least

    async def _apply(self, group: Sequence[Generation], batch: Sequence[Recorded]) -> None:
        last = batch[-1]
        to = Cursor(last.epoch, last.offset)
        positions = {event.tenant: event.position for event in batch}
        try:
            moves = [await self._fold(each, batch, to, positions) for each in group]
            await self._store.save(moves)
        except (Overtaken, StoreUnavailable):
            raise
        except Exception as error:
            # why: one read model, or one event, that cannot be stored must not stop the others.
            await self._isolate(group, batch, error)
        else:
            _settle(moves)

    async def _fold(
        self,
        generation: Generation,
        batch: Sequence[Recorded],
        to: Cursor,
        positions: Mapping[str, int],
    ) -> Move:
        projection = generation.projection
        batch = without(batch, generation.skipped)
        tables = await self._store.load(generation, wanted_rows(projection, batch))
        parked = fold_batch(projection, batch, tables, generation.parked)
        return Move(generation, tables, to, positions, parked)

    async def _isolate(
        self, group: Sequence[Generation], batch: Sequence[Recorded], error: Exception
    ) -> None:
        """Narrows the failure down to one read model, then to one event: that parks, or waits."""
        if len(group) > 1:
            for each in group:
                await self._apply([each], batch)
        elif isinstance(error, NewerEvent):
            before = [each for each in batch if each.offset < error.offset]
            if before:
                await self._apply(group, before)
            await self._store.wait_at(group[0], error)
            self._live = None
        elif not isinstance(error, Unstorable):
            await self._store.fail(group[0], f"{type(error).__name__}: {error}")
            self._live = None
        elif len(batch) > 1:
            middle = len(batch) // 2
            await self._apply(group, batch[:middle])
            await self._apply(group, batch[middle:])
        else:
            (generation,), (event,) = group, batch
            to = Cursor(event.epoch, event.offset)
            tables = MemoryTables(generation.projection)
            parked = [park(generation.projection, event, error)]
            moves = [Move(generation, tables, to, {event.tenant: event.position}, parked)]
            await self._store.save(moves)
            _settle(moves)

    async def _idle(self, stop: Event) -> None:
        """Waits for news; now and then says that the read models live, and looks who serves."""
        if self._feed is None:
            await _pause(stop, IDLE_SECONDS)
        else:
            self._arrived = await self._feed.next(IDLE_SECONDS)
        if not self._arrived:
            self._idle_steps += 1
            if self._idle_steps % IDLE_STEPS_PER_BEAT == 0:
                await self._store.beat(self._live or [])
                self._live = None  # A rebuilt generation may have taken over.


def _follows(batch: Sequence[Recorded], cursor: Cursor) -> bool:
    """Whether the batch is the cursor's continuation, without a gap."""
    starts = batch[0].offset == cursor.offset + 1
    return starts and batch[-1].offset == cursor.offset + len(batch)


def _settle(moves: Sequence[Move]) -> None:
    """What was saved is where the generations stand now."""
    for move in moves:
        move.generation.cursor = move.to
        move.generation.parked |= {(each.tenant, each.partition) for each in move.parked}


async def _pause(stop: Event, seconds: float) -> None:
    """Waits, but not longer than until it is told to stop."""
    try:
        await wait_for(stop.wait(), seconds)
    except TimeoutError:
        return

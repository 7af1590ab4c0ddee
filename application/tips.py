"""The newest states that this process knows, so that a decision need not read a document's past.

A tip may be ahead of the log by events that are enqueued but not yet acknowledged, and behind it by
what other processes did. Neither can do harm: an append states the version that it was decided on.
What turned out not to stand, or not to be the newest, is *behind*: before it is used again only the
events since are read, however long the document's history is.
"""

from asyncio import Future
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any, Final, Generic

from application.ports import EventLog, Outcome
from domain.aggregate import Aggregate, State

TIPS_MAX: Final = 50_000  # Aggregates kept in memory per process; about 4 KiB each.
SNAPSHOT_EVENTS: Final = 100  # Folding so many takes a millisecond; a snapshot a fraction of one.


@dataclass(frozen=True, slots=True)
class Confirmed(Generic[State]):
    """A state that the log holds the events of."""

    state: State
    version: int


@dataclass(slots=True)
class Tip(Generic[State]):
    """The newest state of a stream known to this process."""

    state: State | None
    version: int
    pending: "Future[Outcome] | None" = None  # the append that will confirm this tip
    confirmed: Confirmed[State] | None = None  # what stands if that fails
    behind: bool = False
    kept_version: int = 0  # of the newest snapshot known

    @property
    def fallback(self) -> Confirmed[State] | None:
        """What stands whatever becomes of events under way; none before the first event does."""
        if self.pending is not None:
            return self.confirmed
        return None if self.state is None else Confirmed(self.state, self.version)

    def as_read(self) -> "Tip[State]":
        """A copy for one command to decide on, which falls back to what this one falls back to."""
        return Tip(
            self.state, self.version, self.pending, self.fallback, self.behind, self.kept_version
        )

    def decided(self, version: int, pending: "Future[Outcome]") -> "Tip[State]":
        """The tip that stands once the append under way is confirmed."""
        return Tip(self.state, version, pending, self.confirmed, self.behind, self.kept_version)


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

    def fall_back(self, tenant: str, stream: str) -> None:
        """What the tip rests on did not become a fact, or is not the newest fact."""
        tip = self._tips.pop((tenant, stream), None)
        stands = None if tip is None else tip.fallback
        if tip is not None and stands is not None:
            kept = min(tip.kept_version, stands.version)
            fallen = Tip(stands.state, stands.version, behind=True, kept_version=kept)
            self.put(tenant, stream, fallen)


async def newest(
    log: EventLog, tips: Tips, tenant: str, aggregate: Aggregate[State], stream: str
) -> tuple[Tip[State], bool]:
    """The tip of the stream, and whether it was read from the log just now."""
    tip: Tip[State] | None = tips.get(tenant, stream)
    if tip is not None and not tip.behind:
        return tip, False
    read = (
        await _loaded(log, tenant, aggregate, stream)
        if tip is None
        else (await _fast_forwarded(log, tenant, aggregate, stream, tip))
    )
    faster: Tip[State] | None = tips.get(tenant, stream)
    if faster is not None and not faster.behind:  # Another command has read, or decided, meanwhile.
        return faster, False
    # That a document does not exist is remembered too: a save says so, and others may create it.
    keep_snapshot(log, tenant, aggregate, stream, read)
    tips.put(tenant, stream, read)
    return read, True


def keep_snapshot(
    log: EventLog, tenant: str, aggregate: Aggregate[State], stream: str, tip: Tip[State]
) -> None:
    """Has the state kept where folding it again would take long."""
    if tip.state is not None and tip.version - tip.kept_version >= SNAPSHOT_EVENTS:
        log.keep(tenant, aggregate, stream, tip.state, tip.version)
        tip.kept_version = tip.version


async def _loaded(
    log: EventLog, tenant: str, aggregate: Aggregate[State], stream: str
) -> Tip[State]:
    loaded = await log.load_state(tenant, aggregate, stream)
    state, version = loaded.state, loaded.version
    for stored in loaded.events:
        state, version = aggregate.evolve(state, stored.event), stored.version
    return Tip(state, version, kept_version=loaded.version)


async def _fast_forwarded(
    log: EventLog, tenant: str, aggregate: Aggregate[State], stream: str, tip: Tip[State]
) -> Tip[State]:
    state, version = tip.state, tip.version
    for stored in await log.load(tenant, stream, after_version=tip.version):
        state, version = aggregate.evolve(state, stored.event), stored.version
    return Tip(state, version, kept_version=tip.kept_version)

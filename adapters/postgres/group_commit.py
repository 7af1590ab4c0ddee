"""Folds concurrent work into few, larger steps: one step at a time, in the order of arrival.

What waits when a step ends makes up the next one, so a lone item waits for nobody and a crowd
shares one transaction. A larger crowd goes in two halves, of which the one is worked on here while
the database has the other. What a step does is up to its caller (`log_writer.py`).
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Sequence
from typing import Final, Generic, Protocol, TypeVar

# While the database works on one batch the process prepares the next: with 256 callers two halves
# in turn were a quarter faster than all at once, and latency stayed below 20 ms.
BATCH_EVENTS_MAX: Final = 128
# Fewer go together: to prepare them takes less than what the database asks for each batch.
HALVED_EVENTS_MIN: Final = 64
BATCH_BYTES_MAX: Final = 4 * 1024 * 1024


class Sized(Protocol):
    """What the limits count."""

    @property
    def event_count(self) -> int: ...
    @property
    def size_bytes(self) -> int: ...


Item = TypeVar("Item", bound=Sized)


class GroupCommit(Generic[Item]):
    """A queue and the one task that empties it.

    `step` deals with a batch and never raises; after an answer of False nothing that waits can be
    done either, and goes to `give_up`.
    """

    def __init__(
        self,
        step: Callable[[Sequence[Item]], Awaitable[bool]],
        give_up: Callable[[Sequence[Item]], None],
        *,
        items_max: int,
        bytes_max: int,
    ) -> None:
        self._step = step
        self._give_up = give_up
        self._queue: deque[Item] = deque()
        self._queued_events = self._queued_bytes = 0
        self._former_events = 0  # of the last step: their callers are about to add as many
        self.items_max = items_max
        self.bytes_max = bytes_max
        self._filled = asyncio.Event()
        self._closing = False
        self._task: asyncio.Task[None] | None = None

    @property
    def is_full(self) -> bool:
        """Whether the next item must be refused."""
        return len(self._queue) >= self.items_max or self._queued_bytes >= self.bytes_max

    def add(self, item: Item) -> None:
        """Queue the item for the next step."""
        assert not self._closing, "a closed log takes no more"
        self._queue.append(item)
        self._queued_events += item.event_count
        self._queued_bytes += item.size_bytes
        self._filled.set()

    def start(self) -> None:
        """Begin to work on what was and will be added."""
        self._task = asyncio.create_task(self._run(), name="group commit")

    async def close(self) -> None:
        """Return when everything that was added is done."""
        self._closing = True
        self._filled.set()
        if self._task is not None:
            await self._task

    async def _run(self) -> None:
        while True:
            while self._queue:
                if not await self._step(self._next_batch()):
                    self._give_up(self._take_all())
            if self._closing:
                return
            self._filled.clear()
            await self._filled.wait()

    def _next_batch(self) -> list[Item]:
        batch: list[Item] = []
        events_max = self._events_max()
        event_count = size_bytes = 0
        while self._queue:
            item = self._queue[0]
            size_bytes += item.size_bytes
            if batch and (
                event_count + item.event_count > events_max or size_bytes > BATCH_BYTES_MAX
            ):
                break
            batch.append(self._queue.popleft())
            event_count += item.event_count
            self._queued_events -= item.event_count
            self._queued_bytes -= item.size_bytes
        self._former_events = event_count
        return batch

    def _events_max(self) -> int:
        """Half of what is under way; all of it where that is little, and never beyond the limit."""
        under_way = self._queued_events + self._former_events
        if under_way > HALVED_EVENTS_MIN:
            under_way = -(-under_way // 2)
        return min(under_way, BATCH_EVENTS_MAX)

    def _take_all(self) -> list[Item]:
        waiting = list(self._queue)
        self._queue.clear()
        self._queued_events = self._queued_bytes = 0
        return waiting

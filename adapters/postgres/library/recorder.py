"""The library's application recorder: every call is handed to the log or to the log's reader.

A notification id is an offset of the log. An application's history is a tenant of its own; its ids
are dense as long as no other tenant writes to the log, and rise in any case.
"""

from collections.abc import Collection, Coroutine, Sequence
from contextlib import AsyncExitStack
from itertools import chain
from typing import Any, Final, TypeVar
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    NotSupportedError,
    StoredEvent,
)

from adapters.postgres.connection_pool import ConnectionPool
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.library.errors import library_errors
from adapters.postgres.library.library_event import (
    notification,
    stored_event,
    stream_of,
)
from adapters.postgres.library.loop_thread import LoopThread
from adapters.postgres.library.saves import save_of
from adapters.postgres.library.subscription import LogListener, LogSubscription
from adapters.postgres.log_loads import READER_SECONDS_MAX
from adapters.postgres.log_reader import (
    last_offset_async,
    offset_at_async,
    read_async,
    read_stream_async,
)

PAGE_EVENTS_MAX: Final = 1_000
READERS_MAX: Final = 8  # Subscriptions pull side by side.

Result = TypeVar("Result")


class LogRecorder(ApplicationRecorder):
    """One per application. Its methods are safe to call from any thread."""

    def __init__(self, append_url: str, read_url: str, *, tenant: str, application: str) -> None:
        """The addresses as for `PostgresEventLog`; `application` is named as who acts."""
        self._tenant = tenant
        self._application = application
        self._urls = append_url, read_url
        self._listener = LogListener(read_url)
        self._loop = LoopThread(f"{application} on the log")
        self._opened = AsyncExitStack()
        try:
            self._call(self._open())
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        """Finish what was handed over and give the connections back; may be called twice."""
        self._loop.close(self._opened.aclose())

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Append the events in one command, all or none, and answer with their notification ids.

        Events of one aggregate stand together in the log. Raises IntegrityError when an aggregate
        is not at the version that its first event follows.
        """
        if kwargs.get("tracking") is not None:
            raise NotSupportedError("The log keeps no tracking; a projection's view does.")
        return self._call(self._insert(stored_events)) if stored_events else []

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> Sequence[StoredEvent]:
        """See the base class."""
        events = self._call(self._select(stream_of(originator_id), gt, lte))
        return (events[::-1] if desc else events)[:limit]

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> Sequence[Notification]:
        """See the base class."""
        after = 0 if start is None else start - inclusive_of_start
        return self._call(self._select_notifications(after, limit, stop, frozenset(topics)))

    def max_notification_id(self) -> int | None:
        """See the base class."""
        return self._call(self._last_offset())

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> LogSubscription:
        """See the base class."""
        return LogSubscription(self, self._listener, gt, topics)

    def _call(self, work: Coroutine[Any, Any, Result]) -> Result:
        with library_errors():
            return self._loop.result(work)

    async def _open(self) -> None:
        append_url, read_url = self._urls
        async with AsyncExitStack() as opening:
            self._log = await opening.enter_async_context(PostgresEventLog(append_url, read_url))
            self._readers = await opening.enter_async_context(
                ConnectionPool(
                    read_url, min_size=1, max_size=READERS_MAX, timeout=READER_SECONDS_MAX
                )
            )
            await opening.enter_async_context(self._listener)
            self._opened = opening.pop_all()

    async def _insert(self, events: Sequence[StoredEvent]) -> list[int]:
        places: dict[str, list[int]] = {}  # by stream: where its events stand in the call
        for place, event in enumerate(events):
            places.setdefault(stream_of(event.originator_id), []).append(place)
        begins_at = {stream: await self._first_version(stream) for stream in places}
        by_stream = {stream: [events[each] for each in found] for stream, found in places.items()}
        save = save_of(self._tenant, self._application, by_stream, begins_at)
        outcome = await self._log.append(save)
        async with self._readers.connection() as log:
            last = await offset_at_async(log, self._tenant, outcome.position)
        first = last - len(events) + 1
        offsets = {each: first + n for n, each in enumerate(chain(*places.values()))}
        return [offsets[each] for each in range(len(events))]

    async def _first_version(self, stream: str) -> int | None:
        async with self._readers.connection() as log:
            rows = await read_stream_async(log, self._tenant, stream, 0, 1)
        return stored_event(rows[0]).originator_version if rows else None

    async def _select(self, stream: str, gt: int | None, lte: int | None) -> list[StoredEvent]:
        """The events above `gt` up to `lte`, whose versions are the log's or one less."""
        found: list[StoredEvent] = []
        after = 0 if gt is None else max(gt, 0)
        async with self._readers.connection() as log:
            while True:
                rows = await read_stream_async(log, self._tenant, stream, after, PAGE_EVENTS_MAX)
                found += map(stored_event, rows)
                is_done = lte is not None and bool(found) and found[-1].originator_version >= lte
                if is_done or len(rows) < PAGE_EVENTS_MAX:
                    break
                after = rows[-1].version
        return [
            event
            for event in found
            if (gt is None or event.originator_version > gt)
            and (lte is None or event.originator_version <= lte)
        ]

    async def _select_notifications(
        self, after: int, limit: int, stop: int | None, topics: Collection[str]
    ) -> list[Notification]:
        found: list[Notification] = []
        page_events = PAGE_EVENTS_MAX if topics else min(limit, PAGE_EVENTS_MAX)
        async with self._readers.connection() as log:
            while len(found) < limit and (stop is None or after < stop):
                rows = await read_async(log, after, page_events, self._tenant)
                page = [notification(row) for row in rows if stop is None or row.offset <= stop]
                found += [each for each in page if not topics or each.topic in topics]
                if len(rows) < page_events:
                    break
                after = rows[-1].offset
        return found[:limit]

    async def _last_offset(self) -> int | None:
        async with self._readers.connection() as log:
            return await last_offset_async(log, self._tenant)

"""Subscriptions of the library: they pull from the recorder whenever the log has grown.

One connection listens for all subscriptions of a recorder. A notification may be missed while it
is made anew, so subscribers are also woken when it is listening again, and now and then.
"""

import asyncio
from collections.abc import Sequence
from threading import Event, Lock
from typing import TYPE_CHECKING, Final, Self

import psycopg
from eventsourcing.persistence import ListenNotifySubscription
from psycopg import AsyncConnection

from adapters.postgres.log_reader import listen, wait_for_append

if TYPE_CHECKING:
    from adapters.postgres.library.recorder import LogRecorder

POLL_SECONDS: Final = 1.0
RETRY_SECONDS: Final = 0.2


class LogListener:
    """Wakes subscriptions at every append, for as long as it is used as a context."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._lock = Lock()
        self._waking: set[Event] = set()

    def add(self, wake: Event) -> None:
        """Set this event from now on, and at once: something may have been appended before."""
        with self._lock:
            self._waking.add(wake)
        wake.set()

    def remove(self, wake: Event) -> None:
        """Set this event no more."""
        with self._lock:
            self._waking.discard(wake)

    async def __aenter__(self) -> Self:
        self._task = asyncio.create_task(self._run(), name="listen to the log")
        return self

    async def __aexit__(self, *_: object) -> None:
        self._task.cancel()
        await asyncio.wait((self._task,))

    async def _run(self) -> None:
        while True:
            try:
                async with await AsyncConnection.connect(self._url, autocommit=True) as log:
                    await listen(log)
                    while True:
                        self._wake_all()
                        await wait_for_append(log, POLL_SECONDS)
            except psycopg.OperationalError:
                # Whoever subscribes learns of a lost database when it pulls.
                self._wake_all()
                await asyncio.sleep(RETRY_SECONDS)

    def _wake_all(self) -> None:
        with self._lock:
            for wake in self._waking:
                wake.set()


class LogSubscription(ListenNotifySubscription["LogRecorder"]):
    """The library's own pulling subscription, woken by the log."""

    def __init__(
        self,
        recorder: "LogRecorder",
        listener: LogListener,
        gt: int | None = None,
        topics: Sequence[str] = (),
    ) -> None:
        self._listener = listener  # First: the base class starts to pull at once.
        super().__init__(recorder=recorder, gt=gt, topics=topics)
        listener.add(self._has_been_notified)
        if self._has_been_stopped:  # The first pull failed meanwhile.
            self.stop()

    def stop(self) -> None:
        """See the base class; may be called more than once, and from any thread."""
        super().stop()
        self._listener.remove(self._has_been_notified)

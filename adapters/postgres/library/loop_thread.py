"""The bridge: the library calls from threads of its own, the log lives in one asyncio event loop.

Calls of many threads meet in that loop, so their saves share the log's group commit.
"""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import Future, wait
from threading import Lock, Thread
from typing import Any, TypeVar

from eventsourcing.persistence import InterfaceError

Result = TypeVar("Result")


class LoopThread:
    """An event loop in a thread of its own."""

    def __init__(self, name: str) -> None:
        self._loop = asyncio.new_event_loop()
        self._lock = Lock()
        self._is_closed = False
        self._calls: set[Future[Any]] = set()
        # Daemon: an application that is never closed must not keep its program from ending.
        self._thread = Thread(target=self._loop.run_forever, name=name, daemon=True)
        self._thread.start()

    def result(self, work: Coroutine[Any, Any, Result]) -> Result:
        """Let the loop do the work and wait for it; for callers from any other thread.

        Raises whatever the work raises, and the library's InterfaceError once it is closed.
        """
        with self._lock:
            if self._is_closed:
                work.close()
                raise InterfaceError("The recorder is closed; construct the application again.")
            call = asyncio.run_coroutine_threadsafe(work, self._loop)
            self._calls.add(call)
        try:
            return call.result()
        finally:
            with self._lock:
                self._calls.discard(call)

    def close(self, last: Coroutine[Any, Any, None]) -> None:
        """Take no more calls, finish those that run, do the last work and end; once."""
        with self._lock:
            was_closed, self._is_closed = self._is_closed, True
            running = set(self._calls)
        if was_closed:
            last.close()
            return
        wait(running)
        try:
            asyncio.run_coroutine_threadsafe(last, self._loop).result()
        finally:
            self._loop.call_soon_threadsafe(self._loop.stop)
            self._thread.join()
            self._loop.close()

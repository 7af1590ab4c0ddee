"""A reader that follows the log by offset, as every reader of it does, while others write."""

import hashlib
import threading
from types import TracebackType
from typing import Final, Self

import psycopg

from adapters.postgres.log_reader import read
from adapters.system import sleep_seconds

PAUSE_SECONDS: Final = 0.005
RETRY_SECONDS: Final = 0.05


class TailReader:
    """Asks again and again for what stands behind the last offset that it has seen."""

    def __init__(self, url: str, page_events: int) -> None:
        self.offset = 0
        self.seen = 0
        self._url = url
        self._page_events = page_events
        self._digest = hashlib.sha256()
        self._stopped = threading.Event()
        self._failure: Exception | None = None
        self._thread = threading.Thread(target=self._run)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._stopped.set()
        self._thread.join()

    @property
    def digest(self) -> str:
        """Over the hashes of all that it has seen, in that order."""
        assert self._failure is None, self._failure
        return self._digest.hexdigest()

    def _run(self) -> None:
        while not self._stopped.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    self._follow(connection)
            except psycopg.OperationalError:
                sleep_seconds(RETRY_SECONDS)
            except Exception as failure:
                # why: whoever asks for the digest hears of it.
                self._failure = failure
                return

    def _follow(self, connection: psycopg.Connection) -> None:
        while not self._stopped.is_set():
            rows = read(connection, self.offset, self._page_events)
            for row in rows:
                self._digest.update(row.hash)
            if rows:
                self.offset = rows[-1].offset
                self.seen += len(rows)
            else:
                sleep_seconds(PAUSE_SECONDS)

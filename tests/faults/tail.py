"""A reader that follows the log by offset, as every reader of it does, while others write."""

import hashlib
from typing import Final

import psycopg

from adapters.postgres.log_reader import read
from adapters.system import sleep_seconds
from tests.faults.background import Background

PAUSE_SECONDS: Final = 0.005
RETRY_SECONDS: Final = 0.05


class TailReader(Background):
    """Asks again and again for what stands behind the last offset that it has seen."""

    def __init__(self, url: str, page_events: int) -> None:
        super().__init__()
        self.offset = 0
        self.seen = 0
        self._url = url
        self._page_events = page_events
        self._digest = hashlib.sha256()

    @property
    def digest(self) -> str:
        """Over the hashes of all that it has seen, in that order."""
        self.look()
        return self._digest.hexdigest()

    def work(self) -> None:
        """Follows the log, whatever becomes of its connection."""
        while not self.stopped.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True) as connection:
                    self._follow(connection)
            except psycopg.OperationalError:
                sleep_seconds(RETRY_SECONDS)

    def _follow(self, connection: psycopg.Connection) -> None:
        while not self.stopped.is_set():
            rows = read(connection, self.offset, self._page_events)
            for row in rows:
                self._digest.update(row.hash)
            if rows:
                self.offset = rows[-1].offset
                self.seen += len(rows)
            else:
                sleep_seconds(PAUSE_SECONDS)

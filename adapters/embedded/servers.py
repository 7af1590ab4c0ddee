"""Both embedded servers as one thing: started together, addressed together, stopped together.

PostgreSQL is the system of record (`postgres.py`), NATS a mirror of it (`nats.py`).
"""

import fcntl
import os
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from adapters.embedded.errors import HomeInUse, HomeUnusable
from adapters.embedded.nats import NatsServer
from adapters.embedded.postgres import PostgresServer

SYNC_INTERVAL: Final = "10s"  # The stream is a mirror: what a power cut takes is sent again.
PID_DIGITS_MAX: Final = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddresses:
    """Where the two servers are reached, secrets included."""

    database_url: str
    nats_url: str


class EmbeddedServers:
    """PostgreSQL and NATS of one home folder; a context that gives their addresses."""

    def __init__(
        self, home: Path, *, durable: bool = True, sync_interval: str = SYNC_INTERVAL
    ) -> None:
        self._home = home.absolute()
        self._durable = durable
        self._sync_interval = sync_interval
        self._cleanup = ExitStack()

    def __enter__(self) -> ServerAddresses:
        return self.start()

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.stop()

    def start(self) -> ServerAddresses:
        """Start both servers and return when both answer; nothing stays behind on failure."""
        with ExitStack() as stack:
            stack.enter_context(_sole_use_of(self._home))
            sockets = self._home / "sockets"
            sockets.mkdir(mode=0o700, exist_ok=True)
            postgres = PostgresServer(self._home, sockets, durable=self._durable)
            nats = NatsServer(self._home, sync_interval=self._sync_interval)
            stack.callback(postgres.stop)
            postgres.launch()
            stack.callback(nats.stop)
            nats.start()
            postgres.finish_start()
            addresses = ServerAddresses(database_url=postgres.url, nats_url=nats.url)
            self._cleanup = stack.pop_all()
        return addresses

    def stop(self) -> None:
        """Stop both servers and let go of the home folder."""
        self._cleanup.close()


def _sole_use_of(home: Path) -> ExitStack:
    """Lock the home folder for this process, and for as long as the returned context lasts."""
    try:
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = os.open(home / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise HomeUnusable(home, str(error)) from error
    stack = ExitStack()
    stack.callback(os.close, lock)
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        pid = int(os.pread(lock, PID_DIGITS_MAX, 0) or 0)
        stack.close()
        raise HomeInUse(home, pid) from None
    os.ftruncate(lock, 0)
    os.pwrite(lock, str(os.getpid()).encode(), 0)
    return stack

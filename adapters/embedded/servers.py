"""Both embedded servers as one thing: started together, addressed together, stopped together.

PostgreSQL is the system of record (`postgres.py`), NATS a mirror of it (`nats.py`).
"""

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Final

from adapters.embedded.errors import HomeUnusable
from adapters.embedded.locks import sole_use_of
from adapters.embedded.nats import nats_server
from adapters.embedded.postgres import postgres_server
from adapters.embedded.server import EmbeddedServer

SYNC_INTERVAL: Final = "10s"  # For who has no wish of his own (`api/settings.py`).


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAddresses:
    """Where the two servers are reached, secrets included."""

    database_url: str
    nats_url: str


class EmbeddedServers:
    """PostgreSQL and NATS of one home folder; a context that gives their addresses.

    Start it from the main thread and stop it on the way out; if this process is killed instead, the
    kernel tells the servers to stop.
    """

    def __init__(
        self,
        home: Path,
        *,
        durable: bool = True,
        sync_interval: str = SYNC_INTERVAL,
        home_is_held: bool = False,
    ) -> None:
        """`home_is_held`: the caller has sole use of the home folder already."""
        self._home = home.absolute()
        self._durable = durable
        self._sync_interval = sync_interval
        self._home_is_held = home_is_held
        self._cleanup = ExitStack()
        self._servers: tuple[EmbeddedServer, ...] = ()

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
        try:
            with ExitStack() as stack:
                addresses = self._start(stack)
                self._cleanup = stack.pop_all()
        except OSError as error:
            raise HomeUnusable(self._home, str(error)) from error
        return addresses

    def stop(self) -> None:
        """Stop both servers and let go of the home folder."""
        self._cleanup.close()

    def revive(self) -> int:
        """Start again, at the same address, what has died by itself; return how many had."""
        return sum([server.revive() for server in self._servers])

    def _start(self, stack: ExitStack) -> ServerAddresses:
        self._home.mkdir(mode=0o700, parents=True, exist_ok=True)
        if not self._home_is_held:
            stack.enter_context(sole_use_of(self._home))
        postgres = stack.enter_context(postgres_server(self._home, durable=self._durable))
        nats = stack.enter_context(nats_server(self._home, sync_interval=self._sync_interval))
        self._servers = (nats, postgres)
        for server in self._servers:
            server.launch()
        for server in self._servers:
            server.finish_start()
        return ServerAddresses(database_url=postgres.url, nats_url=nats.url)

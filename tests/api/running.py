"""The whole chain behind the API, running: uvicorn, relay and projections in a thread of their own.

Tests talk to it over HTTP alone.
"""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import uvicorn

from adapters.nats.relay import run_relay
from adapters.system import monotonic_seconds, sleep_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, kept_secret
from api.wiring.parts import api_server, run_projections

LOOPBACK: Final = "127.0.0.1"
LOOK_SECONDS: Final = 0.005
READY_SECONDS_MAX: Final = 30


@dataclass(frozen=True, slots=True, kw_only=True)
class Api:
    """Where it listens, and the token that opens it."""

    url: str
    token: str
    home: Path


@contextmanager
def serving(
    addresses: Addresses, home: Path, *, alone: bool = False, disk_free_percent_min: int = 0
) -> Iterator[Api]:
    """The API over these servers; `alone` leaves out relay and projections."""
    # why the protocol: without it asyncio leaves the delay of small packets on, 40 ms an answer.
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP) as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()  # Who comes before the application is ready, waits.
        port = listener.getsockname()[1]
        settings = Settings(home=home, api_port=port, disk_free_percent_min=disk_free_percent_min)
        server = api_server(addresses, settings)
        with _Part(server, listener, addresses, alone=alone):
            token = kept_secret(home / "dev-token")
            yield Api(url=f"http://{LOOPBACK}:{port}", token=token, home=home)


class _Part:
    """The thread; leaving the context stops all that runs in it, and raises what ended it."""

    def __init__(
        self, server: uvicorn.Server, listener: socket.socket, addresses: Addresses, *, alone: bool
    ) -> None:
        self._server = server
        self._listener = listener
        self._addresses = addresses
        self._alone = alone
        self._failure: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="api", daemon=True)

    def __enter__(self) -> None:
        """Returns when the application has begun, for what a test harms before that ends it."""
        self._thread.start()
        deadline = monotonic_seconds() + READY_SECONDS_MAX
        while not self._server.started and self._thread.is_alive():
            assert monotonic_seconds() < deadline, "the API did not start"
            sleep_seconds(LOOK_SECONDS)

    def __exit__(self, *error: object) -> None:
        self._server.should_exit = True
        self._thread.join(READY_SECONDS_MAX)
        assert not self._thread.is_alive(), "the API did not stop"
        if self._failure is not None:
            raise self._failure

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except BaseException as failure:
            # why: it is raised again by the thread that waits.
            self._failure = failure

    async def _serve(self) -> None:
        stopped = asyncio.Event()
        relay_url = user_url(self._addresses.database_url, "purvey_relay", self._addresses.secret)
        async with asyncio.TaskGroup() as parts:
            if not self._alone:
                parts.create_task(run_relay(relay_url, self._addresses.nats_url, stopped))
                parts.create_task(run_projections(self._addresses, stopped))
            try:
                await self._server.serve([self._listener])
            finally:
                stopped.set()

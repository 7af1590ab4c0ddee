"""One part of an instance in the foreground: relay, projections or API, until SIGTERM.

A process imports only what its part needs, and does so while the servers start.
"""

import asyncio
import signal
import socket
from collections.abc import Awaitable, Callable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Final

import uvloop

from adapters.embedded.ports import LOOPBACK
from api.settings import API_PORT_DEFAULT, Settings
from api.wiring.addresses import Addresses
from api.wiring.database import refuse_unliftable, user_url

if TYPE_CHECKING:
    import uvicorn

    from adapters.nats.topology import StreamSettings

GRACE_SECONDS: Final = 5
NOT_STARTED: Final = 3


MODULES: Final[Mapping[str, tuple[str, ...]]] = {
    "api": ("uvicorn", "api.app"),
    "relay": ("adapters.nats.relay",),
    "projections": (
        *("adapters.nats.stream_feed", "adapters.postgres.read_store"),
        *("projections.index", "projections.runner"),
    ),
}


def load(part: str) -> None:
    """Imports what the part needs; the imports in the functions below find it there."""
    for module in MODULES[part]:
        import_module(module)


def run_relay_part(addresses: Addresses, settings: Settings) -> None:
    """Publishes the log to the stream until SIGTERM or SIGINT."""
    from adapters.nats.relay import run_relay

    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    stream = stream_settings(settings)
    uvloop.run(_until_signal(lambda stopped: run_relay(url, addresses.nats_url, stopped, stream)))


def stream_settings(settings: Settings) -> "StreamSettings":
    """How the deployment wants the stream to be kept."""
    from adapters.nats.topology import StreamSettings

    return StreamSettings(storage=settings.stream_storage, replicas=settings.stream_replicas)


def run_projections_part(addresses: Addresses) -> None:
    """Keeps the read models up to date until SIGTERM or SIGINT."""
    uvloop.run(_until_signal(lambda stopped: run_projections(addresses, stopped)))


async def run_projections(addresses: Addresses, stopped: asyncio.Event) -> None:
    """Keeps the read models up to date until `stopped` is set."""
    from adapters.nats.stream_feed import StreamFeed
    from adapters.postgres.read_store import PostgresReadStore
    from projections.index import PROJECTIONS
    from projections.runner import Runner

    await refuse_unliftable(addresses)
    url = user_url(addresses.database_url, "purvey_project", addresses.secret)
    store = PostgresReadStore(url, PROJECTIONS)
    try:
        async with StreamFeed(addresses.nats_url, "projections", store.epoch) as feed:
            await Runner(store, store, feed).run(stopped)
    finally:
        await store.close()


def run_api_part(addresses: Addresses, settings: Settings, listen_on: int | None = None) -> None:
    """Serves HTTP until SIGTERM or SIGINT; `listen_on` is a socket that listens already."""
    server = api_server(addresses, settings)
    try:
        server.run(None if listen_on is None else [socket.socket(fileno=listen_on)])
    except KeyboardInterrupt:
        if not server.started:
            raise
        # why: it has ended in order, and raises the signal once more that it was ended by.
    if not server.started:
        raise SystemExit(NOT_STARTED)


def api_server(addresses: Addresses, settings: Settings) -> "uvicorn.Server":
    """The HTTP server, not yet started. It ends by itself when the log begins a new epoch."""
    import uvicorn

    from api.app import create_app
    from api.hosts import Hosts
    from api.http_protocol import StrictProtocol

    def leave() -> None:
        server.should_exit = True

    hosts = Hosts(settings.api_host, settings.api_names.split())
    config = uvicorn.Config(
        create_app(addresses, settings.home, leave, settings.disk_watched_percent, hosts),
        host=settings.api_host,
        port=settings.api_port or API_PORT_DEFAULT,
        loop="uvloop",
        http=StrictProtocol,
        log_config=None,
        server_header=False,
        forwarded_allow_ips=LOOPBACK,  # Nobody else may say that he speaks for this machine.
        timeout_graceful_shutdown=GRACE_SECONDS,
    )
    server = uvicorn.Server(config)
    return server


async def _until_signal(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await run(stopped)

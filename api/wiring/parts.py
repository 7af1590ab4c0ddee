"""One part of an instance in the foreground: relay, projections or API, until SIGTERM."""

import asyncio
import signal
from collections.abc import Awaitable, Callable
from typing import Final

import uvicorn
import uvloop

from adapters.nats.relay import run_relay
from adapters.nats.stream_feed import StreamFeed
from adapters.postgres.read_store import PostgresReadStore
from api.app import create_app
from api.settings import API_PORT_DEFAULT, Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses
from projections.index import PROJECTIONS
from projections.runner import Runner

GRACE_SECONDS: Final = 5


def run_relay_part(addresses: Addresses) -> None:
    """Publishes the log to the stream until SIGTERM or SIGINT."""
    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    uvloop.run(_until_signal(lambda stopped: run_relay(url, addresses.nats_url, stopped)))


def run_projections_part(addresses: Addresses) -> None:
    """Keeps the read models up to date until SIGTERM or SIGINT."""
    uvloop.run(_until_signal(lambda stopped: run_projections(addresses, stopped)))


async def run_projections(addresses: Addresses, stopped: asyncio.Event) -> None:
    """Keeps the read models up to date until `stopped` is set."""
    url = user_url(addresses.database_url, "purvey_project", addresses.secret)
    store = PostgresReadStore(url, PROJECTIONS)
    try:
        async with StreamFeed(addresses.nats_url, "projections") as feed:
            await Runner(store, store, feed).run(stopped)
    finally:
        await store.close()


def run_api_part(addresses: Addresses, settings: Settings) -> None:
    """Serves HTTP until SIGTERM or SIGINT."""
    uvicorn.run(
        create_app(addresses, settings.home),
        host=settings.api_host,
        port=settings.api_port or API_PORT_DEFAULT,
        loop="uvloop",
        http="httptools",
        log_config=None,
        server_header=False,
        timeout_graceful_shutdown=GRACE_SECONDS,
    )


async def _until_signal(run: Callable[[asyncio.Event], Awaitable[None]]) -> None:
    stopped = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stopped.set)
    await run(stopped)

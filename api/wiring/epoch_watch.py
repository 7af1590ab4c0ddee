"""Tells a process that the log has another history than it knows: it must not go on as it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from adapters.nats.side_task import meanwhile
from adapters.postgres.epochs import wait_for_other_history
from api.wiring.addresses import Addresses
from api.wiring.database import user_url

_log: Final = structlog.get_logger(__name__)


@asynccontextmanager
async def told_of_epoch(addresses: Addresses, leave: Callable[[], None]) -> AsyncIterator[None]:
    """Calls `leave` once when the log began an epoch, or was put back, since the context began."""
    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)

    async def watch() -> None:
        former, now = await wait_for_other_history(url)
        _log.warning("log.history_changed", former=former._asdict(), now=now._asdict())
        leave()

    async with meanwhile(watch()):
        yield

"""Tells a process that the log began a new epoch while it ran: it must not go on as it is."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Final

import structlog

from adapters.nats.side_task import meanwhile
from adapters.postgres.epochs import wait_for_other_epoch
from api.wiring.addresses import Addresses
from api.wiring.database import user_url

_log: Final = structlog.get_logger(__name__)


@asynccontextmanager
async def told_of_epoch(addresses: Addresses, leave: Callable[[], None]) -> AsyncIterator[None]:
    """Calls `leave` once when the log has another epoch than at the start of the context."""
    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)

    async def watch() -> None:
        former, epoch = await wait_for_other_epoch(url)
        _log.warning("log.epoch_changed", former=former, epoch=epoch)
        leave()

    async with meanwhile(watch()):
        yield

"""How an instance is, for `purvey status`, `/readyz` and whoever waits for it to settle."""

from typing import Any

from adapters import health as parts
from adapters.health import OK, UNAVAILABLE, unavailable
from api.wiring.addresses import Addresses
from api.wiring.database import user_url

__all__ = ["OK", "UNAVAILABLE", "answering", "health", "settled_health", "unavailable"]


async def health(addresses: Addresses) -> dict[str, Any]:
    """Parts, log and read models as they are now; see `adapters.health.health`."""
    return await parts.health(*_urls(addresses))


async def answering(addresses: Addresses) -> dict[str, Any]:
    """Which parts answer, where the database cannot be read; see `adapters.health.answering`."""
    return await parts.answering(addresses.nats_url, addresses.api_url, addresses.instance)


async def settled_health(addresses: Addresses) -> dict[str, Any]:
    """As `health`, once relay and read models have caught up with the log."""
    return await parts.settled_health(*_urls(addresses))


def _urls(addresses: Addresses) -> tuple[str, str, str, str | None, str]:
    relay = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    projector = user_url(addresses.database_url, "purvey_project", addresses.secret)
    return relay, projector, addresses.nats_url, addresses.api_url, addresses.instance

"""How an instance is: what `purvey status` and `/readyz` tell, from the database's own records."""

import asyncio
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection

from adapters.nats.relay_status import relay_status
from adapters.postgres.log_reader import log_head_async
from adapters.postgres.read_registry import registered
from api.wiring.database import user_url
from api.wiring.instance import Addresses

SERVING: Final = ("live", "paused", "failed")
CONNECT_SECONDS_MAX: Final = 5
API_SECONDS_MAX: Final = 2.0

_LAG: Final = (
    "SELECT extract(epoch FROM clock_timestamp() - min(recorded_at))::float8 FROM log.event"
    ' WHERE "offset" = %s'
)


async def health(addresses: Addresses) -> dict[str, Any]:
    """`{"api", "database", "nats", "epoch", "log_events", "stream_messages", "projections"}`.

    Each projection tells `offset`, `lag_events`, `lag_seconds` (age of the oldest event that it has
    not seen) and `state`. A part that does not answer is `unavailable`, the others are still told.
    """
    report: dict[str, Any] = {
        "api": await _api_state(addresses.api_url),
        "database": "unavailable",
        "nats": "unavailable",
        "epoch": None,
        "log_events": None,
        "stream_messages": None,
        "projections": {},
    }
    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    projector = user_url(addresses.database_url, "purvey_project", addresses.secret)
    try:
        async with await _connect(url) as log, await _connect(projector) as reads:
            head = await log_head_async(log)
            relay = await relay_status(log)
            report |= {"database": "ok", "epoch": head.epoch, "log_events": head.offset}
            report |= {"nats": relay.state, "stream_messages": relay.stream_messages}
            report["projections"] = await _projections(log, reads, head.offset)
    except psycopg.OperationalError as error:
        report["reason"] = str(error)
    return report


async def _projections(
    log: AsyncConnection, reads: AsyncConnection, head: int
) -> dict[str, dict[str, Any]]:
    told = {}
    for each in await registered(reads):
        if each.state not in SERVING:
            continue
        behind = head - each.offset
        seconds = 0.0
        if behind > 0:
            row = await (await log.execute(_LAG, [each.offset + 1])).fetchone()
            seconds = round(row[0], 3) if row and row[0] is not None else 0.0
        told[each.name] = {
            "offset": each.offset,
            "lag_events": behind,
            "lag_seconds": seconds,
            "state": each.state,
            **({"reason": each.reason} if each.reason else {}),
        }
    return told


async def _api_state(url: str | None) -> str:
    """Whether the API answers on its port; asked without HTTP so that a busy one counts as up."""
    if url is None:
        return "unavailable"
    host, _, port = url.removeprefix("http://").partition(":")
    try:
        async with asyncio.timeout(API_SECONDS_MAX):
            _, writer = await asyncio.open_connection(host, int(port))
    except (OSError, TimeoutError):
        return "unavailable"
    writer.close()
    return "ok"


async def _connect(url: str) -> AsyncConnection:
    return await AsyncConnection.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX)

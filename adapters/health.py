"""How an instance is, told from the records that its parts keep in the database."""

import asyncio
from typing import Any, Final

import psycopg
from psycopg import AsyncConnection
from psycopg_pool import PoolTimeout

from adapters.nats.connection import connected
from adapters.nats.consumer_lag import age_of
from adapters.nats.consumers import consumer_states
from adapters.nats.contradictions import contradiction_count
from adapters.nats.errors import NatsError
from adapters.nats.relay_status import RelayState, RelayStatus, relay_status
from adapters.postgres.log_reader import log_head_async
from adapters.postgres.read_states import read_states
from adapters.system import monotonic_seconds
from replay.errors import ReadModelBehind

UNAVAILABLE: Final = (psycopg.OperationalError, psycopg.InterfaceError, PoolTimeout)
CONNECT_SECONDS_MAX: Final = 5
API_SECONDS_MAX: Final = 5.0
NATS_SECONDS_MAX: Final = 2.0
OK: Final = "ok"
RELAYING: Final[RelayState] = "relaying"
GREETING: Final = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
ANSWER_BYTES_MAX: Final = 8_192
STILL_SECONDS_MAX: Final = 30.0
SETTLE_POLL_SECONDS: Final = 0.1


async def health(
    relay_url: str, project_url: str, nats_url: str, api_url: str | None, instance: str
) -> dict[str, Any]:
    """`{"api", "database", "nats", "epoch", "log_events", "stream_messages", "stream",
    "projections", "consumers"}`.

    `stream_messages` is none where no relay has looked at the stream since it started. `nats` is
    `ok` while it answers and the relay publishes, `unavailable` when it gives no answer,
    else what the relay does (`nats/relay_status.py`).
    What each projection tells is in `postgres/read_states.py`. A part that does not answer is
    `unavailable`, the others are still told.
    """
    report, mute = await _answering(nats_url, api_url, instance)
    try:
        async with await _connect(relay_url) as log, await _connect(project_url) as reads:
            head = await log_head_async(log)
            relay = await relay_status(log)
            nats = OK if relay.state == RELAYING else relay.state
            report |= {"database": OK, "epoch": head.epoch, "log_events": head.offset}
            report["stream_messages"] = relay.stream_messages if relay.epoch else None
            report["stream"] = await _stream(log, relay, head.offset)
            report |= {"nats": nats} if mute is None else {"reason": mute}
            report["consumers"] = await consumer_states(log)
            report["projections"] = await read_states(log, reads, head.offset)
    except psycopg.OperationalError as error:
        report["reason"] = str(error)
    return report


async def answering(nats_url: str, api_url: str | None, instance: str) -> dict[str, Any]:
    """The report of an instance whose database is another version's, so that nobody can read it."""
    report, mute = await _answering(nats_url, api_url, instance)
    return {**report, "nats": report["nats"] if mute else OK}


async def _answering(
    nats_url: str, api_url: str | None, instance: str
) -> tuple[dict[str, Any], str | None]:
    """A report that knows of the API alone yet, and why NATS gives no answer."""
    report = unavailable()
    api, mute = await asyncio.gather(_api_answers(api_url, instance), _why_mute(nats_url))
    if api:
        report["api"] = OK
    return report, mute


def unavailable(reason: str | None = None) -> dict[str, Any]:
    """The report of an instance of which nothing answers."""
    return {
        "api": "unavailable",
        "database": "unavailable",
        "nats": "unavailable",
        "epoch": None,
        "log_events": None,
        "stream_messages": None,
        "stream": None,
        "projections": {},
        "consumers": {},
        **({"reason": reason} if reason else {}),
    }


async def _stream(log: AsyncConnection, relay: RelayStatus, head: int) -> dict[str, Any]:
    """How far behind the log the stream was when the relay was last heard of, and when that was."""
    behind = relay.last_offset + 1 if relay.last_offset < head else None
    return {
        "offset": relay.last_offset,
        "lag_events": max(head - relay.last_offset, 0),
        "lag_seconds": await age_of(log, behind),
        "refills": relay.refills,
        "seen_seconds": relay.seen_seconds,
        "contradictions": await contradiction_count(log),
    }


async def api_answers(url: str, instance: str) -> bool:
    """Whether the API of that instance says that it lives.

    That its port takes connections would prove nothing, nor would another instance's answer.
    """
    host, _, port = url.removeprefix("http://").partition(":")
    try:
        async with asyncio.timeout(API_SECONDS_MAX):
            reader, writer = await asyncio.open_connection(host, int(port))
            try:
                writer.write(GREETING)
                answer = await reader.read(ANSWER_BYTES_MAX)
                while not reader.at_eof() and len(answer) < ANSWER_BYTES_MAX:
                    answer += await reader.read(ANSWER_BYTES_MAX)
            finally:
                writer.close()
    except (OSError, TimeoutError):
        return False
    first, _, rest = answer.partition(b"\r\n")
    return b" 200 " in first and f'"{instance}"'.encode() in rest


async def settled_health(
    relay_url: str, project_url: str, nats_url: str, api_url: str | None, instance: str
) -> dict[str, Any]:
    """As `health`, once relay and read models have caught up with the log.

    Raises `ReadModelBehind` naming what stands still when nothing moves for a while.
    """
    deadline, former = monotonic_seconds() + STILL_SECONDS_MAX, None
    while True:
        report = await health(relay_url, project_url, nats_url, api_url, instance)
        offsets = {
            name: each["offset"]
            for name, each in report["projections"].items()
            if each["state"] != "retired"
        }
        head = report["log_events"]
        standing = (head, report["stream_messages"], offsets)
        if head is not None and {report["stream_messages"], *offsets.values()} == {head}:
            return report
        if standing != former:
            deadline, former = monotonic_seconds() + STILL_SECONDS_MAX, standing
        elif monotonic_seconds() > deadline:
            raise ReadModelBehind(
                f"The log holds {head} events, the stream {report['stream_messages']}; read models"
                f" stand at {offsets}. `purvey status` tells which part does not answer.",
            )
        await asyncio.sleep(SETTLE_POLL_SECONDS)


async def _api_answers(url: str | None, instance: str) -> bool:
    return url is not None and await api_answers(url, instance)


async def _why_mute(nats_url: str) -> str | None:
    """Why JetStream gives no answer; none when it does. A server that hangs takes connections."""
    try:
        async with asyncio.timeout(NATS_SECONDS_MAX), connected(nats_url, "purvey-status") as nats:
            await nats.ask("INFO")
    except TimeoutError:
        return f"NATS gave no answer in {NATS_SECONDS_MAX:.0f} s."
    except NatsError as error:
        return str(error)
    return None


async def _connect(url: str) -> AsyncConnection:
    return await AsyncConnection.connect(url, autocommit=True, connect_timeout=CONNECT_SECONDS_MAX)

"""A server that hangs is told as one that does not answer, in time."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.embedded.nats import NatsServer
from adapters.health import NATS_SECONDS_MAX, health
from adapters.nats import connection
from adapters.nats.connection import connected
from adapters.nats.errors import NatsUnavailable
from adapters.nats.relay import Relay
from adapters.nats.relay_status import RelayStatus, relay_status, write_status
from adapters.nats.topology import StreamSettings
from adapters.system import monotonic_seconds, sleep_seconds
from api.cli.status import parts_words
from tests.adapters.nats.mirrors import append, save
from tests.conftest import Database


@contextmanager
def standing_still(server: NatsServer) -> Iterator[None]:
    """The server takes connections, as the kernel does for it, and says nothing."""
    assert server.pid is not None
    os.kill(server.pid, signal.SIGSTOP)
    status = Path(f"/proc/{server.pid}/stat")
    while status.read_text().rpartition(")")[2].split()[0] != "T":
        sleep_seconds(0.001)  # It is told, and goes on for as long as its threads take to hear it.
    try:
        yield
    finally:
        os.kill(server.pid, signal.SIGCONT)


async def report(database: Database, nats_url: str) -> dict[str, object]:
    urls = (database.role_url("purvey_relay"), database.role_url("purvey_project"))
    return await health(*urls, nats_url, None, "")


async def test_a_nats_server_that_hangs_is_unavailable_though_the_relay_was_well(
    database: Database, nats_process: NatsServer
) -> None:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as relay:
        await write_status(relay, RelayStatus(state="relaying"))
    assert (await report(database, nats_process.url))["nats"] == "ok"
    started = monotonic_seconds()
    with standing_still(nats_process):
        found = await report(database, nats_process.url)
    assert monotonic_seconds() - started < NATS_SECONDS_MAX + 2
    assert (found["nats"], found["database"]) == ("unavailable", "ok")
    assert "NATS gave no answer in 2 s" in str(found["reason"])
    assert (await report(database, nats_process.url))["nats"] == "ok"


async def test_how_far_the_stream_is_behind_is_told_in_events_and_seconds(
    database: Database, nats_process: NatsServer
) -> None:
    await append(database, save(events=3))
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as relay:
        for offset, lag_events in ((0, 3), (2, 1), (3, 0)):
            status = RelayStatus(state="relaying", last_offset=offset, refills=offset)
            await write_status(relay, status)
            stream = (await report(database, nats_process.url))["stream"]
            assert isinstance(stream, dict)
            assert (stream["offset"], stream["lag_events"]) == (offset, lag_events)
            assert (stream["lag_seconds"] > 0) == (lag_events > 0)
            assert stream["refills"] == offset
        with psycopg.connect(database.url, autocommit=True) as superuser:
            superuser.execute("UPDATE log.log_head SET recorded_at = now() + interval '1 day'")
        await append(database, save(events=1))
        stream = (await report(database, nats_process.url))["stream"]
        assert isinstance(stream, dict)
        assert (stream["lag_events"], stream["lag_seconds"]) == (1, 0), "the clock was put back"


async def test_how_long_ago_the_relay_was_heard_of_is_told(
    database: Database, nats_process: NatsServer
) -> None:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as relay:
        stream = (await report(database, nats_process.url))["stream"]
        assert isinstance(stream, dict)
        assert stream["seen_seconds"] is None, "no relay has run yet"
        await write_status(relay, RelayStatus(state="relaying"))
        await relay.execute("UPDATE relay.status SET seen_at = seen_at - interval '10 s'")
    killed = await report(database, nats_process.url)
    assert (killed["nats"], isinstance(killed["stream"], dict)) == ("ok", True)
    assert "0 events in the log, the stream not looked at yet" in parts_words(killed)
    assert "as the relay said 1" in parts_words(killed)
    async with await AsyncConnection.connect(url, autocommit=True) as relay:
        await relay.execute("UPDATE relay.status SET seen_at = seen_at + interval '1 hour'")
        assert (await relay_status(relay)).state == "stopped", "before the clock was put back"
    assert "as the relay said" not in parts_words(
        {**killed, "stream": {**stream, "seen_seconds": 1.0}}
    )


async def test_who_connects_to_a_server_that_hangs_is_told_how_long_it_was_silent(
    nats_process: NatsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connection, "CONNECT_SECONDS_MAX", 1)
    with (
        standing_still(nats_process),
        pytest.raises(NatsUnavailable, match=r"cannot be reached: .*(no word|timeout)"),
    ):
        async with connected(nats_process.url, "test"):
            raise AssertionError("nobody answers")


async def test_a_relay_that_ends_of_what_it_does_not_know_does_not_pass_for_well(
    database: Database, nats_process: NatsServer
) -> None:
    url = database.role_url("purvey_relay")
    async with await AsyncConnection.connect(url, autocommit=True) as log:
        with pytest.raises(TypeError, match="64-bit"):
            await Relay(url, nats_process.url, StreamSettings(replicas=2**64)).run()
        assert (await report(database, nats_process.url))["nats"] == "stopped"
        assert "64-bit" in (await relay_status(log)).detail

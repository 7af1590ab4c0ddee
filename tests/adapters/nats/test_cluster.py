"""The production profile on a real cluster: three servers, each with a synced copy."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from adapters.embedded.nats import NATS, WHEEL
from adapters.embedded.ports import LOOPBACK, free_port
from adapters.embedded.wheels import find_program
from adapters.nats.connection import NatsConnection, connected
from adapters.nats.errors import NatsError
from adapters.nats.topology import STREAM, StreamSettings, stream_state
from tests.adapters.nats.mirrors import append, logged, mirrored, relaying, save, until
from tests.conftest import Database

THREE = StreamSettings(replicas=3)


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[list[tuple[str, subprocess.Popen[bytes]]]]:
    """Address and process of each of three servers that form a cluster."""
    clients, routes = ([free_port() for _ in range(3)] for _ in range(2))
    with ExitStack() as stack:
        servers = []
        for number, (client, route) in enumerate(zip(clients, routes, strict=True)):
            folder = tmp_path / str(number)
            folder.mkdir()
            settings: dict[str, Any] = {
                "server_name": f"n{number}",
                "host": LOOPBACK,
                "port": client,
                "jetstream": {"store_dir": str(folder), "sync_interval": "always"},
                "cluster": {
                    "name": "purvey",
                    "listen": f"{LOOPBACK}:{route}",
                    "routes": [f"nats://{LOOPBACK}:{each}" for each in routes],
                },
            }
            (folder / "nats.conf").write_text(json.dumps(settings))
            command: list[str | Path] = [
                find_program(WHEEL, NATS.name),
                "--config",
                folder / "nats.conf",
            ]
            process = stack.enter_context(subprocess.Popen(command, stderr=subprocess.DEVNULL))
            stack.callback(process.kill)
            servers.append((f"nats://{LOOPBACK}:{client}", process))
        yield servers


async def has_leader(url: str) -> bool:
    """Whether the cluster takes requests of JetStream."""
    try:
        async with connected(url, "test") as nats:
            await stream_state(nats)
    except NatsError:
        return False
    return True


async def has_copies(nats: NatsConnection, count: int) -> bool:
    """Whether so many followers of the stream's leader have all that it has."""
    answer = await nats.look(f"STREAM.INFO.{STREAM}")
    followers = answer["cluster"].get("replicas", [])
    return len([each for each in followers if each["current"]]) == count


async def test_the_mirror_is_kept_on_three_servers_and_outlives_one(
    database: Database, cluster: list[tuple[str, subprocess.Popen[bytes]]]
) -> None:
    (first, _), (second, _), (_, third) = cluster
    await until(lambda: has_leader(first))
    await append(database, *(save(events=10) for _ in range(50)))
    async with relaying(database, first, THREE) as relay, connected(second, "test") as nats:
        await mirrored(database, nats)
        state = await stream_state(nats)
        assert state is not None
        assert state.settings == THREE
        await until(lambda: has_copies(nats, 2))
        third.kill()
        await append(database, *(save(events=10) for _ in range(50)))

        async def is_whole() -> bool:
            try:
                state = await stream_state(nats)
            except NatsError:
                return False  # The stream looks for a new leader.
            return state is not None and state.last_sequence == 1_000

        await until(is_whole)
        assert len(await mirrored(database, nats)) == len(await logged(database)) == 1_000
        assert relay.status.refills == 1

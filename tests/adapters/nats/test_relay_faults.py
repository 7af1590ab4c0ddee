"""Servers are killed, and the stream's files replaced, while the relay works."""

import asyncio
import os
import shutil
from pathlib import Path
from signal import SIGKILL

import psycopg
import pytest

from adapters.embedded.nats import NatsServer
from adapters.nats.connection import connected
from adapters.nats.relay import Relay
from tests.adapters.nats.mirrors import append, mirrored, relaying, save, until
from tests.cli.program import until as until_sync
from tests.conftest import Database

KILLS = 3
KILL_AFTER_SECONDS = 0.1


def kill(server: NatsServer) -> None:
    pid = server.pid
    assert pid is not None
    os.kill(pid, SIGKILL)
    # Or it would not be missed when it is to be revived: its threads may outlive its first one.
    until_sync(lambda: server.pid is None)


@pytest.mark.faults
async def test_nothing_is_lost_or_doubled_when_nats_is_killed_under_load(
    database: Database, nats_process: NatsServer
) -> None:
    async with relaying(database, nats_process.url):
        for _ in range(KILLS):
            async with asyncio.TaskGroup() as group:
                group.create_task(append(database, *(save(events=10) for _ in range(200))))
                await asyncio.sleep(KILL_AFTER_SECONDS)
                kill(nats_process)
            nats_process.revive()
        async with connected(nats_process.url, "test") as nats:
            assert len(await mirrored(database, nats)) == KILLS * 2_000


async def test_the_relay_lives_through_a_lost_database_connection(
    database: Database, nats_process: NatsServer
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url), connected(nats_process.url, "test") as nats:
        await mirrored(database, nats)
        with psycopg.connect(database.url, autocommit=True) as connection:
            cut = connection.execute(
                "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity"
                " WHERE usename = 'purvey_relay_login' AND datname = current_database()"
            ).fetchone()
        assert cut == (2,)
        await append(database, save(events=5))
        assert len(await mirrored(database, nats)) == 10


async def test_an_older_copy_of_the_stream_is_caught_up(
    database: Database, nats_process: NatsServer, tmp_path: Path
) -> None:
    await append(database, save(events=3))
    async with relaying(database, nats_process.url), connected(nats_process.url, "test") as nats:
        await mirrored(database, nats)
    nats_process.stop()
    shutil.copytree(tmp_path / "nats", tmp_path / "copy")
    nats_process.revive()
    await append(database, save(events=4))
    async with relaying(database, nats_process.url) as relay:
        async with connected(nats_process.url, "test") as nats:
            await mirrored(database, nats)
        nats_process.stop()
        shutil.rmtree(tmp_path / "nats")
        (tmp_path / "copy").rename(tmp_path / "nats")
        nats_process.revive()
        async with connected(nats_process.url, "test") as nats:
            assert len(await mirrored(database, nats)) == 7
        assert relay.status.refills == 0


async def test_a_store_that_was_deleted_is_filled_again(
    database: Database, nats_process: NatsServer, tmp_path: Path
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url):
        async with connected(nats_process.url, "test") as nats:
            await mirrored(database, nats)
        nats_process.stop()
        shutil.rmtree(tmp_path / "nats")
        nats_process.revive()
        async with connected(nats_process.url, "test") as nats:
            assert len(await mirrored(database, nats)) == 5


@pytest.mark.parametrize("damage", ["flip a byte of the last message", "delete the block"])
async def test_a_damaged_block_is_found_and_the_stream_made_again(
    database: Database, nats_process: NatsServer, tmp_path: Path, damage: str
) -> None:
    await append(database, save(events=5))
    async with relaying(database, nats_process.url) as relay:
        async with connected(nats_process.url, "test") as nats:
            await mirrored(database, nats)
        nats_process.stop()
        (block,) = (tmp_path / "nats").rglob("PURVEY/msgs/*.blk")
        if damage == "delete the block":
            block.unlink()
        else:
            stored = bytearray(block.read_bytes())
            stored[-100] ^= 0xFF
            block.write_bytes(stored)
        nats_process.revive()
        await until(lambda: _refilled(relay))
        async with connected(nats_process.url, "test") as nats:
            assert len(await mirrored(database, nats)) == 5


async def _refilled(relay: Relay) -> bool:
    return relay.status.refills == 2

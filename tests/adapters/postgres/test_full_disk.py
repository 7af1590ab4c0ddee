"""A disk that fills up, for real: commands stop before, and nothing acknowledged is lost after.

The disk is a small tmpfs, which root may mount, or who is root of his own namespaces.
"""

import base64
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import psycopg
import pytest

from adapters import disk_space
from adapters.disk_space import DiskSpace
from adapters.embedded.postgres import PostgresServer, postgres_server
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_users
from adapters.system import random_bytes
from application.errors import DiskFull, LogUnavailable
from application.ports import Outcome, Save
from domain.event import SealedText
from domain.purchase_orders.events import PurchaseOrderHoldPlaced
from tests.adapters.postgres.log_support import change, save
from tests.conftest import SECRET, Database

DISK_BYTES: Final = 320 * 1024**2
BALLAST_BYTES: Final = 64 * 1024**2  # Room that is made again.
PAGE_BYTES: Final = 1024**2
RECONNECT_SECONDS_MAX: Final = 3.0
LIMIT_PERCENT: Final = 15


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, small enough to be filled."""
    folder = tmp_path / "disk"
    folder.mkdir(mode=0o755)
    options = f"size={DISK_BYTES},mode=0755"
    command = ["mount", "-t", "tmpfs", "-o", options, "purvey-test", str(folder)]
    try:
        mounted = subprocess.run(command, capture_output=True, text=True, check=False)
    except FileNotFoundError:
        pytest.skip("there is no mount program")
    if mounted.returncode:
        pytest.skip(f"no disk can be mounted here: {mounted.stderr.strip()}")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


@pytest.fixture
def server(disk: Path) -> Iterator[PostgresServer]:
    """PostgreSQL with all it has on that disk."""
    with postgres_server(disk, durable=True) as server:
        server.launch()
        server.finish_start()
        migrate(server.url)
        create_users(server.url, SECRET)
        yield server


@pytest.fixture
def unlimited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Looks at the disk each time, and finds no amount of room to be plenty."""
    monkeypatch.setattr(disk_space, "ENOUGH_BYTES", 2**62)
    monkeypatch.setattr(disk_space, "LOOK_SECONDS", 0.0)


def fill(path: Path, size_bytes: int) -> None:
    with path.open("wb") as file:
        for _ in range(size_bytes // PAGE_BYTES):
            file.write(random_bytes(PAGE_BYTES))


def large(number: int) -> Save:
    """A save of four events that take nearly a megabyte together, and do not compress."""
    box = base64.b64encode(random_bytes(180_000)).decode()
    note = SealedText(subject="buyer-7", box=box)
    event = PurchaseOrderHoldPlaced(reason_code="audit", note=note)
    return save(change(f"purchase_order/{number}", 0, *[event] * 4))


def opened(server: PostgresServer, disk: DiskSpace | None = None) -> PostgresEventLog:
    database = Database(url=server.url)
    return PostgresEventLog(
        database.role_url("purvey_append"),
        database.role_url("purvey_relay"),
        reader_seconds_max=RECONNECT_SECONDS_MAX,
        reconnect_seconds_max=RECONNECT_SECONDS_MAX,
        disk=disk,
    )


def stored(server: PostgresServer) -> dict[str, int]:
    """The position of each command that the log has."""
    with psycopg.connect(server.url) as connection:
        return dict(connection.execute("SELECT command_id, position FROM log.command").fetchall())


@pytest.mark.usefixtures("unlimited")
async def test_commands_stop_while_there_is_room_and_go_on_when_there_is_more(
    server: PostgresServer, disk: Path
) -> None:
    ballast = disk / "ballast"
    fill(ballast, BALLAST_BYTES)
    async with opened(server, DiskSpace(disk, LIMIT_PERCENT)) as log:
        acknowledged: dict[str, int] = {}
        for number in range(DISK_BYTES // PAGE_BYTES):
            sent = large(number)
            try:
                acknowledged[sent.command_id] = (await log.append(sent)).position
            except DiskFull as refusal:
                limit = refusal.values["free_percent_min"]
                break
        else:
            pytest.fail("the disk was never found almost full")
        assert acknowledged
        assert limit == LIMIT_PERCENT, "the gate refused, not the server"
        assert stored(server) == acknowledged
        ballast.unlink()
        last = (await log.append(sent)).position
        assert stored(server) == {**acknowledged, sent.command_id: last}


async def test_a_disk_that_filled_up_loses_and_doubles_nothing(
    server: PostgresServer, disk: Path
) -> None:
    ballast = disk / "ballast"
    fill(ballast, BALLAST_BYTES)
    sent: list[Save] = []
    acknowledged: dict[str, Outcome] = {}
    async with opened(server) as log:
        while len(sent) < DISK_BYTES // PAGE_BYTES:
            sent.append(large(len(sent)))
            try:
                acknowledged[sent[-1].command_id] = await log.append(sent[-1])
            except (DiskFull, LogUnavailable):
                break
        else:
            pytest.fail("the disk was never full")
    ballast.unlink()
    server.revive()  # It may have ended rather than write half a page.
    async with opened(server) as log:
        refused = sent[-1]
        acknowledged[refused.command_id] = await log.append(refused)
    assert stored(server) == {name: each.position for name, each in acknowledged.items()}
    with psycopg.connect(server.url) as connection:
        row = connection.execute('SELECT count(*), max("offset") FROM log.event').fetchone()
    assert row == (4 * len(acknowledged), 4 * len(acknowledged))

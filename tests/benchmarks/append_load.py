"""Writers that append one event after another through the port, as many at a time as one asks for.

As a program it is one of several processes that share a log: it reads its task from stdin, says
`ready`, waits for a line, and then says how many events it appended in how many seconds.
"""

import asyncio
import gc
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final

import orjson
import uvloop
from pydantic import BaseModel

from adapters.postgres.event_log import PostgresEventLog
from adapters.system import new_uuid
from api.wiring.addresses import Addresses
from api.wiring.database import user_url
from application.ports import Save, StreamChange
from domain.event import Actor, DocumentRef
from domain.purchase_orders.events import PurchaseOrderInvoiceSettled

TENANT: Final = "bench"
EVENTS_PER_SECOND_MAX: Final = (5_000, 40_000)  # of a lone writer, and of many
BODY: Final = bytes(range(32))
MOMENT: Final = datetime(2026, 3, 1, 12, tzinfo=UTC)
# With its metadata some 470 bytes, as the systems were measured with that we compare ourselves to.
EVENT: Final = PurchaseOrderInvoiceSettled(
    invoice=DocumentRef(
        aggregate="invoice",
        id="0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c11",
        number="INV-2026-000001",
    )
)


class Load(BaseModel):
    """What one process does: so many writers for so long."""

    append_url: str
    read_url: str
    writers: int
    seconds: float


class Done(BaseModel):
    """What it came to."""

    events: int
    seconds: float

    @property
    def events_per_second(self) -> float:
        """The rate."""
        return self.events / self.seconds


def log_urls(addresses: Addresses) -> tuple[str, str]:
    """What an event log is opened with."""
    url, secret = addresses.database_url, addresses.secret
    return user_url(url, "purvey_append", secret), user_url(url, "purvey_relay", secret)


def save_of(stream: str, expected_version: int, change: StreamChange | None = None) -> Save:
    """One event for the stream, or the given change of it, under a command id of its own."""
    return Save(
        tenant=TENANT,
        command_id=f"{stream}/{expected_version}",
        body_hash=BODY,
        effective_at=MOMENT,
        actor=Actor(type="human", id="ap-clerk-7"),
        correlation_id="0199d3c4-7a51-7c3e-9d0e-3f1f0a4b2c12",
        causation_id=None,
        reason=None,
        policies=(),
        changes=(
            change
            or StreamChange(
                stream=stream,
                expected_version=expected_version,
                events=(EVENT,),
                number="PO-2026-000001",
                legal_entity="NORTH",
                facility="NORTH-ER",
            ),
        ),
    )


async def append_for(log: PostgresEventLog, writers: int, seconds: float) -> Done:
    """Each writer appends to a stream of its own and waits for each acknowledgement.

    What they append is made beforehand, as much as they can come to in the time.
    """
    clock = asyncio.get_running_loop().time
    most = int(EVENTS_PER_SECOND_MAX[writers > 1] * seconds) // writers + 1
    prepared = [
        [save_of(stream, version) for version in range(most)]
        for stream in (f"purchase_order/{new_uuid()}" for _ in range(writers))
    ]
    gc.freeze()  # What was made beforehand is no part of a process that appends.
    started = clock()
    deadline = started + seconds

    async def write(saves: Sequence[Save]) -> int:
        for number, save in enumerate(saves):
            if clock() >= deadline:
                return number
            await log.append(save)
        return len(saves)

    written = await asyncio.gather(*map(write, prepared))
    seconds_taken = clock() - started
    gc.unfreeze()
    return Done(events=sum(written), seconds=seconds_taken)


async def append_from_processes(load: Load, processes: int) -> Done:
    """The same from several processes at once; the slowest one counts."""
    children = [await _start(load) for _ in range(processes)]
    for child in children:
        assert child.stdout is not None, "stdout was asked for"
        assert await child.stdout.readline() == b"ready\n", "the process is ready"
    finished = await asyncio.gather(*(child.communicate(b"go\n") for child in children))
    done = [Done.model_validate_json(out) for out, _ in finished]
    return Done(events=sum(d.events for d in done), seconds=max(d.seconds for d in done))


async def _start(load: Load) -> asyncio.subprocess.Process:
    child = await asyncio.create_subprocess_exec(
        sys.executable,
        *("-m", "tests.benchmarks.append_load"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
    )
    assert child.stdin is not None, "stdin was asked for"
    child.stdin.write(load.model_dump_json().encode() + b"\n")
    return child


async def _carry_out(load: Load) -> Done:
    async with PostgresEventLog(load.append_url, load.read_url) as log:
        sys.stdout.write("ready\n")
        sys.stdout.flush()
        sys.stdin.readline()
        return await append_for(log, load.writers, load.seconds)


def main() -> None:
    """Carries out the load that stands on stdin."""
    done = uvloop.run(_carry_out(Load.model_validate_json(sys.stdin.readline())))
    sys.stdout.buffer.write(orjson.dumps(done.model_dump()) + b"\n")


if __name__ == "__main__":
    main()

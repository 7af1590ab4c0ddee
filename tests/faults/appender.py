"""A process that appends as fast as it can, and journals what it asked and what it was told.

Run with `-m` and one JSON object (`Orders`). Beside documents of its own it writes to streams that
all appenders write to, so that they conflict; it repeats commands; and a tenth of its saves is sent
in transactions that are rolled back. Started again, it first sends again what nobody answered.
"""

import asyncio
import signal
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from random import Random
from typing import Final, NamedTuple

import psycopg
import uvloop
from psycopg import AsyncConnection
from pydantic import BaseModel

from adapters.postgres.append_call import append_events
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.event_mapper import EventMapper
from adapters.postgres.pending_save import PendingSave
from adapters.postgres.wire_arrays import register_arrays
from application.errors import Conflict, LogBusy, LogLocked, LogUnavailable
from application.ports import Outcome, Save
from domain.event import Event
from domain.purchase_orders.events import PurchaseOrderTransmitted
from tests.adapters.postgres.log_support import change, save
from tests.faults.journal import REFUSED, ROLLED_BACK, SENT, TOLD, Journal, lines_of

WORKERS: Final = 48
SAVES_PER_DOCUMENT: Final = 12
SHARED_STREAMS: Final = 6
SHARED: Final = 0.04  # Shares of all saves.
REPEATED: Final = 0.02
ROLLED_BACK_SHARE: Final = 0.10
PAUSE_SECONDS: Final = 0.1
UNKNOWN: Final = (LogBusy, LogLocked, LogUnavailable)


class Orders(BaseModel):
    """What an appender is told."""

    name: str
    append_url: str
    read_url: str
    journal: Path
    events_per_save: int
    seed: int


class Asked(NamedTuple):
    """A save in the few words from which it can be made again."""

    command_id: str
    stream: str
    expected: int
    events: int

    def save(self) -> Save:
        """The save, the same at every call."""
        facts: tuple[Event, ...] = tuple(
            PurchaseOrderTransmitted(revision=1, channel=self.command_id, attempt=attempt)
            for attempt in range(1, self.events + 1)
        )
        return save(change(self.stream, self.expected, *facts), command_id=self.command_id)


class Appender:
    """The workers of one process, which share its log and its journal."""

    def __init__(self, orders: Orders, log: PostgresEventLog) -> None:
        self.stopping = False
        self._orders = orders
        self._log = log
        self._lines = lines_of(orders.journal)
        self._journal = Journal(orders.journal)
        self._chance = Random(f"{orders.seed} {orders.name}-{len(self._lines)}")
        # A run that asked for anything has added lines, so no two runs give the same ids.
        self._prefix = f"{orders.name}-{len(self._lines)}"
        self._last = 0
        self._shared = {f"receipt/shared-{n}": 0 for n in range(SHARED_STREAMS)}
        self._mapper = EventMapper()
        self._aside: AsyncConnection | None = None  # where saves are rolled back
        self._aside_lock = asyncio.Lock()

    async def run(self) -> None:
        """Works until told to stop; all that was asked is answered then."""
        answered = {line["command_id"] for line in self._lines if line["what"] in (TOLD, REFUSED)}
        for line in self._lines:
            if line["what"] == SENT and line["command_id"] not in answered:
                words = (line["command_id"], line["stream"], line["expected"], line["events"])
                await self._send(Asked(*words))
        async with asyncio.TaskGroup() as tasks:
            for _ in range(WORKERS):
                tasks.create_task(self._work())
        if self._aside is not None:
            await self._aside.close()

    async def _work(self) -> None:
        while not self.stopping:
            stream, version = f"receipt/{self._new_id()}", 0
            for _ in range(SAVES_PER_DOCUMENT):
                if self.stopping:
                    return
                turn = self._chance.random()
                if turn < ROLLED_BACK_SHARE:
                    await self._roll_back(self._asked(stream, version, ROLLED_BACK))
                elif turn < ROLLED_BACK_SHARE + SHARED:
                    await self._write_to_shared()
                else:
                    version = (await self._told(self._asked(stream, version))).version

    async def _write_to_shared(self) -> None:
        stream = self._chance.choice(list(self._shared))
        asked = self._asked(stream, self._shared[stream])
        outcome = await self._send(asked)
        self._shared[stream] = outcome if isinstance(outcome, int) else outcome.version

    async def _told(self, asked: Asked) -> Outcome:
        """The outcome of a save that nobody disputes; some are sent again and change nothing."""
        outcome = await self._send(asked)
        assert isinstance(outcome, Outcome), f"{asked} conflicts with {outcome}"
        if self._chance.random() < REPEATED:
            again = await self._send(asked, journaled=False)
            assert isinstance(again, Outcome), f"{asked} conflicts with itself"
            assert again.duplicate, f"{asked} was stored twice"
            assert (again.stream, again.version, again.position, again.epoch) == (
                (outcome.stream, outcome.version, outcome.position, outcome.epoch)
            )
        return outcome

    async def _send(self, asked: Asked, *, journaled: bool = True) -> Outcome | int:
        """The outcome, or the version that the save conflicts with; asks until there is one."""
        while True:
            try:
                outcome = await self._log.append(asked.save())
            except Conflict as conflict:
                self._journal.note(REFUSED, asked.command_id)
                version = conflict.values["version"]
                assert isinstance(version, int), "a conflict tells the version"
                return version
            except UNKNOWN:
                await asyncio.sleep(PAUSE_SECONDS)
            else:
                if journaled:
                    self._journal.told(asked.save(), outcome)
                return outcome

    def _asked(self, stream: str, expected: int, what: str = SENT) -> Asked:
        """A save under a new id, and a line that says what becomes of it."""
        asked = Asked(self._new_id(), stream, expected, self._orders.events_per_save)
        self._journal.note(what, **asked._asdict())
        return asked

    def _new_id(self) -> str:
        self._last += 1
        return f"{self._prefix}-{self._last}"

    async def _roll_back(self, asked: Asked) -> None:
        """Appends in a transaction that comes to nothing, whatever happens."""
        made = asked.save()
        pending = PendingSave(made, self._mapper.stored(made), asyncio.Future())
        async with self._aside_lock:
            try:
                if self._aside is None or self._aside.closed:
                    self._aside = await AsyncConnection.connect(
                        self._orders.append_url, autocommit=True
                    )
                    register_arrays(self._aside)
                async with self._aside.transaction(force_rollback=True):
                    await append_events(self._aside, 1, [pending])
            except psycopg.OperationalError:
                await asyncio.sleep(PAUSE_SECONDS)


async def _main(orders: Orders) -> None:
    async with AsyncExitStack() as scope:
        appender = Appender(orders, await _opened(orders, scope))
        loop = asyncio.get_running_loop()
        loop.add_signal_handler(signal.SIGTERM, lambda: setattr(appender, "stopping", True))
        await appender.run()


async def _opened(orders: Orders, scope: AsyncExitStack) -> PostgresEventLog:
    """The log, once its database answers."""
    while True:
        log = PostgresEventLog(orders.append_url, orders.read_url, reader_seconds_max=1.0)
        try:
            return await scope.enter_async_context(log)
        except (LogLocked, LogUnavailable):
            await asyncio.sleep(PAUSE_SECONDS)


if __name__ == "__main__":
    uvloop.run(_main(Orders.model_validate_json(sys.argv[1])))

"""Whatever moments a home is restored to, its tellings are believed, and what they say is true."""

import asyncio
from itertools import count
from typing import Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from psycopg import AsyncConnection

from adapters.postgres.epochs import EpochStart, epoch_starts, kept_offset, start_epoch, tell_epochs
from tests.conftest import SECRET, Database

History = tuple[int, ...]  # Each event by a number of its own.
Step = tuple[str, int, int]

STEPS_MAX: Final = 9
SOME: Final = st.integers(0, 4)
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(["append", "back up", "restore", "put back"]), SOME, SOME),
    max_size=STEPS_MAX,
)


class Home:
    """A log that goes on, is backed up, restored and put back; and what the home remembers."""

    def __init__(self, connection: AsyncConnection) -> None:
        self._connection = connection
        self._numbers = count()
        self.epoch, self.history = 1, History()
        self.lines: dict[int, list[History]] = {1: [()]}  # what an epoch's histories came to
        self.has_forked = False
        self._backups: list[tuple[int, History, list[EpochStart]]] = [(1, (), [])]
        self._known: list[EpochStart] = []

    async def take(self, step: Step) -> None:
        what, much, more = step
        if what == "append":
            self._append(much)
        elif what == "back up":
            self._backups.append((self.epoch, self.history, await epoch_starts(self._connection)))
        elif what == "restore":
            epoch, history, known = self._backups[much % len(self._backups)]
            await self._go_back(known)
            await self._begin(epoch, history, len(history))
        else:
            began = self._known[-1].offset if self._known else 0
            shared = max(began, len(self.history) - much)
            was, self.history = self.history, self.history[:shared]
            self.lines[self.epoch].append(self.history)
            self._append(more)
            if shared == len(was):
                shared = len(self.history)  # Nothing was lost, so the stream knows no more.
            self.has_forked |= shared < len(self.history)
            await self._begin(self.epoch, self.history, shared)

    def _append(self, events: int) -> None:
        self.history += tuple(next(self._numbers) for _ in range(events))
        self.lines[self.epoch][-1] = self.history

    async def _begin(self, epoch: int, history: History, shared: int) -> None:
        """As a new epoch begins: the log hears of the others before."""
        await self._connection.execute(
            'UPDATE log.log_head SET epoch = %s, "offset" = %s', [epoch, len(history)]
        )
        await tell_epochs(self._connection, SECRET, self._known)
        self.epoch, self.history = max(self.lines) + 1, history
        self.lines[self.epoch] = [history]
        await start_epoch(
            self._connection,
            SECRET,
            former=epoch,
            epoch=self.epoch,
            shared_offset=shared,
            started_by="olga",
            reason="restored",
        )
        self._known = await epoch_starts(self._connection)

    async def _go_back(self, known: list[EpochStart]) -> None:
        """The log knows what its backup knew."""
        await self._connection.execute(
            "DELETE FROM log.epoch_start WHERE epoch <> ALL (%s)", [[each.epoch for each in known]]
        )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_nothing_is_said_to_be_kept_that_another_history_replaced(
    database: Database, steps: list[Step]
) -> None:
    asyncio.run(compared(database, steps))


async def compared(database: Database, steps: list[Step]) -> None:
    """Compares what the log says of each epoch with the histories that it really had."""
    async with await AsyncConnection.connect(database.url) as superuser:
        for opened in (
            "SET LOCAL event_triggers = off",
            "ALTER TABLE log.epoch_start DISABLE TRIGGER ALL",
        ):
            await superuser.execute(opened.encode())
        home = Home(superuser)
        for step in steps:
            await home.take(step)
        await superuser.execute('UPDATE log.log_head SET "offset" = %s', [len(home.history)])
        for epoch, lines in home.lines.items():
            kept = await kept_offset(superuser, epoch)
            shared = [shared_by(line, home.history) for line in lines]
            parted = [n for n, line in zip(shared, lines, strict=True) if n < len(line)]
            assert kept <= min(parted, default=kept), f"epoch {epoch}"
            if not home.has_forked:
                assert kept == max(shared), f"epoch {epoch}"
        await superuser.rollback()


def shared_by(one: History, other: History) -> int:
    pairs = enumerate(zip(one, other, strict=False))
    return next((n for n, (a, b) in pairs if a != b), min(len(one), len(other)))

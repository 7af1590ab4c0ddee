"""The real log behind a connection that breaks, and one that waits: as the seed wants it.

`fails` breaks the next append before it reaches the log, or loses its answer after the commit.
`holds` keeps the next append until it is let go, so that another process is surely faster.
"""

import asyncio
from asyncio import Future
from typing import Literal

from application.errors import LogUnavailable
from application.ports import EventLog, Outcome, Save
from tests.passing_log import PassingLog

Failure = Literal["before", "after"]


class UnreliableLog(PassingLog):
    """One process's way to the log."""

    def __init__(self, log: EventLog) -> None:
        super().__init__(log)
        self.fails: Failure | None = None
        self.holds = False
        self.is_held = asyncio.Event()  # an append waits
        self._go = asyncio.Event()

    def hold(self) -> None:
        """The next append waits."""
        self.holds = True
        self.is_held, self._go = asyncio.Event(), asyncio.Event()

    def let_go(self) -> None:
        """What waits goes on; if nothing does, nothing will."""
        self.holds = False
        self._go.set()

    def append(self, save: Save) -> "Future[Outcome]":
        """See `application.ports.EventLog`."""
        failure, self.fails = self.fails, None
        if self.holds:
            self.holds = False
            self.is_held.set()
            return asyncio.ensure_future(self._append_later(save))
        if failure is None:
            return super().append(save)
        return asyncio.ensure_future(self._append_in_vain(save, failure))

    async def _append_later(self, save: Save) -> Outcome:
        await self._go.wait()
        return await self.log.append(save)

    async def _append_in_vain(self, save: Save, failure: Failure) -> Outcome:
        if failure == "after":
            await self.log.append(save)
        raise LogUnavailable("The connection broke; whether this was recorded is not known.")

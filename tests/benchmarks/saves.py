"""Saves that commands really made, kept so that the log can take them again without deciding.

The same events of the same size, for another tenant: that is what an import would be if commands
cost nothing, and how a log grows long in little time.
"""

import asyncio
from asyncio import Future
from collections import deque
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from adapters.postgres.event_log import PostgresEventLog
from application.ports import Outcome, Save
from tests.passing_log import PassingLog

IN_FLIGHT: Final = 384  # As many as an import keeps.


class KeepingLog(PassingLog):
    """An event log that keeps what it stored, in that order, up to a number of saves."""

    def __init__(self, log: PostgresEventLog, saves_max: int) -> None:
        super().__init__(log)
        self.saves: list[Save] = []
        self._saves_max = saves_max

    def append(self, save: Save) -> "Future[Outcome]":
        """See `application.ports.EventLog`."""
        appended = super().append(save)
        if len(self.saves) < self._saves_max:
            appended.add_done_callback(lambda done: self._keep(save, done))
        return appended

    def _keep(self, save: Save, done: "Future[Outcome]") -> None:
        if not done.cancelled() and done.exception() is None and done.result().as_decided:
            self.saves.append(save)


async def append_again(log: PostgresEventLog, saves: Sequence[Save], tenant: str) -> float:
    """Appends the saves for another tenant; how many seconds until all were durable."""
    clock = asyncio.get_running_loop().time
    started = clock()
    waiting: deque[Future[Outcome]] = deque()
    for save in saves:
        waiting.append(log.append(replace(save, tenant=tenant)))
        if len(waiting) > IN_FLIGHT:
            await waiting.popleft()
    while waiting:
        await waiting.popleft()
    return clock() - started


def event_count(saves: Sequence[Save]) -> int:
    """Events of all the saves."""
    return sum(len(change.events) for save in saves for change in save.changes)

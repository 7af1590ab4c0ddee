"""Sends the steps that make suppliers and items, without waiting for each.

What another file, or another hand, has made stays as it is; what could not be made is told.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Final

from adapters.histories.case import Step
from adapters.histories.errors import ImportBroken
from adapters.histories.master import stands_as_wanted
from adapters.histories.report import NotMade
from adapters.histories.supplier_master import MasterStep
from application.errors import Failed, NotFound
from application.ports import Outcome
from domain.errors import Rejected
from domain.ids import derived_id

STEPS_WAITING_MAX: Final = 384  # As many as events are in flight.

Submit = Callable[[Step, str, str], Awaitable[Awaitable[Outcome]]]


class Maker:
    """Takes steps in order; `not_made` grows by each document that does not stand as wanted.

    What is `known` is not sent again: whatever is decided on it meanwhile would be decided anew.
    """

    def __init__(self, tenant: str, submit: Submit, not_made: list[NotMade]) -> None:
        self._tenant = tenant
        self._submit = submit
        self._told = not_made
        self._not_made: set[str] = set()  # ids of suppliers and items
        self.known: frozenset[str] = frozenset()  # commands that were carried out before
        self._waiting: deque[tuple[MasterStep, Awaitable[Outcome]]] = deque()

    def command_id(self, each: MasterStep) -> str:
        """The same for the same step of every file."""
        command = type(each.step.command).__name__
        key = (each.key,) if each.key else ()
        return derived_id(self._tenant, "import", command, each.document_id, *key)

    async def make(self, each: MasterStep) -> None:
        """Sends the step, unless one before it failed, and waits for the oldest of too many."""
        command_id = self.command_id(each)
        if each.document_id in self._not_made or command_id in self.known:
            return
        with self._telling(each):
            self._waiting.append((each, await self._submit(each.step, command_id, "import")))
        if len(self._waiting) > STEPS_WAITING_MAX:
            await self._made(*self._waiting.popleft())

    async def finish(self) -> None:
        """Waits for all that was sent."""
        while self._waiting:
            await self._made(*self._waiting.popleft())

    def let_go(self) -> None:
        """What was sent and not waited for stands in the log or not."""
        for _, each in self._waiting:
            if asyncio.iscoroutine(each):
                each.close()
        self._waiting.clear()

    async def _made(self, step: MasterStep, outcome: Awaitable[Outcome]) -> None:
        with self._telling(step):
            await outcome

    @contextmanager
    def _telling(self, each: MasterStep) -> Iterator[None]:
        """Passes over what stands already; notes any other refusal for the report."""
        try:
            yield
        except (Rejected, NotFound) as refusal:
            if not stands_as_wanted(refusal):
                document = f"{each.aggregate}/{each.document_id}"
                told = NotMade(document=document, code=refusal.code, reason=refusal.message)
                if told not in self._told:  # Steps behind the one that failed are refused alike.
                    self._told.append(told)
                self._not_made.add(each.document_id)
        except Failed as failure:
            raise ImportBroken(each.document_id, each.aggregate, failure) from failure

"""Sends commands through two processes, keeps a journal outside, and holds every answer against it.

After each command the log is read on: what is new must be the command's own and wholly there, and
only where it was acknowledged or its answer lost. The journal never asks the log what it says.
"""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from application.body_hash import body_hash
from application.errors import CommandReused, Failed, LogUnavailable
from application.handle import Application, Context
from application.handlers import HANDLERS
from application.ports import EventLog, Outcome
from domain.errors import Rejected
from domain.event import Actor, Command, Recorded
from tests.simulation.hospital import Hospital, Planned
from tests.simulation.people import PEOPLE
from tests.simulation.unreliable_log import Failure, UnreliableLog

PROCESSES: Final = 2


@dataclass(slots=True)
class Sent:
    """One command id: what was sent under it first, and what is known of it."""

    number: int
    command: Command
    person: str
    outcome: Outcome | None = None
    is_lost: bool = False  # its answer; it may be stored or not
    events: int = 0  # that the log was seen to hold of it

    @property
    def id(self) -> str:
        """Under which it may be repeated."""
        return f"sim-{self.number}"


@dataclass(slots=True)
class Told:
    """What a run reached."""

    commands: Counter[str] = field(default_factory=Counter)
    events: Counter[str] = field(default_factory=Counter)
    refusals: Counter[str] = field(default_factory=Counter)
    disturbances: Counter[str] = field(default_factory=Counter)


class Sender:
    """Two processes over one log, and the outside journal of what was sent to them."""

    def __init__(self, hospital: Hospital, log: EventLog, told: Told) -> None:
        self.hospital = hospital
        self.told = told
        self.sent: list[Sent] = []
        self.trace: list[str] = []
        self._logs = [UnreliableLog(log) for _ in range(PROCESSES)]
        self._processes = [Application(each, HANDLERS) for each in self._logs]

    def restart(self, process: int) -> None:
        """The process forgets every state that it had."""
        self._processes[process] = Application(self._logs[process], HANDLERS)
        self.told.disturbances["restarted"] += 1
        self.trace.append(f"process {process} starts again")

    def new(self, planned: Planned) -> Sent:
        """Notes the command in the journal, before it is sent."""
        sent = Sent(len(self.sent), planned.command, planned.person)
        self.sent.append(sent)
        return sent

    async def send(self, sent: Sent, process: int, failure: Failure | None = None) -> None:
        """Sends it, or sends it again."""
        if failure is not None:
            self.told.disturbances[f"failed {failure} the commit"] += 1
        self._logs[process].fails = failure
        answer = await self._answer(sent, sent.command, process)
        self._logs[process].fails = None  # Where nothing was appended nothing failed.
        self._judge(sent, answer)
        self._look_at_news(sent)

    async def send_other(self, sent: Sent, other: Planned, process: int) -> None:
        """Sends something else under the id: never acknowledged where the first one was."""
        self.told.disturbances["changed body"] += 1
        known = sent.outcome
        other_body = body_hash(other.command) != body_hash(sent.command)
        if not other_body or other.person != sent.person:
            return
        answer = await self._answer(sent, other.command, process)
        if known is not None:
            assert isinstance(answer, Failed | Rejected), f"{sent.id} means two things: {answer}"
        elif isinstance(answer, Outcome):
            # It is now what the id stands for, or was stored under it when the answer was lost.
            assert not answer.duplicate, f"{sent.id} had another body"
            sent.command, sent.outcome = other.command, answer
        elif isinstance(answer, CommandReused):
            assert sent.is_lost, f"{sent.id} was never stored"
        self._look_at_news(sent)

    async def race(self, first: Sent, second: Sent) -> None:
        """Both are decided on what stands now; then the second is stored before the first."""
        self.told.disturbances["raced"] += 1
        for log in self._logs:
            log.hold()
        tasks = [
            asyncio.ensure_future(self._answer(each, each.command, process))
            for process, each in enumerate((first, second))
        ]
        try:
            for task, log in zip(tasks, self._logs, strict=True):
                held = asyncio.ensure_future(log.is_held.wait())
                await asyncio.wait((task, held), return_when=asyncio.FIRST_COMPLETED)
                held.cancel()
            for process, each in ((1, second), (0, first)):
                self._logs[process].let_go()
                self._judge(each, await tasks[process])
                self._look_at_news(each)
        finally:
            for log in self._logs:
                log.let_go()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _answer(self, sent: Sent, command: Command, process: int) -> Outcome | Exception:
        """What the sender is told; anything but an outcome, a refusal or a failure is a fault."""
        name = type(command).__name__
        self.told.commands[name] += 1
        answer: Outcome | Exception
        try:
            answer = await self._processes[process].handle(command, self._context(sent))
        except (Rejected, Failed) as refusal:
            answer = refusal
            self.told.refusals[refusal.code] += 1
        told = f"{sent.id} by {sent.person} at {process}: {command}\n    -> {_short(answer)}"
        self.trace.append(told)
        return answer

    def _context(self, sent: Sent) -> Context:
        return Context(
            tenant=self.hospital.tenant,
            actor=Actor(type="human", id=sent.person),
            roles=PEOPLE[sent.person],
            command_id=sent.id,
            correlation_id=sent.id,
        )

    def _judge(self, sent: Sent, answer: Outcome | Exception) -> None:
        """An answer agrees with every answer before it."""
        known = sent.outcome
        if isinstance(answer, LogUnavailable):
            sent.is_lost = sent.is_lost or known is None
        elif isinstance(answer, Exception):
            assert known is None, f"{sent.id} was acknowledged before, and now: {_short(answer)}"
            assert not sent.events, f"{sent.id} stands in the log, and now: {_short(answer)}"
            sent.is_lost = False
        elif known is not None:
            assert answer.duplicate, f"{sent.id} was carried out twice"
            assert _place(answer) == _place(known), f"{sent.id} has another outcome: {answer}"
        else:
            assert answer.duplicate == bool(sent.events), f"{sent.id}: {answer}"
            sent.outcome, sent.is_lost = answer, False

    def _look_at_news(self, sent: Sent) -> None:
        """What is new in the log is this command's, wholly, and what its outcome says."""
        news = self.hospital.catch_up()
        self.told.events.update(event.type for event in news)
        strange = [event.type for event in news if event.metadata["command_id"] != sent.id]
        assert not strange, f"{strange} came beside {sent.id}"
        if news:
            assert not sent.events, f"{sent.id} was stored twice"
            assert sent.outcome is not None or sent.is_lost, f"{sent.id} was refused and stored"
            sent.events = len(news)
        if sent.outcome is not None:
            assert sent.events, f"{sent.id} was acknowledged and is not in the log"
            self._outcome_is(sent.outcome, news)

    def _outcome_is(self, outcome: Outcome, news: Sequence[Recorded]) -> None:
        if news:
            assert outcome.position == news[-1].position, f"{outcome} ends elsewhere"
            version = max(each.version for each in news if each.stream == outcome.stream)
            assert outcome.version == version, f"{outcome} is version {version}"


def _place(outcome: Outcome) -> tuple[str, int, int, int]:
    return outcome.stream, outcome.version, outcome.position, outcome.epoch


def _short(answer: Outcome | Exception) -> str:
    if isinstance(answer, Outcome):
        again = " again" if answer.duplicate else ""
        return f"{answer.stream} {answer.version} at {answer.position}{again}"
    return f"{getattr(answer, 'code', type(answer).__name__)}: {answer}"

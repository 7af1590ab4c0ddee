"""Imports a file of histories: every event in one order of time, through the real commands.

Commands are enqueued without waiting for each, so that the log commits them in groups and holds
them in order of effect. Command ids follow from the file, so that nothing is done twice. A refusal
is durable in the ledger before its case goes on: a stopped import resumes to the same outcomes.
"""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from datetime import datetime
from typing import Final, NamedTuple

from adapters.histories.books import book_steps
from adapters.histories.case import Mapped, Step
from adapters.histories.dues import Dues
from adapters.histories.errors import ImportBroken
from adapters.histories.ledger import ImportLedger, ImportRun, Settled
from adapters.histories.making import Maker
from adapters.histories.master import master_steps
from adapters.histories.plan import plan, setting_for
from adapters.histories.reader import Histories
from adapters.histories.recalls import STOPPED_BY, recall_steps
from adapters.histories.report import ImportReport, Progress
from adapters.histories.supplier_master import MasterStep, supplier_plans
from application.errors import Failed, NotFound
from application.handle import Application, Context
from application.ports import Outcome
from domain.errors import Rejected
from domain.event import Actor
from domain.ids import derived_id

WINDOW: Final = 1_024  # Events in flight: several groups of the log, and little to decide again.
ROWS_MAX: Final = 500  # Outcomes that wait for the ledger; progress is told as often.
BREATH: Final = 128  # Events after which the log's writer gets its turn: a group costs it much.

ProgressCallback = Callable[[Progress], None]


class _Source(NamedTuple):
    """One event in the order of all: its moment, its case, its place in the case."""

    at: datetime
    case: int
    place: int


class _InFlight(NamedTuple):
    settled: Settled
    case: int
    acknowledgements: list[Awaitable[Outcome]]


async def import_histories(
    histories: Histories,
    application: Application,
    ledger: ImportLedger,
    *,
    tenant: str,
    seed: int,
    progress: ProgressCallback | None = None,
) -> ImportReport:
    """Imports a file that was read, or what an earlier run left of it.

    Raises `ImportBroken` when the system fails on the way.
    """
    run = ImportRun(tenant=tenant, digest=histories.digest, seed=seed)
    importer = _Importer(histories, application, ledger, run, progress)
    return await importer.run()


class _Importer:
    def __init__(
        self,
        histories: Histories,
        application: Application,
        ledger: ImportLedger,
        run: ImportRun,
        progress: ProgressCallback | None,
    ) -> None:
        self._histories = histories
        self._application = application
        self._ledger = ledger
        self._run = run
        self._progress = progress
        self._report = ImportReport(cases=len(histories.cases), source_events=histories.event_count)
        self._plans: dict[int, tuple[tuple[str, ...], tuple[Mapped, ...]]] = {}
        self._in_flight: deque[_InFlight] = deque()
        self._rows: list[Settled] = []
        self._refused: set[int] = set()  # cases with a refusal that is not durable yet
        self._known: frozenset[str] = frozenset()  # carried out by a run that was stopped
        self._settings = tuple(setting_for(each, run.seed) for each in histories.cases)
        self._suppliers = supplier_plans(
            (setting, (moment for moment, _ in each.events))
            for setting, each in zip(self._settings, histories.cases, strict=True)
        )
        self._maker = Maker(run.tenant, self._submit, self._report.not_made)
        self._dues = Dues(run.tenant, self._suppliers, self._recalls())
        self._started = 0.0

    async def run(self) -> ImportReport:
        """All events that are not settled yet."""
        self._started = asyncio.get_running_loop().time()
        order = sorted(self._sources())
        settled = await self._ledger.settled(self._run)
        for row in settled:
            self._report.add(row)
        self._report.resumed = len(settled)
        done = frozenset(row.ordinal for row in settled)
        todo = [(n, source) for n, source in enumerate(order) if n not in done]
        if todo:
            sources = [source for _, source in todo]
            await self._make_master(order[0].at, sources)
            self._known = await self._carried_out(sources)
        try:
            for number, (ordinal, source) in enumerate(todo):
                for each in self._due(source):
                    await self._maker.make(each)
                await self._event(ordinal, source)
                if number % BREATH == 0:
                    await asyncio.sleep(0)
            await self._drain(0)
            await self._flush()
            await self._maker.finish()
        finally:
            self._let_go()
        self._report.by_activity = dict(sorted(self._report.by_activity.items()))
        self._report.seconds = asyncio.get_running_loop().time() - self._started
        return self._report

    def _sources(self) -> Iterator[_Source]:
        for case, history in enumerate(self._histories.cases):
            moments = sorted(moment for moment, _ in history.events)
            for index, moment in enumerate(moments):
                yield _Source(moment, case, index)

    async def _make_master(self, now: datetime, todo: list[_Source]) -> None:
        """Books, suppliers and items, before the first event."""
        tenant, settings = self._run.tenant, self._settings
        suppliers = self._suppliers.values()
        steps = [
            *book_steps(settings, tenant=tenant, now=now),
            *master_steps(settings, suppliers, tenant=tenant, now=now),
        ]
        self._dues.begin(now)
        due = [*steps, *(each for source in todo for each in self._due(source))]
        ids = [self._maker.command_id(each) for each in due]
        self._maker.known = await self._ledger.carried_out(self._run.tenant, ids)
        self._dues.begin(now)
        for each in steps:
            await self._maker.make(each)
        await self._maker.finish()

    def _due(self, source: _Source) -> Iterator[MasterStep]:
        return self._dues.before(self._settings[source.case].supplier, source.at)

    def _recalls(self) -> Iterator[MasterStep]:
        """Only cases that are stopped at some time can have one."""
        for history in self._histories.cases:
            if any(activity in STOPPED_BY for _, activity in history.events):
                case, _ = plan(history, tenant=self._run.tenant, seed=self._run.seed)
                yield from recall_steps(case)

    async def _carried_out(self, todo: list[_Source]) -> frozenset[str]:
        """Commands behind the ledger that a stopped run had carried out."""
        reach = todo[: WINDOW + ROWS_MAX + BREATH]
        ids = [
            self._command_id(source, number)
            for source in reach
            for number in range(len(self._mapped(source).steps()))
        ]
        return await self._ledger.carried_out(self._run.tenant, ids)

    async def _event(self, ordinal: int, source: _Source) -> None:
        mapped = self._mapped(source)
        case = self._histories.cases[source.case].case
        activity = self._activity(source)
        steps = mapped.steps()
        if not steps:
            assert mapped.explained is not None, "an event without commands is explained"
            row = Settled(ordinal, case, activity, "explained", 0, mapped.explained)
            self._in_flight.append(_InFlight(row, source.case, []))
        else:
            if source.case in self._refused:
                await self._drain(0)
                await self._flush()
            self._in_flight.append(await self._carry_out(ordinal, source, steps))
        await self._drain(WINDOW)
        if len(self._rows) >= ROWS_MAX:
            await self._flush()

    async def _carry_out(self, ordinal: int, source: _Source, steps: tuple[Step, ...]) -> _InFlight:
        """Sends the event's commands; the first refusal ends it."""
        case, activity = self._histories.cases[source.case].case, self._activity(source)
        waiting: list[Awaitable[Outcome]] = []
        for number, step in enumerate(steps):
            command_id = self._command_id(source, number)
            if command_id in self._known:
                continue
            try:
                waiting.append(await self._submit_in_turn(step, command_id, case, waiting))
            except (Rejected, NotFound) as refusal:
                self._refused.add(source.case)
                row = Settled(ordinal, case, activity, "rejected", number, refusal.code)
                return _InFlight(row, source.case, waiting)
            except Failed as failure:
                raise ImportBroken(case, activity, failure) from failure
        return _InFlight(
            Settled(ordinal, case, activity, "accepted", len(steps)), source.case, waiting
        )

    async def _submit_in_turn(
        self, step: Step, command_id: str, case: str, before: list[Awaitable[Outcome]]
    ) -> Awaitable[Outcome]:
        """Sends one command. A refusal counts once nothing before it is still to be decided again.

        What conflicts with another process is decided again when it is waited for.
        """
        try:
            return await self._submit(step, command_id, case)
        except (Rejected, NotFound):
            before[:] = [asyncio.ensure_future(each) for each in before]
            await asyncio.gather(*before, return_exceptions=True)
            await self._drain(0)
            return await self._submit(step, command_id, case)

    async def _submit(self, step: Step, command_id: str, correlation: str) -> Awaitable[Outcome]:
        context = Context(
            tenant=self._run.tenant,
            actor=Actor(type="human", id=step.person),
            roles=frozenset({step.role}),
            command_id=command_id,
            correlation_id=correlation,
        )
        return await self._application.submit(step.command, context)

    async def _drain(self, left_max: int) -> None:
        """Waits for acknowledgements, oldest first, until no more than so many are open."""
        while len(self._in_flight) > left_max:
            row, case, acknowledgements = self._in_flight.popleft()
            for number, each in enumerate(acknowledgements):
                try:
                    await each
                except (Rejected, NotFound) as refusal:  # Decided again after a conflict.
                    self._refused.add(case)
                    if number <= row.commands:
                        row = row._replace(outcome="rejected", commands=number, reason=refusal.code)
                except Failed as failure:
                    raise ImportBroken(row.case, row.activity, failure) from failure
            self._rows.append(row)

    def _let_go(self) -> None:
        """What was sent and not waited for stands in the log or not; the next run asks it."""
        self._maker.let_go()
        for _, _, acknowledgements in self._in_flight:
            for each in acknowledgements:
                if asyncio.iscoroutine(each):
                    each.close()

    async def _flush(self) -> None:
        rows, self._rows = self._rows, []
        if rows:
            await self._ledger.record(self._run, rows)
        for row in rows:
            self._report.add(row)
        self._refused.clear()
        if self._progress is not None:
            done = self._report.settled
            seconds = asyncio.get_running_loop().time() - self._started
            rate = (done - self._report.resumed) / seconds if seconds else 0.0
            total = self._report.source_events
            self._progress(Progress(done=done, total=total, per_second=rate))

    def _mapped(self, source: _Source) -> Mapped:
        history = self._histories.cases[source.case]
        if source.case not in self._plans:
            case, mapped = plan(history, tenant=self._run.tenant, seed=self._run.seed)
            names = tuple(each.activity for each in case.happenings)
            self._plans[source.case] = (names, mapped)
        return self._plans[source.case][1][source.place]

    def _activity(self, source: _Source) -> str:
        return self._plans[source.case][0][source.place]

    def _command_id(self, source: _Source, number: int) -> str:
        case = self._histories.cases[source.case].case
        run = self._run
        return derived_id(run.tenant, run.digest, case, str(source.place), str(number))

"""The command loop on a real log: once only, in order, and never on facts that did not happen."""

import asyncio
from asyncio import Future
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.errors import CommandReused, LogBusy, NotFound
from application.handle import Application, Context
from application.handlers import HANDLERS
from application.ports import Outcome, Save
from application.roles import ROLES
from application.tips import Tip, Tips
from domain.event import Actor
from domain.suppliers.commands import (
    ActivateSupplier,
    PlaceSupplierHold,
    ProposeSupplier,
    ReleaseSupplierHold,
)
from domain.suppliers.errors import (
    SupplierExists,
    SupplierHeldAlready,
    SupplierNotHeld,
    SupplierWrongStatus,
)
from tests.application.company import id_of
from tests.passing_log import PassingLog

NOW: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
LATER: Final = NOW + timedelta(hours=1)
ACME: Final = id_of("acme")
PROPOSE: Final = ProposeSupplier(
    now=NOW, supplier_id=ACME, number="S-1", name="Acme", proposed_by="adam"
)
ACTIVATE: Final = ActivateSupplier(now=NOW, supplier_id=ACME, activated_by="carla")
HOLD: Final = PlaceSupplierHold(now=NOW, supplier_id=ACME, scope="order", reason_code="recall")


def context(command_id: str, person: str = "adam", expected_version: int | None = None) -> Context:
    return Context(
        tenant="demo",
        actor=Actor(type="human", id=person),
        roles=frozenset(ROLES),
        command_id=command_id,
        correlation_id="story",
        expected_version=expected_version,
    )


async def types(log: PostgresEventLog, stream: str = f"supplier/{ACME}") -> list[str]:
    return [each.event.TYPE.partition(".")[2] for each in await log.load("demo", stream)]


class UnluckyLog(PassingLog):
    """The real log, but for the appends that never reach it: a full queue, say."""

    def __init__(self, log: PostgresEventLog, unlucky: set[str]) -> None:
        super().__init__(log)
        self.unlucky = unlucky  # command ids

    def append(self, save: Save) -> "Future[Outcome]":
        if save.command_id not in self.unlucky:
            return super().append(save)
        self.unlucky.remove(save.command_id)
        future: Future[Outcome] = asyncio.get_running_loop().create_future()
        future.get_loop().call_later(0.01, future.set_exception, LogBusy("Too many saves wait."))
        return future


class SlowLog(PassingLog):
    """The real log, but for appends that reach it only when those before them are over."""

    def __init__(self, log: PostgresEventLog, slow: set[str]) -> None:
        super().__init__(log)
        self.slow = slow  # command ids

    def append(self, save: Save) -> "Future[Outcome]":
        if save.command_id not in self.slow:
            return super().append(save)
        self.slow.remove(save.command_id)
        return asyncio.ensure_future(self._append_later(save))

    async def _append_later(self, save: Save) -> Outcome:
        await asyncio.wait(save.after)
        return await super().append(save)


async def test_a_command_sent_again_gets_its_first_outcome(log: PostgresEventLog) -> None:
    application = Application(log, HANDLERS)
    first = await application.handle(PROPOSE, context("c-1"))
    again = await application.handle(replace(PROPOSE, now=LATER), context("c-1"))
    assert again == replace(first, duplicate=True)
    assert await types(log) == ["proposed"]


async def test_a_restarted_process_knows_what_the_former_one_did(log: PostgresEventLog) -> None:
    first = await Application(log, HANDLERS).handle(PROPOSE, context("c-1"))
    again = await Application(log, HANDLERS).handle(PROPOSE, context("c-1"))
    assert (again.position, again.duplicate) == (first.position, True)


async def test_a_command_that_could_be_decided_again_is_not(log: PostgresEventLog) -> None:
    application = Application(log, HANDLERS)
    await application.handle(PROPOSE, context("c-1"))
    await application.handle(HOLD, context("c-2"))
    await application.handle(replace(HOLD, scope="payment"), context("c-3"))
    again = await application.handle(HOLD, context("c-2"))
    assert again.duplicate
    assert await types(log) == ["proposed", "hold_placed", "hold_placed"]


async def test_a_command_id_with_another_body_is_refused(log: PostgresEventLog) -> None:
    application = Application(log, HANDLERS)
    await application.handle(PROPOSE, context("c-1"))
    other = replace(PROPOSE, supplier_id=id_of("other"), number="S-2")
    with pytest.raises(CommandReused):
        await application.handle(other, context("c-1"))
    with pytest.raises(CommandReused):  # Also where the decision alone would have refused it.
        await application.handle(replace(PROPOSE, name="Acne"), context("c-1"))
    assert await types(log, f"supplier/{id_of('other')}") == []


async def test_one_command_sent_many_times_at_once_happens_once(log: PostgresEventLog) -> None:
    processes = [Application(log, HANDLERS) for _ in range(3)]
    outcomes = await asyncio.gather(
        *(each.handle(PROPOSE, context("c-1")) for each in processes * 3)
    )
    assert {each.position for each in outcomes} == {outcomes[0].position}
    assert sum(not each.duplicate for each in outcomes) == 1
    assert await types(log) == ["proposed"]


async def test_commands_are_recorded_in_the_order_in_which_they_were_submitted(
    log: PostgresEventLog,
) -> None:
    application = Application(log, HANDLERS)
    outcomes = [
        await application.submit(PROPOSE, context("c-1")),
        await application.submit(ACTIVATE, context("c-2", "carla")),
        await application.submit(HOLD, context("c-3")),
    ]
    assert [(await each).version for each in outcomes] == [1, 2, 3]
    assert await types(log) == ["proposed", "activated", "hold_placed"]


async def test_a_decision_on_a_fact_that_never_was_is_taken_again(log: PostgresEventLog) -> None:
    application = Application(UnluckyLog(log, {"c-1"}), HANDLERS)
    lost = await application.submit(PROPOSE, context("c-1"))
    built_on_it = await application.submit(ACTIVATE, context("c-2", "carla"))
    with pytest.raises(LogBusy):
        await lost
    with pytest.raises(NotFound):
        await built_on_it
    assert await types(log) == []


async def test_a_version_alone_does_not_make_a_fact_the_one_that_was_decided_on(
    log: PostgresEventLog,
) -> None:
    """The log holds two facts, as this process expects, but others than it expects."""
    other = Application(log, HANDLERS)
    await other.handle(PROPOSE, context("o-1"))
    await other.handle(ACTIVATE, context("o-2", "carla"))
    here = Application(log, HANDLERS)
    release = ReleaseSupplierHold(now=NOW, supplier_id=ACME, scope="order")
    told = [
        await here.submit(PROPOSE, context("h-1")),
        await here.submit(HOLD, context("h-2")),
        await here.submit(release, context("h-3")),
    ]
    outcomes = await asyncio.gather(*told, return_exceptions=True)
    assert isinstance(outcomes[0], SupplierExists)
    found = await types(log)
    assert found[:3] == ["proposed", "activated", "hold_placed"]
    assert isinstance(outcomes[2], SupplierNotHeld) or found[3:] == ["hold_released"]


async def test_the_same_holds_where_the_first_was_refused_before_the_last_is_sent(
    log: PostgresEventLog,
) -> None:
    other = Application(log, HANDLERS)
    await other.handle(PROPOSE, context("o-1"))
    await other.handle(ACTIVATE, context("o-2", "carla"))
    slow = SlowLog(log, {"h-3"})
    here = Application(slow, HANDLERS)
    release = ReleaseSupplierHold(now=NOW, supplier_id=ACME, scope="order")
    told = [
        await here.submit(PROPOSE, context("h-1")),
        await here.submit(HOLD, context("h-2")),
        await here.submit(release, context("h-3")),
    ]
    await asyncio.gather(*told, return_exceptions=True)
    found = await types(log)
    assert found[:3] == ["proposed", "activated", "hold_placed"]


async def test_a_refusal_on_a_fact_that_never_was_is_not_given(log: PostgresEventLog) -> None:
    application = Application(UnluckyLog(log, {"c-1"}), HANDLERS)
    lost = await application.submit(PROPOSE, context("c-1"))
    second = await (await application.submit(PROPOSE, context("c-2")))
    with pytest.raises(LogBusy):
        await lost
    assert second.version == 1
    assert await types(log) == ["proposed"]


async def test_a_command_that_was_lost_may_be_sent_again(log: PostgresEventLog) -> None:
    application = Application(UnluckyLog(log, {"c-1"}), HANDLERS)
    with pytest.raises(LogBusy):
        await application.handle(PROPOSE, context("c-1"))
    assert not (await application.handle(PROPOSE, context("c-1"))).duplicate


async def test_a_refusal_leaves_no_trace_and_is_decided_anew(log: PostgresEventLog) -> None:
    application = Application(log, HANDLERS)
    await application.handle(PROPOSE, context("c-1"))
    await application.handle(HOLD, context("c-2"))
    with pytest.raises(SupplierHeldAlready):
        await application.handle(HOLD, context("c-3"))
    with pytest.raises(SupplierExists):
        await application.handle(PROPOSE, context("c-4"))
    assert await types(log) == ["proposed", "hold_placed"]
    assert await log.outcome("demo", "c-3") is None


async def test_another_process_is_seen_when_it_was_faster(log: PostgresEventLog) -> None:
    mine, yours = Application(log, HANDLERS), Application(log, HANDLERS)
    await mine.handle(PROPOSE, context("c-1"))
    await yours.handle(ACTIVATE, context("c-2", "carla"))
    with pytest.raises(SupplierWrongStatus):  # Mine still believed that it is only proposed.
        await mine.handle(ACTIVATE, context("c-3", "carla"))
    assert await types(log) == ["proposed", "activated"]


async def test_tenants_do_not_see_each_other(log: PostgresEventLog) -> None:
    application = Application(log, HANDLERS)
    await application.handle(PROPOSE, context("c-1"))
    south = replace(context("c-1"), tenant="south")
    with pytest.raises(NotFound):
        await application.handle(HOLD, south)
    assert (await application.handle(PROPOSE, south)).position == 1 + 1


async def test_the_states_in_memory_are_bounded_and_the_oldest_leaves_first() -> None:
    tips = Tips(tips_max=2)
    tip: Tip[object] = Tip(None, 1)  # type: ignore[type-var]  # The cache asks nothing of states.
    tips.put("demo", "a", tip)
    tips.put("demo", "b", tip)
    assert tips.get("demo", "a") is tip
    tips.put("demo", "c", tip)
    assert tips.get("demo", "b") is None
    assert tips.get("demo", "a") is tip
    assert tips.get("south", "a") is None


async def test_a_process_that_remembers_nothing_decides_the_same(log: PostgresEventLog) -> None:
    for number, command in enumerate((PROPOSE, HOLD, ACTIVATE)):
        person = "carla" if command is ACTIVATE else "adam"
        forgetful = Application(log, HANDLERS)
        await forgetful.handle(command, context(f"c-{number}", person))
    assert await types(log) == ["proposed", "hold_placed", "activated"]

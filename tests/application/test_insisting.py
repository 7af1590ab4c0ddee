"""Who insists on the version of a document that he decided on."""

import asyncio
from dataclasses import replace

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.errors import VersionMismatch
from application.handle import Application
from application.handlers import HANDLERS
from domain.suppliers.errors import SupplierWrongStatus
from domain.suppliers.state import SUPPLIER
from tests.application.test_handle import ACME, ACTIVATE, HOLD, PROPOSE, context, types


async def test_a_client_may_insist_on_the_version_that_it_read(log: PostgresEventLog) -> None:
    application = Application(log, HANDLERS)
    await application.handle(PROPOSE, context("c-1", expected_version=0))
    with pytest.raises(VersionMismatch) as caught:
        await application.handle(HOLD, context("c-2", expected_version=7))
    assert caught.value.values == {"expected": 7, "actual": 1}
    await application.handle(HOLD, context("c-3", expected_version=1))
    assert await types(log) == ["proposed", "hold_placed"]


async def test_who_insists_on_a_version_is_told_that_it_moved_on_before_what_that_forbids(
    log: PostgresEventLog,
) -> None:
    """Whether it had moved when the command came, or another process was faster."""
    mine, yours = Application(log, HANDLERS), Application(log, HANDLERS)
    await mine.handle(PROPOSE, context("c-1"))
    insisting = replace(context("c-2", "carla", expected_version=1), document=SUPPLIER.stream(ACME))
    outcomes = await asyncio.gather(
        *(
            each.handle(ACTIVATE, replace(insisting, command_id=f"c-{number}"))
            for number, each in enumerate((mine, yours, mine, yours), start=3)
        ),
        return_exceptions=True,
    )
    refused = [each for each in outcomes if isinstance(each, VersionMismatch)]
    assert [each.values for each in refused] == [{"expected": 1, "actual": 2}] * 3
    with pytest.raises(VersionMismatch):
        await yours.handle(ACTIVATE, replace(insisting, command_id="c-8"))
    on_newest = replace(insisting, command_id="c-9", expected_version=2)
    with pytest.raises(SupplierWrongStatus):
        await yours.handle(ACTIVATE, on_newest)
    assert await types(log) == ["proposed", "activated"]


async def test_insisting_on_a_version_does_not_spoil_the_repeat_of_a_command(
    log: PostgresEventLog,
) -> None:
    application = Application(log, HANDLERS)
    await application.handle(PROPOSE, context("c-1"))
    first = await application.handle(HOLD, context("c-2", expected_version=1))
    again = await application.handle(HOLD, context("c-2", expected_version=1))
    assert again == replace(first, duplicate=True)
    payment = replace(HOLD, scope="payment")
    await application.handle(payment, context("c-3", expected_version=2))
    again = await application.handle(payment, context("c-3", expected_version=2))
    assert again.duplicate

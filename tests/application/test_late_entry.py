"""What lies far back is refused as it is entered, and never when it is only asked for again."""

from dataclasses import replace
from datetime import timedelta

import pytest

from adapters.postgres.event_log import PostgresEventLog
from application.errors import CommandReused, Forbidden
from application.handle import Application
from application.handlers import HANDLERS
from application.roles import ROLES
from tests.application.test_handle import NOW, PROPOSE, context


async def test_a_repeat_of_what_was_entered_in_time_has_its_outcome_however_late_it_comes(
    log: PostgresEventLog,
) -> None:
    """A client that was away for a week asks again what became of its command."""
    application = Application(log, HANDLERS)
    roles = frozenset(ROLES) - {"late_entry"}
    in_time = replace(context("propose"), roles=roles, entered_at=NOW + timedelta(days=7))
    first = await application.handle(PROPOSE, in_time)
    late = replace(in_time, entered_at=NOW + timedelta(days=8))
    again = await application.handle(PROPOSE, late)
    assert (again.position, again.duplicate) == (first.position, True)
    with pytest.raises(Forbidden, match="more than 7 days back"):
        await application.handle(PROPOSE, replace(late, command_id="another"))
    with pytest.raises(CommandReused):
        await application.handle(replace(PROPOSE, name="Another"), late)

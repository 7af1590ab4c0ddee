"""In no history of grants, revocations and receipts is a rule broken without an override."""

import asyncio
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from itertools import count
from typing import Any, Final

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from application.errors import NotFound
from domain.duty_overrides.commands import RevokeDutyOverride
from domain.errors import Rejected
from domain.event import Recorded
from projections.duty_acts import DUTY_ACTS
from tests.application.company import NOW, Company, company_on, id_of, line, post
from tests.application.test_duty_overrides import by_bella, grant
from tests.conftest import Database
from tests.projections.by_hand import answered
from tests.projections.folding import Story

EVENTS_MAX: Final = 10_000
STORIES_TOLD: Final = settings(max_examples=settings().max_examples // 6)  # A dozen saves each.
ACTS: Final = ("grant", "grant", "revoke", "buyer", "buyer", "receiver")
Step = tuple[str, int]
STEPS: Final = st.lists(
    st.tuples(st.sampled_from(ACTS), st.integers(0, 3)),
    min_size=3,
    max_size=9,
)


def test_in_no_history_does_a_buyer_receive_without_an_unused_override(
    database: Database,
) -> None:
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    numbers = count(1)
    with asyncio.Runner() as runner:
        log = PostgresEventLog(*urls)
        runner.run(log.__aenter__())

        @STORIES_TOLD
        @given(STEPS)
        def holds(steps: Sequence[Step]) -> None:
            tenant = f"t{next(numbers)}"
            company = replace(company_on(log), tenant=tenant)
            runner.run(_told(company, steps))
            with psycopg.connect(database.url) as connection:
                rows = read(connection, 0, EVENTS_MAX, tenant)
            history = [recorded(row) for row in rows]
            _audit(history)
            _found(history, database)

        try:
            holds()
        finally:
            runner.run(log.__aexit__(None, None, None))


async def _told(company: Company, steps: Sequence[Step]) -> None:
    """Acts one after the other; what the domain refuses did not happen."""
    await company.has_supplier()
    await company.orders(line("90", "10"))
    for number, (act, days) in enumerate(steps):
        now = NOW + timedelta(days=days)
        commands = {
            "grant": grant(f"O-{number}", now=now, expires_on=now.date()),
            "buyer": by_bella(f"R-{number}", days=days),
            "receiver": post(f"R-{number}", "1"),
        }
        if act in commands:
            await _tried(company, commands[act])
            continue
        for earlier in range(number):
            revoke = RevokeDutyOverride(
                now=now,
                duty_override_id=id_of(f"O-{earlier}"),
                revoked_by="olga",
                reason_code="not_needed",
            )
            await _tried(company, revoke)


async def _tried(company: Company, command: Any) -> None:  # noqa: ANN401 - any command
    try:
        await company.do(command)
    except (Rejected, NotFound):
        return


def _audit(history: Sequence[Recorded]) -> None:
    """By what the log says alone: who posted a receipt, and which override stood for it then."""
    granted: dict[str, Recorded] = {}
    for event in history:
        if event.type == "duty_override.granted":
            granted[event.document_id] = event
        if event.type == "duty_override.revoked":
            del granted[event.document_id]
        if event.type == "receipt.posted" and event.metadata["actor"]["id"] == "bella":
            (used,) = [
                each
                for each in history
                if each.type == "duty_override.used"
                and each.data["used_in"]["id"] == event.document_id
            ]
            assert used.metadata["correlation_id"] == event.metadata["correlation_id"]
            grant_of_it = granted.pop(used.document_id)  # Once, and never after it was revoked.
            day = event.metadata["effective_at"][:10]
            assert grant_of_it.data["granted_on"] <= day <= grant_of_it.data["expires_on"]
            assert grant_of_it.data["person"] == "bella"
            assert used.data["rule"] == grant_of_it.data["rule"] == "receive_own_order"


def _found(history: Sequence[Recorded], database: Database) -> None:
    """The auditor's question tells of each of them, under its override, and of nothing else."""
    told = Story(list(history))
    found = answered(database.url, DUTY_ACTS, told, "duty_findings")
    assert {(row["rule"], row["outcome"]) for row in found} <= {("receive_own_order", "overridden")}
    assert sorted(row["act_document_id"] for row in found) == sorted(
        each.data["used_in"]["id"] for each in history if each.type == "duty_override.used"
    )

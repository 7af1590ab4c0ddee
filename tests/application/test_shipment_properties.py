"""Whatever becomes of shipments, both sets of books balance and nothing stays on its way there."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import timedelta
from decimal import Decimal
from itertools import count
from typing import Any, Final, NamedTuple

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from application.errors import NotFound
from domain.errors import Rejected
from domain.event import Recorded
from tests.application.company import NOW, Company, company_on
from tests.application.on_their_way import (
    CLINIC,
    NORTH,
    lose,
    network,
    receive,
    send,
    some,
    take_back,
)
from tests.application.sisters import stocked
from tests.application.test_intercompany_books import rates
from tests.application.test_intercompany_properties import balances, each_entry_balances
from tests.conftest import Database
from tests.projections.agreement import everything_agrees

EVENTS_MAX: Final = 10_000
BATCH_EVENTS: Final = 7
STORIES: Final = settings(max_examples=max(settings().max_examples // 8, 5))
QUANTITIES: Final = st.integers(1, 9).map(str)
COSTS: Final = st.decimals("0.01", "9.99", places=2).map(str)
RATES: Final = ("0.80", "0.95", "0.87")  # of three days, one after the other


class Step(NamedTuple):
    """One act, how much, on which of the shipments so far, and on which day."""

    act: str
    quantity: str = "1"
    shipment: int = 0
    day: int = 0


STEPS: Final = st.builds(
    Step,
    st.sampled_from(("send", "send over", "receive", "receive", "damaged", "lose", "take back")),
    QUANTITIES,
    st.integers(0, 3),
    st.integers(0, 2),
)
PLOTS: Final = st.tuples(COSTS, st.lists(STEPS, min_size=3, max_size=12))
Plot = tuple[str, Sequence[Step]]


@contextmanager
def told(database: Database) -> Iterator[Callable[[Plot], list[Recorded]]]:
    """Tells each plot in a company of its own, one after the other over one log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    numbers = count(1)
    with asyncio.Runner() as runner:
        log = PostgresEventLog(*urls)
        runner.run(log.__aenter__())

        def tell(plot: Plot) -> list[Recorded]:
            company = company_on(log)
            company.tenant = f"t{next(numbers)}"
            runner.run(_lived(company, plot))
            with psycopg.connect(database.url) as connection:
                rows = read(connection, 0, EVENTS_MAX, company.tenant)
            return [recorded(row) for row in rows]

        try:
            yield tell
        finally:
            runner.run(log.__aexit__(None, None, None))


async def _lived(company: Company, plot: Plot) -> None:
    """Acts one after the other; what is refused did not happen."""
    cost, steps = plot
    await network(company, east_books="EUR")
    day = NOW.date()
    await rates(company, *((day + timedelta(days=n), rate) for n, rate in enumerate(RATES)))
    await stocked(company, "23", cost)
    sent = 0
    for step in steps:
        is_sent = step.act.startswith("send")
        number = sent if is_sent else min(step.shipment, max(sent - 1, 0))
        try:
            await _act(company, step, f"SH-{number}")
        except (Rejected, NotFound):
            continue
        sent += is_sent


def _act(company: Company, step: Step, name: str) -> Awaitable[object]:
    now = NOW + timedelta(days=step.day)
    told: dict[str, Any] = {"now": now, "on": now.date(), "name": name}
    match step.act:
        case "send":
            return company.do(send(some(step.quantity), to=CLINIC, **told))
        case "send over":
            return company.do(send(some(step.quantity), to=NORTH, **told))
        case "receive":
            return company.do(receive(step.quantity, **told))
        case "damaged":
            why: dict[str, Any] = {"disposition": "quarantined", "reason_code": "damaged"}
            return company.do(receive(step.quantity, **told, **why))
        case "lose":
            return company.do(lose(step.quantity, **told))
        case _:
            return company.do(take_back(step.quantity, **told))


def test_what_is_on_its_way_is_its_account_and_leaves_nothing_there(database: Database) -> None:
    """`everything_agrees` holds shipments and account against each other after each save."""
    with told(database) as tell:

        @STORIES
        @given(PLOTS)
        def after_any_plot(plot: Plot) -> None:
            history = tell(plot)
            each_entry_balances(history)
            sums = balances(history)
            sent = sums.get(("EAST", "intercompany"), Decimal(0))
            assert sent == -sums.get(("NHS", "intercompany"), Decimal(0))
            assert sums.get(("NHS", "inventory"), Decimal(0)) == sent >= 0
            everything_agrees(history, BATCH_EVENTS)

        after_any_plot()

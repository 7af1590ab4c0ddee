"""Whatever happens on an inter-company order, both sets of books balance and no unit is lost."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Sequence
from contextlib import contextmanager
from decimal import Decimal
from itertools import count
from typing import Final, NamedTuple

import psycopg
from hypothesis import given, settings
from hypothesis import strategies as st

from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_reader import read, recorded
from application.errors import NotFound
from domain.accounting import JournalLine, journal_entries
from domain.errors import Rejected
from domain.event import Recorded
from domain.receipts.commands import CorrectReceipt, RecountedLine
from domain.stock.commands import CountStock
from tests.application.company import NOW, TODAY, Company, company_on, id_of, post
from tests.application.sisters import PLACES, bill, counted, founded, kept, ordered, stocked, wanted
from tests.application.test_stock import give_back, reverse
from tests.conftest import Database
from tests.projections.agreement import everything_agrees

EVENTS_MAX: Final = 10_000
BATCH_EVENTS: Final = 7
STORIES: Final = settings(max_examples=max(settings().max_examples // 8, 5))
QUANTITIES: Final = st.integers(1, 9).map(str)
COSTS: Final = st.decimals("0.01", "9.99", places=2).map(str)


class Step(NamedTuple):
    """One act, how much, and on which of the receipts so far."""

    act: str
    quantity: str = "1"
    receipt: int = 0


STEPS: Final = st.builds(
    Step,
    st.sampled_from(("receive", "receive", "give back", "reverse", "correct", "bill", "count")),
    QUANTITIES,
    st.integers(0, 3),
)


class Plot(NamedTuple):
    markup: str
    cost: str
    steps: Sequence[Step]


PLOTS: Final = st.builds(
    Plot, st.sampled_from(("0", "5", "33.33")), COSTS, st.lists(STEPS, min_size=3, max_size=10)
)


class Seen(NamedTuple):
    """What the log says after a plot."""

    company: Company
    history: list[Recorded]
    here: Decimal  # units with the buyer
    there: Decimal
    received: Decimal  # by the order, net
    counted: Decimal  # all that was ever found at the seller's


@contextmanager
def told(database: Database) -> Iterator[Callable[[Plot], Seen]]:
    """Tells each plot in a company of its own, one after the other over one log."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    numbers = count(1)
    with asyncio.Runner() as runner:
        log = PostgresEventLog(*urls)
        runner.run(log.__aenter__())

        def tell(plot: Plot) -> Seen:
            company = company_on(log)
            company.tenant = f"t{next(numbers)}"
            return runner.run(_lived(company, plot, database))

        try:
            yield tell
        finally:
            runner.run(log.__aexit__(None, None, None))


async def _lived(company: Company, plot: Plot, database: Database) -> Seen:
    """Acts one after the other; what is refused did not happen. A last bill settles the rest."""
    await founded(company, markup=plot.markup)
    await stocked(company, "20", plot.cost)
    await ordered(company, wanted("30"))
    found = Decimal(20)
    for number, step in enumerate((*plot.steps, Step("bill"))):
        try:
            await _act(company, number, step)
        except (Rejected, NotFound):
            continue
        if step.act == "count":
            found += Decimal(step.quantity)
    here = Decimal(0)
    if any(step.act == "receive" for step in plot.steps):
        here = (await kept(company, *PLACES[0])).owned
    there = (await kept(company)).owned
    with psycopg.connect(database.url) as connection:
        rows = read(connection, 0, EVENTS_MAX, company.tenant)
    received = (await company.order()).lines[1].received
    return Seen(company, [recorded(row) for row in rows], here, there, received, found)


def _act(company: Company, number: int, step: Step) -> Awaitable[object]:
    of = f"GR-{step.receipt}"
    match step.act:
        case "receive":
            return company.do(post(f"GR-{step.receipt}", step.quantity))
        case "give back":
            return company.do(give_back(of, step.quantity))
        case "reverse":
            return company.do(reverse(of))
        case "correct":
            return company.do(corrected(of, step.quantity))
        case "bill":
            return company.do(bill(f"ICB-{number}"))
        case _:
            return company.do(more(company, step.quantity))


def corrected(receipt: str, quantity: str) -> CorrectReceipt:
    return CorrectReceipt(
        now=NOW,
        receipt_id=id_of(receipt),
        receiver_id="rico",
        corrected_on=TODAY,
        reason_code="miscounted",
        lines=(RecountedLine(line=1, quantity=Decimal(quantity)),),
    )


def more(company: Company, quantity: str) -> CountStock:
    """So much more is found at the seller's, in a bin of its own."""
    place = f"SHELF-{next(company.commands)}"
    return counted(quantity, tenant=company.tenant, storage_location=place)


def balances(history: Sequence[Recorded]) -> dict[tuple[str | None, str], Decimal]:
    """Debit less credit by legal entity and account."""
    found: dict[tuple[str | None, str], Decimal] = {}
    for line in (line for event in history for line in journal_entries(event)):
        at = (line.legal_entity, line.account)
        moved = Decimal(line.debit) - Decimal(line.credit)
        found[at] = found.get(at, Decimal(0)) + moved
    return found


def each_entry_balances(history: Sequence[Recorded]) -> None:
    entries: dict[str, list[JournalLine]] = {}
    for line in (line for event in history for line in journal_entries(event)):
        entries.setdefault(line.entry, []).append(line)
    for lines in entries.values():
        assert len({(line.legal_entity, line.currency) for line in lines}) == 1
        assert sum(Decimal(line.debit) - Decimal(line.credit) for line in lines) == 0


def test_books_of_both_balance_stock_is_conserved_and_nothing_stays_received_not_invoiced(
    database: Database,
) -> None:
    with told(database) as tell:

        @STORIES
        @given(PLOTS)
        def after_any_plot(plot: Plot) -> None:
            seen = tell(plot)
            each_entry_balances(seen.history)
            assert seen.here + seen.there == seen.counted
            assert seen.here == seen.received
            sums = balances(seen.history)
            owed = sums.get(("EAST", "due_from_entities"), Decimal(0))
            assert owed == -sums.get(("NHS", "due_to_entities"), Decimal(0))
            assert sums.get(("NHS", "grir"), Decimal(0)) == 0
            assert sums.get(("EAST", "intercompany_revenue"), Decimal(0)) == -owed
            assert owed >= sums.get(("EAST", "intercompany_cost"), Decimal(0)) >= 0
            assert bool(owed) == bool(seen.received)
            everything_agrees(seen.history, BATCH_EVENTS)

        after_any_plot()

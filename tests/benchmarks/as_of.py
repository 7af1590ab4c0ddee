"""What a list costs as of a past position, compared with the same list now, and the sums as well.

Positions lie all over the first tenant's history. Each question is asked now and then in turn, over
one connection, as a reader of one tenant. A list answers with a page of at most 50 rows; how many
rows fit its filter is not the same at every position, so the mean page is told for both. (In these
histories most approvals are decided at once: their queue is short on every day.) The goal is for
lists with a filter that few rows fit; broad ones are told beside them: all that was valid at the
position and has ended since is gathered for them, however little of it the page shows.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from statistics import fmean, median
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from adapters.postgres.read_query import NOW, ReadModels, View, open_pool
from adapters.postgres.read_serving import Answer
from adapters.postgres.read_sources import AsOf
from adapters.postgres.tenant_pass import TenantPasses
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.web.figures import QUESTIONS
from api.wiring.database import user_url
from api.wiring.instance import servers_of
from projections.index import PROJECTIONS
from projections.projection import Cell
from tests.benchmarks.long_log import FIRST_TENANT, LongLog, make_long_log
from tests.benchmarks.rebuild import rebuild_everything
from tests.benchmarks.report import Figure, Report, at_most, machine, percentile, rounded
from tests.benchmarks.size import Size

RATIO_GOAL: Final = 2.0
HOLDS: Final = "invoice_holds"
GOLDEN: Final = 0.618033988749895  # Multiples of it, without whole parts, spread over 0 to 1.
MICROSECONDS: Final = 1_000_000


class Asked(NamedTuple):
    """A list with a filter, by the name that the report gives it."""

    name: str
    read_model: str
    filters: Mapping[str, Cell]
    table: str | None = None
    broad: bool = False  # told, without a goal


class Timed(NamedTuple):
    """Microseconds of each answer, and how many rows it had."""

    now: list[tuple[float, int]]
    then: list[tuple[float, int]]


class Times(NamedTuple):
    """The rounds of each question by its name."""

    lists: dict[str, list[Timed]]
    broad: dict[str, list[Timed]]
    sums: dict[str, list[Timed]]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            url, secret = addresses.database_url, addresses.secret
            made = asyncio.run(make_long_log(addresses, size, home))
            asyncio.run(rebuild_everything(user_url(url, "purvey_project", secret)))
            times = asyncio.run(ask(user_url(url, "purvey_read", secret), secret, made, size))
            ran_on = machine(url)
    return _report(made, times, size, ran_on)


async def ask(url: str, secret: str, made: LongLog, size: Size) -> Times:
    """Puts each question as often as the size says, now and as of positions of the first tenant."""
    pool = await open_pool(url, connections_max=1)
    try:
        models = ReadModels(pool, PROJECTIONS, TenantPasses(secret.encode()))
        asked = await _lists(models)
        positions = [_position(number, made) for number in range(size.questions)]
        times = Times({}, {}, {})
        for _ in range(size.rounds):
            for each in asked:
                timed = await _time(models, positions, _list_of(each))
                (times.broad if each.broad else times.lists).setdefault(each.name, []).append(timed)
            for name, read_model in QUESTIONS.items():
                timed = await _time(models, positions, _sum_of(name, read_model))
                times.sums.setdefault(name, []).append(timed)
    finally:
        await pool.close()
    return times


async def _lists(models: ReadModels) -> list[Asked]:
    """The lists, those of one facility for the one that has most orders."""
    async with models.entered(FIRST_TENANT) as view:
        by_facility = await view.answer("purchase_orders", "open_value_by_facility")
        rows = sorted(by_facility.rows, key=lambda row: -row["orders"])
        facility = rows[0]["facility"] if rows else "none"
    return [
        Asked("orders_issued", "purchase_orders", {"state": "issued", "facility": facility}),
        Asked("invoices_held", "invoices", {"state": "held"}),
        Asked("approvals_by_role", "approvals", {"state": "pending", "open_role": "manager"}),
        Asked("stock_by_facility", "stock", {"facility": facility}),
        Asked("receipts_waiting", "receipts", {"state": "entering", "facility": facility}),
        Asked("holds_by_role", "invoices", {"state": "open", "owner_role": "buyer"}, HOLDS),
        Asked("every_receipt", "receipts", {}, broad=True),
        Asked("every_invoice", "invoices", {}, broad=True),
        Asked("every_order", "purchase_orders", {}, broad=True),
    ]


def _position(number: int, made: LongLog) -> int:
    return 1 + int((number + 1) * GOLDEN % 1 * (made.events_per_tenant - 1))


Question = Callable[[View, AsOf], Awaitable[Answer]]


def _list_of(asked: Asked) -> Question:
    return lambda view, as_of: view.rows(
        asked.read_model, asked.filters, table=asked.table, as_of=as_of
    )


def _sum_of(query: str, read_model: str) -> Question:
    return lambda view, as_of: view.answer(read_model, query, as_of=as_of)


async def _time(models: ReadModels, positions: Sequence[int], question: Question) -> Timed:
    timed = Timed([], [])
    async with models.entered(FIRST_TENANT) as view:
        for position in positions:
            for as_of, times in ((NOW, timed.now), (AsOf(position=position), timed.then)):
                started = monotonic_seconds()
                answer = await question(view, as_of)
                spent = (monotonic_seconds() - started) * MICROSECONDS
                times.append((spent, len(answer.rows)))
    return timed


def _report(made: LongLog, times: Times, size: Size, ran_on: dict[str, Figure]) -> Report:
    every = {**times.lists, **times.broad, **times.sums}
    p95 = {name: _ratio(rounds, 0.95) for name, rounds in every.items()}
    return Report(
        benchmark="as_of",
        figures={
            "rounds": size.rounds,
            "questions_per_round": size.questions,
            "log_events": made.events,
            "events_of_tenant": made.events_per_tenant,
            "as_of_microseconds": {
                name: _figures([each.then for each in rounds]) for name, rounds in every.items()
            },
        },
        baseline={
            "now_microseconds": {
                name: _figures([each.now for each in rounds]) for name, rounds in every.items()
            },
        },
        ratios={
            **{f"{name}_p95": ratio for name, ratio in p95.items()},
            **{f"{name}_p50": _ratio(rounds, 0.5) for name, rounds in every.items()},
        },
        goals={f"{name}_p95_ratio": at_most(p95[name], RATIO_GOAL) for name in times.lists},
        machine=ran_on,
    )


def _figures(rounds: Sequence[Sequence[tuple[float, int]]]) -> dict[str, Figure]:
    return {
        "p50": rounded(median(percentile([spent for spent, _ in each], 0.5) for each in rounds)),
        "p95": rounded(median(percentile([spent for spent, _ in each], 0.95) for each in rounds)),
        "rows_mean": rounded(fmean(rows for each in rounds for _, rows in each)),
    }


def _ratio(rounds: Sequence[Timed], share: float) -> float:
    """The median of the rounds' ratios between then and now."""
    ratios = [
        percentile([spent for spent, _ in each.then], share)
        / percentile([spent for spent, _ in each.now], share)
        for each in rounds
    ]
    return rounded(median(ratios))

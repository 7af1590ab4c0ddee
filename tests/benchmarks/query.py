"""What a page of each list costs now: the first and one deep inside, alone and among 32 clients.

Each question is a page of 50 rows of one tenant, asked as the role that queries log in as.
Baseline: the smallest question that such a client can put. With many clients one process asks for
all of them, so the wait for its own processor is in the figure; the goal is for one client.
"""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from statistics import median as middle
from tempfile import TemporaryDirectory
from typing import Final, NamedTuple

from adapters.postgres.read_query import ReadModels, View, open_pool
from adapters.postgres.tenant_pass import TenantPasses
from adapters.system import monotonic_seconds
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import servers_of
from projections.index import PROJECTIONS
from tests.benchmarks.long_log import FIRST_TENANT, LongLog, make_long_log
from tests.benchmarks.rebuild import rebuild_everything
from tests.benchmarks.report import Figure, Report, at_most, machine, percentile, rounded
from tests.benchmarks.size import Size

CLIENTS: Final = 32
PAGE_ROWS: Final = 50
DEEP_PAGES: Final = 20
MILLISECONDS: Final = 1_000
P95_GOAL: Final = 20.0
DEEP_GOAL: Final = 1.5
LISTS: Final = (
    "suppliers",
    "catalogue_items",
    "requisitions",
    "approvals",
    "purchase_orders",
    "receipts",
    "stock",
    "invoices",
    "credit_memos",
    "journal",
)


class Pages(NamedTuple):
    """Milliseconds of each answer of one list."""

    first: list[float]
    deep: list[float]
    among_others: list[float]


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        home = Path(folder)
        settings = Settings(home=home / "home", database_url=None, nats_url=None)
        with servers_of(settings, may_create=True) as addresses:
            url, secret = addresses.database_url, addresses.secret
            made = asyncio.run(make_long_log(addresses, size, home))
            asyncio.run(rebuild_everything(user_url(url, "purvey_project", secret)))
            timed = asyncio.run(ask(user_url(url, "purvey_read", secret), secret, size))
            ran_on = machine(url)
    return _report(made, *timed, size, ran_on)


async def ask(
    url: str, secret: str, size: Size, clients: int = CLIENTS
) -> tuple[dict[str, Pages], list[float]]:
    """Asks for pages of each list; their times, and those of the smallest question."""
    pool = await open_pool(url, connections_max=clients)
    times = {name: Pages([], [], []) for name in LISTS}
    nothing: list[float] = []
    try:
        models = ReadModels(pool, PROJECTIONS, TenantPasses(secret.encode()))
        async with models.entered(FIRST_TENANT) as view:
            deep = {name: await _deep_place(view, name) for name in LISTS}
        for _ in range(size.rounds):
            async with models.entered(FIRST_TENANT) as view:
                for _ in range(size.questions):
                    nothing.append(await _nothing(view))
                    for name in LISTS:
                        times[name].first.append(await _page(view, name, None))
                        times[name].deep.append(await _page(view, name, deep[name]))
            each = max(size.questions // clients, 1)
            await asyncio.gather(*(_client(models, times, each) for _ in range(clients)))
    finally:
        await pool.close()
    return times, nothing


async def _client(models: ReadModels, times: dict[str, Pages], rounds: int) -> None:
    async with models.entered(FIRST_TENANT) as view:
        for _ in range(rounds):
            for name in LISTS:
                times[name].among_others.append(await _page(view, name, None))


async def _deep_place(view: View, name: str) -> str | None:
    """Where the last of many pages begins; none: the list is one page long."""
    place = None
    for _ in range(DEEP_PAGES):
        answer = await view.rows(name, after=place, limit=PAGE_ROWS)
        if answer.next is None:
            return place
        place = answer.next
    return place


async def _page(view: View, name: str, after: str | None) -> float:
    started = monotonic_seconds()
    await view.rows(name, after=after, limit=PAGE_ROWS)
    return (monotonic_seconds() - started) * MILLISECONDS


async def _nothing(view: View) -> float:
    started = monotonic_seconds()
    await view.rows("suppliers", {"number": "none of this number"}, limit=1)
    return (monotonic_seconds() - started) * MILLISECONDS


def _report(
    made: LongLog,
    times: dict[str, Pages],
    nothing: Sequence[float],
    size: Size,
    ran_on: dict[str, Figure],
) -> Report:
    deep_to_first = {
        name: rounded(middle(each.deep) / middle(each.first)) for name, each in times.items()
    }
    slowest = max(percentile(each.first, 0.95) for each in times.values())
    return Report(
        benchmark="query",
        figures={
            "rounds": size.rounds,
            "log_events": made.events,
            "events_of_tenant": made.events_per_tenant,
            "page_rows": PAGE_ROWS,
            "clients": CLIENTS,
            "p95_milliseconds_alone": _p95({n: each.first for n, each in times.items()}),
            "p95_milliseconds_deep": _p95({n: each.deep for n, each in times.items()}),
            "p95_milliseconds_among_clients": _p95(
                {name: each.among_others for name, each in times.items()}
            ),
        },
        baseline={"p95_milliseconds_of_nothing": rounded(percentile(nothing, 0.95))},
        ratios={f"{name}_deep_to_first": ratio for name, ratio in deep_to_first.items()},
        goals={
            "p95_milliseconds": at_most(rounded(slowest), P95_GOAL),
            "deep_to_first": at_most(max(deep_to_first.values()), DEEP_GOAL),
        },
        machine=ran_on,
    )


def _p95(times: dict[str, list[float]]) -> dict[str, Figure]:
    return {name: rounded(percentile(each, 0.95)) for name, each in times.items()}

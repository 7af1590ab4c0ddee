"""Several seeds over one database of their own, and the read models that follow them.

Between two lives the projector is started anew and folds on in batches of another size; halfway all
read models are rebuilt. At the end every one of them is recomputed and compared, and tables that
are sums of facts with those sums.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory
from typing import Final

from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_users
from projections.index import PROJECTIONS
from replay.errors import RebuildDiffers
from replay.verify import Verified
from tests.adapters.postgres.read_support import catch_up, read_models, rebuilt, verified
from tests.conftest import SECRET, Database, fresh_database
from tests.projections.sums import apart
from tests.simulation.life import Broken, live
from tests.simulation.sending import Told

BATCH_EVENTS_MAX: Final = 700
REBUILT_SEEDS_MIN: Final = 10  # Fewer seeds are not worth a rebuild.


@dataclass(slots=True)
class Batch:
    """What became of the seeds."""

    seeds: int = 0
    commands: int = 0
    events: int = 0
    told: list[Told] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)


def live_batch(seeds: Sequence[int], days: int) -> Batch:
    """All of them on servers of their own; what breaks is kept, and the others go on."""
    with (
        TemporaryDirectory(prefix="purvey-sim-") as home,
        EmbeddedServers(Path(home), durable=False) as addresses,
    ):
        url = fresh_database(addresses)
        migrate(url)
        create_users(url, SECRET)
        return asyncio.run(live_on(Database(url=url), seeds, days))


async def live_on(database: Database, seeds: Sequence[int], days: int) -> Batch:
    """The same on a database that is there."""
    batch, chance = Batch(), Random(seeds[0])
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        for number, seed in enumerate(seeds):
            try:
                life = await live(seed, log, database.url, f"s{seed}", days)
            except Broken as broken:
                batch.broken.append(str(broken))
            else:
                batch.told.append(life.told)
                batch.commands += life.commands
                batch.events += life.events
            batch.seeds += 1
            if chance.random() < 0.3:
                await catch_up(database, PROJECTIONS, chance.randint(1, BATCH_EVENTS_MAX))
            if number == len(seeds) // 2 >= REBUILT_SEEDS_MIN // 2:
                await _rebuild(database, seeds, days, batch)
    await catch_up(database, PROJECTIONS, chance.randint(1, BATCH_EVENTS_MAX))
    report_at_end = await verified(database, PROJECTIONS)
    if report_at_end.differences or report_at_end.skipped:
        batch.broken.append(_differences(report_at_end, seeds, days))
    batch.broken += await _sums_apart(database, seeds, days)
    return batch


async def _sums_apart(database: Database, seeds: Sequence[int], days: int) -> list[str]:
    found = []
    async with read_models(database, PROJECTIONS) as models:
        for tenant in (f"s{seed}" for seed in seeds):
            async with models.entered(tenant) as view:
                head = await view.history.head()
                for position in {head // 2, head}:
                    found += await apart(view, position)
    return [f"{each}\n{_repeat(seeds, days)}" for each in found]


async def _rebuild(database: Database, seeds: Sequence[int], days: int, batch: Batch) -> None:
    try:
        await rebuilt(database, PROJECTIONS)
    except RebuildDiffers as differs:
        batch.broken.append(f"{differs}\n{_repeat(seeds, days)}")


def _repeat(seeds: Sequence[int], days: int) -> str:
    return f"repeat with: make sim ARGS='--seed {seeds[0]} --seeds {len(seeds)} --days {days}'"


def _differences(report: Verified, seeds: Sequence[int], days: int) -> str:
    named = [*report.named_faults, *report.named_differences]
    told = "\n".join(str(each) for each in named[:10])
    return (
        f"read models differ in {report.differences} values; not compared: {report.skipped}\n"
        f"{_repeat(seeds, days)}\n{told}"
    )

"""A network lives through weeks that one number determines, and every rule holds on every day."""

from collections.abc import AsyncIterator, Iterator
from typing import Final

import pytest
import pytest_asyncio

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.event_log import PostgresEventLog
from tests.conftest import Database, copied_database
from tests.simulation.batch import live_on
from tests.simulation.coverage import merged, table
from tests.simulation.life import live

DAYS: Final = 5
SEEDS_ALONE: Final = range(1, 13)
SEEDS_TOGETHER: Final = range(13, 19)
# What the seeds together reached when this was written, less a tenth: fewer is a lane that rots.
COMMANDS_MIN: Final = 36
EVENTS_MIN: Final = 60
REFUSALS_MIN: Final = 30


@pytest.fixture(scope="module")
def shared(servers: ServerAddresses, migrated_template: str) -> Iterator[Database]:
    """One log; each seed is a tenant of its own."""
    with copied_database(servers, migrated_template) as database:
        yield database


@pytest_asyncio.fixture
async def log(shared: Database) -> AsyncIterator[PostgresEventLog]:
    """The log as processes open it."""
    urls = (shared.role_url("purvey_append"), shared.role_url("purvey_relay"))
    async with PostgresEventLog(*urls) as log:
        yield log


@pytest.mark.parametrize("seed", SEEDS_ALONE)
async def test_a_network_keeps_every_rule_whatever_happens_to_it(
    seed: int, shared: Database, log: PostgresEventLog
) -> None:
    life = await live(seed, log, shared.url, f"s{seed}", DAYS)
    assert life.events > life.commands


async def test_the_same_seed_gives_the_same_history(shared: Database, database: Database) -> None:
    histories = []
    for each in (shared, database):
        urls = (each.role_url("purvey_append"), each.role_url("purvey_relay"))
        async with PostgresEventLog(*urls) as log:
            life = await live(4711, log, each.url, "s4711", DAYS)
        assert life.hospital is not None
        told = [(e.stream, e.version, e.type, e.data) for e in life.hospital.history]
        histories.append(told)
    assert histories[0] == histories[1]


async def test_seeds_reach_enough_that_their_silence_says_something_and_read_models_follow(
    database: Database,
) -> None:
    batch = await live_on(database, SEEDS_TOGETHER, DAYS)
    assert not batch.broken, batch.broken[0]
    told = merged(batch.told)
    reached = "\n".join(table(told))
    assert len(told.commands) >= COMMANDS_MIN, reached
    assert len(told.events) >= EVENTS_MIN, reached
    assert len(told.refusals) >= REFUSALS_MIN, reached
    assert set(told.disturbances) == {
        *("raced", "repeated", "changed body", "restarted"),
        *("failed before the commit", "failed after the commit"),
    }

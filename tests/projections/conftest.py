"""Real histories in a real database, for all that is asked of read models; tests only read it."""

import asyncio
from collections.abc import Iterator, Sequence
from typing import Final

import psycopg
import pytest

from adapters.embedded.servers import ServerAddresses
from adapters.postgres.log_reader import read, recorded
from domain.event import Recorded
from projections.index import PROJECTIONS
from tests.adapters.histories.sample import sample
from tests.adapters.histories.traces import run_import, write_traces
from tests.adapters.postgres.read_support import catch_up
from tests.conftest import Database, copied_database
from tests.projections.answer_questions import answer_some
from tests.projections.asked import BATCH_EVENTS, Asked
from tests.projections.order_questions import use_and_return_some
from tests.projections.recall_cases import recall_some

CASES: Final = 90  # The rare activities, and a few common shapes.
EVENTS_MAX: Final = 100_000


@pytest.fixture(scope="session")
def asked(
    servers: ServerAddresses, migrated_template: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Asked]:
    """Real histories, imported and projected."""
    file = write_traces(tmp_path_factory.mktemp("sample") / "sample.jsonl.gz", sample(CASES))
    with copied_database(servers, migrated_template) as database:
        asyncio.run(run_import(database, file))
        asyncio.run(recall_some(database, recorded_in(database)))
        asyncio.run(answer_some(database, recorded_in(database)))
        asyncio.run(use_and_return_some(database, recorded_in(database)))
        asyncio.run(catch_up(database, PROJECTIONS, BATCH_EVENTS))
        yield Asked(database, recorded_in(database))


def recorded_in(database: Database) -> Sequence[Recorded]:
    with psycopg.connect(database.url) as connection:
        return [recorded(row) for row in read(connection, 0, EVENTS_MAX, "demo")]

"""A long log of real events for benchmarks of the read side, made in little time.

The first tenant's events come from an import, command by command. Those commands' saves are then
appended again for one tenant after another until the log is long enough. Only PostgreSQL runs.
"""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Final

from psycopg import AsyncConnection

from adapters.histories.importer import import_histories
from adapters.histories.reader import read_histories
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.import_ledger import PostgresImportLedger
from adapters.system import utc_now
from api.wiring.database import user_url
from api.wiring.instance import Addresses
from application.handle import Application
from application.handlers import HANDLERS
from application.ports import EventLog, Save
from tests.benchmarks.histories import choose_histories
from tests.benchmarks.saves import KeepingLog, append_again, event_count
from tests.benchmarks.size import Size

FIRST_TENANT: Final = "tenant-1"
SEED: Final = 2019
SAVES_MAX: Final = 100_000  # More than all histories make.
_EVENTS: Final = """SELECT max("offset") FROM log.event"""


@dataclass(frozen=True, slots=True, kw_only=True)
class LongLog:
    """What there is to measure on."""

    events: int
    tenants: int
    events_per_tenant: int


async def make_long_log(addresses: Addresses, size: Size, folder: Path) -> LongLog:
    """Fills the log of a new database."""
    made, _ = await make_and_keep(addresses, size, folder)
    return made


async def make_one_tenant(addresses: Addresses, size: Size, folder: Path) -> LongLog:
    """Fills the log of a new database with what one tenant did; nothing of it is kept in memory."""
    url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    async with _opened(addresses) as (log, ledger):
        await _import(log, ledger, choose_histories(size.cases, folder))
    async with await AsyncConnection.connect(url) as connection:
        row = await (await connection.execute(_EVENTS)).fetchone()
    assert row is not None, "a count has a row"
    return LongLog(events=row[0], tenants=1, events_per_tenant=row[0])


async def make_and_keep(
    addresses: Addresses, size: Size, folder: Path
) -> tuple[LongLog, Sequence[Save]]:
    """As `make_long_log`; the first tenant's saves come back, in their order."""
    async with _opened(addresses) as (log, ledger):
        keeping = KeepingLog(log, SAVES_MAX)
        await _import(keeping, ledger, choose_histories(size.cases, folder))
        each = event_count(keeping.saves)
        tenants = 1
        for number in count(2):
            if tenants * each >= size.events:
                break
            await append_again(log, keeping.saves, f"tenant-{number}")
            tenants += 1
    made = LongLog(events=tenants * each, tenants=tenants, events_per_tenant=each)
    return made, keeping.saves


@asynccontextmanager
async def _opened(
    addresses: Addresses,
) -> AsyncIterator[tuple[PostgresEventLog, PostgresImportLedger]]:
    append_url, read_url, import_url = (
        user_url(addresses.database_url, role, addresses.secret)
        for role in ("purvey_append", "purvey_relay", "purvey_import")
    )
    async with (
        PostgresEventLog(append_url, read_url) as log,
        PostgresImportLedger(import_url) as ledger,
    ):
        yield log, ledger


async def _import(log: EventLog, ledger: PostgresImportLedger, file: Path) -> None:
    histories = read_histories(file, utc_now())
    application = Application(log, HANDLERS)
    await import_histories(histories, application, ledger, tenant=FIRST_TENANT, seed=SEED)

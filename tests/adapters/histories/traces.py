"""What tests of the import share: small files of histories, and an import over a real log."""

import gzip
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import orjson
import psycopg

from adapters.histories.activities import Activity
from adapters.histories.importer import import_histories
from adapters.histories.ledger import ImportRun, Settled
from adapters.histories.reader import read_histories
from adapters.histories.report import ImportReport, Progress
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.import_ledger import PostgresImportLedger
from application.handle import Application
from application.handlers import HANDLERS
from tests.conftest import Database

NOW: Final = datetime(2026, 11, 1, tzinfo=UTC)
START: Final = datetime(2018, 1, 2, 12, tzinfo=UTC)
SEED: Final = 7


def trace(case: str, *activities: Activity) -> dict[str, Any]:
    """A history with a day between its events."""
    events = [
        [(START + timedelta(days=day)).isoformat(), activity.value]
        for day, activity in enumerate(activities)
    ]
    return {"case": case, "events": events}


def write_traces(path: Path, traces: Iterable[Mapping[str, Any]]) -> Path:
    """A file as the importer reads it."""
    with gzip.open(path, "wb") as file:
        for each in traces:
            file.write(orjson.dumps(each) + b"\n")
    return path


async def run_import(
    database: Database,
    path: Path,
    *,
    tenant: str = "demo",
    progress: Callable[[Progress], None] | None = None,
) -> ImportReport:
    """Imports the file over a log and a ledger of their own connections, as a process would."""
    urls = (database.role_url("purvey_append"), database.role_url("purvey_relay"))
    async with (
        PostgresEventLog(*urls) as log,
        PostgresImportLedger(database.role_url("purvey_import")) as ledger,
    ):
        return await import_histories(
            read_histories(path, NOW),
            Application(log, HANDLERS),
            ledger,
            tenant=tenant,
            seed=SEED,
            progress=progress,
        )


async def outcomes(database: Database, path: Path, *, tenant: str = "demo") -> Sequence[Settled]:
    """What the ledger holds of the file."""
    run = ImportRun(tenant=tenant, digest=read_histories(path, NOW).digest, seed=SEED)
    async with PostgresImportLedger(database.role_url("purvey_import")) as ledger:
        return await ledger.settled(run)


def log_counts(database: Database, tenant: str) -> dict[str, int]:
    """How many events of each type the tenant's history holds."""
    with psycopg.connect(database.url) as connection:
        rows = connection.execute(
            "SELECT type, count(*) FROM log.event WHERE tenant = %s GROUP BY type", [tenant]
        ).fetchall()
    return dict(rows)

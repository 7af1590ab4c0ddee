"""A process that imports and writes down what it was told, so that a test can kill it.

Run with `-m`, a file of histories and a journal, in the environment of an instance. A line is added
to the journal when the log has acknowledged a command, before the importer hears of it.
"""

import asyncio
import sys
from dataclasses import asdict
from pathlib import Path

import orjson

from adapters.histories.importer import import_histories
from adapters.histories.reader import read_histories
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.import_ledger import PostgresImportLedger
from adapters.postgres.log_writer import RECONNECT_SECONDS_MAX
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import existing_servers
from application.handle import Application
from application.handlers import HANDLERS
from tests.adapters.histories.traces import NOW, SEED
from tests.faults.journal import Journal, JournaledLog


async def _main(file: str, journal: str) -> None:
    addresses = existing_servers(Settings())
    assert addresses is not None, "an instance runs"
    url, secret = addresses.database_url, addresses.secret
    urls = (user_url(url, "purvey_append", secret), user_url(url, "purvey_relay", secret))
    async with (
        PostgresEventLog(*urls, reader_seconds_max=RECONNECT_SECONDS_MAX) as log,
        PostgresImportLedger(user_url(url, "purvey_import", secret)) as ledger,
    ):
        application = Application(JournaledLog(log, Journal(Path(journal))), HANDLERS)
        report = await import_histories(
            read_histories(Path(file), NOW), application, ledger, tenant="demo", seed=SEED
        )
    sys.stdout.buffer.write(orjson.dumps(asdict(report), option=orjson.OPT_NON_STR_KEYS))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))

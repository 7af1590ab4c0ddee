"""A process of its own that imports, so that a test can kill it: `-m` this, addresses and file."""

import asyncio
import sys
from pathlib import Path

from adapters.histories.importer import import_histories
from adapters.histories.reader import read_histories
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.import_ledger import PostgresImportLedger
from application.handle import Application
from application.handlers import HANDLERS
from tests.adapters.histories.traces import NOW, SEED


async def _main(append_url: str, read_url: str, import_url: str, file: str) -> None:
    async with (
        PostgresEventLog(append_url, read_url) as log,
        PostgresImportLedger(import_url) as ledger,
    ):
        application = Application(log, HANDLERS)
        histories = read_histories(Path(file), NOW)
        await import_histories(histories, application, ledger, tenant="demo", seed=SEED)


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))

"""A process that imports and writes down what it was told, so that a test can kill it.

Run with `-m`, a home folder on which an instance runs, a file of histories and a journal. A line is
added to the journal when the log has acknowledged a command, before the importer hears of it.
"""

import asyncio
import os
import sys
from asyncio import Future
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Final

import orjson

from adapters.histories.importer import import_histories
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.import_ledger import PostgresImportLedger
from adapters.postgres.log_writer import RECONNECT_SECONDS_MAX
from api.wiring.addresses import running_on
from api.wiring.database import user_url
from application.handle import Application
from application.handlers import HANDLERS
from application.ports import EventLog, Outcome, Restored, Save, StoredVersion
from domain.aggregate import Aggregate, State
from tests.adapters.histories.traces import NOW, SEED

APPEND: Final = os.O_WRONLY | os.O_CREAT | os.O_APPEND


class JournaledLog:
    """The log of others, with a journal of what it acknowledges."""

    def __init__(self, log: EventLog, journal: Path) -> None:
        self._log = log
        self._journal = os.open(journal, APPEND, 0o600)

    def append(self, save: Save) -> "Future[Outcome]":
        appended = self._log.append(save)
        appended.add_done_callback(lambda done: self._write(save, done))
        return appended

    def _write(self, save: Save, done: "Future[Outcome]") -> None:
        if done.cancelled() or done.exception() is not None:
            return
        outcome = done.result()
        line = {
            "command_id": save.command_id,
            "events": sum(len(change.events) for change in save.changes),
            "stream": outcome.stream,
            "version": outcome.version,
            "position": outcome.position,
            "epoch": outcome.epoch,
            "duplicate": outcome.duplicate,
        }
        os.write(self._journal, orjson.dumps(line) + b"\n")

    async def load(
        self, tenant: str, stream: str, after_version: int = 0
    ) -> Sequence[StoredVersion]:
        return await self._log.load(tenant, stream, after_version)

    async def restore(
        self, tenant: str, aggregate: Aggregate[State], stream: str
    ) -> Restored[State]:
        """See `application.ports.EventLog`."""
        return await self._log.restore(tenant, aggregate, stream)

    def keep(
        self, tenant: str, aggregate: Aggregate[State], stream: str, state: State, version: int
    ) -> None:
        """See `application.ports.EventLog`."""
        self._log.keep(tenant, aggregate, stream, state, version)

    async def outcome(self, tenant: str, command_id: str) -> tuple[bytes, Outcome] | None:
        return await self._log.outcome(tenant, command_id)


async def _main(home: str, file: str, journal: str) -> None:
    addresses = running_on(Path(home))
    assert addresses is not None, "an instance runs"
    url, secret = addresses.database_url, addresses.secret
    urls = (user_url(url, "purvey_append", secret), user_url(url, "purvey_relay", secret))
    async with (
        PostgresEventLog(*urls, reader_seconds_max=RECONNECT_SECONDS_MAX) as log,
        PostgresImportLedger(user_url(url, "purvey_import", secret)) as ledger,
    ):
        application = Application(JournaledLog(log, Path(journal)), HANDLERS)
        report = await import_histories(
            Path(file), application, ledger, tenant="demo", seed=SEED, now=NOW
        )
    sys.stdout.buffer.write(orjson.dumps(asdict(report), option=orjson.OPT_NON_STR_KEYS))


if __name__ == "__main__":
    asyncio.run(_main(*sys.argv[1:]))

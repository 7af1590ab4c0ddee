"""What one process of the API, or one command of the command line, works with."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC
from pathlib import Path

from adapters.disk_space import DiskSpace
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.log_writer import RECONNECT_SECONDS_MAX
from adapters.postgres.read_differences import Between
from adapters.postgres.read_query import ReadModels, View, open_pool
from adapters.postgres.read_serving import Answer
from adapters.postgres.read_sources import AsOf
from adapters.postgres.tenant_pass import TenantPasses
from adapters.vault import FileVault
from api.wiring.addresses import Addresses
from api.wiring.database import user_url
from application.handle import Application
from application.handlers import HANDLERS
from application.ports import Vault
from projections.index import PROJECTIONS
from replay.as_of import Moment

__all__ = ["Answer", "AsOf", "Between", "Service", "View", "at_moment", "open_service"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """Commands go to `application`, questions to `read_models`; `vault` seals personal text.

    `epoch` is the one that the log was in at the start; a process does not outlive it.
    """

    application: Application
    read_models: ReadModels
    audit: AuditReader
    vault: Vault
    addresses: Addresses
    epoch: int


@asynccontextmanager
async def open_service(
    addresses: Addresses,
    home: Path,
    *,
    patience_seconds: float = RECONNECT_SECONDS_MAX,
    disk_free_percent_min: int = 0,
    put_back: Callable[[], None] | None = None,
) -> AsyncIterator[Service]:
    """Opens the connections and closes them at the end.

    A command waits so long for a database that restarts, before it is refused. So much of the disk
    that `home` is on stays free; 0 where the database is not there.
    `put_back` is called when the log was put back to an earlier time.
    """
    passes = TenantPasses(addresses.secret.encode())
    append_url = user_url(addresses.database_url, "purvey_append", addresses.secret)
    # why purvey_relay: loading a document reads the log of any tenant, and changes nothing.
    read_url = user_url(addresses.database_url, "purvey_relay", addresses.secret)
    pool = await open_pool(user_url(addresses.database_url, "purvey_read", addresses.secret))
    try:
        async with (
            PostgresEventLog(
                append_url,
                read_url,
                reader_seconds_max=patience_seconds,
                reconnect_seconds_max=patience_seconds,
                disk=DiskSpace(home, disk_free_percent_min),
                put_back=put_back,
            ) as log,
            AuditReader(
                user_url(addresses.database_url, "purvey_audit", addresses.secret), passes
            ) as audit,
        ):
            yield Service(
                application=Application(log, HANDLERS),
                read_models=ReadModels(pool, PROJECTIONS, passes),
                audit=audit,
                vault=FileVault(home / "keys"),
                addresses=addresses,
                epoch=log.epoch,
            )
    finally:
        await pool.close()


def at_moment(moment: Moment | None) -> AsOf:
    """The moment as read models take it: facts go by the clock that was asked on, or by both."""
    if moment is None:
        return AsOf()
    if moment.effective_at is not None:
        day = moment.effective_at.astimezone(UTC).date()
        return AsOf(moment.position, moment.effective_at, both=True, day=day)
    if moment.at is None:
        return AsOf(moment.position)
    effective_at = moment.at if moment.clock == "effective" else None
    return AsOf(moment.position, effective_at, day=moment.at.astimezone(UTC).date())

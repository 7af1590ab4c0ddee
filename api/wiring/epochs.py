"""New epochs of the log for the command line: which user does what of `adapters/new_epoch.py`."""

from contextlib import AbstractContextManager
from pathlib import Path

from adapters import new_epoch
from adapters.nats.consumers import Consumer
from adapters.new_epoch import EpochUrls, NewEpoch
from adapters.postgres.epochs import EpochStart
from api.settings import Settings
from api.wiring.addresses import Addresses
from api.wiring.database import user_url
from api.wiring.parts import stream_settings

__all__ = ["NewEpoch", "make_stream_anew", "one_new_epoch", "resumed_consumer", "start_new_epoch"]


def one_new_epoch(addresses: Addresses) -> AbstractContextManager[None]:
    """Nobody else begins one meanwhile; see `adapters.new_epoch.one_new_epoch`."""
    return new_epoch.one_new_epoch(_urls(addresses))


async def start_new_epoch(
    addresses: Addresses,
    home: Path,
    *,
    started_by: str,
    reason: str | None,
    force: bool,
    restored: bool = False,
) -> NewEpoch:
    """Begins the next epoch; see `adapters.new_epoch.start_new_epoch`."""
    return await new_epoch.start_new_epoch(
        _urls(addresses),
        home,
        started_by=started_by,
        reason=reason,
        force=force,
        restored=restored,
    )


async def make_stream_anew(
    addresses: Addresses, settings: Settings, start: EpochStart, *, alone: bool
) -> None:
    """Returns when the stream is that of the epoch. `alone`: no relay runs on these servers."""
    await new_epoch.make_stream_anew(
        _urls(addresses), stream_settings(settings), start, alone=alone
    )


async def resumed_consumer(addresses: Addresses, name: str) -> Consumer:
    """Lets a consumer of a former epoch go on."""
    return await new_epoch.resumed_consumer(_urls(addresses).relay, name)


def _urls(addresses: Addresses) -> EpochUrls:
    database_url, secret = addresses.database_url, addresses.secret
    return EpochUrls(
        relay=user_url(database_url, "purvey_relay", secret),
        operate=user_url(database_url, "purvey_operate", secret),
        project=user_url(database_url, "purvey_project", secret),
        nats=addresses.nats_url,
        secret=secret.encode(),
    )

"""Beginning an epoch as the operator's login user does it."""

from psycopg import AsyncConnection

from adapters.postgres.epochs import EpochStart, start_epoch
from tests.conftest import SECRET, Database


async def begin_epoch(
    database: Database,
    epoch: int = 2,
    *,
    former: int = 1,
    shared_offset: int = 0,
    reason: str = "restored",
) -> EpochStart:
    """Begins the epoch behind whatever the log holds."""
    url = database.role_url("purvey_operate")
    async with await AsyncConnection.connect(url, autocommit=True) as connection:
        return await start_epoch(
            connection,
            SECRET,
            former=former,
            epoch=epoch,
            shared_offset=shared_offset,
            started_by="olga",
            reason=reason,
        )

"""Hashes and seals are the same in every encoding in which a session wants to be answered."""

from datetime import UTC, datetime

import psycopg
import pytest
from psycopg import AsyncConnection

from adapters.postgres.epochs import EpochStart, epoch_starts, start_epoch, tell_epochs
from adapters.postgres.leaf_hash import leaf_hash
from tests.conftest import SECRET, Database

ENCODINGS = ("UTF8", "LATIN1", "SQL_ASCII")
REASON = "die Mühle brannte"
MOMENT = datetime(2026, 3, 1, tzinfo=UTC)


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_the_leaf_hash_is_of_the_text_whatever_the_session_reads(
    database: Database, encoding: str
) -> None:
    wanted = leaf_hash(
        tenant="demo",
        position=7,
        stream="Quittung/Mühle",
        version=2,
        type="receipt.posted",
        recorded_at=MOMENT,
        metadata=b"{}",
        payload=b"{}",
    )
    microseconds = int(MOMENT.timestamp()) * 1_000_000
    with psycopg.connect(database.role_url("purvey_audit"), client_encoding=encoding) as reader:
        found = reader.execute(
            "SELECT log.leaf_hash('demo', 7, U&'Quittung/M\\00FChle', 2, 'receipt.posted', %s,"
            " '{}'::bytea, '{}'::bytea)",
            [microseconds],
        ).fetchone()
    assert found == (wanted,)


@pytest.mark.parametrize("encoding", ENCODINGS[:2])
async def test_the_instance_is_believed_whatever_its_session_reads(
    database: Database, encoding: str
) -> None:
    url = database.role_url("purvey_operate")
    async with await AsyncConnection.connect(
        url, client_encoding=encoding, autocommit=True
    ) as operator:
        later = EpochStart(2, 1, 0, 0, MOMENT, "Jürgen", REASON)
        await tell_epochs(operator, SECRET, [later])
        begun = await start_epoch(
            operator,
            SECRET,
            former=1,
            epoch=3,
            shared_offset=0,
            started_by="Jürgen",
            reason=REASON,
        )
        assert await epoch_starts(operator) == [later, begun]
    assert (begun.started_by, begun.reason) == ("Jürgen", REASON)

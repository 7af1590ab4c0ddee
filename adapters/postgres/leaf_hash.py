"""The hash that stands beside every event, computed as the database computes it.

`log.append_events` stores it; verification and exports compute it again from the stored bytes with
this module, which needs nothing but SHA-256.

It covers tenant, position, stream, version, type, recorded time, metadata and payload. Epoch and
offset are left out: they number a database, not a history, and a tenant that moves to another shard
keeps its proofs. The effective time stands in the metadata.

`LEAF_HASH.md` gives the layout byte by byte, for other languages; `tests/golden/leaf_hash.json`
holds vectors.
"""

import hashlib
from datetime import UTC, datetime, timedelta
from typing import Final

DOMAIN: Final = b"purvey.event.1"
LEAF: Final = b"\x00"
EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND: Final = timedelta(microseconds=1)


def leaf_hash(
    *,
    tenant: str,
    position: int,
    stream: str,
    version: int,
    type: str,  # noqa: A002 - the column's name, so that a row's fields can be passed by name.
    recorded_at: datetime,
    metadata: bytes,
    payload: bytes,
) -> bytes:
    """Return the 32 bytes that the log stores beside this event."""
    fields = (
        DOMAIN,
        tenant.encode(),
        _integer(position),
        stream.encode(),
        _integer(version),
        type.encode(),
        _integer((recorded_at - EPOCH) // MICROSECOND),
        metadata,
        payload,
    )
    counted = (len(field).to_bytes(4, "big") + field for field in fields)
    return hashlib.sha256(LEAF + b"".join(counted)).digest()


def _integer(value: int) -> bytes:
    return value.to_bytes(8, "big", signed=True)

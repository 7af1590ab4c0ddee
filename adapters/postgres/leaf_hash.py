"""The hash that stands beside every event, computed as the database computes it.

`log.append_events` stores it; verification and exports compute it again from the stored bytes with
this module, which needs nothing but SHA-256.

The hash covers, in this order: tenant, position, stream, version, type, recorded time, metadata,
payload. Epoch and offset are left out: they number a database, not a history, and a tenant that
moves to another shard keeps its proofs. The effective time stands in the metadata.

    leaf  = SHA-256(0x00 ‖ field("purvey.event.1") ‖ field(tenant) ‖ field(position) ‖ ...)
    field = length of the value in bytes as 4 bytes ‖ value

Text is UTF-8. Position, version and recorded time are 8 bytes; recorded time is in microseconds
since 1970-01-01T00:00Z. All integers are signed and big-endian. The length before each value keeps
neighbours from being shifted into each other, the name keeps the hash from being mistaken for one
of another kind or version, and the leading zero byte makes it a leaf of an RFC 6962 Merkle tree.
`tests/golden/leaf_hash.json` holds examples for other implementations.
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

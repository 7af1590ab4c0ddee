"""An archived event as a row of Parquet, and back; the columns are a contract (`FORMAT`).

Metadata and payload are the stored bytes, so that whoever has the file can compute the leaf hash
again (`adapters/postgres/LEAF_HASH.md`). Times are microseconds of UTC.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

import pyarrow as pa


class ArchivedEvent(NamedTuple):
    """One event with all that the log knows of it; times in microseconds since 1970."""

    offset: int
    epoch: int
    tenant: str
    position: int
    stream: str
    version: int
    type: str
    recorded_at: int
    effective_at: int
    metadata: bytes
    payload: bytes
    leaf_hash: bytes


_MOMENT: Final = pa.timestamp("us", tz="UTC")
SCHEMA: Final = pa.schema(
    [
        pa.field("offset", pa.int64(), nullable=False),
        pa.field("epoch", pa.int32(), nullable=False),
        pa.field("tenant", pa.string(), nullable=False),
        pa.field("position", pa.int64(), nullable=False),
        pa.field("stream", pa.string(), nullable=False),
        pa.field("version", pa.int32(), nullable=False),
        pa.field("type", pa.string(), nullable=False),
        pa.field("recorded_at", _MOMENT, nullable=False),
        pa.field("effective_at", _MOMENT, nullable=False),
        pa.field("metadata", pa.binary(), nullable=False),
        pa.field("payload", pa.binary(), nullable=False),
        pa.field("leaf_hash", pa.binary(), nullable=False),
    ]
)
assert tuple(SCHEMA.names) == ArchivedEvent._fields, "columns stand in the order of the fields"


def table_of(events: Sequence[ArchivedEvent]) -> pa.Table:
    """The events as a table of Parquet's columns."""
    columns = []
    for field, values in zip(SCHEMA, zip(*events, strict=True), strict=True):
        moments = field.type == _MOMENT
        column = pa.array(values, pa.int64() if moments else field.type)
        columns.append(column.cast(_MOMENT) if moments else column)
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def events_of(batch: pa.RecordBatch) -> list[ArchivedEvent]:
    """The rows of a part of a file, whose columns must be those of `SCHEMA`."""
    columns = [
        (column.cast(pa.int64()) if column.type == _MOMENT else column).to_pylist()
        for column in batch.columns
    ]
    return [ArchivedEvent._make(row) for row in zip(*columns, strict=True)]

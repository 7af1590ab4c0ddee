"""The part of the log that one of several loads folds; few events are read or decoded twice.

Partitions are dealt out by ranges of a hash (`read_deal.py`). Where documents are the partitions,
the database takes the hash, and events of other shares do not even leave it.
"""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple
from zlib import crc32

from psycopg import AsyncConnection, sql
from psycopg.rows import TupleRow

from adapters.postgres.log_reader import decoded
from domain.event import Recorded
from projections.fold import by_stream
from projections.poison import Partition, partition_of
from projections.projection import Projection

HASHES: Final = 1 << 32

# What `log_reader.decoded` takes, then the hash of the document.
_READ: Final = sql.SQL(
    'SELECT epoch, "offset", tenant, position, stream, version, type, recorded_at, metadata,'
    " payload, stream_hash"
    " FROM (SELECT *, hashtext(stream)::bigint + 2147483648 AS stream_hash"
    '       FROM log.event WHERE "offset" > %s AND "offset" <= %s) event'
    " WHERE type = ANY({anywhere})"
    "    OR type = ANY({in_share}) AND stream_hash >= {low} AND stream_hash < {high}"
    ' ORDER BY "offset"'
)


class Share(NamedTuple):
    """The partitions whose hash is from `low` up to, not including, `high`."""

    low: int = 0
    high: int = HASHES

    def holds(self, partition: Partition) -> bool:
        """Whether a partition other than a document falls into it."""
        return self.low <= crc32("\0".join(partition).encode()) < self.high


WHOLE: Final = Share()


class Target(NamedTuple):
    """A read model, the schema in which its tables wait, and the share of it that is loaded."""

    projection: Projection
    schema: str
    share: Share = WHOLE


def by_document(projection: Projection) -> bool:
    """Whether the partitions of the read model are documents."""
    return projection.partition is by_stream


class SharedLog:
    """The log as the targets of one load need it.

    Those whose partitions are documents have one share in common.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        self._share = WHOLE
        # For each type of event the targets that take it: from documents in the share, and others.
        self._in_share: defaultdict[str, list[int]] = defaultdict(list)
        self._anywhere: defaultdict[str, list[int]] = defaultdict(list)
        for number, target in enumerate(targets):
            for handled in target.projection.handles:
                self._in_share[handled].append(number)
                if not by_document(target.projection):
                    self._anywhere[handled].append(number)
            if by_document(target.projection):
                self._share = target.share
        self._query = _READ.format(
            anywhere=[*self._anywhere],
            in_share=[*self._in_share],
            low=self._share.low,
            high=self._share.high,
        ).as_bytes()

    async def read(
        self, connection: AsyncConnection, after: int, up_to: int, piece: int
    ) -> Iterator[tuple[int, list[list[Recorded]]]]:
        """The events between the offsets, in pieces of so many, each decoded once when asked for.

        A piece is its last offset and a list for each target.
        """
        async with connection.cursor(binary=True) as cursor:
            await cursor.execute(self._query, (after, up_to), prepare=True)
            rows = await cursor.fetchall()
        return (self._piece(rows[first : first + piece]) for first in range(0, len(rows), piece))

    def _piece(self, rows: Sequence[TupleRow]) -> tuple[int, list[list[Recorded]]]:
        batches: list[list[Recorded]] = [[] for _ in self._targets]
        low, high = self._share
        last = 0
        for *columns, stream_hash in rows:
            event = decoded(*columns)
            last = event.offset
            takers = self._in_share if low <= stream_hash < high else self._anywhere
            for number in takers[event.type]:
                batches[number].append(event)
        return last, list(map(_own, self._targets, batches))


def _own(target: Target, batch: list[Recorded]) -> list[Recorded]:
    """The events that fall to the target, of those that it handles."""
    projection, share = target.projection, target.share
    if share == WHOLE or by_document(projection):
        return batch
    return [event for event in batch if share.holds(partition_of(projection, event))]

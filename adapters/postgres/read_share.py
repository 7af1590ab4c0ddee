"""The part of the log that one of several loads folds; few events are read or decoded twice.

Whole tenants are dealt out, or partitions by ranges of a hash (`read_deal.py`). Where documents are
the partitions, the database takes the hash, and events of other shares do not even leave it.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple
from zlib import crc32

from psycopg import AsyncConnection, Connection, sql
from psycopg.rows import TupleRow

from adapters.postgres.log_reader import METADATA, RECORDED_AT, decoded
from domain.event import Recorded
from projections.fold import by_stream
from projections.poison import Partition, partition_of
from projections.projection import Projection

HASHES: Final = 1 << 32

# What `log_reader.decoded` takes, then the hash of the document.
_READ: Final = sql.SQL(
    f'SELECT epoch, "offset", tenant, position, stream, version, type, {RECORDED_AT}, {METADATA},'
    " CASE WHEN {read_anywhere} OR stream_hash >= {low} AND stream_hash < {high} THEN payload END,"
    " stream_hash"
    " FROM (SELECT *, hashtext(stream)::bigint + 2147483648 AS stream_hash"
    '       FROM log.event WHERE "offset" > %s AND "offset" <= %s) event'
    " WHERE {anywhere} OR {in_share} AND stream_hash >= {low} AND stream_hash < {high}"
    ' ORDER BY "offset"'
)
# The same of some tenants, whose every document falls into the share.
_READ_OF_TENANTS: Final = sql.SQL(
    f'SELECT epoch, "offset", tenant, position, stream, version, type, {RECORDED_AT}, {METADATA},'
    " payload, 0 FROM log.event"
    ' WHERE "offset" > %s AND "offset" <= %s AND tenant = ANY({tenants}) AND {in_share}'
    ' ORDER BY "offset"'
)


class Share(NamedTuple):
    """The partitions whose hash is from `low` up to, not including, `high`; of these tenants.

    No tenants are all.
    """

    low: int = 0
    high: int = HASHES
    tenants: tuple[str, ...] = ()

    def holds(self, partition: Partition) -> bool:
        """Whether a partition other than a document falls into it."""
        if self.tenants:
            return partition[0] in self.tenants
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

    Those whose partitions are documents have one share in common; of tenants, all have.
    """

    def __init__(self, targets: Sequence[Target]) -> None:
        self._targets = targets
        shares = [
            each.share for each in targets if each.share.tenants or by_document(each.projection)
        ]
        self._share = shares[0] if shares else WHOLE
        numbered = {number: each.projection for number, each in enumerate(targets)}
        whole = {number: each for number, each in numbered.items() if not by_document(each)}
        self._in_share = _Takers(numbered)
        self._anywhere = _Takers(whole)  # of documents that are in other shares
        tenants = {each.share.tenants for each in targets}
        assert len(tenants) == 1, "one load is of the same tenants"
        read = _Takers({n: each for n, each in whole.items() if not each.by_metadata})
        self._query = (
            (_READ_OF_TENANTS if self._share.tenants else _READ)
            .format(
                tenants=list(self._share.tenants),
                anywhere=self._anywhere.condition(),
                read_anywhere=read.condition(),
                in_share=self._in_share.condition(),
                low=self._share.low,
                high=self._share.high,
            )
            .as_bytes()
        )

    async def read(
        self, connection: AsyncConnection, after: int, up_to: int, piece: int
    ) -> Iterator[tuple[int, list[list[Recorded]]]]:
        """The events between the offsets, in pieces of so many, each decoded once when asked for.

        A piece is its last offset and a list for each target.
        """
        async with connection.cursor(binary=True) as cursor:
            await cursor.execute(self._query, (after, up_to), prepare=True)
            return self._pieces(await cursor.fetchall(), piece)

    def read_at_once(
        self, connection: Connection, after: int, up_to: int, piece: int
    ) -> Iterator[tuple[int, list[list[Recorded]]]]:
        """As `read`, for who has nothing else to do meanwhile.

        An event loop is woken for every 8 KB, which takes longer than to take the rows apart.
        """
        with connection.cursor(binary=True) as cursor:
            cursor.execute(self._query, (after, up_to), prepare=True)
            return self._pieces(cursor.fetchall(), piece)

    def _pieces(
        self, rows: Sequence[TupleRow], piece: int
    ) -> Iterator[tuple[int, list[list[Recorded]]]]:
        return (self._piece(rows[first : first + piece]) for first in range(0, len(rows), piece))

    def _piece(self, rows: Sequence[TupleRow]) -> tuple[int, list[list[Recorded]]]:
        batches: list[list[Recorded]] = [[] for _ in self._targets]
        low, high, _ = self._share
        in_share, anywhere = self._in_share, self._anywhere
        for row in rows:
            event = decoded(*row[:-1])
            takers = in_share if low <= row[-1] < high else anywhere
            for number in takers[event.type]:
                batches[number].append(event)
        return int(rows[-1][1]), list(map(_own, self._targets, batches))


class _Takers(dict[str, tuple[int, ...]]):
    """Which projections, by number, take an event of a type."""

    def __init__(self, projections: Mapping[int, Projection]) -> None:
        super().__init__()
        self._projections = projections

    def __missing__(self, event_type: str) -> tuple[int, ...]:
        self[event_type] = tuple(
            number
            for number, each in self._projections.items()
            if each.handle_of(event_type) is not None
        )
        return self[event_type]

    def condition(self) -> sql.Composable:
        """Which events of the log one of them takes."""
        if any(each.others is not None for each in self._projections.values()):
            return sql.SQL("true")
        types = {handled for each in self._projections.values() for handled in each.handles}
        return sql.SQL("type = ANY({})").format(sorted(types))


def _own(target: Target, batch: list[Recorded]) -> list[Recorded]:
    """The events that fall to the target, of those that it handles."""
    projection, share = target.projection, target.share
    if share == WHOLE or share.tenants or by_document(projection):
        return batch
    return [event for event in batch if share.holds(partition_of(projection, event))]

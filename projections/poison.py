"""Folding a batch so that one event that cannot be projected stops its own partition alone.

What the failed event changed is forgotten, its partition is parked, and later events of the
partition are passed over until it is rebuilt. What came before stays. So the outcome is the same
however the history was cut into batches.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from domain.event import Newer, Recorded, Unreadable
from projections.projection import Projection
from projections.rows import MemoryTables, TenantKey

REASON_CHARACTERS_MAX: Final = 500
NOT_READABLE: Final = "the bytes that the log holds cannot be read; `purvey verify` tells more"

Partition = tuple[str, str]  # tenant, and what `Projection.partition` says


class NewerEvent(Exception):
    """An event that a read model handles is of a schema that this program does not know.

    Nothing of the batch was folded that may be kept. A newer program goes on there, so its
    partition is not parked: that would need a rebuild afterwards.
    """

    def __init__(self, projection: Projection, event: Recorded) -> None:
        super().__init__(
            f"the event at offset {event.offset} ({event.type}, schema {event.metadata['schema']})"
            f" was stored by a newer version of Purvey, and {projection.name} reads it; run that"
            " version or a newer one, which goes on from there by itself"
        )
        self.offset = event.offset


class Parked(NamedTuple):
    """A partition that stands still, and the event that stopped it."""

    tenant: str
    partition: str
    offset: int
    position: int
    type: str
    reason: str


def wanted_rows(
    projection: Projection, batch: Iterable[Recorded]
) -> Mapping[str, Iterable[TenantKey]]:
    """The keys that folding the batch may touch, by entity table."""
    wanted: defaultdict[str, dict[TenantKey, None]] = defaultdict(dict)
    for event in batch:
        is_read = projection.by_metadata or type(event.data) is not Newer
        if is_read and projection.handle_of(event.type) is not None:
            try:
                for table, key in projection.keys(event):
                    wanted[table][(event.tenant, *key)] = None
            except (KeyError, TypeError, ValueError, AttributeError, IndexError):
                continue  # An event of an unforeseen shape: folding it fails too, and parks it.
    return wanted


def fold_batch(
    projection: Projection,
    batch: Sequence[Recorded],
    tables: MemoryTables,
    parked: set[Partition],
) -> list[Parked]:
    """Folds the batch into the tables; the partitions that were parked on the way.

    `parked` are those that stand still already; it is left as it is. Raises `NewerEvent`.
    """
    handles, others = projection.handles, projection.others
    by_data = not projection.by_metadata
    stopped: list[Parked] = []
    still, changes = set(parked), tables.changes
    for event in batch:
        handle = handles.get(event.type, others)
        if handle is None or (still and partition_of(projection, event) in still):
            continue
        try:
            if by_data and type(event.data) is not dict:
                _check_readable(projection, event)
            handle(event, tables)
        except NewerEvent:
            raise
        except Exception as error:  # why: whatever one event breaks must not stop the others.
            tables.discard(event)
            stopped.append(park(projection, event, error))
            still.add(partition_of(projection, event))
        else:
            if changes:
                tables.settle()
    return stopped


def _check_readable(projection: Projection, event: Recorded) -> None:
    if isinstance(event.data, Newer):
        raise NewerEvent(projection, event)
    if isinstance(event.data, Unreadable):
        raise ValueError(NOT_READABLE)


def without(batch: Sequence[Recorded], skipped: Collection[int]) -> Sequence[Recorded]:
    """The batch without the events at these offsets, which an operator had skipped."""
    return [each for each in batch if each.offset not in skipped] if skipped else batch


def park(projection: Projection, event: Recorded, error: Exception) -> Parked:
    """The entry about an event that could not be projected."""
    tenant, partition = partition_of(projection, event)
    reason = f"{type(error).__name__}: {error}"[:REASON_CHARACTERS_MAX]
    return Parked(tenant, partition, event.offset, event.position, event.type, reason)


def partition_of(projection: Projection, event: Recorded) -> Partition:
    """The event's partition; its stream when the read model cannot tell."""
    try:
        return event.tenant, projection.partition(event)
    except Exception:  # why: an event too odd to be placed is still parked, with its document.
        return event.tenant, event.stream

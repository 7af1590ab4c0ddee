"""The rows of one read model in memory, while a batch or a whole history is folded.

Pure: nothing here knows where rows are kept. A change is made at once and noted, so that `discard`
can take back what an event changed that fails; `settle` forgets the notes. Changes of one event to
one row become one version. The store reads `ended`, `closed` and `opened()` and writes them
(`adapters/postgres/read_rows.py`); the loop over events is in `runner.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from domain.event import Recorded
from projections.projection import OPEN_END, Cell, Projection, Row, Table

TenantKey = tuple[str, *tuple[Cell, ...]]  # the tenant, then the key


class ProjectionMistake(Exception):
    """A read model broke its own declaration; the event is parked with this reason."""


Current = tuple[Row, int]  # a row and the position from which it reads so
# A row and the positions from and to which it reads so, with its tenant.
Version = tuple[str, Row, int, int]
# Tenant, position, number within the event, recorded and effective time, and the row.
Fact = tuple[str, int, int, datetime, str, Row]


@dataclass(slots=True)
class Ended:
    """A stored row that is no longer current."""

    key: TenantKey
    valid_from: int
    valid_to: int


class EntityVersions:
    """The current rows of an entity table as far as they were loaded, and what became of them.

    `complete`: a row that was never put does not exist, as in a fold from the first event.
    """

    def __init__(self, table: Table, *, complete: bool, changes: "Changes") -> None:
        self.table = table
        self.complete = complete
        self.current: dict[TenantKey, Current | None] = {}
        self.stored: dict[TenantKey, int] = {}  # valid_from of rows that the store holds as current
        self.closed: list[Version] = []
        self.ended: list[Ended] = []
        self._changes = changes
        self._key_of = _key_reader(table)

    def loaded(self, tenant: str, row: Row, valid_from: int) -> None:
        """Takes over a current row from the store."""
        key = self._key_of(tenant, row)
        self.current[key] = (row, valid_from)
        self.stored[key] = valid_from

    def absent(self, key: TenantKey) -> None:
        """Takes over from the store that there is no current row of that key."""
        self.current.setdefault(key, None)

    def get(self, event: Recorded, *key: Cell) -> Row | None:
        """See `projection.EntityRows`."""
        found: TenantKey = (event.tenant, *key)
        version = self.current.get(found)
        if version is not None:
            return version[0]
        if not self.complete:
            self._refuse_unnamed(found)
        return None

    def put(self, event: Recorded, row: Row) -> None:
        """See `projection.EntityRows`."""
        tenant, position = event.tenant, event.position
        key = self._key_of(tenant, row)
        self._end(key, position)
        self.current[key] = (row, position)

    def remove(self, event: Recorded, *key: Cell) -> None:
        """See `projection.EntityRows`."""
        found: TenantKey = (event.tenant, *key)
        self._end(found, event.position)
        self._forget(found)

    def revert(self, key: TenantKey, former: Current | None, position: int) -> None:
        """Takes back the last change, which the event at that position made to `former`."""
        if former is None:
            self._forget(key)
            return
        self.current[key] = former
        if former[1] == position:
            return
        last = self.ended[-1] if self.ended else None
        if last is not None and (last.key, last.valid_from) == (key, former[1]):
            self.stored[key] = self.ended.pop().valid_from
        else:
            self.closed.pop()

    def opened(self) -> Iterator[Version]:
        """The current rows that the store does not hold yet."""
        for key, version in self.current.items():
            if version is not None and key not in self.stored:
                yield (key[0], *version, OPEN_END)

    def written(self, *, opened: bool) -> None:
        """The store holds what `ended` and `closed` say, and `opened` too where so told."""
        self.ended.clear()
        self.closed.clear()
        if opened:
            held = self.current.items()
            self.stored = {key: version[1] for key, version in held if version is not None}

    def _end(self, key: TenantKey, position: int) -> None:
        """What was current of that key reads so no longer; the caller says what is."""
        former = self.current.get(key)
        if former is None and not self.complete:
            self._refuse_unnamed(key)
        self._changes.append((self, key, former))
        if former is None:
            return
        if former[1] == position:
            return  # The same event changes it again: its first change is no version.
        if self.stored and key in self.stored:
            self.ended.append(Ended(key, self.stored.pop(key), position))
        else:
            self.closed.append((key[0], *former, position))

    def _forget(self, key: TenantKey) -> None:
        """There is no current row of that key."""
        if self.complete:
            self.current.pop(key, None)
        else:
            self.current[key] = None

    def _refuse_unnamed(self, key: TenantKey) -> None:
        """A row that was not loaded may exist nevertheless."""
        if key not in self.current:
            raise ProjectionMistake(
                f"{self.table.name} {key[1:]} is not among the rows that `keys` named; name it"
            )


# What an event changed so far: where, the key, and what was current before.
Changes = list[tuple[EntityVersions, TenantKey, Current | None]]


class FactList:
    """The facts that were added, in order."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.added: list[Fact] = []

    def add(self, event: Recorded, row: Row) -> None:
        """See `projection.FactRows`."""
        tenant, position = event.tenant, event.position
        added, number = self.added, 1
        if added:
            before = added[-1]
            if before[1] == position and before[0] == tenant:
                number = before[2] + 1
        moment = event.metadata["effective_at"]
        added.append((tenant, position, number, event.recorded_at, moment, row))

    def discard(self, event: Recorded) -> None:
        """Forgets the event's facts."""
        stamp = (event.tenant, event.position)
        while self.added and self.added[-1][:2] == stamp:
            self.added.pop()

    def written(self) -> None:
        """The store holds all of them."""
        self.added.clear()


class MemoryTables:
    """All tables of one read model; what `project` writes to."""

    def __init__(self, projection: Projection, *, complete: bool = False) -> None:
        self.changes: Changes = []  # of the event that is being folded
        self.entities = {
            table.name: EntityVersions(table, complete=complete, changes=self.changes)
            for table in projection.tables
            if table.kind == "entity"
        }
        self.facts = {
            table.name: FactList(table) for table in projection.tables if table.kind == "fact"
        }

    def entity(self, name: str) -> EntityVersions:
        """The rows of that entity table."""
        try:
            return self.entities[name]
        except KeyError:
            raise ProjectionMistake(f"no entity table {name!r} in this read model") from None

    def fact(self, name: str) -> FactList:
        """The rows of that fact table."""
        try:
            return self.facts[name]
        except KeyError:
            raise ProjectionMistake(f"no fact table {name!r} in this read model") from None

    def settle(self) -> None:
        """Makes the changes of an event final."""
        self.changes.clear()

    def discard(self, event: Recorded) -> None:
        """Takes back what an event changed before it failed."""
        for rows, key, former in reversed(self.changes):
            rows.revert(key, former, event.position)
        self.changes.clear()
        for facts in self.facts.values():
            facts.discard(event)

    def rows_in_memory(self) -> int:
        """How many rows are held, for the bound on memory."""
        return sum([len(rows.current) for rows in self.entities.values()])


def _key_reader(table: Table) -> Callable[[str, Row], TenantKey]:
    """Reads the key of a row, behind the tenant."""
    if len(table.key) == 1:
        (only,) = table.key
        return lambda tenant, row: (tenant, row[only])
    read = itemgetter(*table.key) if table.key else lambda row: ()
    return lambda tenant, row: (tenant, *read(row))

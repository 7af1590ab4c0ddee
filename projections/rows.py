"""The rows of one read model in memory, while a batch or a whole history is folded.

Pure: nothing here knows where rows are kept. What an event changes is pending until `settle`; an
event that fails is forgotten by `discard`, so it leaves no half-changed row. Changes of one event
to one row become one version. The store reads `ended`, `closed` and `opened()` and writes them
(`adapters/postgres/read_rows.py`); the loop over events is in `runner.py`.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter

from domain.event import Recorded
from projections.projection import OPEN_END, Cell, Key, Projection, Row, Table

TenantKey = tuple[Cell, ...]  # the tenant, then the key


class ProjectionMistake(Exception):
    """A read model broke its own declaration; the event is parked with this reason."""


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

    def __init__(self, table: Table, *, complete: bool, touched: "Touched") -> None:
        self.table = table
        self.complete = complete
        self.current: dict[TenantKey, tuple[Row, int] | None] = {}  # row and valid_from
        self.stored: dict[TenantKey, int] = {}  # valid_from of rows that the store holds as current
        self.closed: list[Version] = []
        self.ended: list[Ended] = []
        self._touched = touched
        self._pending: dict[TenantKey, Row | None] = {}
        self._key_of = _key_reader(table)

    def loaded(self, tenant: str, row: Row, valid_from: int) -> None:
        """Takes over a current row from the store."""
        key = (tenant, *self._key_of(row))
        self.current[key] = (row, valid_from)
        self.stored[key] = valid_from

    def absent(self, key: TenantKey) -> None:
        """Takes over from the store that there is no current row of that key."""
        self.current.setdefault(key, None)

    def get(self, event: Recorded, *key: Cell) -> Row | None:
        """See `projection.EntityRows`."""
        found = (event.tenant, *key)
        if found in self._pending:
            return self._pending[found]
        version = self.current.get(found)
        if version is not None:
            return version[0]
        if not self.complete:
            self._refuse_unnamed(found)
        return None

    def put(self, event: Recorded, row: Row) -> None:
        """See `projection.EntityRows`."""
        self._change((event.tenant, *self._key_of(row)), row)

    def remove(self, event: Recorded, *key: Cell) -> None:
        """See `projection.EntityRows`."""
        self._change((event.tenant, *key), None)

    def settle(self, position: int) -> None:
        """The event's changes are final: they are versions from its position on."""
        current, stored = self.current, self.stored
        for key, row in self._pending.items():
            former = current.get(key)
            if former is not None:
                if key in stored:
                    self.ended.append(Ended(key, stored.pop(key), position))
                else:
                    self.closed.append((str(key[0]), *former, position))
            if row is not None:
                current[key] = (row, position)
            elif self.complete:
                current.pop(key, None)
            else:
                current[key] = None
        self._pending.clear()

    def discard(self) -> None:
        """Forgets what the event changed."""
        self._pending.clear()

    def opened(self) -> Iterator[Version]:
        """The current rows that the store does not hold yet."""
        for key, version in self.current.items():
            if version is not None and key not in self.stored:
                yield (str(key[0]), *version, OPEN_END)

    def written(self, *, opened: bool) -> None:
        """The store holds what `ended` and `closed` say, and `opened` too where so told."""
        self.ended.clear()
        self.closed.clear()
        if opened:
            held = self.current.items()
            self.stored = {key: version[1] for key, version in held if version is not None}

    def _change(self, key: TenantKey, row: Row | None) -> None:
        if not self.complete:
            self._refuse_unnamed(key)
        if not self._pending:
            self._touched.append(self)
        self._pending[key] = row

    def _refuse_unnamed(self, key: TenantKey) -> None:
        """A row that was not loaded may exist nevertheless."""
        if key not in self.current:
            raise ProjectionMistake(
                f"{self.table.name} {key[1:]} is not among the rows that `keys` named; name it"
            )


class FactList:
    """The facts that were added, in order."""

    def __init__(self, table: Table, *, touched: "Touched") -> None:
        self.table = table
        self.added: list[Fact] = []
        self._touched = touched
        self._settled = 0

    def add(self, event: Recorded, row: Row) -> None:
        """See `projection.FactRows`."""
        number = len(self.added) - self._settled + 1
        if number == 1:
            self._touched.append(self)
        moment = event.metadata["effective_at"]
        self.added.append((event.tenant, event.position, number, event.recorded_at, moment, row))

    def settle(self, position: int) -> None:
        """The event's facts are final."""
        self._settled = len(self.added)

    def discard(self) -> None:
        """Forgets the event's facts."""
        del self.added[self._settled :]

    def written(self) -> None:
        """The store holds all of them."""
        self.added.clear()
        self._settled = 0


Touched = list[EntityVersions | FactList]


class MemoryTables:
    """All tables of one read model; what `project` writes to."""

    def __init__(self, projection: Projection, *, complete: bool = False) -> None:
        self._touched: Touched = []
        self.entities = {
            table.name: EntityVersions(table, complete=complete, touched=self._touched)
            for table in projection.tables
            if table.kind == "entity"
        }
        self.facts = {
            table.name: FactList(table, touched=self._touched)
            for table in projection.tables
            if table.kind == "fact"
        }

    def entity(self, name: str) -> EntityVersions:
        """The rows of that entity table."""
        if name not in self.entities:
            raise ProjectionMistake(f"there is no entity table {name!r} in this read model")
        return self.entities[name]

    def fact(self, name: str) -> FactList:
        """The rows of that fact table."""
        if name not in self.facts:
            raise ProjectionMistake(f"there is no fact table {name!r} in this read model")
        return self.facts[name]

    def settle(self, position: int) -> None:
        """Makes the changes of one event final."""
        for rows in self._touched:
            rows.settle(position)
        self._touched.clear()

    def discard(self) -> None:
        """Forgets the changes of one event."""
        for rows in self._touched:
            rows.discard()
        self._touched.clear()

    def pending_rows(self) -> int:
        """How many rows wait to be written, open ones apart."""
        ended = sum(len(rows.closed) + len(rows.ended) for rows in self.entities.values())
        return ended + sum(len(facts.added) for facts in self.facts.values())

    def rows_in_memory(self) -> int:
        """How many rows are held, for the bound on memory."""
        return sum(len(rows.current) for rows in self.entities.values())


def _key_reader(table: Table) -> Callable[[Row], Key]:
    """Reads the key of a row; a single column too as a tuple."""
    if len(table.key) != 1:
        return itemgetter(*table.key) if table.key else lambda row: ()
    (only,) = table.key
    return lambda row: (row[only],)

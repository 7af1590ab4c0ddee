"""The rows of one read model in memory, while a batch or a whole history is folded.

Pure: nothing here knows where rows are kept. What an event changes is pending until `settle`; an
event that fails is forgotten by `discard`, so it leaves no half-changed row. Changes of one event
to one row become one version. The store reads `ended`, `closed` and `opened` and writes them
(`adapters/postgres/read_rows.py`); the loop over events is in `runner.py`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import NamedTuple

from domain.event import Recorded
from projections.projection import OPEN_END, Cell, Key, Projection, Row, Table

TenantKey = tuple[Cell, ...]  # the tenant, then the key


class ProjectionMistake(Exception):
    """A read model broke its own declaration; the event is parked with this reason."""


class Version(NamedTuple):
    """A row and the positions from and to which it reads so."""

    tenant: str
    row: Row
    valid_from: int
    valid_to: int = OPEN_END


class Fact(NamedTuple):
    """One row of a fact table with the event's coordinates."""

    tenant: str
    position: int
    fact: int
    recorded_at: datetime
    effective_at: str
    row: Row


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

    def __init__(self, table: Table, *, complete: bool, touched: "list[EntityVersions]") -> None:
        self.table = table
        self.complete = complete
        self.current: dict[TenantKey, Version | None] = {}
        self.stored: dict[TenantKey, int] = {}  # valid_from of rows that the store holds as current
        self.opened: dict[TenantKey, Version] = {}
        self.closed: list[Version] = []
        self.ended: list[Ended] = []
        self._touched = touched
        self._pending: dict[TenantKey, Row | None] = {}
        self._key_of = _key_reader(table)

    def loaded(self, tenant: str, row: Row, valid_from: int) -> None:
        """Takes over a current row from the store."""
        key = (tenant, *self._key_of(row))
        self.current[key] = Version(tenant, row, valid_from)
        self.stored[key] = valid_from

    def absent(self, key: TenantKey) -> None:
        """Takes over from the store that there is no current row of that key."""
        self.current.setdefault(key, None)

    def get(self, event: Recorded, *key: Cell) -> Row | None:
        """See `projection.EntityRows`."""
        found = (event.tenant, *key)
        if found in self._pending:
            return self._pending[found]
        version = self._current(found)
        return None if version is None else version.row

    def put(self, event: Recorded, row: Row) -> None:
        """See `projection.EntityRows`."""
        self._change((event.tenant, *self._key_of(row)), row)

    def remove(self, event: Recorded, *key: Cell) -> None:
        """See `projection.EntityRows`."""
        self._change((event.tenant, *key), None)

    def settle(self, position: int) -> None:
        """The event's changes are final: they are versions from its position on."""
        for key, row in self._pending.items():
            former = self.current.get(key)
            if former is not None:
                self._end(key, former, position)
            if row is None:
                self.current[key] = None
            else:
                version = Version(str(key[0]), row, position)
                self.current[key] = self.opened[key] = version
        self._pending.clear()

    def discard(self) -> None:
        """Forgets what the event changed."""
        self._pending.clear()

    def written(self, *, opened: bool) -> None:
        """The store holds what `ended` and `closed` say, and `opened` too where so told."""
        self.ended.clear()
        self.closed.clear()
        if opened:
            self.stored |= {key: version.valid_from for key, version in self.opened.items()}
            self.opened.clear()

    def _end(self, key: TenantKey, former: Version, position: int) -> None:
        valid_from = self.stored.pop(key, None)
        if valid_from is None:
            del self.opened[key]
            self.closed.append(Version(former.tenant, former.row, former.valid_from, position))
        else:
            self.ended.append(Ended(key, valid_from, position))

    def _change(self, key: TenantKey, row: Row | None) -> None:
        self._current(key)
        if not self._pending:
            self._touched.append(self)
        self._pending[key] = row

    def _current(self, key: TenantKey) -> Version | None:
        version = self.current.get(key)
        if version is None and not self.complete and key not in self.current:
            raise ProjectionMistake(
                f"{self.table.name} {key[1:]} is not among the rows that `keys` named; name it"
            )
        return version


class FactList:
    """The facts that were added, in order."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.added: list[Fact] = []
        self.settled = 0

    def add(self, event: Recorded, row: Row) -> None:
        """See `projection.FactRows`."""
        added = self.added
        number = 1
        if len(added) > self.settled:
            number = added[-1].fact + 1
        effective_at = event.metadata["effective_at"]
        fact = Fact(event.tenant, event.position, number, event.recorded_at, effective_at, row)
        added.append(fact)

    def written(self) -> None:
        """The store holds all of them."""
        self.added.clear()
        self.settled = 0


class MemoryTables:
    """All tables of one read model; what `project` writes to."""

    def __init__(self, projection: Projection, *, complete: bool = False) -> None:
        self._touched: list[EntityVersions] = []
        self.entities = {
            table.name: EntityVersions(table, complete=complete, touched=self._touched)
            for table in projection.tables
            if table.kind == "entity"
        }
        self.facts = {
            table.name: FactList(table) for table in projection.tables if table.kind == "fact"
        }
        self._fact_lists = tuple(self.facts.values())

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
        for facts in self._fact_lists:
            facts.settled = len(facts.added)

    def discard(self) -> None:
        """Forgets the changes of one event."""
        for rows in self._touched:
            rows.discard()
        self._touched.clear()
        for facts in self._fact_lists:
            del facts.added[facts.settled :]

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

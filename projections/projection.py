"""The contract of a read model.

A projection declares its tables and a pure `project`. The runner hands it batches in log order; the
rows that `keys` names are fetched once per batch, folded in memory and flushed in one transaction
with the cursor. The same function serves live batches, rebuild, verification and as-of.

Two kinds of tables. *Entity* tables are temporal: each row is valid from one position of the
tenant's history up to, not including, another; `key` finds the current row. *Fact* tables are
append-only: one row per event and `fact` number, stamped with position, recorded and effective
time. Both have a `tenant_no` and answer for any past position by a WHERE clause.

The in-memory rows are in `rows.py`, the loop over batches in `runner.py`, the tables themselves in
`adapters/postgres/read_tables.py`, the questions to them in `adapters/postgres/read_query.py`.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final, Literal, LiteralString, Protocol

from domain.event import Recorded

OPEN_END: Final = 2**63 - 1  # `valid_to` of a row that is current.

Kind = Literal["entity", "fact"]
ColumnType = Literal[
    "text", "bigint", "integer", "numeric", "date", "timestamptz", "boolean", "jsonb"
]
Cell = str | int | bool | None
Key = tuple[Cell, ...]
# By column type: text, numeric, date and timestamptz are the strings that events hold, integers are
# int, boolean is bool, jsonb is any JSON value without floats. A column left out of a row is null.
Row = dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """How rows of an entity table follow from facts alone, so that they answer on both clocks.

    `sql`: a SELECT from `{facts}`, rows of the table `facts`, of all columns of the entity table,
    and `valid_from`, the position of the last fact that a row is made of. Over the facts up to a
    position it gives the rows that the entity table has there.
    """

    facts: "Table"
    sql: LiteralString


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """One table of a read model. System columns are added by the store.

    `key`: entity tables only, unique among current rows of a tenant; text or integers, never null.
    `selectors`: columns that lists filter on by equality, the most used first; each gets one index
    over current rows and one over closed versions, so name few. Not numeric, jsonb, timestamptz.
    `order`: entity tables only, the columns lists are sorted by, never null; the key is appended.
    Facts are sorted by position. `descending` turns either round: newest first.
    `sums`: entity tables only, whose rows are no more than sums of facts.
    """

    name: str
    kind: Kind
    columns: Mapping[str, ColumnType]
    key: tuple[str, ...] = ()
    selectors: tuple[str, ...] = ()
    order: tuple[str, ...] = ()
    descending: bool = False
    sums: Sums | None = None

    @property
    def on_both_clocks(self) -> bool:
        """Whether its rows answer by effective time, too."""
        return self.kind == "fact" or self.sums is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class LogTable(Table):
    """Facts that the log itself holds, one for each event: they are read there, and copied nowhere.

    `expressions`: each column in SQL, by `e`, the row of `log.event`, and `told`, its metadata.
    `runs`: the entity table that says where in the history a selector has a value. Its rows have a
    `selector`, a `value`, of which they know the first `run_characters`, `first`, which is where
    the row begins, and `span`: such events stand among so many positions from there on.
    """

    expressions: Mapping[str, str]
    runs: str
    run_characters: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Documents:
    """What stands behind one row of an answer: rows of a table, or another question.

    `of` names it. `by` says what chooses them: a column of that table, or a parameter of that
    question, and the column of the row that has its value; `where` is what all of them have. A
    question's parameter is left out where the row has no value.
    """

    of: str
    by: Mapping[str, str]
    where: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """A question beyond filtered lists: sums and counts, now or as of any position.

    `sql` is a SELECT in which `{table}` stands for the rows of that table of this read model that
    were current at the asked position (facts: recorded up to it), of the asking tenant only; the
    columns are the table's own, and `valid_from` or `position`, `recorded_at`, `effective_at`.
    `also` names other read models whose tables it reads as well; now is then the last position that
    all of them have reached, so that the figures agree. Values are `%(name)s`, each named in
    `parameters` with its type; one that is not given is null. `documents`: where whoever doubts a
    row finds what it is made of; a row that is of one document leads there. `ages`: it reckons up
    to its parameter `day`, by default the day of the moment that is asked for, where that is a
    time, else that of the last fact that it is made of.
    A literal percent sign is written `%%`. Name each result column; order the rows.
    """

    name: str
    why: str  # what it answers, in one sentence
    sql: str
    documents: Documents
    parameters: Mapping[str, ColumnType] = field(default_factory=dict)
    also: tuple[str, ...] = ()
    ages: bool = False


class EntityRows(Protocol):
    """The rows of one entity table that a batch may touch."""

    def get(self, event: Recorded, *key: Cell) -> Row | None:
        """The current row of the event's tenant. Never changed in place: `put` takes a new one."""
        ...

    def put(self, event: Recorded, row: Row) -> None:
        """The row reads so from the event's position on."""
        ...

    def remove(self, event: Recorded, *key: Cell) -> None:
        """The row ends before the event's position."""
        ...


class FactRows(Protocol):
    """The rows that a batch adds to one fact table."""

    def add(self, event: Recorded, row: Row) -> None:
        """One more fact of the event; several are numbered in the order in which they come."""
        ...


class Tables(Protocol):
    """What a projection writes to, by table name."""

    def entity(self, name: str) -> EntityRows: ...
    def fact(self, name: str) -> FactRows: ...


Handle = Callable[[Recorded, Tables], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Projection:
    """One read model.

    `handles`: per event type, the function that folds one event into the tables; other types are
    skipped without being decoded twice. It must not depend on anything but event and rows.
    `others`: the function for all types that `handles` does not name, where none is to be skipped.
    `keys`: the current rows that folding this event may get, put or remove, as (table, key), new
    ones included; touching another row is a mistake that parks the event. Called for handled types.
    `by_metadata`: handlers read nothing of `Recorded.data`, which may be empty or unreadable.
    `from_log`: a table that the log itself holds; nothing is folded into it.
    `partition`: events with the same value never need each other's order to be split over workers;
    it is also the unit that is parked when an event cannot be projected.
    """

    name: str
    version: int
    why: str  # which screen or report reads it, in one sentence
    tables: tuple[Table, ...]
    handles: Mapping[str, Handle]
    keys: Callable[[Recorded], Iterable[tuple[str, Key]]]
    partition: Callable[[Recorded], str]
    main: str  # the table that `purvey as-of` and list queries read by default
    queries: tuple[Query, ...] = ()
    others: Handle | None = None
    by_metadata: bool = False
    from_log: LogTable | None = None

    @property
    def listed(self) -> tuple[Table, ...]:
        """All tables that can be asked."""
        return self.tables if self.from_log is None else (*self.tables, self.from_log)

    def handle_of(self, event_type: str) -> Handle | None:
        """What folds events of that type, if anything does."""
        return self.handles.get(event_type, self.others)

    def table(self, name: str) -> Table:
        """The table of that name; KeyError when the read model has none."""
        return {table.name: table for table in self.listed}[name]


def project(projection: Projection, batch: Iterable[Recorded], tables: Tables) -> None:
    """Folds a batch, in log order, into the tables. Pure but for `tables`."""
    for event in batch:
        handle = projection.handle_of(event.type)
        if handle is not None:
            handle(event, tables)

"""Histories in memory, and what read models make of them: no database, the real fold.

A `Story` gives events the coordinates that the log would give them. `fold` works as the runner
does: for each batch it loads the rows that `keys` names and no others, and keeps what comes out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from domain.event import Event, Recorded
from domain.ids import derived_id
from projections.poison import Parked, Partition, fold_batch, wanted_rows
from projections.projection import Projection, Row, Table
from projections.rows import Fact, MemoryTables, TenantKey, Version

START: Final = datetime(2026, 3, 1, 9, tzinfo=UTC)
MOMENT: Final = "%Y-%m-%dT%H:%M:%S.%fZ"
TENANT: Final = "north"


@dataclass
class Story:
    """A tenant's history that grows; an hour passes before each `happens`."""

    events: list[Recorded] = field(default_factory=list)
    clock: datetime = START
    versions: dict[str, int] = field(default_factory=dict)

    def happens(
        self, stream: str, *facts: Event, number: str = "N-1", facility: str | None = "NORTH"
    ) -> "Story":
        """One command records these facts of one document."""
        self.clock += timedelta(hours=1)
        for fact in facts:
            self.events.append(self._recorded(stream, fact, number, facility))
        return self

    def _recorded(self, stream: str, fact: Event, number: str, facility: str | None) -> Recorded:
        position = len(self.events) + 1
        self.versions[stream] = self.versions.get(stream, 0) + 1
        return Recorded(
            epoch=1,
            offset=position,
            tenant=TENANT,
            position=position,
            stream=stream,
            version=self.versions[stream],
            type=fact.TYPE,
            recorded_at=self.clock,
            metadata=metadata(position, self.clock, number, facility),
            data=fact.model_dump(mode="json", exclude_none=True),
        )


def metadata(position: int, moment: datetime, number: str, facility: str | None) -> dict[str, Any]:
    """What stands around an event, by bella."""
    told = {
        "event_id": derived_id("test", str(position)),
        "command_id": f"command-{position}",
        "correlation_id": "story",
        "actor": {"type": "human", "id": "bella"},
        "effective_at": moment.strftime(MOMENT),
        "number": number,
        "schema": 1,
    }
    return told | ({"facility": facility, "legal_entity": "NHS"} if facility else {})


@dataclass
class Folded:
    """What a history left in the tables of one read model."""

    rows: dict[str, dict[TenantKey, Version]] = field(default_factory=dict)
    ended: dict[str, list[Version]] = field(default_factory=dict)
    facts: dict[str, list[Fact]] = field(default_factory=dict)
    parked: list[Parked] = field(default_factory=list)

    def table(self, name: str) -> list[Row]:
        """The current rows, or the facts, of a table."""
        if name in self.facts:
            return [fact[-1] for fact in self.facts[name]]
        return [version[1] for version in self.rows[name].values()]

    def row(self, name: str) -> Row:
        """The only row."""
        (row,) = self.table(name)
        return row

    def by(self, name: str, column: str) -> dict[Any, Row]:
        """The rows by a column that is unique."""
        found = {row[column]: row for row in self.table(name)}
        assert len(found) == len(self.table(name)), f"{column} is not unique"
        return found

    def versions(self, name: str) -> list[tuple[int, int, Row]]:
        """Every version of every row in order of the alphabet: from, to, and how it read."""
        every = [*self.ended[name], *self.rows[name].values()]
        return sorted(((start, end, row) for _, row, start, end in every), key=str)


def fold(
    projection: Projection, history: Sequence[Recorded], batch_events: int = 1, parks: bool = False
) -> Folded:
    """Folds in batches of this size; an event that parks fails the test, unless told otherwise."""
    kept = Folded()
    for table in projection.tables:
        if table.kind == "fact":
            kept.facts[table.name] = []
        else:
            kept.rows[table.name], kept.ended[table.name] = {}, []
    still: set[Partition] = set()
    if projection.from_log is not None:
        kept.facts[projection.from_log.name] = [audited(each) for each in history]
    for first in range(0, len(history), batch_events):
        batch = history[first : first + batch_events]
        tables = _loaded(projection, wanted_rows(projection, batch), kept)
        stopped = fold_batch(projection, batch, tables, still)
        still |= {(each.tenant, each.partition) for each in stopped}
        kept.parked += stopped
        _take_over(kept, tables)
    assert parks or not kept.parked, kept.parked[:3]
    return kept


def audited(event: Recorded) -> Fact:
    """The row of the audit trail that the log itself holds."""
    around = event.metadata
    actor, reason = around["actor"], around.get("reason")
    document, _, document_id = event.stream.partition("/")
    row = {
        "event_id": around["event_id"],
        "type": event.type,
        "document": document,
        "document_id": document_id,
        "number": around["number"],
        "version": event.version,
        "actor_type": actor["type"],
        "actor_id": actor["id"],
        "on_behalf_of": actor.get("on_behalf_of"),
        "legal_entity": around.get("legal_entity"),
        "facility": around.get("facility"),
        "reason_code": reason["code"] if reason else None,
        "command_id": around["command_id"],
        "correlation_id": around["correlation_id"],
        "causation_id": around.get("causation_id"),
    }
    return event.tenant, event.position, 1, event.recorded_at, around["effective_at"], row


def _loaded(
    projection: Projection, wanted: Mapping[str, Iterable[TenantKey]], kept: Folded
) -> MemoryTables:
    tables = MemoryTables(projection)
    for name, keys in wanted.items():
        rows = tables.entity(name)
        for key in keys:
            version = kept.rows[name].get(key)
            if version is None:
                rows.absent(key)
            else:
                tenant, row, valid_from, _ = version
                rows.loaded(tenant, row, valid_from)
    return tables


def _take_over(kept: Folded, tables: MemoryTables) -> None:
    for name, rows in tables.entities.items():
        for gone in rows.ended:
            tenant, row, valid_from, _ = kept.rows[name].pop(gone.key)
            kept.ended[name].append((tenant, row, valid_from, gone.valid_to))
        kept.ended[name] += rows.closed
        for version in rows.opened():
            tenant, row, *_ = version
            _check_columns(rows.table, row)
            kept.rows[name][tenant, *(row[column] for column in rows.table.key)] = version
    for name, facts in tables.facts.items():
        for fact in facts.added:
            _check_columns(facts.table, fact[-1])
        kept.facts[name] += facts.added


def _check_columns(table: Table, row: Row) -> None:
    """A row has the columns of its table, all of them: none is forgotten, none made up."""
    wrong = row.keys() ^ table.columns.keys()
    assert not wrong, f"{table.name}: {wrong}"

"""Where the rows of a table come from: now, or as they were at a position or an effective time.

Entity tables: now = the rows without an end; as of P = those of them that began by then, and the
closed versions kept at one of P's forks (`read_fork.py`). Fact tables: all facts up to a position,
or up to an effective time. A source shows one tenant: row-level security enforces it, the
condition on `tenant_no` lets the indexes use it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from psycopg import sql

from adapters.postgres.read_fork import forks_at
from adapters.postgres.read_tables import identifiers
from projections.projection import OPEN_END, Table

EXTRA_COLUMNS: Final = {
    "entity": ("valid_from",),
    "fact": ("position", "fact", "recorded_at", "effective_at"),
}


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment of an answer; neither given means now.

    Documents answer by `position`. Facts answer by `effective_at` where it is given, counting all
    that is known today, else by `position`.
    """

    position: int | None = None
    effective_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the serving generation, for one tenant whose history is `head` long."""

    table: Table
    schema: str
    tenant_no: int
    head: int

    def rows(self, as_of: AsOf, conditions: Sequence[sql.Composable] = ()) -> sql.Composed:
        """A SELECT of all the table's columns; conditions may name them."""
        if self.table.kind == "fact":
            return self._select(*conditions, *_facts(as_of))
        if as_of.position is None or as_of.position >= self.head:
            return self._select(*conditions, _CURRENT)
        return self._as_of(as_of.position, conditions)

    def walks(self, as_of: AsOf) -> bool:
        """Whether an index gives the rows in order of lists, so that a page reads but itself."""
        past = as_of.position is not None and as_of.position < self.head
        return not (past and self.table.kind == "entity")

    def _as_of(self, position: int, conditions: Sequence[sql.Composable]) -> sql.Composed:
        began = sql.SQL("valid_from <= {}").format(sql.Literal(position))
        forks = sql.Literal(forks_at(position, self.head)) if position > 0 else sql.Literal([])
        kept = sql.SQL("fork = ANY ({}::bigint[])").format(forks)
        ends = sql.SQL("valid_to > {}").format(sql.Literal(position))
        return sql.SQL("{} UNION ALL {}").format(
            self._select(*conditions, _CURRENT, began),
            self._select(*conditions, _CLOSED, kept, ends, began),
        )

    def _select(self, *conditions: sql.Composable) -> sql.Composed:
        columns = [*self.table.columns, *EXTRA_COLUMNS[self.table.kind]]
        tenant = sql.SQL("tenant_no = {}").format(sql.Literal(self.tenant_no))
        return sql.SQL("SELECT {} FROM {} WHERE {}").format(
            identifiers(columns),
            sql.Identifier(self.schema, self.table.name),
            sql.SQL(" AND ").join([tenant, *conditions]),
        )


_CURRENT: Final = sql.SQL("valid_to = {}").format(sql.Literal(OPEN_END))
_CLOSED: Final = sql.SQL("valid_to < {}").format(sql.Literal(OPEN_END))


def _facts(as_of: AsOf) -> tuple[sql.Composable, ...]:
    if as_of.effective_at is not None:
        return (sql.SQL("effective_at <= {}").format(sql.Literal(as_of.effective_at)),)
    if as_of.position is not None:
        return (sql.SQL("position <= {}").format(sql.Literal(as_of.position)),)
    return ()

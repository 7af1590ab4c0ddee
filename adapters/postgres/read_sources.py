"""Where the rows of a table come from: now, or as they were at a position or an effective time.

Entity tables: now = the rows without an end; as of P = those of them that began by then, and the
closed versions kept at one of P's forks (`read_fork.py`). Fact tables: all facts up to a position,
up to an effective time, or up to both; entity tables that are sums of facts are summed up from such
facts where a time is asked for. A source shows one tenant: row-level security enforces it, the
condition on `tenant_no` lets the indexes use it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Final, Literal

from psycopg import sql

from adapters.postgres.read_fork import forks_at
from adapters.postgres.read_log_table import all_rows
from adapters.postgres.read_tables import LASTED, identifiers
from projections.projection import OPEN_END, LogTable, Table
from replay.errors import OneClockOnly

EXTRA_COLUMNS: Final = {
    "entity": ("valid_from",),
    "fact": ("position", "fact", "recorded_at", "effective_at"),
}


@dataclass(frozen=True, slots=True)
class AsOf:
    """The moment of an answer; neither given means now.

    Documents answer by `position`. Facts, and sums of them, answer by `effective_at` where it is
    given, counting all that is known today, else by `position`. `both`: by `effective_at`, counting
    what was known at `position`; documents do not answer so.
    `day` is that of the moment where it is a time: up to there questions reckon ages.
    """

    position: int | None = None
    effective_at: datetime | None = None
    both: bool = False
    day: date | None = None

    @property
    def by_effect(self) -> bool:
        """Whether facts count by their effective time alone."""
        return self.effective_at is not None and not self.both


Mode = Literal["now", "position", "effective", "both"]
BY_EFFECT: Final = ("effective", "both")
FACTS_OF: Final = "{facts}"  # in the text of sums


@dataclass(frozen=True, slots=True)
class Source:
    """One table of the serving generation, for one tenant whose history is `head` long."""

    table: Table
    schema: str
    tenant_no: int
    head: int

    def mode(self, as_of: AsOf) -> Mode:
        """How the rows of that moment are found; the statement depends on nothing else of it.

        Raises `OneClockOnly`.
        """
        if as_of.both:
            if not self.table.on_both_clocks:
                raise OneClockOnly(self.table.name)
            return "both"
        if self.table.on_both_clocks and as_of.effective_at is not None:
            return "effective"
        past = as_of.position is not None and as_of.position < self.head
        return "position" if past else "now"

    def values(self, as_of: AsOf) -> dict[str, object]:
        """The values of the placeholders that the statement may hold."""
        position = self.head if as_of.position is None else as_of.position
        return {
            "entered_tenant": self.tenant_no,
            "entered_position": position,
            "entered_head": self.head,
            "entered_forks": forks_at(position, self.head) if position > 0 else [],
            "entered_effective": as_of.effective_at,
        }

    def rows(self, mode: Mode) -> sql.Composed:
        """A SELECT of all the table's columns, for all rows of the moment."""
        current, closed = self.branches(mode)
        return current if closed is None else sql.SQL("{} UNION ALL {}").format(current, closed)

    def branches(
        self,
        mode: Mode,
        conditions: Sequence[sql.Composable] = (),
        named: Mapping[str, sql.Placeholder] | None = None,
    ) -> tuple[sql.Composed, sql.Composed | None]:
        """The rows of the moment that still stand, and those that ended since, if any can have.

        `named`: the values that the conditions ask of columns. If a selector is among them,
        closed versions are found in its index; else in the index of all of them.
        """
        if self.table.kind == "fact":
            return self.select(*conditions, *FACTS[mode], named=named), None
        if mode in BY_EFFECT:
            return self.summed(FACTS[mode], conditions), None
        if mode == "now":
            return self.select(*conditions, CURRENT), None
        lasted = (LASTED,) if set(named or ()).isdisjoint(self.table.selectors) else ()
        return (
            self.select(*conditions, CURRENT, _BEGAN),
            self.select(*conditions, CLOSED, _KEPT, _BEGAN, *lasted),
        )

    def summed(
        self, among: Sequence[sql.Composable], conditions: Sequence[sql.Composable] = ()
    ) -> sql.Composed:
        """A SELECT of the rows that the facts among those sum up to."""
        sums = self.table.sums
        assert sums is not None, "the table is one of sums"
        facts = replace(self, table=sums.facts).select(*among)
        before, after = map(sql.SQL, sums.sql.split(FACTS_OF))
        return sql.SQL("SELECT {} FROM ({}({}){}) t WHERE {}").format(
            identifiers([*self.table.columns, *EXTRA_COLUMNS["entity"]]),
            *(before, facts, after),
            sql.SQL(" AND ").join([sql.SQL("true"), *conditions]),
        )

    def select(
        self, *conditions: sql.Composable, named: Mapping[str, sql.Placeholder] | None = None
    ) -> sql.Composed:
        """A SELECT of all the table's columns, for the tenant's rows that meet the conditions."""
        columns = identifiers([*self.table.columns, *EXTRA_COLUMNS[self.table.kind]])
        place: sql.Composable = sql.Identifier(self.schema, self.table.name)
        if isinstance(self.table, LogTable):  # It shows the tenant that was entered alone.
            place, of_tenant = sql.SQL("({})").format(all_rows(self.table, named)), sql.SQL("true")
        else:
            of_tenant = _TENANT
        return sql.SQL("SELECT {} FROM {} t WHERE {}").format(
            columns, place, sql.SQL(" AND ").join([of_tenant, *conditions])
        )


_TENANT: Final = sql.SQL("tenant_no = %(entered_tenant)s::integer")
CURRENT: Final = sql.SQL("valid_to = {}").format(sql.Literal(OPEN_END))
CLOSED: Final = sql.SQL("valid_to < {}").format(sql.Literal(OPEN_END))
_BEGAN: Final = sql.SQL("valid_from <= %(entered_position)s::bigint")
_KEPT: Final = sql.SQL(
    "fork = ANY (%(entered_forks)s::bigint[]) AND valid_to > %(entered_position)s::bigint"
)
_KNOWN: Final = sql.SQL("position <= %(entered_position)s::bigint")
_HAPPENED: Final = sql.SQL("effective_at <= %(entered_effective)s::timestamptz")
FACTS: Final[dict[Mode, tuple[sql.Composable, ...]]] = {
    "now": (),
    "position": (_KNOWN,),
    "effective": (_HAPPENED,),
    "both": (_KNOWN, _HAPPENED),
}

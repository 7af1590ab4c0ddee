"""The questions of a read model: a declared SELECT over its tables, and over those of others.

Every read model has a cursor of its own. A question over several of them, asked for now, is asked
for the last position that all have reached: what one knows already, another may not know yet.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Final, LiteralString, cast

from psycopg import AsyncConnection, sql
from psycopg.errors import InvalidParameterValue

from adapters.postgres.read_serving import Serving, source_of
from adapters.postgres.read_sources import AsOf, Source
from adapters.postgres.read_values import parse, plain
from projections.projection import Cell, Projection, Query, Row
from replay.errors import UnfitValue, UnknownColumn, UnknownQuery

_TABLE: Final = re.compile(r"\{(\w+)\}")
_ZONE_EXPECTED: Final = "a time zone that PostgreSQL knows, such as America/New_York"
_PARAMETER: Final = re.compile(r"%\((\w+)\)s")


class Question:
    """One question at one moment, over the read models that it is asked of: its own first."""

    def __init__(
        self, query: Query, asked: Sequence[tuple[Projection, Serving]], as_of: AsOf
    ) -> None:
        self._query = query
        self.servings = [serving for _, serving in asked]
        reached = {serving.position for serving in self.servings}
        apart = as_of.position is None and len(reached) > 1
        self._sources: dict[str, Source] = {
            table.name: source_of(table, serving)
            for projection, serving in asked
            for table in projection.listed
        }
        as_of = replace(as_of, position=min(reached)) if apart else as_of
        tables = [self._sources[name].table for name in _TABLE.findall(query.sql)]
        by_effect = as_of.both or all(each.on_both_clocks for each in tables)
        # All that is joined goes by one clock, and documents have the position alone.
        self._as_of = as_of if by_effect else replace(as_of, effective_at=None)

    def day(self, given: Mapping[str, Cell]) -> str | None:
        """The day up to which ages are reckoned; none: that of the last fact, or nothing ages."""
        if not self._query.ages:
            return None
        if given.get("day") is not None:
            return str(given["day"])
        return None if self._as_of.day is None else self._as_of.day.isoformat()

    @property
    def by_effect(self) -> bool:
        """Whether the answer is of all that is known today, by its effective time."""
        return self._as_of.by_effect

    async def rows(self, connection: AsyncConnection, given: Mapping[str, Cell]) -> list[Row]:
        """The rows of the answer; raises `UnknownColumn` and `UnfitValue`."""
        values = self._values(given)
        async with connection.cursor() as cursor:
            if self._joins:
                await cursor.execute("SET LOCAL enable_nestloop = off")
            try:
                await cursor.execute(self._statement(), values)
            except InvalidParameterValue as error:
                if given.get("zone") is None:
                    raise
                raise UnfitValue("zone", given["zone"], _ZONE_EXPECTED) from error
            names = [column.name for column in cursor.description or ()]
            found = await cursor.fetchall()
            if self._joins:
                await cursor.execute("SET LOCAL enable_nestloop = on")
        return [dict(zip(names, map(plain, cells), strict=True)) for cells in found]

    @property
    def _joins(self) -> bool:
        """Whether tables are joined: then all of each is read, which no plan for a few rows should.

        Of rows of the past, and of those that a null tells apart, the planner expects a handful
        where there are thousands, and would walk one table for each row of another.
        """
        return len(set(_TABLE.findall(self._query.sql))) > 1

    def _statement(self) -> sql.Composed:
        """The query's text with its tables as subqueries and its parameters typed."""
        kinds = self._query.parameters
        text = _PARAMETER.sub(lambda found: f"%({found[1]})s::{kinds[found[1]]}", self._query.sql)
        parts: list[sql.Composable] = []
        for number, piece in enumerate(_TABLE.split(text)):
            if number % 2:
                source = self._sources[piece]
                parts.append(sql.SQL("({})").format(source.rows(source.mode(self._as_of))))
            else:
                # why a cast: the text is declared in projections/, never input.
                parts.append(sql.SQL(cast("LiteralString", piece)))
        return sql.Composed(parts)

    def _values(self, given: Mapping[str, Cell]) -> dict[str, object]:
        """The values of the statement's placeholders."""
        kinds = self._query.parameters
        if self._query.ages:
            given = {**given, "day": self.day(given)}
        for name in given:
            if name not in kinds:
                raise UnknownColumn(self._query.name, name, kinds)
        # Forks depend on how long history is: those of the longest hold those of the others.
        longest = max(self._sources.values(), key=lambda source: source.head)
        told = {name: parse(name, kind, given.get(name)) for name, kind in kinds.items()}
        seen = min(source.head for source in self._sources.values())  # By all of them.
        return told | longest.values(self._as_of) | {"entered_head": seen}


def question(projection: Projection, name: str) -> Query:
    """The read model's query of that name; raises `UnknownQuery`."""
    found = {query.name: query for query in projection.queries}
    if name not in found:
        raise UnknownQuery(projection.name, name, found)
    return found[name]

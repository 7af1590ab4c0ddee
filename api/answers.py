"""What is read from one view: a page of a table, a question's answer, a document with its parts.

Answers are plain JSON objects; `schemas.py` describes the same ones. Each tells what it rests on:
position and epoch, for a time also the clock, which versions of read models and, where its rows say
so, of policies, how many documents cannot be followed, and how many events were skipped.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from api.policies_in_force import policies_in_force
from api.tables import path_of
from api.wiring.history import CANDIDATES_MAX, AmbiguousNumber
from api.wiring.service import Answer, AsOf, View, at_moment
from application.errors import NotFound
from domain.ids import UUID_PATTERN
from projections.projection import Cell, Projection, Query, Row, Table
from replay.as_of import Moment

PART_ROWS_MAX: Final = 500  # Of one page, when a document's parts are gathered.
AUDIT_TRAIL: Final = "audit_trail"
# Columns that say by which version of which policy the document was judged.
POLICIES: Final = {"tolerance_version": "tolerances", "policy_version": "approval_routes"}

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reading:
    """One view, at one moment; none: now."""

    view: View
    moment: Moment | None

    @property
    def as_of(self) -> AsOf:
        """The moment as the read models take it."""
        return at_moment(self.moment)

    @property
    def until(self) -> int | None:
        """The position that history is told up to; none: its end."""
        return self.as_of.position

    async def page(
        self,
        projection: Projection,
        table: Table,
        filters: Mapping[str, Cell],
        after: str | None,
        limit: int,
    ) -> Json:
        """One page of a table; `next` is where it goes on, none at the end."""
        answer = await self.view.rows(
            projection.name, filters, table=table.name, as_of=self.as_of, after=after, limit=limit
        )
        return {"data": answer.rows, "next": answer.next, **await self.resting(answer)}

    async def answer(
        self, projection: Projection, query: Query, parameters: Mapping[str, Cell]
    ) -> Json:
        """The whole answer of one of a read model's questions, and where its documents are."""
        answer = await self.view.answer(projection.name, query.name, parameters, as_of=self.as_of)
        told = {"data": answer.rows, **await self.resting(answer)}
        return {**told, "documents": documents_of(query)}

    async def one(self, projection: Projection, aggregate: str, document: str) -> Json:
        """A document with its parts, and the version that `If-Match` names."""
        column = key_column(projection)
        answer = await self._found(projection, document)
        (row,) = answer.rows
        parts = {
            part_name(table): await self._part(projection, table, row[column])
            for table in parts_of(projection)
        }
        position = AsOf(position=self.until)
        named = {"document": aggregate, "document_id": row[column]}
        trail = await self.view.rows(AUDIT_TRAIL, named, as_of=position, limit=1)
        return {
            "data": {**row, **parts},
            "version": trail.rows[0]["version"],
            **await self.resting(answer),
        }

    async def key_of(self, projection: Projection, document: str) -> str:
        """The id of a document that is named by id or number."""
        answer = await self._found(projection, document)
        return str(answer.rows[0][key_column(projection)])

    async def _found(self, projection: Projection, document: str) -> Answer:
        key = key_column(projection)
        column = key if re.fullmatch(UUID_PATTERN, document) else "number"
        answer = await self.view.rows(
            projection.name, {column: document}, as_of=self.as_of, limit=CANDIDATES_MAX
        )
        if not answer.rows:
            then = "" if self.moment is None else " as of that moment"
            raise NotFound(f"There is no {document!a} in {projection.name}{then}.", asked=document)
        if len(answer.rows) > 1:
            raise AmbiguousNumber(
                f"{document!a} names several of {projection.name}; use one of their ids.",
                candidates=[row[key] for row in answer.rows],
            )
        return answer

    async def _part(self, projection: Projection, table: Table, key: Cell) -> list[Row]:
        """All rows of the document, by position even where they are facts: it is one answer."""
        rows: list[Row] = []
        after: str | None = None
        while True:
            answer = await self.view.rows(
                projection.name,
                {key_column(projection): key},
                table=table.name,
                as_of=AsOf(position=self.until),
                after=after,
                limit=PART_ROWS_MAX,
            )
            rows += answer.rows
            after = answer.next
            if after is None:
                return rows

    async def resting(self, answer: Answer) -> Json:
        """As `standing`, with the versions of policies that are in force at the moment."""
        in_force = await policies_in_force(self.view, answer.versions, self.moment)
        return self.standing(answer) | ({"policies_in_force": in_force} if in_force else {})

    def standing(self, answer: Answer) -> Json:
        """What the answer rests on.

        Facts and sums of them answer a time on the effective clock by what is known today;
        everything else by the last position that had taken effect: of what it holds some was
        learned later, and some had not taken effect.
        """
        told: Json = {"position": answer.position, "epoch": answer.epoch, "parked": answer.parked}
        told["skipped"] = answer.skipped
        told["versions"] = dict(answer.versions)
        if answer.parked_keys:
            told["parked_keys"] = list(answer.parked_keys)
        if answer.day is not None:
            told["day"] = answer.day
        if policies := policies_of(answer.rows):
            told["policies"] = policies
        moment = self.moment
        if moment is None:
            return told
        if moment.effective_at is not None:
            told["effective_at"] = moment.effective_at
        if not answer.by_effect:
            told["position"] = moment.position
        if moment.clock is not None:
            told["clock"] = moment.clock
            told["at"] = moment.at
        if moment.clock == "effective" and not answer.by_effect:
            told |= {
                "learned_later": list(moment.learned_later),
                "learned_later_count": moment.learned_later_count,
                "effective_later": list(moment.effective_later),
                "effective_later_count": moment.effective_later_count,
            }
        return told


def policies_of(rows: Iterable[Row]) -> dict[str, list[int]]:
    """The versions of policies that rows of the answer rest on, by policy; none: no row says."""
    found: dict[str, set[int]] = {}
    for row in rows:
        for column, policy in POLICIES.items():
            if row.get(column) is not None:
                found.setdefault(policy, set()).add(row[column])
    return {policy: sorted(versions) for policy, versions in found.items()}


def documents_of(query: Query) -> Json:
    """What to ask for the documents behind a row: where, and by which of the row's columns."""
    behind = query.documents
    return {"path": path_of(behind.of), "by": dict(behind.by), "where": dict(behind.where)}


def key_column(projection: Projection) -> str:
    """The column that holds the id of the read model's documents."""
    return projection.table(projection.main).key[0]


def parts_of(projection: Projection) -> list[Table]:
    """The tables whose rows belong to one document of the read model."""
    key = key_column(projection)
    return [
        table
        for table in projection.tables
        if table.name != projection.main and key in table.columns
    ]


def part_name(table: Table) -> str:
    """What a document calls these parts: `purchase_order_lines` are its `lines`."""
    return table.name.rpartition("_")[2]

"""Reading: the conventions of every query, and the two routes that each read model gets.

`as_of` asks for the past: a position, an ISO time with offset, or a day (its end, UTC), on the
recorded or the effective clock. `min_position` takes the token of a command and waits until the
read model has seen it, so that nobody misses his own write. Other parameters filter by column.
"""

import asyncio
import re
from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict, dataclass
from typing import Annotated, Any, Final

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel, Field

from api.security import CallerOfRequest
from api.wiring.clock import monotonic_seconds, utc_now
from api.wiring.history import CANDIDATES_MAX, AmbiguousNumber, document_history
from api.wiring.service import Answer, AsOf, Service, View
from application.access import Permission
from application.errors import Failed, NotFound
from domain.ids import UUID_PATTERN
from projections.projection import Cell, Projection, Row, Table
from projections.projection import Query as Question
from replay.as_of import Clock, Moment, resolve
from replay.errors import ReadModelBehind

BEHIND_SECONDS_MAX: Final = 5.0
POLL_SECONDS: Final = 0.02
PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500
RESERVED: Final = frozenset({"as_of", "clock", "min_position", "after", "limit"})


class BadToken(Failed):
    """`min_position` is not a token that a command returned."""

    code = "request.bad_token"


class Standing(BaseModel):
    """What an answer rests on."""

    position: int = Field(description="Of the tenant's history; pass it as `as_of` to ask again.")
    epoch: int
    clock: str | None = Field(default=None, description="The clock on which a time was asked.")
    learned_later: list[dict[str, Any]] = Field(
        default=[], description="Events up to the moment that were learned out of order."
    )
    learned_later_count: int = 0
    parked: int = Field(default=0, description="Documents that the read model cannot follow.")


class Page(Standing):
    """A list, newest facts included; pass `next` as `after` for what follows."""

    data: list[dict[str, Any]]
    next: str | None = None


class One(Standing):
    """One document with its parts. `version` is what `If-Match` takes."""

    data: dict[str, Any]
    version: int


class History(BaseModel):
    """A document's life, fact by fact."""

    id: str
    steps: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Reading:
    """One query: who asks, as of when, and the view it is answered from."""

    view: View
    as_of: AsOf
    moment: Moment | None
    tenant: str

    @property
    def until(self) -> int | None:
        """The position that history is told up to; none: its end."""
        return self.as_of.position

    async def page(
        self,
        name: str,
        table: str,
        filters: Mapping[str, Cell],
        after: str | None,
        limit: int,
    ) -> Page:
        """One page of a table."""
        answer = await self.view.rows(
            name, filters, table=table, as_of=self.as_of, after=after, limit=limit
        )
        standing = self.standing(answer.position, answer.epoch, answer.parked)
        return Page(data=answer.rows, next=answer.next, **standing)

    async def answer(self, name: str, query: str, parameters: Mapping[str, Cell]) -> Page:
        """The whole answer of one of a read model's questions."""
        answer = await self.view.answer(name, query, parameters, as_of=self.as_of)
        standing = self.standing(answer.position, answer.epoch, answer.parked)
        return Page(data=answer.rows, **standing)

    async def one(self, projection: Projection, document: str) -> One:
        """A document with its parts, and the version that `If-Match` names."""
        main = projection.table(projection.main)
        column = main.key[0]
        answer = await self._found(projection, document)
        row = answer.rows[0]
        parts = {
            table.name.rpartition("_")[2]: await self._part(projection, table, row[column])
            for table in projection.tables
            if table is not main and column in table.columns
        }
        trail = await self.view.rows(
            "audit_trail", {"document_id": row[column]}, as_of=self.as_of, limit=1
        )
        return One(
            data={**row, **parts},
            version=trail.rows[0]["version"] if trail.rows else 0,
            **self.standing(answer.position, answer.epoch, answer.parked),
        )

    async def key_of(self, projection: Projection, document: str) -> str:
        """The id of a document that is named by id or number."""
        answer = await self._found(projection, document)
        return str(answer.rows[0][projection.table(projection.main).key[0]])

    async def _found(self, projection: Projection, document: str) -> Answer:
        by_id = re.fullmatch(UUID_PATTERN, document) is not None
        column = projection.table(projection.main).key[0] if by_id else "number"
        answer = await self.view.rows(
            projection.name, {column: document}, as_of=self.as_of, limit=CANDIDATES_MAX
        )
        if not answer.rows:
            raise NotFound(f"{projection.name} has no {document}.", document=document)
        if len(answer.rows) > 1:
            key = projection.table(projection.main).key[0]
            raise AmbiguousNumber(
                f"{document} names several of {projection.name}; use one of their ids.",
                candidates=[row[key] for row in answer.rows],
            )
        return answer

    async def _part(self, projection: Projection, table: Table, key: Cell) -> list[Row]:
        column = projection.table(projection.main).key[0]
        rows: list[Row] = []
        after: str | None = None
        while True:
            answer = await self.view.rows(
                projection.name,
                {column: key},
                table=table.name,
                as_of=self.as_of,
                after=after,
                limit=PAGE_MAX,
            )
            rows += answer.rows
            after = answer.next
            if after is None:
                return rows

    def standing(self, position: int, epoch: int, parked: int) -> dict[str, Any]:
        """The members of `Standing` for an answer of a read model."""
        told: dict[str, Any] = {"position": position, "epoch": epoch, "parked": parked}
        if self.moment is not None:
            told |= {"position": self.moment.position, "clock": self.moment.clock}
            told["learned_later"] = [dict(each) for each in self.moment.learned_later]
            told["learned_later_count"] = self.moment.learned_later_count
        return told


async def reading(
    request: Request,
    caller: CallerOfRequest,
    as_of: Annotated[
        str | None, Query(description="Position, ISO time with offset, or day.", max_length=40)
    ] = None,
    clock: Annotated[Clock, Query(description="Which clock a time is on.")] = "recorded",
    min_position: Annotated[
        str | None, Query(description="Token of a command: `epoch.position`.", max_length=40)
    ] = None,
) -> AsyncIterator[Reading]:
    """The view that the request is answered from, entered when the wait for a token is over."""
    caller.require(Permission.READ)
    service: Service = request.app.state.service
    if min_position is not None:
        await _wait(service, caller.tenant, min_position)
    async with service.read_models.entered(caller.tenant) as view:
        moment = None if as_of is None else await resolve(view.history, as_of, clock, utc_now())
        position = AsOf() if moment is None else AsOf(position=moment.position)
        yield Reading(view, position, moment, caller.tenant)


ReadingOfRequest = Annotated[Reading, Depends(reading)]
DocumentPath = Annotated[str, Path(description="Id or number.", max_length=64)]


def add_list(router: APIRouter, path: str, projection: Projection, table: Table) -> None:
    """Gives a table of a read model its list."""
    allowed = ", ".join(name for name, kind in table.columns.items() if kind != "jsonb")

    async def list_rows(
        request: Request,
        reading: ReadingOfRequest,
        after: Annotated[str | None, Query(description="`next` of the page before.")] = None,
        limit: Annotated[int, Query(ge=1, le=PAGE_MAX)] = PAGE_DEFAULT,
    ) -> Page:
        return await reading.page(projection.name, table.name, _filters(request), after, limit)

    router.get(
        path, name=f"list {table.name}", description=f"{projection.why} Filters: {allowed}."
    )(list_rows)


def add_query(router: APIRouter, path: str, projection: Projection, query: Question) -> None:
    """Gives a read model's own question its route; parameters go by name."""

    async def answer(request: Request, reading: ReadingOfRequest) -> Page:
        return await reading.answer(projection.name, query.name, _filters(request))

    given = ", ".join(query.parameters) or "none"
    router.get(path, name=query.name, description=f"{query.why} Parameters: {given}.")(answer)


def add_reads(router: APIRouter, projection: Projection, aggregate: str) -> None:
    """Gives the read model its list, each document with its parts, and each one's history."""
    add_list(router, "", projection, projection.table(projection.main))

    async def show_document(
        document: DocumentPath, reading: ReadingOfRequest, response: Response
    ) -> One:
        one = await reading.one(projection, document)
        response.headers["ETag"] = f'"{one.version}"'
        return one

    async def show_history(
        document: DocumentPath, request: Request, reading: ReadingOfRequest
    ) -> History:
        key = await reading.key_of(projection, document)
        service: Service = request.app.state.service
        steps = await document_history(service, reading.tenant, aggregate, key, reading.until)
        return History(id=key, steps=[asdict(step) for step in steps])

    router.get("/{document}", name=f"show {aggregate}", description="By id or number.")(
        show_document
    )
    router.get(
        "/{document}/history",
        name=f"history of {aggregate}",
        description="Every fact as a sentence, with what it changed.",
    )(show_history)


def _filters(request: Request) -> dict[str, Cell]:
    return {name: value for name, value in request.query_params.items() if name not in RESERVED}


async def _wait(service: Service, tenant: str, token: str) -> None:
    """Returns when all read models of the tenant have seen the token's position."""
    epoch, _, position = token.partition(".")
    if not (epoch.isdecimal() and position.isdecimal()):
        raise BadToken("min_position must be the token of a command, such as 1.1042.")
    deadline = monotonic_seconds() + BEHIND_SECONDS_MAX
    while True:
        async with service.read_models.entered(tenant) as view:
            behind = [
                each.name
                for each in view.serving.values()
                if (each.epoch, each.position) < (int(epoch), int(position))
            ]
        if not behind:
            return
        if monotonic_seconds() > deadline:
            raise ReadModelBehind(
                f"{', '.join(behind)}: not at {token} after {BEHIND_SECONDS_MAX:.0f} s; ask again.",
                token=token,
            )
        await asyncio.sleep(POLL_SECONDS)

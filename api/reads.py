"""The routes that every read model gets: its lists, its documents, their history, its questions.

They are the same for all of them, so a read model that is declared is served.
"""

from dataclasses import asdict
from datetime import UTC, datetime
from typing import Annotated, Final
from urllib.parse import urlencode

import orjson
from fastapi import APIRouter, Path, Query, Response
from pydantic import AfterValidator

from api import schemas
from api.answers import AUDIT_TRAIL, Json, Reading, part_name, parts_of
from api.blindness import blindness_of
from api.plain_requests import with_slashes
from api.reading import Asked, AskedOfRequest
from api.tables import read_models_of
from api.wiring.history import document_history, document_version
from projections.projection import Projection, Table
from projections.projection import Query as Question
from replay.history import Version

PAGE_DEFAULT: Final = 50
PAGE_MAX: Final = 500
DOCUMENT_LENGTH_MAX: Final = 64

After = Annotated[str | None, Query(description="`next` of the page before.", max_length=1_000)]
Limit = Annotated[int, Query(description="Rows of a page.", ge=1, le=PAGE_MAX)]
NEWEST: Final = "last"
VERSION_PATTERN: Final = rf"^([1-9][0-9]{{0,8}}|{NEWEST})$"
VersionAsked = Annotated[
    str,
    Path(pattern=VERSION_PATTERN, description="From 1 on, or `last`: the newest by the moment."),
]
Document = Annotated[
    str,
    Path(
        description="Id or number; a slash in a number is written `%2F`.",
        max_length=DOCUMENT_LENGTH_MAX,
    ),
    AfterValidator(with_slashes),
]


def add_list(router: APIRouter, path: str, projection: Projection, table: Table) -> None:
    """Gives a table of a read model its list."""

    async def list_rows(
        asked: AskedOfRequest, after: After = None, limit: Limit = PAGE_DEFAULT
    ) -> Response:
        filters = asked.filters("after", "limit")
        async with asked.entered(projection.name) as reading:
            blindness = await blindness_of(asked.caller.roles, reading)
            if blindness is None:
                return json_of(await reading.page(projection, table, filters, after, limit))
            blindness.check(table.name, filters)
            told = await reading.page(projection, table, filters, after, limit)
            return json_of({**told, "data": blindness.rows(table.name, told["data"])})

    router.get(
        path,
        name=f"list_{table.name}",
        summary=f"List {table.name.replace('_', ' ')}",
        description=f"{projection.why} Every column filters by equality.",
        responses=schemas.described(schemas.page(table)),
        openapi_extra={"parameters": schemas.filters(table)},
    )(list_rows)


def add_query(router: APIRouter, path: str, projection: Projection, query: Question) -> None:
    """Gives a read model's own question its route; parameters go by name."""

    async def answer(asked: AskedOfRequest) -> Response:
        parameters = asked.filters()
        async with asked.entered(*read_models_of(projection, query)) as reading:
            await _refuse_blind(asked, reading, query.name)
            return json_of(await reading.answer(projection, query, parameters))

    router.get(
        path,
        name=query.name,
        summary=query.name.replace("_", " ").capitalize(),
        description=query.why,
        responses=schemas.described(schemas.question()),
        openapi_extra={"parameters": schemas.parameters(query.parameters)},
    )(answer)


def add_reads(router: APIRouter, projection: Projection, aggregate: str) -> None:
    """Gives the read model its list, each document with its parts, and each one's history."""
    add_list(router, "", projection, projection.table(projection.main))
    words = aggregate.replace("_", " ")

    async def show_document(document: Document, asked: AskedOfRequest) -> Response:
        asked.refuse_others()
        async with asked.entered(projection.name, AUDIT_TRAIL) as reading:
            one = await _document(asked, reading, (projection, aggregate), document)
        return json_of(one, {"ETag": f'"{one["version"]}"'})

    router.get(
        "/{document}",
        name=f"show_{aggregate}",
        summary=f"Show one {words}",
        description="By id or number, with its parts. The ETag is what `If-Match` takes.",
        responses=schemas.described(schemas.one(projection)),
    )(show_document)
    _add_histories(router, projection, aggregate)


def _add_histories(router: APIRouter, projection: Projection, aggregate: str) -> None:
    """Gives each document its life, and each of its versions."""
    words = aggregate.replace("_", " ")

    async def show_history(document: Document, asked: AskedOfRequest) -> Response:
        asked.refuse_others()
        async with asked.entered(projection.name) as reading:
            await _refuse_blind(asked, reading, f"histories of {words}s")
            key = await reading.key_of(projection, document)
            until = reading.until
        tenant = asked.caller.tenant
        steps = await document_history(asked.service, tenant, aggregate, key, until)
        return json_of({"id": key, "steps": [_told(asdict(step)) for step in steps]})

    async def show_version(
        document: Document, version: VersionAsked, asked: AskedOfRequest
    ) -> Response:
        asked.refuse_others()
        async with asked.entered(projection.name) as reading:
            await _refuse_blind(asked, reading, f"histories of {words}s")
            key = await reading.key_of(projection, document)
            until = reading.until
        wanted = None if version == NEWEST else int(version)
        tenant = asked.caller.tenant
        told = await document_version(asked.service, tenant, aggregate, key, wanted, until)
        return json_of(_version(told, key, f"{router.prefix}/{key}/history", asked))

    router.get(
        "/{document}/history",
        name=f"history_of_{aggregate}",
        summary=f"Tell the life of one {words}",
        description="Every fact as a sentence, with what it changed.",
        responses=schemas.described(schemas.history()),
    )(show_history)
    router.get(
        "/{document}/history/{version}",
        name=f"version_of_{aggregate}",
        summary=f"Step to one version of one {words}",
        description="The fact that made it, what it changed, all values behind it, and the way on.",
        responses=schemas.described(schemas.version()),
    )(show_version)


async def _document(
    asked: Asked, reading: Reading, kind: tuple[Projection, str], document: str
) -> Json:
    projection, _ = kind
    blindness = await blindness_of(asked.caller.roles, reading)
    if blindness is None:
        return await reading.one(*kind, document)
    main = projection.table(projection.main)
    parts = {part_name(table): table for table in parts_of(projection)}
    blindness.check(main.name)
    return blindness.document(main, parts, await reading.one(*kind, document))


async def _refuse_blind(asked: Asked, reading: Reading, what: str) -> None:
    """Answers in words, and sums, cannot be told in part."""
    blindness = await blindness_of(asked.caller.roles, reading)
    if blindness is not None:
        blindness.check(what)


def _version(told: Version, key: str, path: str, asked: Asked) -> Json:
    """One version, with the addresses of those before and behind it as of the same moment."""
    given = asked.request.query_params.items()
    moment = urlencode([(name, value) for name, value in given if name in ("as_of", "clock")])

    def address(version: int | None) -> str | None:
        if version is None:
            return None
        return f"{path}/{version}" + (f"?{moment}" if moment else "")

    return {
        "id": key,
        "version": told.step.version,
        "last": told.last,
        "previous": address(told.previous),
        "next": address(told.next),
        "step": _told(asdict(told.step)),
        "state": [asdict(each) for each in told.state],
    }


def _told(step: Json) -> Json:
    return {**step, "recorded_at": _moment(step["recorded_at"])}


def json_of(body: Json, headers: dict[str, str] | None = None) -> Response:
    """The answer with this body; times in the one form that all answers use."""
    content = orjson.dumps(body, default=_plain, option=orjson.OPT_PASSTHROUGH_DATETIME)
    return Response(content, headers=headers, media_type="application/json")


def _plain(value: object) -> str:
    assert isinstance(value, datetime), f"{value!r} is no JSON"
    return _moment(value)


def _moment(value: datetime) -> str:
    """A time in the one form that all answers use."""
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

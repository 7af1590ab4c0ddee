"""The page of a list: rows of one table, now or in the past, filtered, page by page."""

import re
from dataclasses import dataclass
from typing import Annotated, Final

from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse

from api.web.cells import cell, table
from api.web.columns import Column
from api.web.list_pages import LIST_PAGES
from api.web.list_shape import ListPage
from api.web.names import Names, key_column
from api.web.page import NOWHERE, PageOfRequest, PageRoute
from api.web.words import month, words
from api.wiring.history import READ_MODELS
from api.wiring.service import AsOf
from application.errors import NotFound

ROWS_PER_PAGE: Final = 50
RESERVED: Final = frozenset({"as_of", "after"})
_FLAGS: Final = {"true": "yes", "false": "no"}
_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
AGGREGATES: Final = {key_column(aggregate): aggregate for aggregate in READ_MODELS}

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Chip:
    """A filter in words, and the list without it."""

    label: str
    value: str
    without: str


@router.get("/lists/{name}")
async def show_list(
    name: str,
    page: PageOfRequest,
    after: Annotated[str | None, Query(max_length=1_000)] = None,
) -> HTMLResponse:
    """One page of the list."""
    if name not in LIST_PAGES:
        raise NotFound(f"There is no list {name!r}; the navigation names them all.", list=name)
    asked, moment = LIST_PAGES[name], page.moment
    path, as_of = page.request.url.path, AsOf(position=moment.position)
    given = page.request.query_params.items()
    filters = {column: value for column, value in given if column not in RESERVED and value}
    answer = await page.view.rows(
        asked.read_model, filters, table=name, as_of=as_of, after=after, limit=ROWS_PER_PAGE
    )
    names = Names(page.view, as_of)
    rows = await names.added(answer.rows, [each.name for each in asked.columns])

    columns = [each for each in asked.columns if each.name not in filters or _stays(each)]

    def narrow(column: str, value: str) -> str:
        return moment.link(path, **{**filters, column: value})

    return page.answer(
        "list.html",
        asked=asked,
        shown=table(
            columns, [[cell(each, row, moment, narrow) for each in columns] for row in rows]
        ),
        chips=[
            Chip(
                _label(asked, column),
                await _value(column, value, names),
                moment.link(path, **{each: filters[each] for each in filters if each != column}),
            )
            for column, value in filters.items()
        ],
        filters=filters,
        now_link=NOWHERE.link(path, **filters),
        first=moment.link(path, **filters) if after else None,
        more=moment.link(path, **filters, after=answer.next) if answer.next else None,
        parked=answer.parked,
        skipped=answer.skipped,
    )


def _stays(column: Column) -> bool:
    """A filtered column says the same in every row; links and the currency of amounts are used."""
    return column.to is not None or column.name == "currency"


def _label(asked: ListPage, column: str) -> str:
    """What the column is called on the page; ids are called after their document."""
    labels = {each.name: each.label for each in asked.columns}
    return labels.get(column) or words(AGGREGATES.get(column, column))


async def _value(column: str, value: str, names: Names) -> str:
    """The value as the page shows it: a document by its number, a month in words."""
    if column in AGGREGATES:
        return await names.of(AGGREGATES[column], value)
    aggregate, _, document = value.partition("/")
    if column == "document" and aggregate in READ_MODELS and document:
        return await names.of(aggregate, document)
    if column.endswith("_month"):
        return month(value) if _MONTH.fullmatch(value) else value
    if value in _FLAGS:
        return _FLAGS[value]
    return words(value) if value.islower() else value

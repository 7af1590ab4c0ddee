"""The page of key figures, and that of each question: its answer, and the documents behind a row.

A row leads to the question or list that its figures are made of, with what was asked for kept, so
that whoever looks at a number can see each document that is in it, as of the same moment.
"""

from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.tables import QUESTIONS, TABLES
from api.web.cells import Cell, Shown, cell, table
from api.web.columns import Column
from api.web.days import Moment
from api.web.list_pages import LIST_PAGES
from api.web.lists import AGGREGATES
from api.web.names import NAMED, Names
from api.web.page import NOWHERE, PageOfRequest, PageRoute
from api.web.question_pages import KEY_FIGURES, columns_of, title_of
from api.web.words import words
from api.wiring.service import AsOf
from application.errors import NotFound
from projections.projection import Documents, Query, Row

ROWS_MAX: Final = 200  # Longer answers say so.
_BEHIND: Final = Column(name="", label="Documents")

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class Asked:
    """One parameter of a question, with what was given for it."""

    name: str
    label: str
    value: str


@router.get("/questions")
async def show_key_figures(page: PageOfRequest) -> HTMLResponse:
    """All key figures, by what they are about."""
    sections = [
        (
            about,
            [
                (page.moment.link(f"/questions/{name}"), title, QUESTIONS[name][1].why)
                for name, title in figures
            ],
        )
        for about, figures in KEY_FIGURES
    ]
    return page.answer("key_figures.html", sections=sections, now_link="/questions")


@router.get("/questions/{name}")
async def show_question(name: str, page: PageOfRequest) -> HTMLResponse:
    """The answer to one question."""
    if name not in QUESTIONS:
        raise NotFound(f"There is no question {name!r}; the key figures name them.", question=name)
    projection, query = QUESTIONS[name]
    moment, path = page.moment, page.request.url.path
    given = {
        each: value
        for each, value in page.request.query_params.items()
        if each != "as_of" and value
    }
    as_of = AsOf(position=moment.position)
    answer = await page.view.answer(projection.name, name, given, as_of=as_of)
    rows: Sequence[Row] = answer.rows[:ROWS_MAX]
    columns = columns_of(query, rows)
    names = Names(page.view, as_of)
    rows = await names.added(rows, [each.name for each in columns if each.name in NAMED])
    return page.answer(
        "question.html",
        title=title_of(name),
        why=query.why,
        asked=[
            Asked(each, words(each), given.get(each, ""))
            for each in query.parameters
            if not each.endswith("_id")  # Nobody types one; a click gives it.
        ],
        kept={each: value for each, value in given.items() if each.endswith("_id")},
        narrowed=bool(given),
        shown=_shown(query, columns, rows, moment, given),
        rows_in_all=len(answer.rows),
        now_link=NOWHERE.link(path, **given),
        plain_link=moment.link(path),
        parked=answer.parked,
        skipped=answer.skipped,
    )


def _shown(
    query: Query,
    columns: list[Column],
    rows: Sequence[Row],
    moment: Moment,
    given: Mapping[str, str],
) -> Shown:
    def narrow(column: str, value: str) -> str:
        return moment.link(f"/questions/{query.name}", **{**given, column: value})

    cells = [[cell(each, row, moment, narrow) for each in columns] for row in rows]
    shown = table(columns, cells)
    behind = [Cell("Show", _link(query.documents, row, moment, given)) for row in rows]
    with_links = [[*each, link] for each, link in zip(shown.rows, behind, strict=True)]
    return Shown([*shown.columns, _BEHIND], with_links)


def _link(behind: Documents, row: Row, moment: Moment, given: Mapping[str, str]) -> str:
    """The documents behind a row: the one that it is of, or those that are listed for it."""
    chosen = {**behind.where, **{name: row[column] for name, column in behind.by.items()}}
    if behind.of in QUESTIONS:
        known = QUESTIONS[behind.of][1].parameters.keys()
        return moment.link(f"/questions/{behind.of}", **{**_kept(given, known), **chosen})
    table = TABLES[behind.of][1]
    (first, *_) = behind.by
    if table.key == (*behind.by,) and first in AGGREGATES:
        return moment.link(f"/documents/{AGGREGATES[first]}/{chosen[first]}")
    return moment.link(f"/lists/{behind.of}", **{**_kept(given, table.columns.keys()), **chosen})


def _kept(given: Mapping[str, str], known: Set[str]) -> Mapping[str, str]:
    """What was asked for, as far as it can be asked of the documents, too."""
    return {name: value for name, value in given.items() if name in known}


assert {
    query.documents.of for _, query in QUESTIONS.values()
} <= QUESTIONS.keys() | LIST_PAGES.keys()

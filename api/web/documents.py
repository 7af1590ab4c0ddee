"""The page of one document: how it stood at the moment, its parts, and its life in sentences."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fastapi import APIRouter
from fastapi.responses import HTMLResponse

from api.security import TENANT_DEFAULT
from api.web.cells import Shown, cell, table
from api.web.columns import STATE
from api.web.document_pages import DOCUMENT_PAGES
from api.web.document_shape import DocumentPage, Part
from api.web.names import Names, key_column
from api.web.page import Page, PageOfRequest, PageRoute
from api.wiring.history import READ_MODELS, document_history, match_explanation
from api.wiring.service import AsOf
from application.errors import NotFound
from projections.index import PROJECTIONS
from projections.projection import Row
from replay.history import Step
from replay.told_causes import CausingFact, facts_of, told_cause

PART_ROWS_MAX: Final = 200  # Longer parts say so.

_READ_MODELS: Final = {table.name: each.name for each in PROJECTIONS for table in each.listed}

router: Final = APIRouter(include_in_schema=False, route_class=PageRoute)


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part as a table; `more`: there are rows that the page leaves out."""

    title: str
    shown: Shown
    more: bool


@dataclass(frozen=True, slots=True)
class Waits:
    """One thing that an invoice waits for; each fact behind it with the page of its document."""

    sentence: str
    facts: list[tuple[str, CausingFact]]


@router.get("/documents/{aggregate}/{document_id}")
async def show_document(aggregate: str, document_id: str, page: PageOfRequest) -> HTMLResponse:
    """One document as it stood, and its life up to then."""
    if aggregate not in DOCUMENT_PAGES:
        raise NotFound(f"There are no documents of kind {aggregate!r}.", aggregate=aggregate)
    asked, moment = DOCUMENT_PAGES[aggregate], page.moment
    row = await _row(page, aggregate, document_id)
    names = Names(page.view, AsOf(position=moment.position))
    (named,) = await names.added([row], [each.name for each in asked.facts])
    life = await document_history(page.service, TENANT_DEFAULT, aggregate, document_id)
    until = moment.head if moment.position is None else moment.position
    steps = [each for each in life if each.position <= until]
    facts = [(each.label, cell(each, named, moment)) for each in asked.facts]
    return page.answer(
        "document.html",
        asked=asked,
        row=row,
        state=cell(STATE, row, moment),
        figures=[(each.label, cell(each, row, moment)) for each in asked.figures],
        facts=[(label, told) for label, told in facts if told.text],
        parts=[
            await _part(page, part, key_column(aggregate), document_id, names)
            for part in asked.parts
        ],
        related=_related(page, asked, row),
        steps=steps,
        versions=_versions(life, len(steps)),
        aggregate=aggregate,
        waits=await _waits(page, document_id) if aggregate == "invoice" else [],
    )


def _versions(life: Sequence[Step], shown: int) -> list[tuple[str, Step]]:
    """The ways to other versions than the one that is shown: before, behind, the last."""
    ways = {"Previous version": shown - 1, "Next version": shown + 1, "Last version": len(life)}
    return [
        (title, life[version - 1])
        for title, version in ways.items()
        if 1 <= version <= len(life) and version != shown
    ]


async def _waits(page: Page, invoice_id: str) -> list[Waits]:
    """What an invoice waits for, and the facts behind it, each with its document."""
    told = await match_explanation(page.service, TENANT_DEFAULT, invoice_id, page.moment.position)
    if told is None:
        return []
    return [
        Waits(
            next(told_cause(each)),
            [(_leads(page, fact), fact) for fact in facts_of(each)],
        )
        for each in told.causes
    ]


def _leads(page: Page, fact: CausingFact) -> str:
    """The page of the fact's document; empty: it has none."""
    kind, _, document_id = fact.document.partition("/")
    return page.moment.link(f"/documents/{kind}/{document_id}") if kind in DOCUMENT_PAGES else ""


async def _row(page: Page, aggregate: str, document_id: str) -> Row:
    answer = await page.view.rows(
        READ_MODELS[aggregate],
        {key_column(aggregate): document_id},
        as_of=AsOf(position=page.moment.position),
        limit=1,
    )
    if not answer.rows:
        raise NotFound(
            f"There is no such {aggregate.replace('_', ' ')} at this moment; it may have come"
            " later, or the address is wrong.",
            document=document_id,
        )
    return answer.rows[0]


async def _part(page: Page, part: Part, key: str, document_id: str, names: Names) -> ShownPart:
    answer = await page.view.rows(
        _READ_MODELS[part.table],
        {key: document_id},
        table=part.table,
        as_of=AsOf(position=page.moment.position),
        limit=PART_ROWS_MAX,
    )
    rows = await names.added(answer.rows, [each.name for each in part.columns])
    cells = [[cell(each, row, page.moment) for each in part.columns] for row in rows]
    return ShownPart(part.title, table(part.columns, cells), answer.next is not None)


def _related(page: Page, asked: DocumentPage, row: Row) -> list[tuple[str, str]]:
    return [
        (
            each.title,
            page.moment.link(
                f"/lists/{each.table}", **{each.column: f"{each.prefix}{row[each.value]}"}
            ),
        )
        for each in asked.related
    ]

"""What was posted, with the facts behind it: of one document, or of a figure of the journal."""

from collections.abc import Mapping
from typing import Final

from adapters.postgres.read_query import View
from api.wiring.history import document_history
from api.wiring.service import AsOf, Service
from application.errors import NotFound
from projections.journal import JOURNAL
from projections.journal_sums import JOURNAL_SUMS
from projections.projection import Cell
from replay.figure_trace import TracedFigure, trace_entries
from replay.history import history
from replay.posting_explanation import ExplainedEntry, Row, explain_postings

PAGE_ROWS: Final = 500
PAGES_MAX: Final = 100  # An invoice of a thousand lines posts a few thousand; nothing posts more.


async def postings_of(
    service: Service, view: View, tenant: str, document: str, as_of: AsOf
) -> tuple[ExplainedEntry, ...]:
    """The entries of the document `<aggregate>/<id>`; empty: it posted nothing by then.

    Raises NotFound where there is no such document.
    """
    aggregate, _, document_id = document.partition("/")
    steps = await document_history(service, tenant, aggregate, document_id)
    if not steps:
        raise NotFound(f"There is no {aggregate} {document_id}.", document=document_id)
    rows: list[Row] = []
    after: str | None = None
    for _ in range(PAGES_MAX):
        page = await view.rows(
            JOURNAL.name,
            {"document": document},
            table="journal_lines",
            as_of=as_of,
            after=after,
            limit=PAGE_ROWS,
        )
        rows += page.rows
        after = page.next
        if after is None:
            break
    return explain_postings(rows, steps)


async def trace_figure(
    service: Service,
    view: View,
    tenant: str,
    chosen: Mapping[str, Cell],
    as_of: AsOf,
    lines_max: int,
    after: str | None = None,
) -> TracedFigure:
    """What the lines of the journal with these columns come to, and so many with their facts.

    The latest first, or those `after` the place where an earlier answer ended. Raises
    `UnknownColumn`, `UnfitValue` and `UnfitPage`.
    """
    sums = await view.answer(JOURNAL.name, JOURNAL_SUMS.name, chosen, as_of=as_of)
    rows: list[Row] = []
    while len(rows) < lines_max:
        page = await view.rows(
            JOURNAL.name,
            chosen,
            table="journal_lines",
            as_of=as_of,
            after=after,
            limit=min(PAGE_ROWS, lines_max - len(rows)),
        )
        rows += page.rows
        after = page.next
        if after is None:
            break
    histories = {}
    for document in dict.fromkeys(str(row["document"]) for row in rows):
        # Without what the same commands recorded elsewhere: finding that takes most of the time.
        histories[document] = list(history(await service.audit.document(tenant, document)))
    return TracedFigure(sums=sums.rows, entries=trace_entries(rows, histories), next=after)

"""What one document posted, with the facts behind it, for routes and the command line."""

from typing import Final

from adapters.postgres.read_query import View
from api.wiring.history import document_history
from api.wiring.service import AsOf, Service
from application.errors import NotFound
from projections.journal import JOURNAL
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

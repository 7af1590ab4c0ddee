"""HTTP for what a document posted, or a figure is made of: each entry with the fact behind it."""

from dataclasses import asdict
from typing import Annotated, Final

from fastapi import Path

from api import bill_schemas, schemas
from api.answers import Json
from api.blindness import blindness_of
from api.late_route import late_router
from api.reading import AskedOfRequest
from api.reads import PAGE_DEFAULT, After, Document, Limit
from api.wiring.history import find_document
from api.wiring.postings import postings_of, trace_figure
from domain.ids import Code
from projections.journal import JOURNAL
from projections.journal_sums import CHOSEN

router: Final = late_router("/v1", "facts")


@router.get(
    "/postings",
    summary="Trace a figure of the journal",
    responses=schemas.described(bill_schemas.figure()),
    openapi_extra={"parameters": schemas.parameters(CHOSEN)},
)
async def postings_of_figure(
    asked: AskedOfRequest, after: After = None, limit: Limit = PAGE_DEFAULT
) -> Json:
    """What the lines with these columns come to, and the latest of them with the facts behind.

    Any balance of the books is such a figure: of an account in a period, an order line, a project.
    """
    chosen = asked.filters("after", "limit")
    async with asked.entered(JOURNAL.name) as reading:
        blindness = await blindness_of(asked.caller.roles, reading)
        if blindness is not None:
            blindness.check("postings")
        traced = await trace_figure(
            asked.service, reading.view, asked.caller.tenant, chosen, reading.as_of, limit, after
        )
    return {"lines": traced.lines, "lines_told": traced.lines_told, **asdict(traced)}


@router.get(
    "/postings/{aggregate}/{document}",
    summary="Trace what one document posted",
    responses=schemas.described(bill_schemas.postings()),
)
async def postings_of_document(
    aggregate: Annotated[Code, Path(description="Such as invoice, receipt, stock_item.")],
    document: Document,
    asked: AskedOfRequest,
) -> Json:
    """Each entry with its lines, and who made the fact behind it, when, by which command."""
    asked.refuse_others()
    tenant = asked.caller.tenant
    async with asked.entered(JOURNAL.name) as reading:
        blindness = await blindness_of(asked.caller.roles, reading)
        if blindness is not None:
            blindness.check("postings")
        key = await find_document(asked.service, tenant, aggregate, document)
        stream = f"{aggregate}/{key}"
        found = await postings_of(asked.service, reading.view, tenant, stream, reading.as_of)
    return {"id": key, "entries": [asdict(each) for each in found]}

"""`purvey explain DOC`: why an invoice may or may not be paid; whence figures of the journal come.

`invoice/NUMBER` tells the last verdict, and who can do what about it; `journal/receipt/NUMBER`, or
of any other document, each entry that it posted with the fact that made it; `journal` with columns
of its lines, as `account=grir period=2018-05`, what these come to, and the facts that they came of.
"""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer

from api.cli.as_of import ROWS_DEFAULT, filters_of
from api.cli.history import POSITION_MAX
from api.cli.report import TENANT_DEFAULT, JsonFlag, TenantOption, console, print_json
from api.settings import Settings
from api.wiring.history import find_document, match_explanation
from api.wiring.instance import servers_of
from api.wiring.postings import postings_of, trace_figure
from api.wiring.service import AsOf, open_service
from application.errors import NotFound
from replay.figure_trace import TracedFigure, figure_sentences
from replay.match_explanation import MatchExplanation
from replay.posting_explanation import ExplainedEntry, sentences

INVOICE: Final = "invoice"
JOURNAL_OF: Final = "journal"
LINES_MAX: Final = 100_000  # Of a figure; a year of one account of a large entity has fewer.


def explain(
    document: Annotated[
        str,
        typer.Argument(
            help="invoice/<id or number>, journal/<aggregate>/<id or number>, or journal"
        ),
    ],
    chosen: Annotated[
        list[str] | None,
        typer.Argument(help="Of the journal: column=value ... of the lines behind a figure."),
    ] = None,
    until: Annotated[
        int | None, typer.Option(min=1, max=POSITION_MAX, help="As of this position.")
    ] = None,
    limit: Annotated[
        int, typer.Option(min=1, max=LINES_MAX, help="Lines of a figure that are told.")
    ] = ROWS_DEFAULT,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Tell an invoice's last verdict in words, or what any document or figure posted and why."""
    if document == JOURNAL_OF and chosen:
        _explain_figure(filters_of(chosen), until, limit, tenant, as_json=as_json)
        return
    if chosen:
        raise typer.BadParameter("columns choose lines of the journal; write journal before them.")
    aggregate, _, name = document.partition("/")
    if aggregate == JOURNAL_OF and "/" in name:
        _explain_postings(name, until, tenant, as_json=as_json)
        return
    if aggregate != INVOICE or not name:
        raise typer.BadParameter("write invoice/<id or number>, such as invoice/INV-88120.")
    settings = Settings()

    async def ask() -> tuple[str, MatchExplanation | None]:
        async with open_service(addresses, settings.home) as service:
            key = await find_document(service, tenant, INVOICE, name)
            return key, await match_explanation(service, tenant, key, until)

    with servers_of(settings) as addresses:
        key, explained = asyncio.run(ask())
    if explained is None:
        raise NotFound(f"There is no invoice {name} in tenant {tenant}.", document=document)
    if as_json:
        print_json({"id": key, **asdict(explained)})
        return
    for sentence in explained.sentences:
        console.print(sentence, soft_wrap=True, highlight=False)


def _explain_postings(document: str, until: int | None, tenant: str, *, as_json: bool) -> None:
    aggregate, _, name = document.partition("/")
    settings = Settings()

    async def ask() -> tuple[str, tuple[ExplainedEntry, ...]]:
        async with (
            open_service(addresses, settings.home) as service,
            service.read_models.entered(tenant) as view,
        ):
            key = await find_document(service, tenant, aggregate, name)
            stream = f"{aggregate}/{key}"
            return key, await postings_of(service, view, tenant, stream, AsOf(position=until))

    with servers_of(settings) as addresses:
        key, entries = asyncio.run(ask())
    if not entries:
        raise NotFound(f"{document} posted nothing in tenant {tenant}.", document=document)
    if as_json:
        print_json({"id": key, "entries": [asdict(each) for each in entries]})
        return
    for entry in entries:
        for sentence in sentences(entry):
            console.print(sentence, soft_wrap=True, highlight=False)


def _explain_figure(
    chosen: dict[str, str], until: int | None, limit: int, tenant: str, *, as_json: bool
) -> None:
    settings = Settings()

    async def ask() -> TracedFigure:
        async with (
            open_service(addresses, settings.home) as service,
            service.read_models.entered(tenant) as view,
        ):
            as_of = AsOf(position=until)
            return await trace_figure(service, view, tenant, chosen, as_of, limit)

    with servers_of(settings) as addresses:
        traced = asyncio.run(ask())
    if not traced.sums:
        named = " ".join(f"{name}={value}" for name, value in chosen.items())
        raise NotFound(f"No line of the journal has {named} in tenant {tenant}.", document=named)
    if as_json:
        counted = {"lines": traced.lines, "lines_told": traced.lines_told}
        print_json({**counted, **asdict(traced)})
        return
    for sentence in figure_sentences(traced):
        console.print(sentence, soft_wrap=True, highlight=False)

"""`purvey explain DOC`: why an invoice may or may not be paid; whence figures of the journal come.

`invoice/NUMBER` tells the last verdict, and who can do what about it; `journal/receipt/NUMBER`, or
of any other document, each entry that it posted with the fact that made it.
"""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer

from api.cli.history import POSITION_MAX
from api.cli.report import TENANT_DEFAULT, JsonFlag, TenantOption, console, print_json
from api.settings import Settings
from api.wiring.history import find_document, match_explanation
from api.wiring.instance import servers_of
from api.wiring.postings import postings_of
from api.wiring.service import AsOf, open_service
from application.errors import NotFound
from replay.match_explanation import MatchExplanation
from replay.posting_explanation import ExplainedEntry, sentences

INVOICE: Final = "invoice"
JOURNAL_OF: Final = "journal"


def explain(
    document: Annotated[
        str,
        typer.Argument(help="invoice/<id or number>, or journal/<aggregate>/<id or number>"),
    ],
    until: Annotated[
        int | None, typer.Option(min=1, max=POSITION_MAX, help="As of this position.")
    ] = None,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Tell an invoice's last verdict in words, or what any document posted and why."""
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

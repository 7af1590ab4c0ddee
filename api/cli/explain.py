"""`purvey explain invoice/NUMBER`: why it may or may not be paid, and who can do what about it."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer

from api.cli.history import POSITION_MAX
from api.cli.report import TENANT_DEFAULT, JsonFlag, TenantOption, console, print_json
from api.settings import Settings
from api.wiring.history import find_document, match_explanation
from api.wiring.instance import servers_of
from api.wiring.service import open_service
from application.errors import NotFound
from replay.match_explanation import MatchExplanation

INVOICE: Final = "invoice"


def explain(
    document: Annotated[str, typer.Argument(help="invoice/<id or number>")],
    until: Annotated[
        int | None, typer.Option(min=1, max=POSITION_MAX, help="As of this position.")
    ] = None,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Tell an invoice's last verdict in words."""
    aggregate, _, name = document.partition("/")
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
        console.print(sentence, soft_wrap=True, highlight=False, markup=False)

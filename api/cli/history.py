"""`purvey history DOC`: one document's life as sentences, with what each fact changed."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.text import Text

from api.cli.report import TENANT_DEFAULT, JsonFlag, TenantOption, console, print_json
from api.settings import Settings
from api.wiring.history import document_history, find_document
from api.wiring.instance import servers_of
from api.wiring.service import open_service
from application.errors import NotFound
from replay.history import Step

POSITION_MAX: Final = 2**63 - 1


def history(
    document: Annotated[str, typer.Argument(help="<aggregate>/<id or number>")],
    until: Annotated[
        int | None, typer.Option(min=1, max=POSITION_MAX, help="Up to this position.")
    ] = None,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Tell one document's life."""
    aggregate, separator, name = document.partition("/")
    if not separator or not name:
        raise typer.BadParameter("write <aggregate>/<id or number>, such as purchase_order/PO-1.")
    settings = Settings()

    async def ask() -> tuple[str, Sequence[Step]]:
        async with open_service(addresses, settings.home) as service:
            key = await find_document(service, tenant, aggregate, name)
            return key, await document_history(service, tenant, aggregate, key, until)

    with servers_of(settings) as addresses:
        key, steps = asyncio.run(ask())
    if not steps:
        raise NotFound(f"There is no {aggregate} {name} in tenant {tenant}.", document=document)
    if as_json:
        print_json({"id": key, "steps": [asdict(step) for step in steps]})
        return
    for step in steps:
        _tell(step)


def _tell(step: Step) -> None:
    moment = step.effective_at[:16].replace("T", " ")
    recorded = f"  position {step.position}, recorded {step.recorded_at:%Y-%m-%d %H:%M:%S}"
    heading = Text.assemble(
        (f"{step.version:>4}", "bold"), f"  {moment}  {step.sentence}", (recorded, "dim")
    )
    console.print(heading, soft_wrap=True)
    console.print(Text(f"        {_why(step)}", "dim"), soft_wrap=True)
    for each in step.differences:
        change = f"        {each.field}: {each.before or '-'} -> {each.after or '-'}"
        console.print(Text(change, "dim"), soft_wrap=True)


def _why(step: Step) -> str:
    """Who, under which policies and for what reason, and what else came of the same command."""
    actor = step.actor
    behalf = f" on behalf of {actor['on_behalf_of']}" if "on_behalf_of" in actor else ""
    parts = [f"by {actor['id']} ({actor['type']}){behalf}"]
    parts += [f"under {', '.join(step.policies)}"] if step.policies else []
    parts += [f"because {step.reason}"] if step.reason else []
    for each in step.beside:
        name = each.document if each.number is None else f"{each.document} ({each.number})"
        parts.append(f"with {each.type} of {name} at position {each.position}")
    return ", ".join(parts)

"""`purvey history DOC`: one document's life as sentences, with what each fact changed.

`--version` steps to one version: the fact that made it, what it changed, and all values behind it;
`--as-of` to the one that stood at a moment.
"""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated, Final

import typer
from rich.text import Text

from api.cli.report import TENANT_DEFAULT, JsonFlag, TenantOption, console, print_json
from api.settings import Settings
from api.wiring.clock import utc_now
from api.wiring.history import document_history, document_version, find_document
from api.wiring.instance import servers_of
from api.wiring.service import Service, open_service
from application.errors import NotFound
from replay.as_of import Clock, resolve
from replay.history import Step, Version

POSITION_MAX: Final = 2**63 - 1
VERSION_MAX: Final = 999_999_999


def history(
    document: Annotated[str, typer.Argument(help="<aggregate>/<id or number>")],
    until: Annotated[
        int | None, typer.Option(min=1, max=POSITION_MAX, help="Up to this position.")
    ] = None,
    version: Annotated[
        int | None, typer.Option(min=1, max=VERSION_MAX, help="One version, with its values.")
    ] = None,
    as_of: Annotated[
        str | None, typer.Option(help="The version at a position, time with offset, or day.")
    ] = None,
    clock: Annotated[Clock, typer.Option(help="The clock that a time is on.")] = "recorded",
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Tell one document's life."""
    aggregate, separator, name = document.partition("/")
    if not separator or not name:
        raise typer.BadParameter("write <aggregate>/<id or number>, such as purchase_order/PO-1.")
    if as_of is not None and (version is not None or until is not None):
        raise typer.BadParameter("give one of --as-of, --version and --until.")
    settings = Settings()

    async def ask() -> tuple[str, Sequence[Step] | Version]:
        async with open_service(addresses, settings.home) as service:
            key = await find_document(service, tenant, aggregate, name)
            at = until if as_of is None else await _position(service, tenant, as_of, clock)
            if version is None and as_of is None:
                return key, await document_history(service, tenant, aggregate, key, at)
            return key, await document_version(service, tenant, aggregate, key, version, at)

    with servers_of(settings) as addresses:
        key, told = asyncio.run(ask())
    if isinstance(told, Version):
        _show_version(key, told, document, as_json=as_json)
        return
    if not told:
        raise NotFound(f"There is no {aggregate} {name} in tenant {tenant}.", document=document)
    if as_json:
        print_json({"id": key, "steps": [asdict(step) for step in told]})
        return
    for step in told:
        _tell(step)


async def _position(service: Service, tenant: str, words: str, clock: Clock) -> int:
    async with service.read_models.entered(tenant) as view:
        return (await resolve(view.history, words, clock, utc_now())).position


def _show_version(key: str, told: Version, document: str, *, as_json: bool) -> None:
    """One version, and how to step on."""
    if as_json:
        beside = {"previous": told.previous, "next": told.next}
        print_json({"id": key, "version": told.step.version, **beside, **asdict(told)})
        return
    _tell(told.step)
    console.print(Text("      all values behind it:", "bold"))
    for each in told.state:
        console.print(Text(f"        {each.field}: {each.value}"), soft_wrap=True)
    ways = (("previous", told.previous), ("next", told.next))
    on = [f"{name}: purvey history {document} --version {n}" for name, n in ways if n is not None]
    place = f"version {told.step.version} of {told.last}"
    console.print(Text("; ".join([place, *on]), "dim"), soft_wrap=True)


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

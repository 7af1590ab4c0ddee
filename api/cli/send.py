"""`purvey send COMMAND [NAME=VALUE ...] --body FILE`: any command, as its route takes it over HTTP.

The request goes through the same routes in this process: whatever the API takes, refuses and
answers, the command line does. An instance that runs on the home goes on meanwhile.
"""

import asyncio
import re
import sys
from collections.abc import Mapping
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from fastapi import FastAPI
from pydantic import BaseModel
from rich.text import Text

from api.app import ROUTERS, create_app
from api.cli.as_of import filters_of
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    console,
    print_json,
    print_table,
)
from api.cli.sent_request import Asked, answered
from api.command_route import CommandRoute
from api.security import ACTOR_DEFAULT
from api.settings import Settings
from api.wiring.history import READ_MODELS, find_document
from api.wiring.instance import servers_of

STANDARD_INPUT: Final = "-"
_PLACE: Final = re.compile(r"\{(\w+)\}")
_IDENTITY: Final = "_id"  # What a path's word ends with that names a document.


def send(
    command: Annotated[str | None, typer.Argument(help="As `--list` names it.")] = None,
    names: Annotated[list[str] | None, typer.Argument(help="name=value ... of the path")] = None,
    body: Annotated[str, typer.Option(help="File with the JSON body; - is standard input.")] = "",
    actor: Annotated[str, typer.Option(help="Who acts.")] = ACTOR_DEFAULT,
    role: Annotated[list[str] | None, typer.Option(help="Held; by default all.")] = None,
    key: Annotated[str, typer.Option(help="Idempotency key: repeats have the same outcome.")] = "",
    version: Annotated[str, typer.Option(help="Of the document that was decided on.")] = "",
    tenant: TenantOption = TENANT_DEFAULT,
    listed: Annotated[bool, typer.Option("--list", help="Tell the commands.")] = False,
    example: Annotated[bool, typer.Option("--example", help="Print an example body.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Send a command, with the body that its route takes."""
    routes = _commands()
    if listed:
        _list(routes, as_json=as_json)
        return
    route = _route(routes, command)
    if example:
        print_json(_example(route))
        return
    named = _named(route, names or [])
    content = _content(body)
    told = {"Idempotency-Key": key, "If-Match": version, "X-Purvey-Roles": ",".join(role or [])}
    headers = {"X-Purvey-Actor": actor, "X-Purvey-Tenant": tenant}
    headers |= {name: value for name, value in told.items() if value}
    settings = Settings()

    async def carry_out() -> dict[str, Any]:
        app = create_app(addresses, settings.home, lambda: None)
        async with app.router.lifespan_context(app):
            headers["Authorization"] = f"Bearer {app.state.dev_token}"
            path = await _path(app, route, named, tenant)
            return await answered(app, Asked(path=path, body=content, headers=headers))

    with servers_of(settings) as addresses:
        answer = asyncio.run(carry_out())
    _show(route, answer, as_json=as_json)


def _commands() -> dict[str, CommandRoute]:
    return {
        route.name: route
        for router in ROUTERS
        for route in router.routes
        if isinstance(route, CommandRoute) and route.is_command
    }


def _route(routes: Mapping[str, CommandRoute], command: str | None) -> CommandRoute:
    wanted = (command or "").replace("-", "_")
    if wanted not in routes:
        near = get_close_matches(wanted, routes, n=3)
        meant = f" Did you mean {' or '.join(near)}?" if near else ""
        raise typer.BadParameter(f"there is no command {command!r}; see --list.{meant}")
    return routes[wanted]


def _named(route: CommandRoute, texts: list[str]) -> dict[str, str]:
    named, places = filters_of(texts), _PLACE.findall(route.path)
    if set(named) != set(places):
        needed = " ".join(f"{place}=..." for place in places) or "nothing"
        raise typer.BadParameter(f"{route.name} names {needed}.")
    for name, value in named.items():
        if not value or ("/" in value and not _is_document(name)):
            raise typer.BadParameter(f"{name} is one id, number or code, without a slash.")
    return named


def _is_document(name: str) -> bool:
    """Whether what is named is found by its number, too; that one may hold a slash."""
    return name.endswith(_IDENTITY) and name.removesuffix(_IDENTITY) in READ_MODELS


def _content(body: str) -> bytes:
    if not body:
        return b"{}"
    if body == STANDARD_INPUT:
        return sys.stdin.buffer.read()
    try:
        return Path(body).read_bytes()
    except OSError as failure:
        raise typer.BadParameter(f"{body}: {failure.strerror}.") from failure


async def _path(app: FastAPI, route: CommandRoute, named: dict[str, str], tenant: str) -> str:
    """The route's path with what it names; a document is named by its id or its number."""
    values = {}
    for name, value in named.items():
        if _is_document(name):
            aggregate = name.removesuffix(_IDENTITY)
            value = await find_document(app.state.service, tenant, aggregate, value)
        values[name] = value
    return _PLACE.sub(lambda place: values[place[1]], route.path)


def _example(route: CommandRoute) -> Any:  # noqa: ANN401 - any body
    assert route.body_field is not None, "a command takes a body"
    body = route.body_field.field_info.annotation
    assert isinstance(body, type), "its body is one model"
    assert issubclass(body, BaseModel), "its body is one model"
    return (body.model_json_schema().get("examples") or [{}])[0]


def _list(routes: Mapping[str, CommandRoute], *, as_json: bool) -> None:
    rows = [
        [name, " ".join(_PLACE.findall(route.path)), route.description.partition("\n")[0]]
        for name, route in sorted(routes.items())
    ]
    columns = ["command", "names", "what it does"]
    if as_json:
        keys = ("command", "names", "why")
        print_json({"commands": [dict(zip(keys, row, strict=True)) for row in rows]})
        return
    print_table("Commands", columns, rows)


def _show(route: CommandRoute, answer: dict[str, Any], *, as_json: bool) -> None:
    if as_json:
        print_json(answer)
        return
    told = ", ".join(f"{name} {value}" for name, value in answer.items() if value is not None)
    console.print(Text(f"{route.name}: {told}"), soft_wrap=True)

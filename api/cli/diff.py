"""`purvey diff --from MOMENT --to MOMENT QUERY [key=value ...]`: what changed in between."""

import asyncio
from typing import Annotated

import typer

from adapters.system import utc_now
from api.answers import Json
from api.cli.as_of import ROWS_DEFAULT, filters_of
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    console,
    print_json,
    print_table,
    tell_out_of_order,
)
from api.comparison import compare, compare_answers
from api.settings import Settings
from api.tables import QUESTIONS, table_named
from api.wiring.instance import servers_of
from api.wiring.service import open_service
from replay.as_of import Clock, resolve


def diff(
    query: Annotated[str, typer.Argument(help="Name of a read model, table or question.")],
    former: Annotated[str, typer.Option("--from", help="Position, ISO time with offset, or day.")],
    later: Annotated[str, typer.Option("--to", help="Likewise; not before the former.")],
    filters: Annotated[list[str] | None, typer.Argument(help="column=value ...")] = None,
    clock: Annotated[Clock, typer.Option(help="recorded or effective")] = "recorded",
    limit: Annotated[int, typer.Option(min=1, max=500, help="Rows at most.")] = ROWS_DEFAULT,
    after: Annotated[str | None, typer.Option(help="`next` of the page before.")] = None,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Show which rows of a list, or of an answer, were added, are gone or changed in between."""
    wanted = filters_of(filters or [])
    question = QUESTIONS.get(query)
    if question is None:
        table_named(query)  # A name that means nothing is refused before servers are looked for.
    settings = Settings()

    async def ask() -> Json:
        async with (
            open_service(addresses, settings.home) as service,
            service.read_models.entered(tenant) as view,
        ):
            now = utc_now()
            moments = (
                await resolve(view.history, former, clock, now),
                await resolve(view.history, later, clock, now),
            )
            if question is not None:
                return await compare_answers(view, question, moments, wanted)
            return await compare(view, table_named(query), moments, wanted, after, limit)

    with servers_of(settings) as addresses:
        told = asyncio.run(ask())
    if as_json:
        print_json({"query": query, **told})
    else:
        _show(query, told)


def _show(query: str, told: Json) -> None:
    """A line for each value that changed, and for each that a row which came or went holds."""
    positions = f"positions {told['from']['position']} and {told['to']['position']}"
    title = f"{query} between {positions}, version {told['projection_version']}"
    lines = [line for each in told["data"] for line in _lines(each)]
    if lines:
        print_table(title, ["change", "row", "column", "before", "after"], lines)
    else:
        console.print(f"{title}: no differences.", highlight=False)
    if told["next"] is not None:
        console.print(f"There are more than {len(told['data'])}; filter, or raise --limit.")
    if told["question"] is None:
        _say_others(query)
    for name in ("from", "to"):
        tell_out_of_order(told[name], f"the moment of --{name}")


def _say_others(query: str) -> None:
    """One table is compared; a read model may have more."""
    projection, table = table_named(query)
    others = [each.name for each in projection.listed if each.name != table.name]
    if others:
        console.print(
            f"Compared: {table.name}. Not compared: {', '.join(others)}.",
            highlight=False,
            soft_wrap=True,
        )


def _lines(each: Json) -> list[list[object]]:
    row = each["after"] or each["before"]
    number = row.get("number")
    names = [str(part) for part in each["key"].values()]
    which = " ".join(names if number is None else [f"{number}:", *names])
    before, after = each["before"] or {}, each["after"] or {}
    columns = each["columns"] or [
        name for name, value in row.items() if value is not None and name not in each["key"]
    ]
    return [
        [each["change"], which, column, before.get(column), after.get(column)] for column in columns
    ]

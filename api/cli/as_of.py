"""`purvey as-of MOMENT QUERY [key=value ...]`: any read model as it was at any moment."""

import asyncio
from typing import Annotated, Final

import typer

from adapters.system import utc_now
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    console,
    print_json,
    print_table,
)
from api.settings import Settings
from api.tables import table_named
from api.wiring.instance import servers_of
from api.wiring.service import Answer, at_moment, open_service
from replay.as_of import Clock, Moment, resolve, with_effective

ROWS_DEFAULT: Final = 50


def as_of(
    moment: Annotated[str, typer.Argument(help="Position, ISO time with offset, or day (UTC).")],
    query: Annotated[str, typer.Argument(help="Name of a read model or one of its tables.")],
    filters: Annotated[list[str] | None, typer.Argument(help="column=value ...")] = None,
    clock: Annotated[Clock, typer.Option(help="recorded or effective")] = "recorded",
    effective_at: Annotated[
        str | None, typer.Option(help="Facts alone: of what was known then, what happened by then.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Rows at most.")] = ROWS_DEFAULT,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Show a read model as it was at a moment."""
    wanted = filters_of(filters or [])
    projection, table = table_named(query)
    settings = Settings()

    async def ask() -> tuple[Moment, Answer]:
        async with (
            open_service(addresses, settings.home) as service,
            service.read_models.entered(tenant) as view,
        ):
            at = await resolve(view.history, moment, clock, utc_now())
            if effective_at is not None:
                at = with_effective(at, clock, effective_at, utc_now())
            as_of = at_moment(at)
            name, of = projection.name, table.name
            return at, await view.rows(name, wanted, table=of, as_of=as_of, limit=limit)

    with servers_of(settings) as addresses:
        at, answer = asyncio.run(ask())
    _show(query, at, answer, as_json=as_json)


def filters_of(texts: list[str]) -> dict[str, str]:
    """The filters of a command line, `column=value` each."""
    wanted: dict[str, str] = {}
    for text in texts:
        column, separator, value = text.partition("=")
        if not separator or not column:
            raise typer.BadParameter(f"{text!r} is no filter; write column=value.")
        if column in wanted:
            raise typer.BadParameter(f"{column} is filtered twice; give each column once.")
        wanted[column] = value
    return wanted


def _show(query: str, at: Moment, answer: Answer, *, as_json: bool) -> None:
    if as_json:
        print_json(
            {
                "query": query,
                "position": at.position,
                "epoch": answer.epoch,
                "clock": at.clock,
                "effective_at": at.effective_at,
                "learned_later": at.learned_later,
                "learned_later_count": at.learned_later_count,
                "data": answer.rows,
                "next": answer.next,
            }
        )
        return
    title = f"{query} at position {at.position}"
    if at.effective_at is not None:
        title += f", of what had taken effect by {at.effective_at.isoformat()}"
    if answer.rows:
        print_table(title, list(answer.rows[0]), [list(row.values()) for row in answer.rows])
    else:
        console.print(f"{title}: no rows.", highlight=False)
    if answer.next is not None:
        console.print(f"There are more than {len(answer.rows)}; filter, or raise --limit.")
    if at.learned_later_count:
        console.print(f"{at.learned_later_count} events up to this moment were learned later.")

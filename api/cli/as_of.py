"""`purvey as-of MOMENT QUERY [key=value ...]`: any list or question as it was at any moment."""

import asyncio
from typing import Annotated, Final

import typer

from adapters.system import utc_now
from api.answers import Json, Reading, documents_of
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    console,
    print_json,
    print_table,
    tell_out_of_order,
)
from api.settings import Settings
from api.tables import QUESTIONS, table_named
from api.wiring.instance import servers_of
from api.wiring.service import Answer, AsOf, View, at_moment, open_service
from projections.projection import Query
from replay.as_of import Clock, resolve, with_effective

ROWS_DEFAULT: Final = 50
# What an answer says of its moment only where there is something to say.
_NOTHING: Final[Json] = {
    "clock": None,
    "effective_at": None,
    "day": None,
    "policies": {},
    "policies_in_force": {},
    "learned_later": [],
    "learned_later_count": 0,
    "effective_later": [],
    "effective_later_count": 0,
}


def as_of(
    moment: Annotated[str, typer.Argument(help="Position, ISO time with offset, or day (UTC).")],
    query: Annotated[str, typer.Argument(help="Name of a read model, table or question.")],
    filters: Annotated[list[str] | None, typer.Argument(help="column=value ...")] = None,
    clock: Annotated[Clock, typer.Option(help="recorded or effective")] = "recorded",
    effective_at: Annotated[
        str | None, typer.Option(help="Facts alone: of what was known then, what happened by then.")
    ] = None,
    limit: Annotated[int, typer.Option(min=1, max=500, help="Rows of a list.")] = ROWS_DEFAULT,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Show a read model, or the answer to a question, as it was at a moment."""
    wanted = filters_of(filters or [])
    if query not in QUESTIONS:
        table_named(query)  # A name that means nothing is refused before servers are looked for.
    settings = Settings()

    async def ask() -> tuple[Answer, Json]:
        async with (
            open_service(addresses, settings.home) as service,
            service.read_models.entered(tenant) as view,
        ):
            at = await resolve(view.history, moment, clock, utc_now())
            if effective_at is not None:
                at = with_effective(at, clock, effective_at, utc_now())
            answer = await _answered(view, query, wanted, at_moment(at), limit)
            return answer, await Reading(view, at).resting(answer)

    with servers_of(settings) as addresses:
        answer, standing = asyncio.run(ask())
    _show(query, answer, standing, as_json=as_json)


async def _answered(
    view: View, query: str, wanted: dict[str, str], as_of: AsOf, limit: int
) -> Answer:
    """The whole answer of a question, or a page of a table."""
    if query in QUESTIONS:
        projection, asked = QUESTIONS[query]
        return await view.answer(projection.name, asked.name, wanted, as_of=as_of)
    projection, table = table_named(query)
    return await view.rows(projection.name, wanted, table=table.name, as_of=as_of, limit=limit)


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


def _show(query: str, answer: Answer, standing: Json, *, as_json: bool) -> None:
    question = QUESTIONS.get(query)
    if as_json:
        documents = documents_of(question[1]) if question is not None else None
        told = {"query": query, **_NOTHING, **standing, "data": answer.rows, "next": answer.next}
        print_json({**told, "documents": documents})
        return
    title = f"{query} at position {standing['position']}"
    if "effective_at" in standing:
        title += f", of what had taken effect by {standing['effective_at'].isoformat()}"
    if answer.day is not None:
        title += f", up to {answer.day}"
    if answer.rows:
        print_table(title, list(answer.rows[0]), [list(row.values()) for row in answer.rows])
    else:
        console.print(f"{title}: no rows.", highlight=False)
    if question is not None:
        _show_documents(question[1])
    if in_force := standing.get("policies_in_force"):
        named = ", ".join(f"{name} {version}" for name, version in in_force.items())
        console.print(f"Policies in force at that moment: {named}", highlight=False)
    if answer.next is not None:
        console.print(f"There are more than {len(answer.rows)}; filter, or raise --limit.")
    tell_out_of_order(standing, "this moment")


def _show_documents(query: Query) -> None:
    """Which question leads on to the documents behind a row."""
    behind = query.documents
    filters = [f"{name}={value}" for name, value in behind.where.items()]
    filters += [f"{name}=<{column}>" for name, column in behind.by.items()]
    asked = " ".join([behind.of, *filters])
    console.print(f"The documents behind a row: {asked}", highlight=False)
    if behind.of == "journal_lines":
        told = f"purvey explain journal {' '.join(filters)}"
        console.print(f"Their entries and the facts behind: {told}", highlight=False)

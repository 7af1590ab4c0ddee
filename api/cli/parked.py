"""`purvey parked [retry|skip]`: the documents that a read model cannot follow, and what to do.

A document (or what else a read model keeps in order by itself) is parked when an event of it cannot
be projected. Who put it back in line, when and why is kept, and shown by `purvey parked`.
"""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer

from adapters.postgres.read_parked import parked_decisions, parked_keys
from adapters.postgres.read_return import Asked, put_back
from adapters.postgres.read_session import connect
from api.cli.accountable import By, who_runs
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    console,
    print_json,
    print_table,
)
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import servers_of
from projections.index import PROJECTIONS
from replay.parked import Decision, DecisionKind, ParkedKey, PutBack
from replay.rebuild import chosen

REASON_CHARACTERS_MAX: Final = 500
BY_CHARACTERS_MAX: Final = 64

parked = typer.Typer(help="List the documents that read models cannot follow; put them back.")

Name = Annotated[str, typer.Argument(help="The read model.")]
Key = Annotated[str, typer.Argument(help="As `purvey parked` lists it.")]


@parked.callback(invoke_without_command=True)
def listed(context: typer.Context, as_json: JsonFlag = False) -> None:
    """List what is parked, and the decisions on what was."""
    if context.invoked_subcommand is not None:
        return

    async def read(url: str) -> tuple[list[ParkedKey], list[Decision]]:
        connection = await connect(url)
        try:
            return await parked_keys(connection), await parked_decisions(connection)
        finally:
            await connection.close()

    with servers_of(Settings()) as addresses:
        url = user_url(addresses.database_url, "purvey_project", addresses.secret)
        keys, decisions = asyncio.run(read(url))
    if as_json:
        told = {"parked": [*map(asdict, keys)], "decisions": [*map(asdict, decisions)]}
        print_json(told)
        return
    print_table(
        "Parked",
        ("read model", "tenant", "key", "position", "event", "reason", "since"),
        [
            (k.read_model, k.tenant, k.key, k.position, k.type, k.reason, _minute(k.parked_at))
            for k in keys
        ],
    )
    print_table(
        "Decisions",
        ("read model", "tenant", "key", "position", "decision", "outcome", "by", "at", "reason"),
        [
            (
                *(d.read_model, d.tenant, d.key, d.position, d.decision, d.outcome),
                *(d.decided_by, _minute(d.decided_at), d.reason),
            )
            for d in decisions
        ],
    )


@parked.command("retry")
def retry(
    name: Name,
    key: Key,
    tenant: TenantOption = TENANT_DEFAULT,
    reason: Annotated[str, typer.Option(help="Why; kept for good.")] = "retried",
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Fold it again from its first event, by what the program is today. Ends with 1 if it parks.

    So is a document that is in line without a skipped event, which is tried again.
    """
    _put_back(name, key, tenant, "retried", by, reason, as_json=as_json)


@parked.command("skip")
def skip(
    name: Name,
    key: Key,
    reason: Annotated[str, typer.Option(help="Why; kept for good.")],
    tenant: TenantOption = TENANT_DEFAULT,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """As retry, without the event that parked it, until the read model has another version."""
    _put_back(name, key, tenant, "skipped", by, reason, as_json=as_json)


def _put_back(
    name: str,
    key: str,
    tenant: str,
    decision: DecisionKind,
    by: str | None,
    reason: str,
    *,
    as_json: bool,
) -> None:
    who = who_runs(by)
    for word, value, most in (
        ("--reason", reason, REASON_CHARACTERS_MAX),
        ("--by", who, BY_CHARACTERS_MAX),
    ):
        if not 0 < len(value.strip()) <= most:
            raise typer.BadParameter(f"{word} has 1 to {most} characters; it is kept for good.")
    (projection,) = chosen([name], PROJECTIONS)
    asked = Asked(
        projection=projection, tenant=tenant, key=key, decision=decision, by=who, reason=reason
    )
    with servers_of(Settings()) as addresses:
        url = user_url(addresses.database_url, "purvey_project", addresses.secret)
        done = asyncio.run(put_back(url, asked))
    if as_json:
        print_json(asdict(done))
    else:
        console.print(_words(done), highlight=False, soft_wrap=True)
    if done.outcome != "in line":
        raise typer.Exit(1)


def _words(done: PutBack) -> str:
    if done.parked is None:
        return f"{done.key} is in line again in {done.read_model}, by {done.events} events"
    return (
        f"{done.key} is parked again in {done.read_model}, at position {done.parked.position}"
        f" ({done.parked.type}): {done.parked.reason}"
    )


def _minute(moment: object) -> str:
    return f"{moment:%Y-%m-%d %H:%M}"

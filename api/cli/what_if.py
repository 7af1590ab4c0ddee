"""`purvey what-if --tolerances FILE`: past verdicts by other limits, and what hung on them."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any, Final

import orjson
import typer
from pydantic import TypeAdapter, ValidationError

from adapters.postgres.audit_facts import AuditFacts
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
from api.tolerance_policies import ToleranceLimitBody, limit_of
from api.wiring.instance import servers_of
from api.wiring.service import Service, open_service
from domain.tolerance import TolerancePolicy
from domain.tolerances.decide import check_limits
from domain.tolerances.state import policy_of
from replay.as_of import Clock, Moment, check_order, resolve
from replay.what_if import Differing, HoldAtStake, WhatIf
from replay.what_if import what_if as judge_again

NO_VERSION: Final = 0  # These limits are nobody's version.
SHOWN_MAX: Final = 50
_LIMITS: Final = TypeAdapter(tuple[ToleranceLimitBody, ...])

Span = tuple[Moment, Moment]


def what_if(
    tolerances: Annotated[
        Path,
        typer.Option(dir_okay=False, exists=True, help="JSON: limits as a version states them."),
    ],
    former: Annotated[
        str, typer.Option("--from", help="Position, ISO time with offset, day.")
    ] = "0",
    later: Annotated[str | None, typer.Option("--to", help="Likewise; by default now.")] = None,
    clock: Annotated[Clock, typer.Option(help="recorded or effective")] = "recorded",
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Tell which invoices other tolerances would have judged otherwise. Nothing is changed."""
    policy = policy_in(tolerances)
    settings = Settings()

    async def ask() -> tuple[Span, WhatIf]:
        async with (
            open_service(addresses, settings.home) as service,
            service.audit.entered(tenant) as connection,
        ):
            span = await _span(service, tenant, (former, later), clock)
            facts = AuditFacts(connection, tenant)
            until = await facts.effective_at(span[1].position) or datetime.min.replace(tzinfo=UTC)
            positions = (span[0].position, span[1].position)
            return span, await judge_again(facts, tenant, policy, positions, until)

    with servers_of(settings) as addresses:
        span, report = asyncio.run(ask())
    if as_json:
        positions = {"from": span[0].position, "to": span[1].position}
        print_json({**positions, **asdict(report)})
    else:
        _show(span, report)


def policy_in(file: Path) -> TolerancePolicy:
    """The limits of a file: `{"limits": [...]}`, as they are proposed over HTTP."""
    try:
        told: Any = orjson.loads(file.read_bytes())
        stated = _LIMITS.validate_python(told["limits"] if isinstance(told, dict) else told)
    except (orjson.JSONDecodeError, KeyError, ValidationError) as error:
        raise typer.BadParameter(f"{file.name} holds no limits of tolerances: {error}") from error
    limits = tuple(limit_of(each) for each in stated)
    check_limits(limits)
    return policy_of(NO_VERSION, limits)


async def _span(service: Service, tenant: str, words: tuple[str, str | None], clock: Clock) -> Span:
    async with service.read_models.entered(tenant) as view:
        now, (former, later) = utc_now(), words
        last = later if later is not None else str(await view.history.head())
        span = (
            await resolve(view.history, former, clock, now),
            await resolve(view.history, last, clock, now),
        )
    check_order(*span)
    return span


def _show(span: Span, report: WhatIf) -> None:
    if report.named:
        print_table(
            f"Verdicts that would differ, between positions {span[0].position} and"
            f" {span[1].position}",
            ("invoice", "total", "verdict", "then", "spared", "added", "days free earlier"),
            [_line(each) for each in report.named[:SHOWN_MAX]],
        )
    if report.differing_invoices > SHOWN_MAX:
        _say("There are more; --json names up to 1,000.")
    _say(
        f"{report.verdicts:,} verdicts; {report.differing_verdicts:,} of them, on"
        f" {report.differing_invoices:,} invoices, would differ: {report.passing_instead:,} would"
        f" have passed, {report.held_instead:,} would have been held"
    )
    _say(
        f"Let through: {_money(report.spared_exposure)}, {report.days_free_earlier:,.1f} days"
        f" earlier in all; held back: {_money(report.added_exposure)}"
    )
    if report.not_reproduced:
        _say(
            f"{report.not_reproduced:,} verdicts rest on what was not kept, or on an older engine;"
            " nothing is said of them"
        )


def _line(each: Differing) -> tuple[object, ...]:
    first = each.verdicts[0]
    return (
        each.number,
        f"{each.total} {each.currency}",
        first.verdict,
        first.verdict_then,
        _holds(each.spared),
        _holds(each.added),
        round(each.days_free_earlier, 1),
    )


def _holds(holds: Sequence[HoldAtStake]) -> str:
    return ", ".join(
        f"{each.kind}{'' if each.line is None else f' on line {each.line}'} {each.exposure}"
        f"{'' if each.days is None else f' ({each.days:.1f} days)'}"
        for each in holds
    )


def _money(amounts: Any) -> str:  # noqa: ANN401 - by currency
    return ", ".join(f"{amount:,} {currency}" for currency, amount in amounts.items()) or "nothing"


def _say(words: str) -> None:
    console.print(words, highlight=False, soft_wrap=True)

"""Real verdicts by other tolerances: what would differ, and what money and time hung on it."""

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Final

import orjson
import psycopg
import pytest
import typer

from adapters.postgres.audit_facts import AuditFacts
from adapters.postgres.audit_reader import AuditReader
from adapters.postgres.log_reader import read, recorded
from api.cli.what_if import policy_in
from domain.errors import Rejected
from domain.event import Recorded
from domain.tolerance import DEFAULT_POLICY, Limits, TolerancePolicy
from replay.held import Stood, days_held_by
from replay.what_if import WhatIf, what_if
from tests.conftest import PASSES, Database, Imported

NOW: Final = datetime(2026, 3, 1, tzinfo=UTC)
HEAD_MAX: Final = 1_000_000
QUANTITY: Final = "received_quantity"
# Goods may be billed whether they came or not.
GENEROUS: Final = replace(
    DEFAULT_POLICY, limits={**DEFAULT_POLICY.limits, QUANTITY: Limits(), "price": Limits()}
)


@asynccontextmanager
async def facts(database: Database, tenant: str = "demo") -> AsyncIterator[AuditFacts]:
    async with (
        AuditReader(database.role_url("purvey_audit"), PASSES) as audit,
        audit.entered(tenant) as connection,
    ):
        yield AuditFacts(connection, tenant)


async def asked(
    database: Database, policy: TolerancePolicy, span: tuple[int, int] = (0, HEAD_MAX)
) -> WhatIf:
    async with facts(database) as history:
        return await what_if(history, "demo", policy, span, NOW)


def verdicts(database: Database) -> list[Recorded]:
    with psycopg.connect(database.url) as connection:
        events = [recorded(row) for row in read(connection, 0, HEAD_MAX, "demo")]
    return [each for each in events if each.type == "invoice.match_evaluated"]


async def test_by_the_same_tolerances_every_verdict_is_reached_again(imported: Imported) -> None:
    report = await asked(imported.database, DEFAULT_POLICY)
    assert report.verdicts == len(verdicts(imported.database)) > 100
    assert (report.not_reproduced, report.differing_verdicts, report.named) == (0, 0, ())


async def test_what_generous_tolerances_let_through_is_named_with_its_money_and_days(
    imported: Imported,
) -> None:
    report = await asked(imported.database, GENEROUS)
    assert report.differing_invoices == len(report.named) > 0
    assert (report.passing_instead > 0, report.held_instead, report.added_exposure) == (True, 0, {})
    kinds = {each.kind for named in report.named for each in named.spared}
    assert kinds <= {"quantity_received", "receipt_missing", "price"}
    for named in report.named:
        assert named.verdicts[0].verdict == "hold"
        assert named.verdicts[0].tolerance_version == DEFAULT_POLICY.version.version
    total = sum((e.exposure for named in report.named for e in named.spared), Decimal(0))
    assert sum(report.spared_exposure.values()) == total > 0
    assert sum(named.days_free_earlier for named in report.named) == pytest.approx(
        report.days_free_earlier
    )


async def test_what_strict_tolerances_hold_back_is_told_with_how_long_its_kind_takes(
    imported: Imported, tmp_path: Path
) -> None:
    nothing = policy_in_words('{"limits": [' + ",".join(EXACT) + "]}", tmp_path)
    report = await asked(imported.database, nothing)
    assert (report.spared_exposure, report.passing_instead) == ({}, 0)
    assert report.held_instead == len(report.named) > 0
    for named in report.named:
        assert named.added
        assert named.days_free_earlier == 0


async def test_only_the_verdicts_of_the_span_are_judged_and_nothing_is_written(
    imported: Imported,
) -> None:
    all_of_them = verdicts(imported.database)
    half = all_of_them[len(all_of_them) // 2].position
    with psycopg.connect(imported.database.url) as connection:
        head = connection.execute('SELECT "offset" FROM log.log_head').fetchone()
        first = await asked(imported.database, GENEROUS, (0, half))
        assert connection.execute('SELECT "offset" FROM log.log_head').fetchone() == head
    assert first.verdicts == len(all_of_them) // 2 + 1
    assert all(v.position <= half for each in first.named for v in each.verdicts)


async def test_another_tenant_has_no_verdicts(imported: Imported) -> None:
    async with facts(imported.database, "other") as history:
        report = await what_if(history, "other", GENEROUS, (0, HEAD_MAX), NOW)
    assert (report.verdicts, report.named) == (0, ())


def held(hold: int, since: int, until: int) -> Stood:
    return Stood(
        hold=hold,
        kind="price",
        line=1,
        version=1,
        since=NOW + timedelta(days=since),
        until=NOW + timedelta(days=until),
    )


@pytest.mark.parametrize(
    ("stood", "spared", "days"),
    [
        ([held(1, 0, 3)], {1}, 3.0),
        ([held(1, 0, 3), held(2, 0, 3)], {1}, 0.0),
        ([held(1, 0, 5), held(2, 1, 2)], {1}, 4.0),
        ([held(1, 0, 2), held(2, 4, 5)], {1, 2}, 3.0),
        ([held(1, 0, 2)], set(), 0.0),
    ],
)
def test_an_invoice_is_free_earlier_while_nothing_but_spared_holds_keeps_it(
    stood: Sequence[Stood], spared: set[int], days: float
) -> None:
    assert days_held_by(stood, spared) == days


CHECKS: Final = (
    *("price", "ordered_quantity", "received_quantity", "accepted_quantity", "ordered_amount"),
    *("received_amount", "line_amount", "tax", "freight", "header_total"),
    *("contract_price", "early_shipment", "exchange_rate"),
    *("agreed_tax", "agreed_freight", "agreed_discount"),
)
EXACT: Final = [
    f'{{"scope": "tenant", "check": "{check}", "abs_over": "0"}}'
    if check != "tax" and check != "freight"
    else f'{{"scope": "tenant", "check": "{check}", "not_checked": true}}'
    for check in CHECKS
]


def policy_in_words(words: str, folder: Path) -> TolerancePolicy:
    file = folder / "limits.json"
    file.write_text(words)
    return policy_in(file)


@pytest.mark.parametrize("words", ["{", "{}", "[3]", '[{"scope": "tenant"}]'])
def test_a_file_without_limits_is_no_policy(tmp_path: Path, words: str) -> None:
    with pytest.raises(typer.BadParameter, match="limits"):
        policy_in_words(words, tmp_path)


def test_limits_that_leave_a_check_out_are_refused_as_a_version_would_be(tmp_path: Path) -> None:
    some = orjson.dumps([{"scope": "tenant", "check": "price", "pct_over": "1"}]).decode()
    with pytest.raises(Rejected):
        policy_in_words(some, tmp_path)

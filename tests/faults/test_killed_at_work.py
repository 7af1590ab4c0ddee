"""Processes are killed in the middle of an import: no acknowledged command is lost or doubled.

The journal of what was acknowledged is kept outside the database. What stands in the end is
compared with it, and fact by fact with an import that nobody disturbed. Failures name their seed.
"""

import shutil
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from random import Random
from typing import Any

import psycopg
import pytest

from adapters.system import monotonic_seconds
from tests.adapters.histories.sample import sample
from tests.adapters.histories.traces import run_import, write_traces
from tests.cli.program import Home, until
from tests.conftest import Database
from tests.faults.checks import (
    Checked,
    Fact,
    check_journals,
    check_log_and_stream,
    check_read_models,
    facts,
    walked,
)
from tests.faults.journal import REFUSED, ROLLED_BACK, SENT, TOLD, lines_of
from tests.faults.scenario import APPENDER, Disturbed, kills_at
from tests.faults.seed import Share

Record = Callable[[str, Any], None]
SHORT_CASES = 24
ROUNDS = 3
SUMS = ("accepted", "rejected", "explained", "by_activity", "rejected_by_code")


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """What an import comes to when nobody disturbs it."""

    file: Path
    commands: int
    facts: Counter[Fact]
    sums: dict[str, object]


async def undisturbed(database: Database, folder: Path, cases: int | None) -> Undisturbed:
    """Imports so many histories of the sample, by default all."""
    traces = sample()
    step = len(traces) // cases if cases else 1
    file = write_traces(folder / "histories.jsonl.gz", traces[::step][:cases])
    report = await run_import(database, file)
    with psycopg.connect(database.url) as connection:
        (row,) = connection.execute("SELECT count(*) FROM log.command").fetchall()
    return Undisturbed(
        file, row[0], facts(database.url), {each: getattr(report, each) for each in SUMS}
    )


async def disturb(
    expected: Undisturbed, folder: Path, seed: int, victims: Sequence[str]
) -> Checked:
    """Imports the same with kills, and compares; the home, `folder / "home"`, is stopped again."""
    home = Home(folder / "home")
    with home.up():
        run = Disturbed(home, expected.file, folder / "journal")
        run.run(kills_at(seed, victims, expected.commands))
        checked = await run.check()
        assert facts(home.addresses.database_url) == expected.facts
        assert {each: run.report[each] for each in SUMS} == expected.sums
    until(lambda: not home.processes())
    return checked


async def test_kills_of_each_kind_lose_nothing_and_a_lost_stream_is_made_again(
    database: Database, tmp_path: Path
) -> None:
    expected = await undisturbed(database, tmp_path, SHORT_CASES)
    await disturb(expected, tmp_path, 1, (APPENDER, "postgres", "nats"))
    home = Home(tmp_path / "home")
    shutil.rmtree(home.path / "nats")
    with home.up():
        addresses = home.addresses
        urls = (addresses.database_url, addresses.nats_url)
        a_lost_or_doubled_command_would_be_seen(urls[0], tmp_path / "journal")
        checked = await check_log_and_stream(*urls, [tmp_path / "journal"])
        await check_read_models(home, checked.events)
        assert facts(urls[0]) == expected.facts


def a_lost_or_doubled_command_would_be_seen(database_url: str, journal: Path) -> None:
    """The check itself, on journals that tell of commands which the log does not hold so."""
    walk = walked(database_url)
    line = next(each for each in lines_of(journal, TOLD) if not each["duplicate"])
    assert check_journals(database_url, walk, [line])
    for forged in (
        [{**line, "command_id": "lost"}],
        [line, line],
        [{**line, "position": line["position"] + 1}],
        [{**line, "version": line["version"] + 1}],
        [{**line, "events": line["events"] + 1}],
        [line, {**line, "what": SENT, "events": line["events"] + 1}],
        [line, {**line, "what": REFUSED}],
        [line, {**line, "what": ROLLED_BACK}],
    ):
        with pytest.raises(AssertionError):
            check_journals(database_url, walk, forged)


@pytest.mark.faults
@pytest.mark.parametrize("part", [1, 2])
async def test_nothing_is_lost_or_doubled_when_everything_is_killed_in_turn(
    database: Database,
    tmp_path: Path,
    fault_seed: int,
    fault_share: Share,
    part: int,
    record_property: Record,
) -> None:
    started = monotonic_seconds()
    seed, rounds = fault_seed * 1_000 + part, fault_share.of(ROUNDS)
    victims = [APPENDER, "postgres", "nats", "relay", "projections"] * rounds
    Random(seed).shuffle(victims)
    expected = await undisturbed(database, tmp_path, None)
    run = await disturb(expected, tmp_path, seed, victims)
    record_property(
        "faults",
        {
            "kills": {f"{name} (outside)": rounds for name in set(victims)},
            "acknowledged_events": run.acknowledged_events,
            "seconds": monotonic_seconds() - started,
        },
    )

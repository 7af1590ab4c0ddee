"""How many commands a second an import of real histories carries out while everything else runs.

Relay, projections and API run in processes of their own beside embedded servers with fsync on, as
in production. Baseline: the events that the import stored, appended again for another tenant
through the same port in the same instance, so without deciding anything.
"""

import asyncio
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from adapters.histories.importer import import_histories
from adapters.histories.reader import read_histories
from adapters.histories.report import ImportReport
from adapters.postgres.event_log import PostgresEventLog
from adapters.postgres.import_ledger import PostgresImportLedger
from adapters.system import monotonic_seconds, utc_now
from api.cli.verify import run_verify
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.health import settled_health
from api.wiring.instance import Addresses, Instance
from application.handle import Application
from application.handlers import HANDLERS
from application.ports import Save
from tests.benchmarks.histories import choose_histories
from tests.benchmarks.memory import MemoryWatch
from tests.benchmarks.report import Figure, Report, at_least, at_most, machine, median, rounded
from tests.benchmarks.saves import KeepingLog, append_again, event_count
from tests.benchmarks.size import Size

COMMANDS_PER_SECOND_GOAL: Final = 1_000
DEMO_SECONDS_GOAL: Final = 150
PSS_MB_GOAL: Final = 600
SEED: Final = 2019
SAVES_MAX: Final = 5_000  # Kept for the baseline; more would count as the import's memory.


@dataclass(slots=True, kw_only=True)
class Round:
    """One import and what came after it."""

    report: ImportReport
    log_events: int  # of the whole log, when the import had settled
    settled_seconds: float  # until stream and read models had it all
    demo_seconds: float = 0.0  # from an empty folder to verified read models
    verify_seconds: float = 0.0
    raw_saves_per_second: float = 0.0
    raw_events_per_second: float = 0.0


def run(size: Size) -> Report:
    """Measures; see the docstring of the module."""
    return _on_fresh_servers(size) if size.cases == 0 else _on_one_instance(size)


def _on_one_instance(size: Size) -> Report:
    rounds = []
    with TemporaryDirectory(prefix="purvey-bench-") as folder:
        instance = Instance(_settings(folder))
        file = choose_histories(size.cases, Path(folder))
        with instance as addresses, _watched(instance) as watch:
            for number in range(1, size.rounds + 1):
                done, saves = asyncio.run(_import(addresses, file, f"import-{number}"))
                asyncio.run(_append_raw(addresses, saves, f"raw-{number}", done))
                rounds.append(done)
            ran_on = machine(addresses.database_url)
    return _report(rounds, watch.peaks_mb, ran_on, size)


def _on_fresh_servers(size: Size) -> Report:
    """Each round does what `purvey demo --exit` does, from empty folder to verified read models."""
    rounds, peaks, ran_on = [], dict[str, float](), dict[str, Figure]()
    for _ in range(size.rounds):
        with TemporaryDirectory(prefix="purvey-bench-") as folder:
            file = choose_histories(size.cases, Path(folder))
            started = monotonic_seconds()
            instance = Instance(_settings(folder))
            with instance as addresses, _watched(instance) as watch:
                done, saves = asyncio.run(_import(addresses, file, "demo"))
                verified = run_verify(addresses)
                assert not verified.differences, "what is fast is also right"
                done.demo_seconds = monotonic_seconds() - started
                done.verify_seconds = verified.seconds
                asyncio.run(_append_raw(addresses, saves, "raw", done))
                ran_on = machine(addresses.database_url)
        rounds.append(done)
        peaks = {name: max(mb, peaks.get(name, 0.0)) for name, mb in watch.peaks_mb.items()}
    return _report(rounds, peaks, ran_on, size)


def _settings(folder: str) -> Settings:
    return Settings(home=Path(folder) / "home", api_port=0, database_url=None, nats_url=None)


def _watched(instance: Instance) -> MemoryWatch:
    parts = {part: child.pid for part, child in instance.children.items() if child.pid is not None}
    return MemoryWatch("import", parts)


async def _import(addresses: Addresses, file: Path, tenant: str) -> tuple[Round, list[Save]]:
    """Imports and waits until everything has settled; the first saves come back."""
    ledger_url = user_url(addresses.database_url, "purvey_import", addresses.secret)
    async with _open_log(addresses) as log, PostgresImportLedger(ledger_url) as ledger:
        keeping = KeepingLog(log, SAVES_MAX)
        application = Application(keeping, HANDLERS)
        started = monotonic_seconds()
        report = await import_histories(
            read_histories(file, utc_now()), application, ledger, tenant=tenant, seed=SEED
        )
        settled = await settled_health(addresses)
        settled_seconds = monotonic_seconds() - started
    log_events = settled["log_events"]
    done = Round(report=report, log_events=log_events, settled_seconds=settled_seconds)
    return done, keeping.saves


async def _append_raw(addresses: Addresses, saves: list[Save], tenant: str, done: Round) -> None:
    async with _open_log(addresses) as log:
        seconds = await append_again(log, saves, tenant)
    await settled_health(addresses)  # What is left to relay must not burden the next round.
    done.raw_saves_per_second = len(saves) / seconds
    done.raw_events_per_second = event_count(saves) / seconds


def _open_log(addresses: Addresses) -> PostgresEventLog:
    url, secret = addresses.database_url, addresses.secret
    return PostgresEventLog(
        user_url(url, "purvey_append", secret), user_url(url, "purvey_relay", secret)
    )


def _report(
    rounds: list[Round], peaks_mb: dict[str, float], ran_on: dict[str, Figure], size: Size
) -> Report:
    reports = [each.report for each in rounds]
    rate = median([each.commands / each.seconds for each in reports])
    raw = median([each.raw_saves_per_second for each in rounds])
    goals = {
        "commands_per_second": at_least(rate, COMMANDS_PER_SECOND_GOAL),
        "pss_mb_max": at_most(max(peaks_mb.values()), PSS_MB_GOAL),
    }
    whole: dict[str, Figure] = {}
    if size.cases == 0:
        demo_seconds = median([each.demo_seconds for each in rounds])
        goals["demo_seconds"] = at_most(demo_seconds, DEMO_SECONDS_GOAL)
        whole["demo_seconds"] = demo_seconds
        whole["verify_seconds"] = median([each.verify_seconds for each in rounds])
    last = reports[-1]
    return Report(
        benchmark="import",
        figures={
            "rounds": len(rounds),
            "cases": last.cases,
            "source_events": last.source_events,
            "accepted": last.accepted,
            "rejected": last.rejected,
            "explained": last.explained,
            "commands": last.commands,
            "log_events_last_round": rounds[-1].log_events,
            "commands_per_second": rate,
            "source_events_per_second": median([e.source_events / e.seconds for e in reports]),
            "commands_per_second_until_settled": median(
                [each.report.commands / each.settled_seconds for each in rounds]
            ),
            **whole,
            "pss_mb_max_by_process": peaks_mb,
        },
        baseline={
            "raw_saves_per_second": raw,
            "raw_events_per_second": median([each.raw_events_per_second for each in rounds]),
        },
        ratios={"commands_to_raw_saves": rounded(rate / raw)},
        goals=goals,
        machine=ran_on,
    )

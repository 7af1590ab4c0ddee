"""`purvey import FILE`: real histories through the real commands, resumable, with progress."""

import threading
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.collector import collect_seldom
from adapters.histories.importer import import_histories
from adapters.histories.reader import Histories, read_histories
from adapters.histories.report import ImportReport, Progress
from adapters.postgres.import_ledger import PostgresImportLedger
from adapters.system import utc_now
from api.cli.renewal import renew
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    TenantOption,
    console,
    print_json,
    print_table,
    progress_bar,
)
from api.cli.serving import run_unless_stopped
from api.cli.stopping import stop_signals, stopped_by_signals
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.health import settled_health
from api.wiring.instance import Addresses, Instance, running_instance
from api.wiring.service import open_service

SEED_DEFAULT: Final = 2019


def import_(
    file: Annotated[Path, typer.Argument(help="Histories, gzipped JSON lines.")],
    seed: Annotated[int, typer.Option(help="Fills in what the file leaves out.")] = SEED_DEFAULT,
    tenant: TenantOption = TENANT_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Import purchase-to-pay histories; what an earlier run left is taken up where it stopped."""
    settings = Settings()
    running = running_instance(settings)
    histories = read_file(file)
    with stop_signals() as stopped:
        if running is not None:
            _tell(run_import(histories, running, settings, tenant, seed, stopped), as_json=as_json)
        else:
            instance = Instance(settings)
            with instance as addresses:
                renew(instance, addresses, stopped)
                report = run_import(histories, addresses, settings, tenant, seed, stopped)
                _tell(report, as_json=as_json)
                # What was imported should be seen, so the read models may come to its end.
                run_unless_stopped(lambda: settled_health(addresses), stopped)


def read_file(file: Path) -> Histories:
    """The histories; `RefusedFile` before any server is started for them, `Stopped` by a signal."""
    with stopped_by_signals():
        return read_histories(file, utc_now())


def run_import(
    histories: Histories,
    addresses: Addresses,
    settings: Settings,
    tenant: str,
    seed: int,
    stopped: threading.Event,
) -> ImportReport:
    """Imports with a progress bar on standard error; `Stopped` leaves what the next run resumes."""
    collect_seldom()
    ledger_url = user_url(addresses.database_url, "purvey_import", addresses.secret)
    with progress_bar() as bar:
        task = bar.add_task("importing", total=None)

        def show(reached: Progress) -> None:
            bar.update(task, completed=reached.done, total=reached.total)

        async def run() -> ImportReport:
            async with (
                open_service(
                    addresses,
                    settings.home,
                    disk_free_percent_min=settings.disk_watched_percent,
                ) as service,
                PostgresImportLedger(ledger_url) as ledger,
            ):
                return await import_histories(
                    histories,
                    service.application,
                    ledger,
                    tenant=tenant,
                    seed=seed,
                    progress=show,
                )

        return run_unless_stopped(run, stopped, "Start the import again to resume it.")


def _tell(report: ImportReport, *, as_json: bool) -> None:
    if as_json:
        print_json(asdict(report))
    else:
        show_import(report)


def show_import(report: ImportReport) -> None:
    """Tells by activity what became of the events, and by code what was refused."""
    print_table(
        "Imported histories",
        ("activity", "accepted", "rejected", "explained"),
        [
            (name, each["accepted"], each["rejected"], each["explained"])
            for name, each in report.by_activity.items()
        ],
    )
    if report.rejected_by_code:
        print_table("Refused, by code", ("code", "events"), list(report.rejected_by_code.items()))
    if report.not_made:
        columns = ("supplier or item", "code", "reason")
        told = [(each.document, each.code, each.reason) for each in report.not_made]
        print_table("Could not be made, and its events were refused", columns, told)
    console.print(
        f"{report.accepted:,} accepted, {report.rejected:,} refused, {report.explained:,} explained"
        f" of {report.source_events:,} events in {report.cases:,} cases; {report.resumed:,} stood"
        " already",
        highlight=False,
        soft_wrap=True,
    )

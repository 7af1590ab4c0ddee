"""`purvey demo`: the main job on real histories, from empty servers to a verified dashboard."""

import asyncio
from typing import Annotated, Any

import typer

from adapters.histories.files import TRACES
from adapters.histories.report import ImportReport
from adapters.system import monotonic_seconds
from api.cli.import_histories import SEED_DEFAULT, run_import, show_import
from api.cli.report import (
    TENANT_DEFAULT,
    JsonFlag,
    console,
    print_json,
    print_table,
)
from api.cli.serving import serve_until_stopped, stop_signals
from api.cli.up import announce
from api.cli.verify import run_verify
from api.settings import Settings
from api.wiring.health import settled_health
from api.wiring.instance import Addresses, Instance


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Stop when done, do not serve.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Import 2,994 real histories, verify every read model, show the result and serve it."""
    settings = Settings()
    instance = Instance(settings)
    with stop_signals() as stopped, instance as addresses:
        started = monotonic_seconds()
        imported = run_import(TRACES, addresses, settings, TENANT_DEFAULT, SEED_DEFAULT, stopped)
        report = asyncio.run(_report(addresses, imported))
        verified = run_verify(addresses)
        report["verify"] = {"checked": verified.checked, "differences": verified.differences}
        report["seconds"] = round(monotonic_seconds() - started, 1)
        if as_json:
            print_json(report)
        else:
            show_import(imported)
            _show(report)
        if not leave and not stopped.is_set():
            announce(settings, addresses.api_url)
            serve_until_stopped(instance, stopped)
    if report["verify"]["differences"]:
        raise typer.Exit(1)


async def _report(addresses: Addresses, imported: ImportReport) -> dict[str, Any]:
    """The import's sums, and where log, stream and read models stand once all have caught up."""
    health = await settled_health(addresses)
    return {
        "cases": imported.cases,
        "source_events": imported.source_events,
        "accepted": imported.accepted,
        "rejected": imported.rejected,
        "explained": imported.explained,
        "by_activity": imported.by_activity,
        "log_events": health["log_events"],
        "stream_messages": health["stream_messages"],
        "projections": {name: each["offset"] for name, each in health["projections"].items()},
    }


def _show(report: dict[str, Any]) -> None:
    print_table(
        "Sums",
        ("what", "count"),
        [
            ("events in the log", report["log_events"]),
            ("messages in the stream", report["stream_messages"]),
            ("rows verified", report["verify"]["checked"]),
            ("differences", report["verify"]["differences"]),
        ],
    )
    console.print(f"{report['seconds']} seconds", highlight=False)

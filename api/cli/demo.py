"""`purvey demo`: the main job on real histories, from empty servers to a verified dashboard."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any

import typer

from adapters.histories.files import TRACES
from adapters.histories.report import ImportReport
from adapters.system import monotonic_seconds
from api.cli.import_histories import SEED_DEFAULT, read_file, run_import, show_import
from api.cli.renewal import renew
from api.cli.report import TENANT_DEFAULT, JsonFlag, console, print_json, print_table
from api.cli.serving import run_unless_stopped
from api.cli.shown import Shown, what_is_shown
from api.cli.stopping import stop_signals
from api.cli.up import serve
from api.cli.verify import run_verify
from api.settings import Settings
from api.wiring.health import settled_health
from api.wiring.instance import Addresses, Instance
from api.wiring.service import open_service
from replay.verify import Verified


def demo(
    leave: Annotated[bool, typer.Option("--exit", help="Stop when done, do not serve.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Import 2,994 real histories, verify every read model, show the result and serve it."""
    show_histories(TRACES, leave=leave, as_json=as_json)


def show_histories(file: Path, *, leave: bool, as_json: bool) -> None:
    """The demonstration on any file of histories."""
    settings = Settings()
    instance = Instance(settings)
    with stop_signals() as stopped, instance as addresses:
        renew(instance, addresses, stopped)
        started = monotonic_seconds()
        histories = read_file(file)
        imported = run_import(histories, addresses, settings, TENANT_DEFAULT, SEED_DEFAULT, stopped)
        health = run_unless_stopped(lambda: settled_health(addresses), stopped)
        verified = run_verify(addresses, stopped=stopped, home=settings.home)
        shown = run_unless_stopped(lambda: _asked(addresses, settings), stopped)
        seconds = monotonic_seconds() - started
        report = _report(imported, health, verified, shown, seconds)
        if as_json:
            print_json(report)
        else:
            show_import(imported)
            _show(report, shown)
        if not leave:
            serve(instance, addresses, settings, stopped)
    if verified.differences or verified.skipped:
        raise typer.Exit(1)


async def _asked(addresses: Addresses, settings: Settings) -> list[Shown]:
    """What the read models answer, all of them from one view."""
    async with (
        open_service(addresses, settings.home) as service,
        service.read_models.entered(TENANT_DEFAULT) as view,
    ):
        return await what_is_shown(view)


def _report(
    imported: ImportReport,
    health: dict[str, Any],
    verified: Verified,
    shown: Sequence[Shown],
    seconds: float,
) -> dict[str, Any]:
    """The import's sums, and where log, stream and read models stood once all had caught up."""
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
        "verify": {"checked": verified.checked, "differences": verified.differences},
        "seconds": round(seconds, 1),
        "shown": [asdict(each) for each in shown],
    }


def _show(report: dict[str, Any], shown: Sequence[Shown]) -> None:
    console.print("What the histories show, and how to follow one of each", highlight=False)
    for each in shown:
        told = "" if each.example is None else f", for example {each.example}"
        console.print(f"{each.count:>8,} {each.what}{told}", soft_wrap=True, highlight=False)
        if each.command is not None:
            console.print(f"         {each.command}", soft_wrap=True, highlight=False)
    console.print()
    print_table(
        "Sums",
        ("what", "count"),
        [
            ("events in the log", report["log_events"]),
            ("messages in the stream", report["stream_messages"]),
            ("events and rows verified", report["verify"]["checked"]),
            ("differences", report["verify"]["differences"]),
        ],
    )
    console.print(f"{report['seconds']} seconds", highlight=False)

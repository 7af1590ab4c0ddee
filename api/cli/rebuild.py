"""`purvey rebuild [NAME ...|--all] [--workers N]`: made anew while the old ones serve."""

import threading
from dataclasses import asdict
from typing import Annotated, Final

import typer

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.system import monotonic_seconds
from api.cli.report import JsonFlag, console, print_json, progress_bar
from api.cli.serving import run_unless_stopped, stop_signals
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of
from projections.index import PROJECTIONS
from projections.projection import Projection
from replay.rebuild import Progress as Reached
from replay.rebuild import Rebuilt, chosen
from replay.rebuild import rebuild as rebuild_all

WORKERS_DEFAULT: Final = 2
WORKERS_MAX: Final = 16


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(help="Read models.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All read models.")] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=WORKERS_MAX, help="Processes.")
    ] = WORKERS_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Rebuild read models beside the live ones and switch when they have caught up."""
    if bool(names) == everything:
        raise typer.BadParameter("name the read models to rebuild, or give --all.")
    projections = chosen(list(dict.fromkeys(names or [])), PROJECTIONS)
    with stop_signals() as stopped, servers_of(Settings()) as addresses:
        rebuilt = run_rebuild(addresses, projections, workers, stopped)
    if as_json:
        print_json({**asdict(rebuilt), "events_per_second": round(rebuilt.events_per_second)})
        return
    console.print(
        f"Rebuilt {', '.join(rebuilt.generations)} from {rebuilt.events:,} events in"
        f" {rebuilt.seconds:.1f} s, {rebuilt.events_per_second:,.0f} events/s;"
        f" {rebuilt.parked} documents parked",
        highlight=False,
        soft_wrap=True,
    )


def run_rebuild(
    addresses: Addresses,
    projections: list[Projection],
    workers: int = WORKERS_DEFAULT,
    stopped: threading.Event | None = None,
) -> Rebuilt:
    """Rebuilds with a progress bar on standard error; `Stopped` when the event is set before."""
    url = user_url(addresses.database_url, "purvey_project", addresses.secret)
    with progress_bar() as bar:
        task = bar.add_task("loading", total=None)

        def show(reached: Reached) -> None:
            bar.update(task, description=reached.step, completed=reached.done, total=reached.total)

        async def run() -> Rebuilt:
            async with PostgresWorkshop(url, projections, workers=workers) as workshop:
                return await rebuild_all(workshop, monotonic_seconds, show)

        return run_unless_stopped(run, stopped or threading.Event())

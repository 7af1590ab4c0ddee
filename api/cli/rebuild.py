"""`purvey rebuild [NAME ...|--all]`: made anew while the old ones serve, compared, switched.

`--dry-run` ends before the switch, `--rollback` lets the former generation serve again. What is
told of a rebuild is in `rebuild_report.py`.
"""

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any, Final, TypeVar

import typer

from adapters.postgres.read_rebuild import PostgresWorkshop
from adapters.postgres.read_way_back import PostgresWayBack
from adapters.system import monotonic_seconds, utc_now
from api.cli.rebuild_report import show, show_rolled_back, told, told_rolled_back, write_report
from api.cli.report import JsonFlag, print_json, progress_bar
from api.cli.serving import run_unless_stopped
from api.cli.stopping import stop_signals
from api.settings import Settings
from api.wiring.database import refuse_unliftable, user_url
from api.wiring.instance import Addresses, servers_of
from api.wiring.journal_corrections import journal_corrector
from projections.index import PROJECTIONS
from projections.projection import Projection
from replay.rebuild import Progress as Reached
from replay.rebuild import Rebuilt, RolledBack, chosen, roll_back
from replay.rebuild import rebuild as rebuild_all

WORKERS_DEFAULT: Final = 2
WORKERS_MAX: Final = 16
REASON_CHARACTERS_MAX: Final = 500

Outcome = TypeVar("Outcome", Rebuilt, RolledBack)


def rebuild(
    names: Annotated[list[str] | None, typer.Argument(help="Read models.")] = None,
    everything: Annotated[bool, typer.Option("--all", help="All read models.")] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Compare and report; do not switch.")
    ] = False,
    rollback: Annotated[
        bool, typer.Option("--rollback", help="Let what the last rebuild replaced serve again.")
    ] = False,
    accept: Annotated[
        str | None, typer.Option(metavar="REASON", help="Switch although rows differ; why.")
    ] = None,
    report: Annotated[
        Path | None, typer.Option(dir_okay=False, help="Write the report as JSON, too.")
    ] = None,
    workers: Annotated[
        int, typer.Option(min=1, max=WORKERS_MAX, help="Processes.")
    ] = WORKERS_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Rebuild read models beside the live ones, compare, and switch when they are as they should.

    Ends with 1, and what served goes on, where rows differ though their version is the same.
    """
    if bool(names) == everything:
        raise typer.BadParameter("name the read models to rebuild, or give --all.")
    _require_sense(dry_run=dry_run, rollback=rollback, accept=accept, report=report)
    projections = chosen(list(dict.fromkeys(names or [])), PROJECTIONS)
    with stop_signals() as stopped, servers_of(Settings()) as addresses:
        if rollback:
            back = run_rollback(addresses, projections, stopped)
            _report(told_rolled_back(back, utc_now()), back, show_rolled_back, report, as_json)
            return
        rebuilt = run_rebuild(
            addresses, projections, workers, stopped, dry_run=dry_run, accepted=accept
        )
    _report(told(rebuilt, utc_now()), rebuilt, show, report, as_json)
    if rebuilt.unexpected and not rebuilt.switched:
        raise typer.Exit(1)


def run_rebuild(
    addresses: Addresses,
    projections: list[Projection],
    workers: int = WORKERS_DEFAULT,
    stopped: threading.Event | None = None,
    *,
    dry_run: bool = False,
    accepted: str | None = None,
) -> Rebuilt:
    """Rebuilds with a progress bar on standard error; `Stopped` when the event is set before."""
    with progress_bar() as bar:
        task = bar.add_task("loading", total=None)

        def show_reached(reached: Reached) -> None:
            bar.update(task, description=reached.step, completed=reached.done, total=reached.total)

        async def run() -> Rebuilt:
            await refuse_unliftable(addresses)
            async with (
                journal_corrector(addresses) as post,
                PostgresWorkshop(
                    _url(addresses), projections, workers=workers, post=post
                ) as workshop,
            ):
                return await rebuild_all(
                    workshop, monotonic_seconds, show_reached, dry_run=dry_run, accepted=accepted
                )

        return run_unless_stopped(run, stopped or threading.Event())


def run_rollback(
    addresses: Addresses, projections: list[Projection], stopped: threading.Event
) -> RolledBack:
    """Lets what was replaced serve again; `Stopped` when the event is set before."""

    async def run() -> RolledBack:
        async with PostgresWayBack(_url(addresses), projections) as way_back:
            return await roll_back(way_back, monotonic_seconds)

    return run_unless_stopped(run, stopped)


def _report(
    told_of: dict[str, Any],
    outcome: Outcome,
    show_people: Callable[[Outcome], None],
    path: Path | None,
    as_json: bool,
) -> None:
    if path is not None:
        write_report(path, told_of)
    if as_json:
        print_json(told_of)
    else:
        show_people(outcome)


def _url(addresses: Addresses) -> str:
    return user_url(addresses.database_url, "purvey_project", addresses.secret)


def _require_sense(
    *, dry_run: bool, rollback: bool, accept: str | None, report: Path | None
) -> None:
    """Refuses options that contradict each other, before hours of work."""
    if sum((dry_run, rollback, accept is not None)) > 1:
        raise typer.BadParameter("give one of --dry-run, --rollback and --accept.")
    if accept is not None and not 0 < len(accept.strip()) <= REASON_CHARACTERS_MAX:
        raise typer.BadParameter(
            f"--accept needs a reason of up to {REASON_CHARACTERS_MAX} characters; it is kept."
        )
    if report is not None and not report.parent.is_dir():
        raise typer.BadParameter(f"--report: there is no folder {report.parent}.")

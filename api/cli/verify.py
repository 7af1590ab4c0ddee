"""`purvey verify`: the log hashed again, every read model recomputed and compared."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Final

import typer

from adapters.postgres.read_verify import PostgresInspection
from adapters.system import monotonic_seconds
from api.cli.report import JsonFlag, console, print_json, print_table, progress_bar
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of
from projections.index import PROJECTIONS
from replay.verify import Progress, Verified
from replay.verify import verify as verify_all

WORKERS_DEFAULT: Final = 2
WORKERS_MAX: Final = 16


def verify(
    workers: Annotated[
        int, typer.Option(min=1, max=WORKERS_MAX, help="Processes.")
    ] = WORKERS_DEFAULT,
    as_json: JsonFlag = False,
) -> None:
    """Prove that the log is whole and that every read model follows from it."""
    with servers_of(Settings()) as addresses:
        verified = run_verify(addresses, workers)
    if as_json:
        print_json({**asdict(verified), "checked": verified.checked})
    else:
        _show(verified)
    if verified.differences or verified.skipped:
        raise typer.Exit(1)


def run_verify(addresses: Addresses, workers: int = WORKERS_DEFAULT) -> Verified:
    """Verifies with a progress bar on standard error."""
    url = user_url(addresses.database_url, "purvey_project", addresses.secret)
    with progress_bar() as bar:
        task = bar.add_task("verifying", total=None)

        def show(reached: Progress) -> None:
            bar.update(task, description=reached.step, completed=reached.done, total=reached.total)

        async def run() -> Verified:
            async with PostgresInspection(url, PROJECTIONS, workers=workers) as inspection:
                return await verify_all(inspection, monotonic_seconds, show)

        return asyncio.run(run())


def _show(verified: Verified) -> None:
    print_table(
        f"Verified up to offset {verified.offset:,} in {verified.seconds:.1f} s",
        ("what", "checked"),
        [("events of the log", verified.events), *verified.by_read_model.items()],
    )
    for fault in verified.named_faults:
        console.print(f"[red]log[/red] {fault.what} (offset {fault.offset})", highlight=False)
    for each in verified.named_differences:
        console.print(
            f"[red]{each.table}[/red] {dict(each.key)} {each.column}: is {each.live},"
            f" should be {each.recomputed}",
            highlight=False,
        )
    for name, why in verified.skipped.items():
        console.print(f"[red]{name}[/red] was not compared: {why}", highlight=False)
    console.print(f"{verified.differences} differences", highlight=False)

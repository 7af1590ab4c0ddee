"""`purvey archive FOLDER`, `purvey archive verify FOLDER`: the log as Parquet files, the proof.

Everything that needs the extra `analytics` is imported once it is known to be there.
"""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final

import typer
from rich.text import Text
from typer.core import TyperGroup

from adapters.archive.needs import require_analytics
from adapters.system import monotonic_seconds
from api.cli.report import JsonFlag, console, print_json, progress_bar
from api.cli.serving import run_unless_stopped
from api.cli.stopping import stop_signals
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of

if TYPE_CHECKING:
    import threading

    from adapters.archive.checking import ArchiveChecked
    from adapters.archive.exporting import Archived
    from adapters.archive.findings import ArchiveFault

OFFSET_MAX: Final = 10**15
WRITE: Final = "write"


class WriteByDefault(TyperGroup):
    """A folder where a subcommand could stand is written; `archive write verify` for any name."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:  # noqa: ANN401 - click's context
        """Puts the subcommand in where it was left out."""
        if args and args[0] not in (*self.commands, "--help"):
            args = [WRITE, *args]
        return super().parse_args(ctx, args)


archive = typer.Typer(
    cls=WriteByDefault,
    no_args_is_help=True,
    help="Write the log into a FOLDER of Parquet files for analysis; prove what they hold.",
)
Folder = Annotated[Path, typer.Argument(help="New, empty, or an archive that is gone on with.")]


@archive.command(WRITE)
def write(
    folder: Folder,
    first: Annotated[
        int | None,
        typer.Option("--from", min=1, max=OFFSET_MAX, help="First offset; default: the next one."),
    ] = None,
    last: Annotated[
        int | None,
        typer.Option("--to", min=1, max=OFFSET_MAX, help="Last offset; default: the log's."),
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Write what the archive lacks of the log; nothing that is there is written again.

    One that was stopped or killed leaves whole files only, and the next run goes on behind them.
    """
    require_analytics()
    if first is not None and last is not None and last < first:
        raise typer.BadParameter("--to lies before --from.")
    started = monotonic_seconds()
    with stop_signals() as stopped, servers_of(Settings()) as addresses:
        done = _write(addresses, folder, first, last, stopped)
    seconds = monotonic_seconds() - started
    if as_json:
        print_json(_written(folder, done, seconds))
    else:
        _show_written(folder, done, seconds)


@archive.command("verify")
def verify(
    folder: Annotated[Path, typer.Argument(help="An archive.")],
    alone: Annotated[
        bool, typer.Option("--alone", help="Without the log: by the archive's own hashes.")
    ] = False,
    as_json: JsonFlag = False,
) -> None:
    """Hash every row again and compare it with the log; ends with 1 where something differs."""
    require_analytics()
    with stop_signals() as stopped:
        if alone:
            checked = _check(folder, None, stopped)
        else:
            with servers_of(Settings()) as addresses:
                checked = _check(folder, _log_url(addresses), stopped)
    if as_json:
        print_json({"folder": str(folder.absolute()), **asdict(checked)})
    else:
        _show_checked(folder, checked)
    if checked.differences:
        raise typer.Exit(1)


def _write(
    addresses: Addresses,
    folder: Path,
    first: int | None,
    last: int | None,
    stopped: "threading.Event",
) -> "Archived":
    from adapters.archive.exporting import archive as archive_log

    with progress_bar() as bar:
        task = bar.add_task("archiving", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        async def run() -> "Archived":
            return await archive_log(
                _log_url(addresses), folder, first=first, last=last, reached=show
            )

        return run_unless_stopped(run, stopped, f"`purvey archive {folder}` goes on.")


def _check(folder: Path, log_url: str | None, stopped: "threading.Event") -> "ArchiveChecked":
    from adapters.archive.checking import check_archive

    with progress_bar() as bar:
        task = bar.add_task("verifying the archive", total=None)

        def show(done: int, total: int) -> None:
            bar.update(task, completed=done, total=total)

        async def run() -> "ArchiveChecked":
            return await check_archive(folder, log_url, show)

        return run_unless_stopped(run, stopped)


def _log_url(addresses: Addresses) -> str:
    return user_url(addresses.database_url, "purvey_relay", addresses.secret)


def _written(folder: Path, done: "Archived", seconds: float) -> dict[str, Any]:
    manifest = done.manifest
    return {
        "folder": str(folder.absolute()),
        "rows_added": done.rows,
        "files_added": [each.name for each in done.files],
        "seconds": round(seconds, 3),
        "epoch": manifest and manifest.epoch,
        "first_offset": manifest and manifest.first_offset,
        "last_offset": manifest and manifest.last_offset,
        "rows": manifest.rows if manifest else 0,
        "chain": manifest and manifest.files[-1].chain,
    }


def _show_written(folder: Path, done: "Archived", seconds: float) -> None:
    if done.manifest is None:
        console.print("The log is empty: there is nothing to archive.", highlight=False)
        return
    manifest = done.manifest
    what = f"{done.rows:,} events in {seconds:.1f} s" if done.rows else "nothing new"
    console.print(
        f"Archive {folder}: {what}; it holds offsets {manifest.first_offset:,} to"
        f" {manifest.last_offset:,} of epoch {manifest.epoch} in {len(manifest.files)} files",
        highlight=False,
        soft_wrap=True,
    )


def _show_checked(folder: Path, checked: "ArchiveChecked") -> None:
    against = "by its own hashes"
    if checked.log_offset is not None:
        against = f"against the log up to offset {checked.log_offset:,}"
    console.print(
        f"Archive {folder}: {checked.rows:,} events in {checked.files} files verified {against}",
        highlight=False,
        soft_wrap=True,
    )
    for fault in checked.faults:
        console.print(Text(_fault(fault)), soft_wrap=True)
    console.print(Text.assemble((str(checked.differences), "bold"), " differences"))


def _fault(fault: "ArchiveFault") -> str:
    places = asdict(fault)
    what = places.pop("what")
    told = ", ".join(f"{name} {value}" for name, value in places.items() if value is not None)
    return f"{told}: {what}" if told else what

"""`purvey backup [FOLDER]`: a copy of the database that goes on growing while the instance runs."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Final

import typer

from adapters.system import utc_now
from api.cli.report import JsonFlag, console, print_json, say
from api.cli.stopping import stopped_by_signals
from api.settings import Settings
from api.wiring.backups import backed_up, left_out, refuse_named
from api.wiring.instance import servers_of

FOLDER: Final = "backups"


def backup(
    folder: Annotated[
        Path | None, typer.Argument(help="New or empty; by default below the home's `backups`.")
    ] = None,
    as_json: JsonFlag = False,
) -> None:
    """Take a backup, of a running instance too. What is recorded later goes there as well.

    Every moment from its end on can be restored, as long as the instance keeps running with it; the
    next backup takes over. Put it on another disk, and keep it as safe as the data: it holds the
    keys of sealed text. Where a key of the home is damaged it is named, and the exit code is 1.
    """
    settings = Settings()
    refuse_named(settings)
    place = folder or settings.home / FOLDER / f"{utc_now():%Y%m%dT%H%M%SZ}"
    _refuse_within(settings.home, place)
    with stopped_by_signals(), servers_of(settings) as addresses:
        taken = backed_up(addresses, settings, place)
    damaged = [str(each) for each in left_out(settings)]
    if as_json:
        print_json(
            {
                "folder": str(place.absolute()),
                "taken_at": taken.taken_at,
                "from": taken.finished_at,
                "epoch": taken.epoch,
                "log_events": taken.offset,
                "damaged_keys": damaged,
            }
        )
        _end_without(damaged)
        return
    console.print(
        f"Backup {place}: {taken.offset} events of epoch {taken.epoch}, restorable from"
        f" {taken.finished_at.isoformat()} on",
        highlight=False,
        soft_wrap=True,
    )
    if folder is None:
        say("It is on the disk of the data: copy it to another, or name a folder there.")
    _end_without(damaged)


def _end_without(damaged: Sequence[str]) -> None:
    """Ends with 1 where the backup lacks keys of sealed text: an older one may have them."""
    for key in damaged:
        say(f"{key} is damaged, and not in this backup: keep the former one, which may have it.")
    if damaged:
        raise typer.Exit(1)


def _refuse_within(home: Path, place: Path) -> None:
    """A home has one place for backups; elsewhere they would lie in a server's folder or its way.

    Where links lead counts: the `backups` of a home may be a link to another disk.
    """
    there, own = place.resolve(), home.resolve()
    if there.is_relative_to(own) and own / FOLDER not in there.parents:
        raise typer.BadParameter(
            f"within the home a backup lies below its folder `{FOLDER}` alone; name another folder."
        )

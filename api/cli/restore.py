"""`purvey restore BACKUP --to TIME|latest`: the state of a moment, in a new epoch of the log."""

import asyncio
from datetime import datetime
from pathlib import Path
from typing import Annotated, Final

import typer

from api.cli.accountable import By, who_begins, why_begun
from api.cli.log import report as report_epoch
from api.cli.log import settle, told
from api.cli.report import JsonFlag, console, print_json, say
from api.settings import Settings
from api.wiring.backups import Restored, check_backup, refuse_named, restored
from api.wiring.epochs import NewEpoch, start_new_epoch

LATEST: Final = "latest"


def restore(
    backup: Annotated[Path, typer.Argument(help="The folder of a backup.")],
    to: Annotated[str, typer.Option("--to", help="An ISO time with offset, or `latest`.")],
    incomplete: Annotated[
        bool,
        typer.Option(
            "--incomplete", help="Also where the backup's log breaks off: the rest is lost."
        ),
    ] = False,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Replace the database by its state of that moment, and begin a new epoch of the log.

    The instance must be stopped. The former data folder is put aside in the home, never deleted;
    what had been recorded behind the moment and reached the stream is kept in a file.
    """
    settings = Settings()
    refuse_named(settings)
    moment = _moment(to)
    if incomplete and moment is not None:
        raise typer.BadParameter("--incomplete goes with `--to latest`; a moment is there or not.")
    started_by = who_begins(by)
    reason = why_begun("The path of the backup", f"restored to {to} from {backup.absolute()}")
    check_backup(backup, moment)
    with restored(settings, backup, moment, incomplete=incomplete) as (came, addresses):
        begun = asyncio.run(
            start_new_epoch(
                addresses,
                settings.home,
                started_by=started_by,
                reason=reason,
                force=True,
                restored=True,
            )
        )
        settle(addresses, settings, begun, alone=True)
    _report(to, came, begun, as_json=as_json)


def _report(to: str, came: Restored, begun: NewEpoch, *, as_json: bool) -> None:
    former = came.former_data and str(came.former_data.absolute())
    if as_json:
        print_json(
            {
                "restored_to": to,
                "log_events": came.offset,
                "last_recorded_at": came.recorded_at,
                "former_data": former,
                "keys_brought_back": came.keys,
                "epoch": told(begun),
            }
        )
        return
    last = came.recorded_at.isoformat()
    words = f"Restored to {to}: {came.offset} events, the last recorded at {last}"
    console.print(words, highlight=False, soft_wrap=True)
    report_epoch(begun)
    if former:
        say(f"The data of before are in {former}; delete them when they are no longer needed.")
    say(
        "No backup follows this history yet: run `purvey up`, then `purvey backup`, and `purvey"
        " verify`, because a backup keeps what was spoilt in its database as it stood."
    )


def _moment(words: str) -> datetime | None:
    if words == LATEST:
        return None
    try:
        moment = datetime.fromisoformat(words)
    except ValueError:
        raise typer.BadParameter(f"{words!r} is neither an ISO time nor `{LATEST}`.") from None
    if moment.tzinfo is None:
        raise typer.BadParameter(f"{words!r} does not say its offset, such as Z or +02:00.")
    return moment

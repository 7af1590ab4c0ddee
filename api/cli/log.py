"""`purvey log ...`: what an operator does with the log itself: epochs, and splitting a long one."""

import asyncio
from dataclasses import asdict
from typing import Annotated, Any, Final

import typer

from adapters.postgres.log_split import split_log, undo_split
from api.cli.accountable import By, who_begins, why_begun
from api.cli.rebuild import run_rebuild
from api.cli.report import (
    JsonFlag,
    console,
    log_to_standard_error,
    print_json,
    print_table,
    say,
)
from api.settings import Settings
from api.wiring.backups import backup_state
from api.wiring.database import census_of, user_url
from api.wiring.epochs import (
    NewEpoch,
    make_stream_anew,
    one_new_epoch,
    resumed_consumer,
    start_new_epoch,
)
from api.wiring.instance import Addresses, existing_servers, servers_of
from projections.index import PROJECTIONS
from replay.rebuild import chosen, require_switched

REBUILD_WORKERS: Final = 2
OFFSET_MAX: Final = 10**15  # A thousand times what any log holds; far from the end of its numbers.

log = typer.Typer(
    no_args_is_help=True,
    help="Count what the log holds; begin a new epoch of it, or split a very long one.",
)


@log.command("new-epoch")
def new_epoch(
    force: Annotated[
        bool, typer.Option("--force", help="Also where log and stream agree; needs a reason.")
    ] = False,
    reason: Annotated[str | None, typer.Option(help="Why; kept for good.")] = None,
    by: By = None,
    as_json: JsonFlag = False,
) -> None:
    """Begin the next epoch, where the stream is ahead of the log: the database was restored.

    What only the stream knew is kept in a file, the stream is made anew from the log, processes
    and consumers of the former epoch stop, and read models that saw the lost events are rebuilt.
    """
    if force and not (reason or "").strip():
        raise typer.BadParameter("--force needs a --reason; it is kept for good.")
    started_by = who_begins(by)
    if reason is not None:
        reason = why_begun("--reason", reason)
    settings = Settings()
    alone = existing_servers(settings) is None
    with servers_of(settings) as addresses, one_new_epoch(addresses):
        begun = asyncio.run(
            start_new_epoch(
                addresses,
                settings.home,
                started_by=started_by,
                reason=reason,
                force=force,
            )
        )
        settle(addresses, settings, begun, alone=alone)
        backup = backup_state(addresses, settings)
    if as_json:
        print_json({**told(begun), "backup": backup})
        return
    report(begun)
    if backup is not None and (reason := backup.get("reason")):
        say(f"{backup['code']}: {reason}")


@log.command("resume-consumer")
def resume_consumer(
    name: Annotated[str, typer.Argument(help="As `purvey status` lists it.")],
    as_json: JsonFlag = False,
) -> None:
    """Let a consumer of a former epoch go on, behind the last offset that both epochs share."""
    with servers_of(Settings()) as addresses:
        consumer = asyncio.run(resumed_consumer(addresses, name))
    if as_json:
        print_json(asdict(consumer))
        return
    console.print(
        f"Consumer {name} goes on in epoch {consumer.epoch} behind offset"
        f" {consumer.acknowledged_offset}",
        highlight=False,
        soft_wrap=True,
    )


@log.command("census")
def census(as_json: JsonFlag = False) -> None:
    """Count what the log holds by type and schema; ends with 1 where some of it cannot be read."""
    with servers_of(Settings()) as addresses:
        url = user_url(addresses.database_url, "purvey_project", addresses.secret)
        taken = asyncio.run(census_of(url))
    why = {each.counted: each.why for each in taken.unreadable}
    rows = [{**each._asdict(), "unreadable": why.get(each)} for each in taken.counted]
    if as_json:
        print_json({"events": sum(each.events for each in taken.counted), "types": rows})
    else:
        columns = ("type", "schema", "events", "first_offset", "unreadable")
        lines = [[each[column] for column in columns] for each in rows]
        print_table("What the log holds", columns, lines)
    if why:
        raise typer.Exit(1)


@log.command("split")
def split(
    at: Annotated[
        int | None,
        typer.Option(min=1, max=OFFSET_MAX, help="The first offset of the new partition."),
    ] = None,
    undo: Annotated[bool, typer.Option("--undo", help="Take back an unfinished one.")] = False,
    as_json: JsonFlag = False,
) -> None:
    """Split a log of a hundred million events or more by offset; no event is touched.

    One that was stopped goes on when it is given again with the same offset.
    """
    if (at is None) is not undo:
        raise typer.BadParameter("give --at, or --undo to take back a split that did not finish.")
    with servers_of(Settings()) as addresses:
        if at is None:
            undone = undo_split(addresses.database_url)
            told_split = {"undone": undone}
            words = f"The split that was begun is taken back; its bound was {undone}"
        else:
            done = split_log(addresses.database_url, at)
            told_split = done._asdict()
            words = (
                f"log.{done.closed} is closed below offset {done.first_offset};"
                f" log.{done.opened} takes what follows"
            )
    if as_json:
        print_json(told_split)
    else:
        console.print(words, highlight=False, soft_wrap=True)


def settle(addresses: Addresses, settings: Settings, begun: NewEpoch, *, alone: bool) -> None:
    """Makes the stream anew, and the read models that hold what the log lost."""
    log_to_standard_error()
    asyncio.run(make_stream_anew(addresses, settings, begun.start, alone=alone))
    if begun.astray:
        astray = chosen(begun.astray, PROJECTIONS)
        require_switched(run_rebuild(addresses, astray, REBUILD_WORKERS))


def report(begun: NewEpoch) -> None:
    """Tells what began and what it found."""
    start = begun.start
    console.print(
        f"Epoch {start.epoch} began behind offset {start.offset}; it shares the events up to"
        f" {start.shared_offset} with epoch {start.former_epoch}. The stream was made anew.",
        highlight=False,
        soft_wrap=True,
    )
    if begun.lost_events:
        say(f"{begun.lost_events} events stood in the stream alone: {begun.lost_events_file}")
    if begun.astray:
        say(f"Read models rebuilt, because they had seen lost events: {', '.join(begun.astray)}")
    for name in begun.stopped:
        say(f"Consumer {name} stopped; see `purvey status` and `purvey log resume-consumer`")


def told(begun: NewEpoch) -> dict[str, Any]:
    """The report as one JSON object."""
    return {
        **begun.start._asdict(),
        "lost_events": begun.lost_events,
        "lost_events_file": begun.lost_events_file and str(begun.lost_events_file),
        "rebuilt": begun.astray,
        "stopped_consumers": begun.stopped,
    }

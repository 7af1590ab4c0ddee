"""`purvey status`: which parts answer, how long the log is, how far each read model has come."""

import asyncio
from collections.abc import Iterator
from typing import Any, Final

import typer

from adapters.postgres.migrate import DatabaseOutdated, MigrationRefused, refuse_outdated
from api.cli.failures import DATABASE_UNAVAILABLE, NOT_AVAILABLE
from api.cli.report import JsonFlag, console, print_json, print_table, say
from api.settings import Settings
from api.wiring.addresses import NoInstance, NotReady
from api.wiring.backups import RestoreUnfinished, backup_state, refuse_unfinished
from api.wiring.health import OK, UNAVAILABLE, answering, health, unavailable
from api.wiring.instance import existing_servers

SHOWN: Final = (
    "api",
    "database",
    "nats",
    "epoch",
    "log_events",
    "stream",
    "projections",
    "consumers",
    "backup",
)
SILENT_SECONDS: Final = 3.0  # A relay that is well is heard of every second.
TROUBLE: Final = ("code", "reason")  # only where a refusal says why nothing answers
PARTS: Final = ("api", "database", "nats")


def status(as_json: JsonFlag = False) -> None:
    """Show how the instance is; ends with 3 where a part is not available. Starts nothing."""
    report = _report(Settings())
    if as_json:
        trouble = TROUBLE if "code" in report else ()
        print_json({name: report.get(name) for name in (*SHOWN, *trouble)})
    else:
        _show(report)
    for each in report["consumers"].values():
        if each["state"] != "live":
            say(f"{each['code']}: {each['reason']}")
    if reason := report.get("reason"):
        say(f"{code}: {reason}" if (code := report.get("code")) else reason)
    if any(report[part] != OK for part in PARTS):
        raise typer.Exit(NOT_AVAILABLE)


def _report(settings: Settings) -> dict[str, Any]:
    try:
        addresses = existing_servers(settings)
        if addresses is None:
            refuse_unfinished(settings.home)
    except (NotReady, NoInstance, RestoreUnfinished) as absence:
        return {**unavailable(str(absence)), "code": absence.code}
    if addresses is None:
        return unavailable(f"No instance runs on {settings.home}; `purvey up` starts one.")
    try:
        refuse_outdated(addresses.database_url)
    except (DatabaseOutdated, MigrationRefused) as refusal:
        return {
            **asyncio.run(answering(addresses)),
            "code": refusal.code,
            "reason": str(refusal),
        }
    except UNAVAILABLE:
        pass  # Told with the other parts.
    report = asyncio.run(health(addresses))
    if report["database"] != OK:
        return {**report, "code": DATABASE_UNAVAILABLE}
    return {**report, "backup": backup_state(addresses, settings)}


def parts_words(report: dict[str, Any]) -> str:
    """Which parts answer; where the database does, how long log and stream are."""
    parts = f"API {report['api']}, database {report['database']}, NATS {report['nats']}"
    if report["log_events"] is None:  # Nothing is known of what stands in the database.
        return parts
    stream = report["stream"]
    words = (
        f"{parts}; epoch {report['epoch']}, {report['log_events']} events in the log,"
        f" {_in_stream(report['stream_messages'])}"
    )
    if stream["lag_events"] and report["stream_messages"] is not None:
        words += f", {stream['lag_events']} behind since {stream['lag_seconds']} s"
    if (stream["seen_seconds"] or 0.0) > SILENT_SECONDS:
        words += f"; as the relay said {stream['seen_seconds']} s ago"
    return words


def _in_stream(messages: int | None) -> str:
    return "the stream not looked at yet" if messages is None else f"{messages} in the stream"


def _show(report: dict[str, Any]) -> None:
    console.print(parts_words(report), highlight=False, soft_wrap=True)
    stream = report["stream"]
    if stream is None:
        return
    if stream["contradictions"]:
        say(
            f"{stream['contradictions']} events stand in the stream otherwise than in the log, and"
            " both are sound: somebody changed one of them, or the stream was another instance's."
            " Run `purvey verify`; log.contradiction keeps both."
        )
    if backup := report.get("backup"):
        console.print(_backup_words(backup), highlight=False, soft_wrap=True)
    print_table(
        "Read models",
        ("name", "offset", "events behind", "seconds behind", "state", "parked", "skipped"),
        [
            (told_name, *_standing(each), each.get("parked", 0), each.get("skipped", 0))
            for name, main in report["projections"].items()
            for told_name, each in _generations(name, main)
        ],
    )
    _say_due(report["projections"])
    if report["consumers"]:
        _show_consumers(report["consumers"])


def _say_due(projections: dict[str, dict[str, Any]]) -> None:
    """Corrections that a rebuild which died had still to post."""
    for name, main in projections.items():
        if count := main.get("corrections_due"):
            say(
                f"{count:,} corrections of {name} are still to be posted: a rebuild ended behind"
                f" its switch. `purvey rebuild {name}` posts them."
            )


def _show_consumers(consumers: dict[str, dict[str, Any]]) -> None:
    """What is on its way to whoever follows the stream, and which document waits longest."""
    print_table(
        "Consumers",
        ("name", "state", "events behind", "seconds behind", "given again", "waits longest"),
        [
            (
                *(name, each["state"], each.get("lag_events"), each.get("lag_seconds")),
                *(each.get("redelivered_events"), _waiting(each.get("oldest"))),
            )
            for name, each in consumers.items()
        ],
    )


def _waiting(oldest: dict[str, Any] | None) -> str:
    if oldest is None:
        return ""
    which = oldest["document"] if oldest["number"] is None else oldest["number"]
    return f"{oldest['type']} of {which}, tenant {oldest['tenant']}, offset {oldest['offset']}"


def _generations(name: str, main: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """The read model as it serves, and what stands beside it: one being made, one that is kept."""
    yield name, main
    for each in main.get("beside", ()):
        yield f"{name}, generation {each['generation']}", each


def _standing(each: dict[str, Any]) -> tuple[int, int, float, str]:
    return each["offset"], each["lag_events"], each["lag_seconds"], each["state"]


def _backup_words(backup: dict[str, Any]) -> str:
    words = f"Backup {backup['folder']}" if backup["folder"] else "Backup"
    words += f": {backup['state']}"
    if backup["behind_bytes"] is not None:
        words += f", {backup['behind_bytes']} bytes behind"
    if reason := backup.get("reason"):
        words += f"; {backup['code']}: {reason}"
    return words

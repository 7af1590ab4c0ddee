"""`purvey verify`: the log hashed again, snapshots and read models recomputed and compared."""

import threading
from collections.abc import Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Final

import typer
from rich.text import Text

from adapters.postgres.read_verify import PostgresInspection
from adapters.system import monotonic_seconds
from adapters.vault import FileVault
from api.cli.report import JsonFlag, console, print_json, print_table, progress_bar
from api.cli.serving import run_unless_stopped
from api.cli.stopping import stop_signals
from api.settings import Settings
from api.wiring.database import user_url
from api.wiring.instance import Addresses, servers_of
from projections.index import PROJECTIONS
from replay.verify import Difference, Progress, Verified
from replay.verify import verify as verify_all

KEYS: Final = "keys"  # In a home: the folder of the vault.
WORKERS_DEFAULT: Final = 2
WORKERS_MAX: Final = 16
SAMPLE_MAX: Final = 100_000  # Their rows are held in memory.


def verify(
    workers: Annotated[
        int, typer.Option(min=1, max=WORKERS_MAX, help="Processes.")
    ] = WORKERS_DEFAULT,
    sample: Annotated[
        int,
        typer.Option(
            min=0,
            max=SAMPLE_MAX,
            help="Keys of each table of money and stock to reckon again by other code.",
        ),
    ] = 0,
    as_json: JsonFlag = False,
) -> None:
    """Prove that the log is whole and that every snapshot and read model follows from it."""
    settings = Settings()
    with stop_signals() as stopped, servers_of(settings) as addresses:
        verified = run_verify(addresses, workers, stopped, owners=sample, home=settings.home)
    if as_json:
        print_json({**asdict(verified), "checked": verified.checked})
    else:
        _show(verified)
    if verified.differences or verified.skipped:
        raise typer.Exit(1)


def run_verify(
    addresses: Addresses,
    workers: int = WORKERS_DEFAULT,
    stopped: threading.Event | None = None,
    *,
    owners: int = 0,
    home: Path | None = None,
) -> Verified:
    """Verifies with a progress bar on standard error; `Stopped` when the event is set before.

    Sealed texts are opened with the keys of the `home`.
    """
    vault = FileVault(home / KEYS) if home is not None else None
    url, log_url = (
        user_url(addresses.database_url, role, addresses.secret)
        for role in ("purvey_project", "purvey_relay")
    )
    with progress_bar() as bar:
        task = bar.add_task("verifying", total=None)

        def show(reached: Progress) -> None:
            bar.update(task, description=reached.step, completed=reached.done, total=reached.total)

        async def run() -> Verified:
            async with PostgresInspection(
                url, PROJECTIONS, log_url=log_url, workers=workers, owners=owners, vault=vault
            ) as inspection:
                return await verify_all(inspection, monotonic_seconds, show)

        return run_unless_stopped(run, stopped or threading.Event())


def _show(verified: Verified) -> None:
    print_table(
        f"Verified the log, and what follows from it up to offset {verified.offset:,}, in"
        f" {verified.seconds:.1f} s",
        ("what", "checked"),
        [
            ("events of the log", verified.events),
            ("snapshots", verified.snapshots),
            *verified.by_read_model.items(),
            *((f"{name}, by other code", each.checked) for name, each in verified.sampled.items()),
        ],
    )
    for fault in verified.named_faults:
        _tell(fault.table, f"{_keyed(fault.key)}{fault.column}: {fault.what}")
    for each in verified.named_differences:
        show_difference(each)
    for left in verified.left_out:
        of = f"{left.key} of tenant {left.tenant}"
        if left.how == "parked":
            told = f"{of} stands still at position {left.position} ({left.type}): {left.reason}"
        else:
            told = f"{of} stands without position {left.position} ({left.type}): {left.reason}"
        _tell(left.read_model, told)
    if verified.doubt is not None:
        _tell("In doubt:", verified.doubt)
    for name, why in verified.skipped.items():
        _tell(name, f"was not compared: {why}")
    _tell(str(verified.differences), headline(len(verified.skipped)))


def headline(skipped: int) -> str:
    """What the number of differences says, and of how many read models or other parts nothing."""
    if not skipped:
        return "differences"
    parts = "part was" if skipped == 1 else "parts were"
    return f"differences where anything was compared; {skipped} {parts} not"


def show_difference(each: Difference) -> None:
    """Names a value that is not as the events say."""
    change = f"is {each.live}, should be {each.recomputed}"
    key = {"tenant_no": each.tenant_no, **each.key} if each.key else {}
    _tell(each.table, f"{_keyed(key)}{each.column}: {change}")


def _keyed(key: Mapping[str, object]) -> str:
    """The key of a row, as it stands before the column."""
    return "".join(f"{name}={value}, " for name, value in key.items())[:-2] + " " * bool(key)


def _tell(what: str, words: str) -> None:
    console.print(Text.assemble((what, "bold"), f" {words}"), soft_wrap=True)

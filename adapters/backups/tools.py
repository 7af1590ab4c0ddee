"""PostgreSQL's own tools for backups, run as children that do not outlive this process."""

import os
from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT, SIGKILL
from typing import Final

from adapters.backups.errors import PathTooLong
from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.postgres import BINARIES, WHEEL
from adapters.embedded.wheels import find_program

TOOL_SECONDS_MAX: Final = 24 * 3600.0
STOP_STEPS: Final = (
    StopStep(signal=SIGINT, wait_seconds=10),
    StopStep(signal=SIGKILL, wait_seconds=5),
)
# They cut what is longer than 1,023 bytes, without a word; the rest is for what lies in the folder,
# the longest of which has some 60 (`base/pg_wal/archive_status/SEGMENT.done`).
PATH_BYTES_MAX: Final = 900


def require_short(folder: Path) -> None:
    """Raises PathTooLong where the tools would read and write other files than they are told."""
    size = len(os.fsencode(folder.absolute()))
    if size > PATH_BYTES_MAX:
        raise PathTooLong(folder, size, PATH_BYTES_MAX)


def tool(name: str, folder: Path) -> Child:
    """The tool, not yet started; its lock and what it says stand in the folder."""
    return Child(Program(name=name, title=name, stop_steps=STOP_STEPS), folder)


def start(child: Child, name: str, arguments: Sequence[str | Path], cwd: Path) -> None:
    """Starts the tool with these arguments."""
    child.spawn([find_program(WHEEL, f"{BINARIES}/{name}"), *arguments], cwd=cwd)


def run(name: str, folder: Path, arguments: Sequence[str | Path]) -> tuple[int, str]:
    """Runs the tool to its end; its exit code and the last that it said."""
    child = tool(name, folder)
    child.log_path.unlink(missing_ok=True)  # So that what it says is of this run.
    try:
        start(child, name, arguments, folder)
        code = child.wait(TOOL_SECONDS_MAX)
    finally:
        child.stop()  # Whatever came between: a tool that goes on would write into the folder.
    return code, child.log_tail()

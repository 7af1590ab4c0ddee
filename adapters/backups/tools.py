"""PostgreSQL's own tools for backups, run as children that do not outlive this process."""

from collections.abc import Sequence
from pathlib import Path
from signal import SIGINT, SIGKILL
from typing import Final

from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.postgres import BINARIES, WHEEL
from adapters.embedded.wheels import find_program

TOOL_SECONDS_MAX: Final = 24 * 3600.0
STOP_STEPS: Final = (
    StopStep(signal=SIGINT, wait_seconds=10),
    StopStep(signal=SIGKILL, wait_seconds=5),
)


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

"""A program that is stopped takes along what it has forked, and nothing else."""

import os
import sys
from pathlib import Path
from signal import SIGINT, SIGKILL

from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.locks import locked_within, open_lock
from tests.cli.program import until

FORKS = """
import os, pathlib, signal, sys, time
if os.fork() == 0:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    pathlib.Path(sys.argv[1]).touch()
time.sleep(600)
"""


def test_what_a_program_has_forked_ends_with_it(tmp_path: Path) -> None:
    """As pg_basebackup does: the first signal ends the program, and its own child outlives it."""
    steps = (StopStep(signal=SIGINT, wait_seconds=10), StopStep(signal=SIGKILL, wait_seconds=10))
    name = Path(sys.executable).name
    child = Child(Program(name=name, title="A program", stop_steps=steps), tmp_path)
    forked = tmp_path / "forked"
    child.spawn([sys.executable, "-I", "-c", FORKS, forked], cwd=tmp_path)
    until(forked.exists)
    child.stop()
    assert child.pid is None
    lock = open_lock(tmp_path / f"{name}.lock")
    assert locked_within(lock, 0), "nothing holds it"
    os.close(lock)

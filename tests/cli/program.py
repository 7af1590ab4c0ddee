"""Runs the real program over a home folder of its own: as processes of their own, or in this one.

A process takes a second or two of the machine. What is not about one (its signals, its streams, how
its failure ends) is asked with `Home.here`.
"""

import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final, NamedTuple

import orjson
import pytest
import structlog

from adapters.system import monotonic_seconds, sleep_seconds
from api.cli import run
from api.wiring.addresses import Addresses, running_on
from tests.adapters.embedded.processes import is_alive
from tests.tidy.sources import ROOT

SECONDS_MAX: Final = 110  # Machines under load are slow; pytest itself gives up soon after.
LOOK_SECONDS: Final = 0.05
READY: Final = "Stop with Ctrl-C."
PURVEY: Final = (sys.executable, "-m", "api.cli")
COLOURS: Final = re.compile(r"\x1b\[[0-9;]*m")  # Some machines ask programs for them.
PYTHON_LOCK: Final = f"{Path(sys.executable).name}.lock"


class Ended(NamedTuple):
    """What a program that ended came to."""

    code: int
    out: str
    said: str  # on standard error

    @property
    def report(self) -> dict[str, Any]:
        """The one JSON object on standard output."""
        assert self.out, self.said
        found: dict[str, Any] = orjson.loads(self.out)
        return found


class Home:
    """A home folder, and the program run on it."""

    def __init__(self, path: Path, **settings: str) -> None:
        """`settings` replace or add environment variables."""
        self.path = path
        self.errors = path.with_name(f"{path.name}.errors")
        self.environment: Mapping[str, str] = {
            "PATH": os.defpath,
            "PYTHONPATH": str(ROOT),
            "PURVEY_HOME": str(path),
            "PURVEY_API_PORT": "0",
            **settings,
        }

    def purvey(self, *arguments: str | Path) -> Ended:
        """Runs a command to its end."""
        return self.run([*PURVEY, *arguments])

    def here(self, *arguments: str | Path) -> Ended:
        """Runs a command to its end within this process, under the settings of this home."""
        out, said = _stream(), _stream()
        with (
            pytest.MonkeyPatch.context() as patch,
            redirect_stdout(out),
            redirect_stderr(said),
            _logging_as_before(),
        ):
            for name, value in self.environment.items():
                patch.setenv(name, value)
            patch.setattr(sys, "argv", ["purvey", *map(str, arguments)])
            with pytest.raises(SystemExit) as ended:
                run()
        code = ended.value.code or 0
        assert isinstance(code, int), code
        return Ended(code, _written(out), _written(said))

    def run(self, command: list[str | Path], cwd: Path = ROOT) -> Ended:
        """Runs any program to its end, under the settings of this home."""
        done = subprocess.run(
            command,
            cwd=cwd,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=SECONDS_MAX,
            check=False,
        )
        return Ended(done.returncode, done.stdout, done.stderr)

    def start(self, command: list[str | Path], cwd: Path = ROOT) -> subprocess.Popen[bytes]:
        """Starts any program; what it says goes to a file beside the home."""
        with self.errors.open("wb") as errors:
            return subprocess.Popen(
                command,
                cwd=cwd,
                env=self.environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    @contextmanager
    def up(self) -> Iterator[subprocess.Popen[bytes]]:
        """`purvey up`, ready; stopped in order at the end, unless it has ended before."""
        process = self.start([*PURVEY, "up"])
        try:
            self.wait_until_announced(process)
            yield process
        finally:
            end(process, signal.SIGTERM)

    def wait_until_announced(self, process: subprocess.Popen[bytes]) -> None:
        """Returns when the program has said that it serves."""

        def announced() -> bool:
            assert process.poll() is None, self.errors.read_text()
            return READY in self.errors.read_text()

        until(announced)

    @property
    def addresses(self) -> Addresses:
        """Where the running instance is reached."""
        running = running_on(self.path)
        assert running is not None, "an instance runs"
        return running

    def pid(self, part: str) -> int:
        """The process of a server or part, as its lock file names it; 0 while nobody wrote it."""
        servers = {"postgres": "postgres.lock", "nats": "nats-server.lock"}
        lock = self.path / servers.get(part, f"{part}/{PYTHON_LOCK}")
        return int(lock.read_text() or 0)

    def processes(self) -> list[int]:
        """Every living process that has to do with this home."""
        needle = str(self.path).encode()
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdigit() and int(entry.name) != os.getpid():
                try:
                    words = (entry / "cmdline").read_bytes() + (entry / "environ").read_bytes()
                except OSError:
                    continue  # It ended, or belongs to somebody else.
                if needle in words and is_alive(int(entry.name)):
                    found.append(int(entry.name))
        return found


@contextmanager
def _logging_as_before() -> Iterator[None]:
    """A command says for its process where the log goes; the tests that follow look elsewhere."""
    former = structlog.get_config()
    try:
        yield
    finally:
        structlog.configure(**former)


def _stream() -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(), write_through=True)


def _written(stream: io.TextIOWrapper) -> str:
    buffer = stream.buffer
    assert isinstance(buffer, io.BytesIO)
    return COLOURS.sub("", buffer.getvalue().decode())


def copied(prepared: Path, path: Path) -> Path:
    """The home `prepared` once more, where no test looks how a home is made."""
    subprocess.run(["cp", "-a", prepared, path], check=True)
    return path


def end(process: subprocess.Popen[bytes], number: signal.Signals) -> int:
    """Signals a process that still runs, and waits for its end; its exit code."""
    if process.poll() is None:
        process.send_signal(number)
    try:
        return process.wait(SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.kill()
        raise


def until(holds: Callable[[], bool]) -> None:
    """Returns once it holds."""
    deadline = monotonic_seconds() + SECONDS_MAX
    while not holds():
        assert monotonic_seconds() < deadline, "it did not come to hold"
        sleep_seconds(LOOK_SECONDS)

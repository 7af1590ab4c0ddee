"""One server as a child process: on a leash, under a lock, with a log.

The lock file is inherited by the server and by everything that it forks, so "the lock is free" is
exactly "no process of it lives": no recycled pid, no orphan, no second server on one folder. The
pid that stands in the file only says whom to signal while the lock is held.
"""

import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.embedded.errors import ServerNotStarted, ServerNotStopped
from adapters.embedded.locks import POLL_SECONDS, locked_within, open_lock, pid_in
from adapters.private_file import private
from adapters.system import monotonic_seconds, sleep_seconds

LEASH: Final = Path(__file__).with_name("leash.py")
LOG_BYTES_MAX: Final = 16 * 1024 * 1024
LOG_TAIL_BYTES: Final = 2_000
RUN_SECONDS_MAX: Final = 10
# A clean environment: no PGOPTIONS, TZ or locale of the caller reaches a server.
ENVIRONMENT: Final = {"PATH": os.defpath, "LC_ALL": "C", "TZ": "UTC"}


@dataclass(frozen=True, slots=True, kw_only=True)
class StopStep:
    """A signal and how long it may take until the next, harder one."""

    signal: signal.Signals
    wait_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Program:
    """What is known of a server program before it runs."""

    name: str  # As the kernel reports it in /proc/PID/comm.
    title: str  # As people say it.
    stop_steps: Sequence[StopStep]


class Child:
    """At most one running process of `program`, whose lock and log stand in `folder`."""

    def __init__(
        self, program: Program, folder: Path, environment: Mapping[str, str] = ENVIRONMENT
    ) -> None:
        self._program = program
        self._environment = environment
        self._lock_path = folder / f"{program.name}.lock"
        self.log_path = folder / f"{program.name}.log"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def pid(self) -> int | None:
        """The process id while the server lives."""
        running = self._process is not None and self._process.poll() is None
        return self._process.pid if self._process is not None and running else None

    def spawn(
        self,
        arguments: Sequence[str | Path],
        cwd: Path,
        user: str = "same",
        descriptors: Sequence[int] = (),
    ) -> None:
        """Start the server, which inherits `descriptors`; what an earlier run left is ended."""
        lock = self._take_lock()
        try:
            self._process = self._popen(arguments, cwd, user, lock, descriptors)
        finally:
            os.close(lock)

    def run(self, arguments: Sequence[str | Path], cwd: Path, user: str = "same") -> int:
        """Run a short program under the same lock and log, and return its exit code."""
        self.spawn(arguments, cwd, user)
        return self.wait(RUN_SECONDS_MAX)

    def wait(self, seconds_max: float) -> int:
        """Return the exit code of a program that ends by itself."""
        assert self._process is not None, "a program was spawned"
        try:
            return self._process.wait(seconds_max)
        except subprocess.TimeoutExpired:
            self.stop()
            raise self.not_started(f"it took longer than {seconds_max:.0f} s") from None

    def wait_until(self, ready: Callable[[], bool], seconds_max: float) -> None:
        """Return when `ready` says so; raise if the server ends before, or the time is up."""
        deadline = monotonic_seconds() + seconds_max
        while not ready():
            if self.pid is None:
                raise self.not_started("it ended by itself")
            if monotonic_seconds() > deadline:
                self.stop()
                raise self.not_started(f"it was not ready within {seconds_max:.0f} s")
            sleep_seconds(POLL_SECONDS)

    def stop(self) -> None:
        """End the server, politely first, and wait until nothing of it is left."""
        for step in self._program.stop_steps:
            if self._process is None or self._process.poll() is not None:
                break
            self._process.send_signal(step.signal)
            try:
                self._process.wait(step.wait_seconds)
            except subprocess.TimeoutExpired:
                continue  # The next step is harder; `end_leftovers` reports the last failure.
        self.end_leftovers()
        self._process = None

    def end_leftovers(self) -> None:
        """Return when no process of this server lives, of this run or of a dead one."""
        os.close(self._take_lock())

    def log_tail(self) -> str:
        """Return the last lines that the server wrote."""
        with self.log_path.open("rb") as log:
            log.seek(max(0, log.seek(0, os.SEEK_END) - LOG_TAIL_BYTES))
            return log.read().decode(errors="replace")

    def trim_log(self) -> None:
        """Empty the log when it has outgrown its limit, keeping one older copy."""
        if self.log_path.exists() and self.log_path.stat().st_size > LOG_BYTES_MAX:
            older_path = self.log_path.with_suffix(".log.1")
            with self.log_path.open("rb") as log, open(older_path, "wb", opener=private) as older:
                shutil.copyfileobj(log, older)
            os.truncate(self.log_path, 0)  # The server appends, so it goes on at the start.

    def _take_lock(self) -> int:
        """Return the locked file, after ending whatever process still held it."""
        lock = open_lock(self._lock_path)
        if locked_within(lock, 0):
            return lock
        for step in self._program.stop_steps:
            self._signal_holder(lock, step.signal)
            if locked_within(lock, step.wait_seconds):
                return lock
        os.close(lock)
        raise ServerNotStopped(self._program.title, self._lock_path)

    def _signal_holder(self, lock: int, number: signal.Signals) -> None:
        """Signal the process that the lock file names; where it is gone, what it has forked.

        Every child leads a group of its own, whose number the kernel gives to nobody else as long
        as one process of it lives.
        """
        leader = pid_in(lock)
        named = [pid for pid in _group(leader) if _name(pid) == self._program.name]
        for pid in [leader] if leader in named else named:
            with suppress(OSError):  # It may end while one looks.
                os.kill(pid, number)

    def _popen(
        self,
        arguments: Sequence[str | Path],
        cwd: Path,
        user: str,
        lock: int,
        descriptors: Sequence[int],
    ) -> subprocess.Popen[bytes]:
        # The kernel ties a child to the *thread* that made it, and only this one lasts.
        assert threading.current_thread() is threading.main_thread(), "start from the main thread"
        self.trim_log()
        death_signal = str(int(self._program.stop_steps[0].signal))
        leash = [sys.executable, "-I", "-S", os.fspath(LEASH)]
        tie = [str(os.getpid()), death_signal, str(lock), user]
        # Private, because a log may quote values of rows.
        with open(self.log_path, "ab", opener=private) as log:
            return subprocess.Popen(
                [*leash, *tie, *arguments],
                cwd=cwd,
                env=self._environment,
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
                pass_fds=[lock, *descriptors],
                start_new_session=True,  # Ctrl-C reaches the parent alone, which stops in order.
            )

    def not_started(self, cause: str) -> ServerNotStarted:
        """Return the error that carries what the server said last."""
        return ServerNotStarted(self._program.title, cause, self.log_path, self.log_tail())


def _group(leader: int) -> list[int]:
    """The processes of a group, its leader among them where it lives."""
    found = []
    for entry in Path("/proc").iterdir():
        with suppress(OSError):
            if entry.name.isdigit() and os.getpgid(int(entry.name)) == leader:
                found.append(int(entry.name))
    return found


def _name(pid: int) -> str:
    """A process's name, as the kernel reports it; empty when it has ended."""
    with suppress(OSError):
        return Path(f"/proc/{pid}/comm").read_text().strip()
    return ""

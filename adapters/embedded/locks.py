"""Lock files: who holds one writes its process id into it, and the kernel lets go when it dies."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from adapters.embedded.errors import HomeInUse
from adapters.system import monotonic_seconds, sleep_seconds

HOME_LOCK: Final = "lock"
POLL_SECONDS: Final = 0.01
GLANCE_SECONDS_MAX: Final = 0.1  # `holder_of` of another process holds the lock no longer.
PID_DIGITS_MAX: Final = 10


@contextmanager
def sole_use_of(home: Path) -> Iterator[None]:
    """Hold a home folder for this process; raise `HomeInUse` if another one holds it."""
    lock = open_lock(home / HOME_LOCK)
    try:
        if not locked_within(lock, GLANCE_SECONDS_MAX):
            raise HomeInUse(home, pid_in(lock))
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        yield
    finally:
        os.close(lock)


def holder_of(home: Path) -> int | None:
    """The process that holds a home folder; 0 while it has not come to say so, none if nobody."""
    if not (home / HOME_LOCK).exists():
        return None
    lock = open_lock(home / HOME_LOCK)
    try:
        fcntl.flock(lock, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return pid_in(lock)
    else:
        return None
    finally:
        os.close(lock)


def open_lock(path: Path) -> int:
    """Return the descriptor of a lock file, made if there is none."""
    return os.open(path, os.O_RDWR | os.O_CREAT, 0o600)


def locked_within(lock: int, seconds: float) -> bool:
    """Take the lock as soon as it is free, and tell whether that was in time."""
    deadline = monotonic_seconds() + seconds
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        except BlockingIOError:
            if monotonic_seconds() >= deadline:
                return False
        sleep_seconds(POLL_SECONDS)


def pid_in(lock: int) -> int:
    """Return the process id in the file; 0 while its holder has not come to write it."""
    return int(os.pread(lock, PID_DIGITS_MAX, 0) or 0)

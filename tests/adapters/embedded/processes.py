"""Looking at the server processes of a home folder from outside."""

import os
from pathlib import Path


def server_pids(home: Path) -> list[int]:
    """The main process of each server, as the lock files name it."""
    return [int((home / f"{name}.lock").read_text()) for name in ("postgres", "nats-server")]


def is_alive(pid: int) -> bool:
    """Whether the process runs; a dead one may be listed until its parent has asked."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state not in "ZX"


def signal_all(pids: list[int], number: int) -> None:
    for pid in pids:
        os.kill(pid, number)

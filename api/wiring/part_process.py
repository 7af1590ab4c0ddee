"""One part of an instance (`parts.py`) as a process of its own: started, watched, started again."""

import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from adapters.embedded.child import ENVIRONMENT, Child, Program, StopStep
from adapters.system import monotonic_seconds
from api.settings import Settings

STOP_STEPS: Final = (
    StopStep(signal=signal.SIGTERM, wait_seconds=8),
    StopStep(signal=signal.SIGKILL, wait_seconds=5),
)
# One that dies again and again is started more and more seldom.
PAUSE_SECONDS_MIN: Final = 0.5
PAUSE_SECONDS_MAX: Final = 30.0
CALM_SECONDS: Final = 60.0  # One that lived so long died of something new.


class PartProcess:
    """The process of one part; `door` is the socket on which the API listens."""

    def __init__(self, name: str, settings: Settings, door: socket.socket | None = None) -> None:
        folder = settings.home / name
        folder.mkdir(mode=0o700, exist_ok=True)
        program = Program(
            name=Path(sys.executable).name, title=f"the {name} process", stop_steps=STOP_STEPS
        )
        self.child = Child(program, folder, _environment(settings))
        self._arguments = [sys.executable, "-m", "api.cli", "run", name, "--of-instance"]
        self._descriptors = [door.fileno()] if door is not None else []
        if door is not None:
            self._arguments += ["--listen-on", str(door.fileno())]
        self._name = name
        self._started_at = 0.0
        self._pause_seconds = PAUSE_SECONDS_MIN

    @property
    def title(self) -> str:
        """How people call it, and where it writes."""
        return f"the {self._name} process (it writes to {self.child.log_path})"

    def spawn(self) -> None:
        """Starts the process."""
        self._started_at = monotonic_seconds()
        self.child.spawn(self._arguments, cwd=Path.cwd(), descriptors=self._descriptors)

    def revive(self) -> bool:
        """Starts it again if it ended by itself and its pause is over, and tells whether it did."""
        if self.child.pid is not None:
            return False
        lived_seconds = monotonic_seconds() - self._started_at
        if lived_seconds < self._pause_seconds:
            return False
        if lived_seconds >= CALM_SECONDS:
            self._pause_seconds = PAUSE_SECONDS_MIN
        else:
            self._pause_seconds = min(self._pause_seconds * 2, PAUSE_SECONDS_MAX)
        self.spawn()
        return True


def _environment(settings: Settings) -> Mapping[str, str]:
    """Where the home is. The addresses are read there, so no secret stands in an environment."""
    return {
        **ENVIRONMENT,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PURVEY_HOME": str(settings.home.absolute()),
        "PURVEY_API_HOST": settings.api_host,
        "PURVEY_API_NAMES": settings.api_names,
        "PURVEY_DISK_FREE_PERCENT_MIN": str(settings.disk_free_percent_min),
        "PURVEY_STREAM_STORAGE": settings.stream_storage,
        "PURVEY_STREAM_REPLICAS": str(settings.stream_replicas),
    }

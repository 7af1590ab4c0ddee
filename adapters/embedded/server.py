"""What both servers share: a free loopback port, readiness, and starting again after a crash."""

from abc import ABC, abstractmethod
from typing import Final

from adapters.embedded.child import Child
from adapters.embedded.errors import ServerNotStarted
from adapters.embedded.ports import free_port

PORT_TRIES_MAX: Final = 5


class EmbeddedServer(ABC):
    """One server of a home folder; `launch` and `finish_start` are apart, so two may overlap."""

    def __init__(self, child: Child, ready_seconds_max: float) -> None:
        self._child = child
        self._ready_seconds_max = ready_seconds_max
        self._port = 0
        self._started = False

    @property
    @abstractmethod
    def url(self) -> str:
        """The address, credentials included; it stays the same over crashes."""

    @property
    def pid(self) -> int | None:
        """The process id while the server lives."""
        return self._child.pid

    def launch(self) -> None:
        """Make the data folder ready and start the process."""
        self._child.end_leftovers()
        self._prepare()
        self._port = self._port or free_port()
        self._spawn()

    def finish_start(self) -> None:
        """Return when the server answers; try other ports if another process was quicker."""
        for tries_left in reversed(range(PORT_TRIES_MAX)):
            try:
                self._child.wait_until(self._is_ready, self._ready_seconds_max)
                break
            except ServerNotStarted as error:
                port_taken = "address already in use" in error.log_tail.casefold()
                # After a crash the address must not change: clients know it.
                if not port_taken or self._started or tries_left == 0:
                    raise
            self._port = free_port()
            self._spawn()
        self._after_start()
        self._started = True

    def revive(self) -> bool:
        """Start the server again if it died by itself, and tell whether it had."""
        self._child.trim_log()
        if self.pid is not None:
            return False
        self.launch()
        self.finish_start()
        return True

    def stop(self) -> None:
        """Stop the server with all acknowledged work on disk."""
        self._child.stop()

    @abstractmethod
    def _prepare(self) -> None:
        """Make the data folder ready, while no process of the server lives."""

    @abstractmethod
    def _spawn(self) -> None:
        """Start the process on the chosen port."""

    @abstractmethod
    def _is_ready(self) -> bool:
        """Tell whether clients are served."""

    @abstractmethod
    def _after_start(self) -> None:
        """Do what needs the running server."""

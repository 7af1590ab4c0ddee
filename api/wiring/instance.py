"""One running Purvey: its servers, its worker processes, and how others find them.

`servers_of` gives a command the addresses it needs: the servers that settings name, those of an
instance that runs on the same home, or embedded ones started for as long as the command lasts.
`Instance` is what `purvey up` and `purvey demo` run: servers, migration and the three parts.
"""

import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from types import TracebackType
from typing import Final

from adapters.embedded.child import ENVIRONMENT, Child, Program, StopStep
from adapters.embedded.errors import HomeInUse
from adapters.embedded.ports import LOOPBACK
from adapters.embedded.private_file import write_private
from adapters.embedded.servers import EmbeddedServers
from adapters.system import new_token
from api.settings import API_PORT_DEFAULT, Settings
from api.wiring.database import prepare_database
from api.wiring.ports import choose_port

PARTS: Final = ("relay", "projections", "api")
STOP_STEPS: Final = (
    StopStep(signal=signal.SIGTERM, wait_seconds=8),
    StopStep(signal=signal.SIGKILL, wait_seconds=5),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Addresses:
    """Where an instance is reached. The database address is that of the administrator."""

    database_url: str
    nats_url: str
    secret: str  # passwords of the database users derive from it
    api_url: str | None = None


class Servers:
    """The servers of one home, whoever runs them; a context that gives their addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._embedded: EmbeddedServers | None = None

    def __enter__(self) -> Addresses:
        home = self._settings.home
        home.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = kept_secret(home / "database-secret")
        named = _named(self._settings, secret)
        if named is not None:
            prepare_database(named.database_url, secret)
            return named
        embedded = EmbeddedServers(home)
        try:
            started = embedded.start()
        except HomeInUse:
            running = _running(home)
            if running is None:
                raise
            return running
        self._embedded = embedded
        try:
            prepare_database(started.database_url, secret)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return Addresses(
            database_url=started.database_url, nats_url=started.nats_url, secret=secret
        )

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._embedded is not None:
            self._embedded.stop()

    @property
    def are_ours(self) -> bool:
        """Whether this process started the servers."""
        return self._embedded is not None

    def revive(self) -> int:
        """Starts again what died by itself, at the same address; how many had."""
        return self._embedded.revive() if self._embedded is not None else 0


class Instance:
    """Servers and parts of one home, from start to stop; a context that gives the addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cleanup = ExitStack()
        self._servers = Servers(settings)
        self.children: dict[str, Child] = {}

    def __enter__(self) -> Addresses:
        with ExitStack() as stack:
            addresses = stack.enter_context(self._servers)
            if addresses.api_url is not None:
                raise HomeInUse(self._settings.home, _pid_of(self._settings.home))
            port = choose_port(self._settings.api_port, API_PORT_DEFAULT)
            addresses = replace(addresses, api_url=f"http://{LOOPBACK}:{port}")
            kept_secret(self._settings.home / "dev-token")
            state = self._settings.home / "instance.json"
            write_private(state, json.dumps({**asdict(addresses), "pid": os.getpid()}))
            stack.callback(state.unlink, missing_ok=True)
            for part in PARTS:
                self.children[part] = child = self._child(part, addresses, port)
                stack.callback(child.stop)
                _spawn(part, child)
            self._cleanup = stack.pop_all()
        return addresses

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cleanup.close()

    def revive(self) -> list[str]:
        """Starts servers and parts again that ended by themselves, and names them."""
        revived = ["server"] * self._servers.revive()
        for part, child in self.children.items():
            if child.pid is None:
                _spawn(part, child)
                revived.append(part)
        return revived

    def _child(self, part: str, addresses: Addresses, port: int) -> Child:
        folder = self._settings.home / part
        folder.mkdir(mode=0o700, exist_ok=True)
        program = Program(
            name=Path(sys.executable).name, title=f"the {part} process", stop_steps=STOP_STEPS
        )
        return Child(program, folder, _environment(self._settings, addresses, port))


def running_instance(settings: Settings) -> Addresses | None:
    """The addresses of an instance that runs on this home, or none."""
    if not (settings.home / "instance.json").exists():
        return None
    with Servers(settings) as addresses:
        return addresses if addresses.api_url is not None else None


@contextmanager
def servers_of(settings: Settings) -> Iterator[Addresses]:
    """Addresses of migrated servers, running already or started for this command."""
    with Servers(settings) as addresses:
        yield addresses


def kept_secret(path: Path) -> str:
    """The secret that the file holds (mode 0600), made at first use."""
    if not path.exists():
        write_private(path, new_token())
    return path.read_text().strip()


def _named(settings: Settings, secret: str) -> Addresses | None:
    if settings.database_url is None or settings.nats_url is None:
        return None
    return Addresses(
        database_url=settings.database_url.get_secret_value(),
        nats_url=settings.nats_url.get_secret_value(),
        secret=secret,
    )


def _running(home: Path) -> Addresses | None:
    """The addresses that a running instance left; none while it still starts."""
    try:
        state = json.loads((home / "instance.json").read_text())
    except FileNotFoundError:
        return None
    del state["pid"]
    return Addresses(**state)


def _pid_of(home: Path) -> int:
    return int(json.loads((home / "instance.json").read_text())["pid"])


def _spawn(part: str, child: Child) -> None:
    child.spawn([sys.executable, "-m", "api.cli", "run", part], cwd=Path.cwd())


def _environment(settings: Settings, addresses: Addresses, port: int) -> Mapping[str, str]:
    return {
        **ENVIRONMENT,
        "PYTHONPATH": os.pathsep.join(path for path in sys.path if path),
        "PURVEY_HOME": str(settings.home.absolute()),
        "PURVEY_DATABASE_URL": addresses.database_url,
        "PURVEY_NATS_URL": addresses.nats_url,
        "PURVEY_API_PORT": str(port),
        "PURVEY_API_HOST": settings.api_host,
    }

"""One running Purvey: its servers, its worker processes, and how commands find them.

`servers_of` gives a command the addresses it needs: those of an instance that runs on the same home
(`addresses.py`), the servers that settings name, or embedded ones started for as long as the
command lasts. `Instance` is what `purvey up`, `demo` and `import` run: servers and the three parts.
"""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from types import TracebackType
from typing import Final

from adapters.backups.restoring import refuse_unfinished
from adapters.backups.wal_receiver import WalReceiver
from adapters.embedded.child import Child
from adapters.embedded.errors import HomeUnusable, ServerNotStarted
from adapters.embedded.locks import sole_use_of
from adapters.embedded.ports import LOOPBACK
from adapters.embedded.servers import EmbeddedServers
from adapters.postgres.migrate import refuse_outdated
from api.settings import API_PORT_DEFAULT, Settings
from api.wiring.addresses import (
    SECRET,
    Addresses,
    announced,
    kept_secret,
    refuse_missing,
    running_on,
)
from api.wiring.database import catch_up, prepare_database
from api.wiring.part_process import PartProcess
from api.wiring.ports import listener

__all__ = [
    "Addresses",
    "Instance",
    "Servers",
    "existing_servers",
    "kept_secret",
    "named_servers",
    "running_instance",
    "servers_of",
]

PARTS: Final = ("api", "projections", "relay")  # The one that takes longest is started first.
EVERYWHERE: Final = "0.0.0.0"
API_SECONDS_MAX: Final = 60.0
FAILED_STARTS_MAX: Final = 10


class Servers:
    """Migrated servers that settings name or that this process starts; gives their addresses."""

    def __init__(
        self, settings: Settings, *, home_is_held: bool = False, restoring: bool = False
    ) -> None:
        """`home_is_held`: the caller has sole use of the home, `restoring`: in order to restore."""
        self._settings = settings
        self._home_is_held = home_is_held
        self._restoring = restoring
        self._embedded: EmbeddedServers | None = None
        self.outdated: list[str] = []  # read models that need a rebuild
        self.retired: list[str] = []  # those that this program declares no more

    def __enter__(self) -> Addresses:
        addresses = named_servers(self._settings) or self._started()
        try:
            found = prepare_database(addresses.database_url, addresses.secret)
        except BaseException:
            self.__exit__(None, None, None)
            raise
        self.outdated, self.retired = found
        return addresses

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        if self._embedded is not None:
            self._embedded.stop()

    def revive(self) -> int:
        """Starts again what died by itself, at the same address; how many had."""
        return self._embedded.revive() if self._embedded is not None else 0

    def _started(self) -> Addresses:
        if not self._restoring:
            refuse_unfinished(self._settings.home)
        embedded = EmbeddedServers(
            self._settings.home,
            sync_interval=self._settings.nats_sync_interval,
            home_is_held=self._home_is_held,
        )
        started = embedded.start()
        self._embedded = embedded
        return Addresses(
            database_url=started.database_url,
            nats_url=started.nats_url,
            secret=kept_secret(self._settings.home / SECRET),
        )


class Instance:
    """Servers and parts of one home, from start to stop; a context that gives the addresses."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._cleanup = ExitStack()
        self._servers = Servers(settings, home_is_held=True)
        self._receiver = WalReceiver(settings.home)
        self._database_url = ""
        self._parts: dict[str, PartProcess] = {}
        self._api_url = ""
        self._name = ""
        self._failed_starts = 0

    def __enter__(self) -> Addresses:
        settings = self._settings
        try:
            with ExitStack() as stack:
                addresses = self._start(stack)
                self._cleanup = stack.pop_all()
        except OSError as error:
            raise HomeUnusable(settings.home, str(error)) from error
        return addresses

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._cleanup.close()

    @property
    def children(self) -> dict[str, Child]:
        """The processes of the parts, by name."""
        return {name: part.child for name, part in self._parts.items()}

    @property
    def outdated(self) -> list[str]:
        """Read models that are declared otherwise than their tables were made."""
        return self._servers.outdated

    @property
    def retired(self) -> list[str]:
        """Read models that served until now and that this program declares no more."""
        return self._servers.retired

    def wait_for_api(self, stopped: threading.Event) -> None:
        """Returns when the API answers, or the event is set; raises what the API said last."""
        from adapters.health import api_answers

        url, name, child = self._api_url, self._name, self._parts["api"].child
        child.wait_until(
            lambda: stopped.is_set() or asyncio.run(api_answers(url, name)), API_SECONDS_MAX
        )

    def revive(self) -> list[str]:
        """Starts servers and parts again that ended by themselves, and names them."""
        revived = self._revive_servers()
        self._tend_backup()
        return revived + [part.title for part in self._parts.values() if part.revive()]

    def _tend_backup(self) -> None:
        """Sees to it that what is recorded reaches the home's backup, if it has one."""
        if not self._settings.external:
            self._receiver.tend(self._database_url)

    def _revive_servers(self) -> list[str]:
        """One start may fail, as when the server is killed again; many in a row will not heal."""
        try:
            count = self._servers.revive()
        except ServerNotStarted as failure:
            self._failed_starts += 1
            if self._failed_starts >= FAILED_STARTS_MAX:
                raise
            return [f"a server, in vain so far ({failure.cause})"]
        self._failed_starts = 0
        return ["a server"] * count

    def _start(self, stack: ExitStack) -> Addresses:
        settings = self._settings
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        stack.enter_context(sole_use_of(settings.home))
        door = stack.enter_context(listener(settings.api_host, settings.api_port, API_PORT_DEFAULT))
        self._api_url = _url(settings, door.getsockname()[1])
        for name in PARTS:  # Before the servers: they import while those start, then wait for them.
            part = PartProcess(name, settings, door if name == "api" else None)
            self._parts[name] = part
            stack.callback(part.child.stop)
            part.spawn()
        stack.callback(self._receiver.stop)  # After the servers, which wait until it has it all.
        addresses = replace(stack.enter_context(self._servers), api_url=self._api_url)
        self._database_url, self._name = addresses.database_url, addresses.instance
        self._tend_backup()
        kept_secret(settings.home / "dev-token")
        stack.enter_context(announced(settings.home, addresses))
        # The parts hear of a stop before the servers do.
        for part in self._parts.values():
            stack.callback(part.child.stop)
        return addresses


def running_instance(settings: Settings) -> Addresses | None:
    """The addresses of an instance that runs on this home, or none; may raise `NotReady`."""
    try:
        running = running_on(settings.home)
    except OSError as error:
        raise HomeUnusable(settings.home, str(error)) from error
    named = settings.database_url
    if running and named:
        # Here, because most instances start their own servers.
        from api.wiring.named_database import is_same_database

        if not is_same_database(running.database_url, named.get_secret_value()):
            return None  # It serves other servers than those that this command names.
    return running


def existing_servers(settings: Settings) -> Addresses | None:
    """Servers that are there without this command: of a running instance, or named; or none.

    Raises NoInstance where servers are named and the home has never had an instance on them.
    """
    running = running_instance(settings)
    if running is not None:
        return running
    if settings.external:
        refuse_missing(settings.home)
    named = named_servers(settings)
    port = settings.api_port or API_PORT_DEFAULT
    return named and replace(named, api_url=_url(settings, port))


@contextmanager
def servers_of(settings: Settings, *, may_create: bool = False) -> Iterator[Addresses]:
    """Addresses of migrated servers, running already or started for this command.

    In those that are started the read models have caught up with what a stopped run left. Only a
    command that `may_create` makes a new instance: others would answer a slip in PURVEY_HOME with
    an empty one, and with the users of named servers given other passwords. Raises NoInstance, and
    DatabaseOutdated and MigrationRefused where a program of another version runs.
    """
    running = running_instance(settings)
    if running is not None:
        refuse_outdated(running.database_url)
        yield running
        return
    if not may_create:
        if not settings.external:
            refuse_unfinished(settings.home)
        refuse_missing(settings.home)
    with Servers(settings) as addresses:
        if not settings.external:
            catch_up(addresses.database_url, addresses.secret)
        yield addresses


def named_servers(settings: Settings) -> Addresses | None:
    """The servers that settings name, or none; nothing is asked of them. Makes the home."""
    if settings.database_url is None or settings.nats_url is None:
        return None
    try:
        settings.home.mkdir(mode=0o700, parents=True, exist_ok=True)
        secret = kept_secret(settings.home / SECRET)
    except OSError as error:
        raise HomeUnusable(settings.home, str(error)) from error
    return Addresses(
        database_url=settings.database_url.get_secret_value(),
        nats_url=settings.nats_url.get_secret_value(),
        secret=secret,
    )


def _url(settings: Settings, port: int) -> str:
    host = LOOPBACK if settings.api_host == EVERYWHERE else settings.api_host
    return f"http://{host}:{port}"

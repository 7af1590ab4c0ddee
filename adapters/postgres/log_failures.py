"""What PostgreSQL's refusals mean for somebody who sent a command, by SQLSTATE.

Most say something about the log as a whole: none of the batch is stored by this attempt, and none
behind it would be. Where a command stays out because others came first, `append_judge.py` finds
it; where it alone can be stored by nobody, it is sent alone and refused.
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
    Unrecordable,
)

TakesNothing = DiskFull | EpochChanged | LogLocked | LogReadOnly | LogUnavailable | LogUnsound
TAKES_NOTHING: Final = (
    *(DiskFull, EpochChanged, LogLocked),
    *(LogReadOnly, LogUnavailable, LogUnsound),
)
LOCK_SECONDS_MAX: Final = 10.0  # Appends hold theirs for milliseconds, the longest for a second.
EPOCH_CHANGED: Final = "PV001"  # as log.append_events raises it
HEAD_WITHOUT_TIME: Final = "PV005"  # likewise
UNREADABLE: Final = "PV004"  # likewise
DISK_FULL: Final = "53100"
BOUND: Final = "event_split"  # the constraint of a split that was begun (`log_split.py`)
READ_ONLY: Final = "25006"  # a standby, or default_transaction_read_only
# Of one command: what readers could not take apart, bytes that are no text, a limit of a column.
_OF_ONE_COMMAND: Final = (UNREADABLE, "22021", "23514")
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


def unrecordable(error: Exception) -> Unrecordable | None:
    """The refusal of the one command that was sent; none where the failure says nothing of it."""
    if isinstance(error, UnicodeEncodeError):
        cause = "half a surrogate pair stands in a name"
    elif isinstance(error, psycopg.Error) and error.sqlstate in _OF_ONE_COMMAND:
        cause = error.diag.message_primary or str(error)
    else:
        return None
    return Unrecordable(
        f"The log refuses what the command would record: {cause.rstrip('.')}. {_NOTHING}. Send"
        " other numbers, names or values under a new command id."
    )

"""Failures that are not the domain's: the command may be right, the system could not take it.

Like `Rejected` they carry a stable code, a sentence and values; `api/problem_codes.py` gives each
code its status.
"""

from typing import ClassVar


class Failed(Exception):
    """Nothing was recorded, unless the message says that this is not known.

    `retryable` says whether the same request may succeed later.
    """

    code: ClassVar[str] = "failed"
    retryable: ClassVar[bool] = False

    def __init__(self, message: str, **values: object) -> None:
        super().__init__(message)
        self.message = message
        self.values = values


class Conflict(Failed):
    """Somebody else changed the document between load and append."""

    code = "command.conflict"
    retryable = True


class CommandReused(Failed):
    """The command id was used before, by another person, for another path or with another body."""

    code = "command.reused"


class EventTooLarge(Failed):
    """One encoded event exceeds the limit; attachments go by hash."""

    code = "event.too_large"


class InvalidText(Failed):
    """A text holds NUL or a lone surrogate, which the log cannot store."""

    code = "event.invalid_text"


class Unrecordable(Failed):
    """The log's own checks refuse an event or a name that everything before them let pass."""

    code = "event.unrecordable"


class UnreadableEvent(Failed):
    """The log holds an event that this version cannot read, so nothing is decided on it."""

    code = "event.unreadable"


class NewerProgramNeeded(UnreadableEvent):
    """A newer version of Purvey stored the event, and it or a still newer one can read it."""

    code = "event.newer_program"
    retryable = True


class UnreadableLog(Failed):
    """The log holds types or schemas of events that this version cannot read: it does not start."""

    code = "log.unreadable_types"


class LogBusy(Failed):
    """Too many saves wait for the log; send again shortly."""

    code = "log.busy"
    retryable = True


class LogUnavailable(Failed):
    """The log's database does not answer."""

    code = "log.unavailable"
    retryable = True


class DiskFull(Failed):
    """The disk of the log is full, or so nearly that nothing more is taken."""

    code = "log.disk_full"
    retryable = True


class LogReadOnly(Failed):
    """The log takes no writes: its database is a standby or set so, or a split was left halfway."""

    code = "log.read_only"
    retryable = True


class LogLocked(Failed):
    """Somebody holds a lock in the log's database for longer than a command waits for it."""

    code = "log.locked"
    retryable = True


class LogUnsound(Failed):
    """The log says of itself what cannot be, so nothing can be recorded before that is mended."""

    code = "log.unsound"


class EpochChanged(Failed):
    """The log was restored to an earlier point; this process must start again."""

    code = "log.epoch_changed"
    retryable = True


class Forbidden(Failed):
    """The actor holds no role that may send this command."""

    code = "access.forbidden"


class NotFound(Failed):
    """No such document in this tenant."""

    code = "document.not_found"


class VersionMismatch(Failed):
    """The client decided on another version of the document than the current one."""

    code = "document.version_mismatch"

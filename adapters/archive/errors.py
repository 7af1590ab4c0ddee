"""Why an archive is not written, proved or asked: one class and one code for each remedy."""

from pathlib import Path
from typing import ClassVar, Final

INSTALL: Final = "`make analytics` in a checkout, or pip with requirements-analytics.lock"
ANOTHER: Final = "It stays as it is; name a new folder for an archive of the log as it is now."


class ArchiveError(Exception):
    """No archive, or none that can be gone on with; the message says what, where and what to do."""

    code: ClassVar[str] = "archive.failed"


class AnalyticsMissing(ArchiveError):
    """The extra is not installed."""

    code = "archive.analytics_missing"

    def __init__(self, package: str) -> None:
        super().__init__(
            f"{package} is not installed. Archives and their analysis need the extra `analytics`:"
            f" install it with {INSTALL}."
        )


class FolderUnusable(ArchiveError):
    """The folder cannot be made, read or written."""

    code = "archive.folder_unusable"

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(
            f"{folder} cannot hold the archive: {cause}. Name a folder that this user may write."
        )


class FolderNotEmpty(ArchiveError):
    """The folder holds something else."""

    code = "archive.folder_not_empty"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} holds other files and no archive. Name a new or empty folder.")


class ArchiveRunning(ArchiveError):
    """Another process writes this archive."""

    code = "archive.running"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"Another process writes the archive {folder}; wait for its end.")


class ArchiveUnreadable(ArchiveError):
    """The folder is no archive, or its manifest is damaged."""

    code = "archive.unreadable"

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(f"{folder} is no archive of Purvey: {cause}.")


class ArchiveDamaged(ArchiveError):
    """A file of the archive is missing or changed, so nothing is added to it or asked of it."""

    code = "archive.damaged"

    def __init__(self, folder: Path, findings: str) -> None:
        super().__init__(
            f"{folder}: {findings}. `purvey archive verify {folder}` names all that differs; put"
            " back what differs from a copy, or make a new archive in another folder."
        )


class NotNext(ArchiveError):
    """The range would leave a gap, or write again what is archived."""

    code = "archive.not_next"

    def __init__(self, folder: Path, wanted: int, following: int) -> None:
        super().__init__(
            f"{folder} goes on at offset {following}, not at {wanted}: an archive has no gaps and"
            " nothing twice. Leave --from out."
        )


class BeyondLog(ArchiveError):
    """The range ends or begins where the log has not come to."""

    code = "archive.beyond_log"

    def __init__(self, wanted: int, last: int) -> None:
        super().__init__(f"Offset {wanted} is not in the log, which ends at {last}.")


class AheadOfLog(ArchiveError):
    """The archive holds more than the log: the database was put back to an earlier state."""

    code = "archive.ahead_of_log"

    def __init__(self, folder: Path, archived: int, last: int) -> None:
        super().__init__(
            f"{folder} holds events up to offset {archived}, the log only up to {last}. {ANOTHER}"
        )


class OtherHistory(ArchiveError):
    """The archive is of a history that is not this log's."""

    code = "archive.other_history"

    def __init__(self, folder: Path, why: str) -> None:
        super().__init__(f"{folder} is of another history: {why}. {ANOTHER}")


class LogIncomplete(ArchiveError):
    """The log itself lacks an event."""

    code = "archive.log_incomplete"

    def __init__(self, offset: int) -> None:
        super().__init__(
            f"The log has no event at offset {offset}, so nothing behind it is archived;"
            " `purvey verify` tells more."
        )


class NoMoment(ArchiveError):
    """An event of the log has a time that no calendar has, as a superuser may have written it."""

    code = "archive.no_moment"

    def __init__(self, offset: int) -> None:
        super().__init__(
            f"The event at offset {offset} has a time outside of the years 1 to 9999, which no"
            f" archive can hold. `purvey verify` tells more; archive up to {offset - 1} with --to."
        )


class QueryRefused(ArchiveError):
    """The question cannot be asked of an archive."""

    code = "archive.query_refused"

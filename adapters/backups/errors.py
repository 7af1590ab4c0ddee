"""Why a backup is not taken or not restored: one class and one code for each remedy.

Nothing was changed when one of these is raised, but what its message says.
"""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import ClassVar


class BackupError(Exception):
    """No backup, or no restore; the message says what, where and what to do."""

    code: ClassVar[str] = "backup.failed"


class NotEmbedded(BackupError):
    """The servers are not ours to copy."""

    code = "backup.not_embedded"

    def __init__(self) -> None:
        super().__init__(
            "PURVEY_DATABASE_URL names a server that Purvey does not own: back it up and restore it"
            " with its own means, then run `purvey log new-epoch`."
        )


class BackupRunning(BackupError):
    """Another backup of this home is being taken."""

    code = "backup.running"

    def __init__(self, home: Path) -> None:
        super().__init__(f"A backup of {home} is being taken already; wait for its end.")


class SlotsTaken(BackupError):
    """Backups that were killed hold the log back, each by a slot of its own."""

    code = "backup.slots_taken"

    def __init__(self) -> None:
        super().__init__(
            "Backups that were killed still hold back the log, as many as the server allows: a"
            " running instance lets go of them within seconds. Try again in a moment."
        )


class FolderNotEmpty(BackupError):
    """The folder holds something else."""

    code = "backup.folder_not_empty"

    def __init__(self, folder: Path) -> None:
        super().__init__(f"{folder} is not an empty folder. Name a new one for this backup.")


class FolderUnusable(BackupError):
    """The folder cannot be made, read or written."""

    code = "backup.folder_unusable"

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(
            f"{folder} cannot take the backup: {cause}. Name a folder that this user may write."
        )


class PathTooLong(BackupError):
    """PostgreSQL's tools cut longer names: no backup can be made there, nor read."""

    code = "backup.path_too_long"

    def __init__(self, folder: Path, size: int, size_max: int) -> None:
        super().__init__(
            f"The path of {folder} has {size} bytes, and PostgreSQL's tools take {size_max}:"
            " name, or move the backup to, a folder with a shorter one."
        )


class DiskTooSmall(BackupError):
    """The copy would not fit."""

    code = "backup.disk_too_small"

    def __init__(self, folder: Path, wanted_bytes: int, free_bytes: int) -> None:
        mebibytes = 1024 * 1024
        super().__init__(
            f"The disk of {folder} has {free_bytes // mebibytes} MiB free,"
            f" {wanted_bytes // mebibytes + 1} MiB are needed. Free space there, or use another."
        )


class BackupUnreadable(BackupError):
    """The folder is no backup, or one that was not finished."""

    code = "backup.unreadable"

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(
            f"{folder} is no finished backup of Purvey: {cause}. Name a folder that `purvey backup`"
            " said to have finished."
        )


class BackupAbsent(BackupError):
    """There is no such folder now."""

    code = "backup.absent"

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"There is no folder {folder}. Where it is on a disk that is away, bring that back;"
            " otherwise name the folder in which the backup lies."
        )


class BackupNotReadable(BackupError):
    """The disk of the backup, or who may read there, keeps it from us; it may be sound."""

    code = "backup.not_readable"

    def __init__(self, file: Path, cause: str) -> None:
        super().__init__(
            f"{file}, of the backup, cannot be read: {cause}. Let this user read the backup's"
            " folder and all that is in it; nothing shows that it is damaged."
        )


class PointerUnreadable(BackupError):
    """The home does not say where its backup lies."""

    code = "backup.pointer_unreadable"

    def __init__(self, pointer: Path, cause: str) -> None:
        super().__init__(
            f"{pointer} does not say where the backup of this home lies ({cause}), so nothing goes"
            " there. Take a new one with `purvey backup`, which writes the file anew; what came to"
            " the former one stays, and is restored by the name of its folder."
        )


class BackupDamaged(BackupError):
    """A file of the backup is not what it was when it was taken."""

    code = "backup.damaged"

    def __init__(self, folder: Path, findings: str) -> None:
        super().__init__(
            f"{folder} was changed or damaged since it was taken; use another backup:\n{findings}"
        )


class BackupKeysDamaged(BackupError):
    """Keys of sealed text are not what they were when they came into the backup."""

    code = "backup.keys_damaged"

    def __init__(self, folder: Path, faults: Mapping[Path, str]) -> None:
        told = "\n".join(f"{key}: {fault}" for key, fault in faults.items())
        super().__init__(
            f"Keys of sealed text in {folder} were damaged or removed since they came there, and"
            " what was sealed for their people could not be read any more. Put sound copies in"
            " their place, from another backup or a home; to go without one for good, remove"
            f" what is left of it, its .made and its name in keys.json:\n{told}"
        )


class BackupOtherVersion(BackupError):
    """The backup is of another major version of PostgreSQL, or of a newer Purvey."""

    code = "backup.other_version"

    def __init__(self, folder: Path, found: str, wanted: str) -> None:
        super().__init__(
            f"{folder} holds {found}, this program works with {wanted}. Restore it with the version"
            " that took it."
        )


class BackupOfOtherHome(BackupError):
    """The home is a copy of the one whose backup it names."""

    code = "backup.of_other_home"

    def __init__(self, home: Path, folder: Path, other: str) -> None:
        super().__init__(
            f"{folder} is the backup of {other}, of which {home} is a copy, so nothing goes there:"
            " take a backup of this home with `purvey backup`."
        )


class BackupOfOtherHistory(BackupError):
    """The database was put back beneath the backup, by other means than `purvey restore`."""

    code = "backup.other_history"

    def __init__(self, folder: Path, cause: str) -> None:
        super().__init__(
            f"{folder} holds another history than the database, which was put back: {cause}."
            " Nothing more goes there, and all of it stays. Take a backup of what stands now with"
            " `purvey backup`, in another folder."
        )


class OutOfRange(BackupError):
    """The backup cannot bring back that moment."""

    code = "restore.out_of_range"

    def __init__(self, wanted: datetime, first: datetime, last: str) -> None:
        super().__init__(
            f"{wanted.isoformat()} cannot be restored from this backup: it reaches from"
            f" {first.isoformat()} to {last}. Use another backup, or `--to latest` for its end."
        )


class RestoreFailed(BackupError):
    """PostgreSQL could not recover; the instance is as it was before."""

    code = "restore.failed"

    def __init__(self, cause: str) -> None:
        super().__init__(
            "PostgreSQL could not recover the backup, and the instance is as it was before. What it"
            f" said follows; where its words name no remedy, use another backup.\n{cause}"
        )


class LogBroken(BackupError):
    """Behind the place where the log of the backup can be read no further, it goes on."""

    code = "restore.log_broken"

    def __init__(self, file: Path, cause: str, offset: int, last: datetime) -> None:
        super().__init__(
            f"{file} {cause}, so what was recorded behind event {offset}, of {last.isoformat()},"
            " cannot be brought back from this backup: a part of its log is missing or was"
            " damaged, or a database was put back beneath it. The instance is as it was before. Use"
            " another backup, or give `--to latest --incomplete` for what can be read of this one."
        )


class RestoreUnfinished(BackupError):
    """A restore was interrupted, so nobody knows whether the data are those of before."""

    code = "restore.unfinished"

    def __init__(self, workshop: Path) -> None:
        super().__init__(
            f"{workshop} is left of a restore that was interrupted. Run `purvey restore` again; the"
            " former data folder is beside it, under its own name or as `postgres.before-TIME`."
        )

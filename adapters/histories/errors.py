"""Why a file of histories is refused: whole, before the first command, with line and cause."""

from typing import ClassVar

from application.errors import Failed


class RefusedFile(Failed):
    """The file cannot be trusted; nothing of it was imported."""

    code: ClassVar[str] = "import.refused_file"

    def __init__(self, file: str, line: int | None, cause: str) -> None:
        place = file if line is None else f"{file}, line {line}"
        super().__init__(
            f"{place}: {cause}. Nothing was imported; correct the file and start again.",
            file=file,
            line=line,
            cause=cause,
        )


class ImportBroken(Failed):
    """The import stopped at a failure that is not the domain's; it resumes when started again."""

    code: ClassVar[str] = "import.broken"
    retryable: ClassVar[bool] = True

    def __init__(self, case: str, activity: str, cause: Failed) -> None:
        super().__init__(
            f"Case {case}, {activity}: {cause.message} Start the import again to resume.",
            case=case,
            activity=activity,
            cause=cause.code,
        )
